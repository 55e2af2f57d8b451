"""A sentence across the page: what happened, what to do, and the details on request."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mega_desktop.errors import Problem
from mega_desktop.window.theme import set_role
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column, holder, row
from mega_desktop.window.widgets.text import label


class Banner(QFrame):
    """Hidden until it has something to say. Tones: "warn", "bad", "info"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.title = label(role="title", wrap=True, name="bannerTitle")
        self.advice = label(role="", wrap=True, name="bannerAdvice")
        self._details_button = button(
            self.tr("&Details"), self._toggle_details, role="quiet", name="bannerDetails"
        )
        self._actions = QHBoxLayout()
        self._actions.setSpacing(12)
        self._details = self._make_details()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 14, 16, 14)
        texts = column(self.title, self.advice, spacing=2)
        top = row(texts, self._details_button, self._actions, spacing=16)
        top.setStretch(0, 1)
        outer.addLayout(top)
        outer.addWidget(self._details)
        self.hide()

    def show_problem(self, problem: Problem, *actions: QPushButton) -> None:
        """Says what went wrong; `actions` are what can be done about it, the best one last."""
        self.say(problem.title, problem.advice, "bad", *actions)
        self._text.setPlainText(problem.detail)
        self._details_button.setVisible(bool(problem.detail))

    def say(self, title: str, advice: str = "", tone: str = "warn", *actions: QPushButton) -> None:
        """Says something that is no error."""
        set_role(self, f"banner-{tone}")
        self.title.setText(title)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self._details_button.hide()
        self._details.hide()
        self._show_actions(actions)
        self.setAccessibleName(f"{title} {advice}".strip())
        self.show()

    def clear(self) -> None:
        self._show_actions(())
        self.hide()

    def _show_actions(self, actions: tuple[QPushButton, ...]) -> None:
        while self._actions.count():
            item = self._actions.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for action in actions:
            self._actions.addWidget(action)

    def _make_details(self) -> QWidget:
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setMaximumHeight(96)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(self.tr("Technical details"))
        copy = button(self.tr("&Copy"), self._copy, role="small", name="bannerCopy")
        result = holder(row(self._text, copy))
        result.hide()
        return result

    @Slot()
    def _toggle_details(self) -> None:
        self._details.setVisible(self._details.isHidden())

    @Slot()
    def _copy(self) -> None:
        text = f"{self.title.text()}\n{self.advice.text()}\n{self._text.toPlainText()}"
        QApplication.clipboard().setText(text)


def action(text: str, clicked: Callable[[], object], *, quiet: bool = False, name: str = "") -> QPushButton:
    """A button for a banner."""
    return button(text, clicked, role="quiet" if quiet else "small", name=name)
