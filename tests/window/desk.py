"""The side of the Match page on its own: columns to show in it, and a keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from mega_desktop.crm import Choice, Knowledge
from mega_desktop.crm.mega_fields import mega_fields
from mega_desktop.matching import Certainty, ColumnMatch, OpenQuestion
from mega_desktop.window.models.match_model import ColumnFacts
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.pages.match_panel import ColumnPanel

ANA = "11111111-1111-4111-8111-111111111111"
BEN = "22222222-2222-4222-8222-222222222222"
KNOWLEDGE = Knowledge(
    stages=(Choice("new", "New"), Choice("contacted", "Contacted"), Choice("tour_booked", "Tour booked")),
    owners=(Choice(ANA, "Ana Ruiz"),),
    custom_fields=("move_in_date", "pool"),
    unknown_fields=("shoe_size",),
)
STAGES = (("Nurture", 2204), ("New", 1906), ("Hot", 812), ("Junk", 12))
QUESTION = OpenQuestion(
    4,
    "In “Notes”, does “3/4/2026” mean 3 April 2026 or 4 March 2026?",
    {"date:day_first": "3 April 2026", "date:month_first": "4 March 2026"},
)
Key = Qt.Key
NARROWEST, LOWEST = 236, 420


class Desk:
    """Shows one column and takes its decisions, as the page does; keys go to where the keyboard is."""

    def __init__(self, panel: ColumnPanel) -> None:
        self.panel = panel
        self.decisions: list[ColumnMatch] = []
        self.orders: list[tuple[int, ...]] = []
        self.shown: Shown | None = None
        panel.decided.connect(self._on_decided)
        panel.reordered.connect(self._on_reordered)

    def leave(self) -> None:
        self.panel.decided.disconnect(self._on_decided)
        self.panel.reordered.disconnect(self._on_reordered)

    def show(self, shown: Shown) -> None:
        self.shown = shown
        self.panel.show_column(shown)
        QApplication.processEvents()

    def _on_reordered(self, order: tuple[int, ...]) -> None:
        self.orders.append(order)

    def _on_decided(self, match: ColumnMatch) -> None:
        assert self.shown is not None
        self.decisions.append(match)
        self.panel.show_column(replace(self.shown, match=match))
        self.shown = replace(self.shown, match=match)

    @property
    def match(self) -> ColumnMatch:
        assert self.shown is not None
        return self.shown.match

    def steps(self) -> tuple[str, ...]:
        return self.match.clean_up

    @property
    def focus(self) -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self._target(), key)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self._target(), text)

    def tab_to(self, name: str) -> None:
        for _ in range(60):
            if self.focus == name:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {name}")

    def pick(self, text: str) -> None:
        """Chooses in the combo box that has the keyboard, or is open, as arrow keys and Enter do."""
        combo = self._combo()
        combo.showPopup()
        rows = [combo.itemText(at) for at in range(combo.count())]
        self.press(Key.Key_Home)
        for _ in rows:
            if combo.view().currentIndex().data() == text:
                break
            self.press(Key.Key_Down)
        self.press(Key.Key_Return)

    def text(self, name: str) -> str:
        label = self.panel.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text() if label.isVisible() else ""

    def _combo(self) -> QComboBox:
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, QComboBox):
            widget = widget.parentWidget()
        assert widget is not None
        return widget

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.panel


def shown(
    match: ColumnMatch,
    words: tuple[tuple[str, int], ...] = (),
    *,
    filled: int | None = None,
    different: int | None = None,
) -> Shown:
    facts = ColumnFacts(
        sum(rows for _word, rows in words) if filled is None else filled,
        100,
        len(words) if different is None else different,
        tuple(word for word, _rows in words[:3]),
        words[:50],
    )
    return Shown(match, facts, mega_fields(KNOWLEDGE), KNOWLEDGE, "MEGA", values=words)


def stage(**decided: object) -> Shown:
    match = ColumnMatch(3, "Lead Status", "stage_slug", Certainty.LIKELY, "named “Lead Status”")
    return shown(replace(match, **decided), STAGES)  # type: ignore[arg-type]


def text_column(*clean_up: str, field: str = "custom:notes") -> Shown:
    match = ColumnMatch(4, "Notes", field, Certainty.SURE, "chosen by you", clean_up=clean_up)
    return shown(match, filled=400, different=390)
