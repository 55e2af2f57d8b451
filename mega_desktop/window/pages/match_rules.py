"""The Match page's rules for all leads: those already there, the same person twice, fixed values."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from mega_desktop.crm import Field, OnDuplicate, System
from mega_desktop.matching import Mapping, RepeatCounts, Repeats
from mega_desktop.window.pages.match_fixed import FixedValues
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.layout import Card, column, row
from mega_desktop.window.widgets.text import ElidedLabel, caption
from mega_desktop.window.wording import counted, number


class RulesRow(Card):
    """One line with the three rules, and below it what they mean for the leads' values.

    Signals:
        decided: A `Mapping` that takes the place of the shown one.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._mapping: Mapping | None = None
        self._fields: tuple[Field, ...] = ()
        self.existing = _combo("onDuplicate")
        self.repeats = _combo("repeats")
        self.fixed = button("", self._edit_fixed, role="small", name="fixedValues")
        self.meaning = ElidedLabel(role="small")
        self.existing.activated.connect(self._on_rule)
        self.repeats.activated.connect(self._on_rule)
        self._existing_caption = caption("", self.existing)
        self._repeats_caption = caption("", self.repeats)
        parts = row(
            column(self._existing_caption, self.existing, spacing=6),
            column(self._repeats_caption, self.repeats, spacing=6),
            column(caption(self.tr("Not in the file"), self.fixed), None, self.fixed, spacing=6),
            spacing=16,
        )
        for place, share in enumerate((2, 3)):
            parts.setStretch(place, share)
        self.box.addLayout(parts)
        self.box.addWidget(self.meaning)

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
        text = self.tr("Fi&xed values…") if not count else self.tr("Fi&xed values ({n})…")
        self.fixed.setText(text.format(n=number(count)))
        self.meaning.set_whole(self._meaning(mapping, counts))

    def _show_existing(self, mapping: Mapping) -> None:
        """FoxReach itself leaves leads that are there as they are, so there is nothing to choose."""
        always_skips = mapping.system is System.FOXREACH
        _fill(
            self.existing,
            {
                OnDuplicate.UPDATE.value: self.tr("Update them with my values"),
                OnDuplicate.SKIP.value: self.tr("Leave them as they are"),
            },
            (OnDuplicate.SKIP if always_skips else mapping.on_duplicate).value,
        )
        self.existing.setEnabled(not always_skips)

    def _show_repeats(self, mapping: Mapping, counts: RepeatCounts | None) -> None:
        names = {
            Repeats.COMBINE: self.tr("Combine into one lead"),
            Repeats.FIRST: self.tr("Keep the first row"),
            Repeats.LAST: self.tr("Keep the last row"),
            Repeats.ALL: self.tr("Send all in order"),
        }
        further = counts.further_rows if counts else 0
        texts = {
            choice.value: f"{name}: {self._effect(choice, mapping, further)}" if further else name
            for choice, name in names.items()
        }
        _fill(self.repeats, texts, mapping.repeats.value)

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
        blank = self.tr("Empty cells never erase anything.")
        if counts is not None and not counts.people:
            return blank
        wins = {
            Repeats.COMBINE: self.tr("Of the same person, the first filled value of each field wins.")
            if mapping.on_duplicate is OnDuplicate.SKIP
            else self.tr("Of the same person, the last filled value of each field wins."),
            Repeats.FIRST: self.tr("Of the same person, only the first row is sent."),
            Repeats.LAST: self.tr("Of the same person, only the last row is sent."),
            Repeats.ALL: self.tr("Of the same person, only the first row has an effect.")
            if skips(mapping)
            else self.tr("Of the same person, each row updates the one before it."),
        }[mapping.repeats]
        return f"{wins} {blank}"

    @Slot(int)
    def _on_rule(self, _at: int) -> None:
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
    return mapping.on_duplicate is OnDuplicate.SKIP or mapping.system is System.FOXREACH


def _combo(name: str) -> QComboBox:
    """Takes what room there is; its list is as wide as its longest line."""
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMinimumContentsLength(12)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def _fill(combo: QComboBox, texts: dict[str, str], chosen: str) -> None:
    """Puts texts by their keys into a combo; an open list stays open."""
    if combo.count() != len(texts):
        combo.clear()
        for key in texts:
            combo.addItem("", key)
    for at, text in enumerate(texts.values()):
        combo.setItemText(at, text)
    combo.setCurrentIndex(combo.findData(chosen))
    combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + 16)
    combo.setToolTip(combo.currentText())
