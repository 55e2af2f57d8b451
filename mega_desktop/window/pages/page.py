"""What every page is: a heading, a body, and what the footer shows for it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mega_desktop.errors import Problem
from mega_desktop.window.theme import MARGIN
from mega_desktop.window.walk import Walk
from mega_desktop.window.widgets.banner import Banner
from mega_desktop.window.widgets.layout import column
from mega_desktop.window.widgets.text import label


@dataclass(frozen=True)
class Primary:
    """The one primary button of a page.

    Attributes:
        text: Verb, number, place ("Check 5,012 leads"); empty for no button.
        enabled: Can it be pressed now?
        reason: One line beside it: why it cannot be pressed, or what is worth knowing.
    """

    text: str
    enabled: bool = True
    reason: str = ""


class Page(QWidget):
    """Base of the pages. A page shows things and starts jobs; it never calls another page.

    Attributes:
        body: Where a page puts its parts, 16 pixels apart.
        banner: For what went wrong on this page; see `show_problem`.

    Signals:
        changed: What `primary`, `extra_buttons` or `right_buttons` say may be different now.
    """

    changed = Signal()

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.walk = walk
        self.heading = label(role="heading", wrap=True, name="heading")
        self.subheading = label(role="muted", wrap=True, name="subheading")
        for text in (self.heading, self.subheading):
            text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.banner = Banner()
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 24, MARGIN, 16)
        outer.setSpacing(16)
        outer.addLayout(column(self.heading, self.subheading, spacing=7))
        outer.addWidget(self.banner)
        outer.addLayout(self.body, 1)

    def set_heading(self, heading: str, subheading: str = "") -> None:
        self.heading.setText(heading)
        self.subheading.setText(subheading)

    def enter(self) -> None:
        """The page is about to be seen: show what `walk` holds now."""

    def leave(self) -> None:
        """The page is no longer seen."""

    def primary(self) -> Primary:
        """What the primary button says, and whether it can be pressed."""
        return Primary("")

    def go(self) -> None:
        """The primary button was pressed."""

    def extra_buttons(self) -> list[QAbstractButton]:
        """Further buttons, left in the footer beside Back. The page keeps them; the frame only shows them."""
        return []

    def right_buttons(self) -> list[QAbstractButton]:
        """Further buttons, right in the footer before the primary one."""
        return []

    def first_focus(self) -> QWidget | None:
        """What gets the keyboard when the page opens; None leaves it to the primary button."""
        return None

    def keep_focus(self) -> None:
        """Takes the keyboard back when what had it on this page is gone; else it would jump to the rail."""
        first = self.first_focus()
        focused = QApplication.focusWidget()
        if self.isVisible() and first is not None and (focused is None or not self.isAncestorOf(focused)):
            first.setFocus()

    def has_back(self) -> bool:
        """Does the footer offer Back on this page?"""
        return True

    def show_problem(self, problem: Problem, *actions: QPushButton) -> None:
        """Shows the sentence of what went wrong on top of the page."""
        self.banner.show_problem(problem, *actions)
        self.changed.emit()

    def clear_problem(self) -> None:
        self.banner.clear()
