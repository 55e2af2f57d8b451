"""The Match page's rules for all leads: those already there, the same person twice, fixed values."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QWidget

from mega_desktop.crm import Field, OnDuplicate
from mega_desktop.matching import Mapping, RepeatCounts, Repeats
from mega_desktop.window.pages.match_fixed import FixedValues
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.layout import Card, column, row
from mega_desktop.window.widgets.picker import Picker
from mega_desktop.window.widgets.text import caption, label
from mega_desktop.window.wording import counted, number

NARROW = 600
"""Below this width the rules stand below one another."""


class RulesRow(Card):
    """The two rules for leads that come twice, what they mean for the values, and fixed values.

    Signals:
        decided: A `Mapping` that takes the place of the shown one.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._mapping: Mapping | None = None
        self._fields: tuple[Field, ...] = ()
        self.existing = Picker("onDuplicate")
        self.repeats = Picker("repeats")
        self.fixed = button("", self._edit_fixed, role="link", name="fixedValues")
        self.meaning = label(role="small", wrap=True)
        self.existing.picked.connect(self._on_rule)
        self.repeats.picked.connect(self._on_rule)
        self._existing_caption = caption("", self.existing)
        self._repeats_caption = caption("", self.repeats)
        self._pairs = (
            column(self._existing_caption, self.existing, spacing=6),
            column(self._repeats_caption, self.repeats, spacing=6),
        )
        self._both = row(*self._pairs, spacing=12)
        for place, share in enumerate((3, 4)):
            self._both.setStretch(place, share)
        below = row(self.meaning, self.fixed)
        below.setStretch(0, 1)
        self.box.addLayout(self._both)
        self.box.addLayout(below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room; else below one another, each beside its name."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        is_narrow = self.width() < NARROW
        self._both.setDirection(down if is_narrow else across)
        self._both.setSpacing(8 if is_narrow else 12)
        for pair in self._pairs:
            pair.setDirection(across if is_narrow else down)
            for place, share in enumerate((2, 3)):
                pair.setStretch(place, share if is_narrow else 0)
        for name in (self._existing_caption, self._repeats_caption):
            name.setWordWrap(is_narrow)
        self._both.update()  # what changes direction tells nobody of its new height

    def show_rules(
        self, mapping: Mapping, fields: tuple[Field, ...], account: str, counts: RepeatCounts | None
    ) -> None:
        """Shows the rules as they stand.

        Args:
            counts: The same person twice; None while they are being counted.
        """
        self._mapping, self._fields = mapping, fields
        self._existing_caption.setText(
            self.tr("For &leads already in {account}").format(account=literal(account))
        )
        self._repeats_caption.setText(self._twice(counts))
        self._show_existing(mapping)
        self._show_repeats(mapping, counts)
        count = len(mapping.fixed)
        text = self.tr("Add fi&xed values…") if not count else self.tr("Fi&xed values ({n})…")
        self.fixed.setText(text.format(n=number(count)))
        self.meaning.setText(self._meaning(mapping, counts))

    def _show_existing(self, mapping: Mapping) -> None:
        """FoxReach itself leaves leads that are there as they are, so there is nothing to choose."""
        always_skips = not mapping.system.updates
        leave = self.tr("Leave them as they are")
        if always_skips:
            leave = self.tr("FoxReach leaves them alone")
        entries = (
            (self.tr("Update them with my values"), OnDuplicate.UPDATE.value),
            (leave, OnDuplicate.SKIP.value),
        )
        chosen = OnDuplicate.SKIP if always_skips else mapping.on_duplicate
        self.existing.show_entries(entries, chosen.value)
        self.existing.setEnabled(not always_skips)

    def _show_repeats(self, mapping: Mapping, counts: RepeatCounts | None) -> None:
        names = {
            Repeats.COMBINE: self.tr("Combine"),
            Repeats.FIRST: self.tr("Keep the first row"),
            Repeats.LAST: self.tr("Keep the last row"),
            Repeats.ALL: self.tr("Send all in order"),
        }
        further = counts.further_rows if counts else 0
        entries = [
            (f"{name}: {self._effect(choice, mapping, further)}" if further else name, choice.value)
            for choice, name in names.items()
        ]
        self.repeats.show_entries(entries, mapping.repeats.value)
        self.repeats.setToolTip(self.repeats.currentText())

    def _effect(self, choice: Repeats, mapping: Mapping, rows: int) -> str:
        """What a choice does to the rows beyond one a person."""
        if choice is Repeats.COMBINE:
            return counted(rows, self.tr("{n} row joins another"), self.tr("{n} rows join others"))
        if choice is not Repeats.ALL:
            return counted(rows, self.tr("{n} row left out"), self.tr("{n} rows left out"))
        if skips(mapping):
            return counted(rows, self.tr("{n} row left alone"), self.tr("{n} rows left alone"))
        return counted(rows, self.tr("{n} update"), self.tr("{n} updates"))

    def _twice(self, counts: RepeatCounts | None) -> str:
        if counts is None:
            return self.tr("&Same person twice in the file: counting…")
        if not counts.people:
            return self.tr("&Same person twice in the file: nobody")
        people = counted(counts.people, self.tr("{n} person"), self.tr("{n} people"))
        rows = counted(counts.rows, self.tr("{n} row"), self.tr("{n} rows"))
        return self.tr("&Same person twice: {people} in {rows}").format(people=people, rows=rows)

    def _meaning(self, mapping: Mapping, counts: RepeatCounts | None) -> str:
        """Which value wins, and that nothing is lost by cells without one."""
        blank = self.tr("Empty cells erase nothing.")
        if counts is not None and not counts.people:
            return blank
        wins = {
            Repeats.COMBINE: self.tr("Of the same person, the first filled value of each field wins.")
            if skips(mapping)
            else self.tr("Of the same person, the last filled value of each field wins."),
            Repeats.FIRST: self.tr("Of the same person, only the first row is sent."),
            Repeats.LAST: self.tr("Of the same person, only the last row is sent."),
            Repeats.ALL: self.tr("Of the same person, only the first row has an effect.")
            if skips(mapping)
            else self.tr("Of the same person, each row updates the one before it."),
        }[mapping.repeats]
        return f"{wins} {blank}"

    @Slot(object)
    def _on_rule(self, _choice: object) -> None:
        if self._mapping is None:
            return
        existing = OnDuplicate(self.existing.currentData()) if self.existing.isEnabled() else None
        self.decided.emit(
            replace(
                self._mapping,
                on_duplicate=existing or self._mapping.on_duplicate,
                repeats=Repeats(self.repeats.currentData()),
            )
        )

    @Slot()
    def _edit_fixed(self) -> None:
        if self._mapping is None:
            return
        dialog = FixedValues(self._fields, self._mapping.fixed, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.decided.emit(replace(self._mapping, fixed=dialog.fixed))


def skips(mapping: Mapping) -> bool:
    """Leads that are there already stay as they are."""
    return mapping.on_duplicate is OnDuplicate.SKIP or not mapping.system.updates
