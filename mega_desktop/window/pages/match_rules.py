"""The Match page's rules for all leads: those already there, the same person twice, fixed values."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mega_desktop.crm import Field, OnDuplicate
from mega_desktop.matching import Export, Mapping, RepeatCounts, Repeats
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.layout import Card, column, row
from mega_desktop.window.widgets.text import ElidedLabel, caption, label
from mega_desktop.window.wording import counted, number

KEY = Qt.ItemDataRole.UserRole + 1


class ExportCard(Card):
    """Says that the file is a known system's export; hidden when it is not.

    Signals:
        by_hand_requested: The person wants to match every column alone.
        platform_requested: The export's system becomes the source platform of all leads.
    """

    by_hand_requested = Signal()
    platform_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._badge = Badge("", Tone.INFO)
        self._text = ElidedLabel()
        by_hand = button(self.tr("Match by &hand instead"), self.by_hand_requested.emit, role="link")
        self.platform = button("", self.platform_requested.emit, role="link", name="usePlatform")
        line = row(self._badge, self._text, self.platform, by_hand)
        line.setStretch(1, 1)
        self.box.addLayout(line)
        self.hide()

    def show_export(self, export: Export | None, may_fix_platform: bool) -> None:
        self.setVisible(export is not None)
        if export is None:
            return
        self._badge.show_state(export.label, Tone.INFO)
        text = self.tr("This looks like a {name} export. Its columns were matched as a whole.")
        self._text.set_whole(text.format(name=export.label))
        self.platform.setText(self.tr("Use as source &platform"))
        self.platform.setVisible(may_fix_platform and bool(export.platform))


class RulesRow(Card):
    """One line with the three rules.

    Signals:
        decided: A `Mapping` that takes the place of the shown one.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._mapping: Mapping | None = None
        self._fields: tuple[Field, ...] = ()
        self.existing = QComboBox()
        self.existing.setObjectName("onDuplicate")
        self.existing.addItem(self.tr("Update them with my values"), OnDuplicate.UPDATE.value)
        self.existing.addItem(self.tr("Leave them as they are"), OnDuplicate.SKIP.value)
        self.repeats = QComboBox()
        self.repeats.setObjectName("repeats")
        self.repeats.addItem(self.tr("Combine into one lead"), Repeats.COMBINE.value)
        self.repeats.addItem(self.tr("Keep the first row"), Repeats.FIRST.value)
        self.repeats.addItem(self.tr("Keep the last row"), Repeats.LAST.value)
        self.repeats.addItem(self.tr("Send all in order"), Repeats.ALL.value)
        self.fixed = button("", self._edit_fixed, role="small", name="fixedValues")
        self._existing_caption = caption("", self.existing)
        self.existing.activated.connect(self._on_rule)
        self.repeats.activated.connect(self._on_rule)
        self._repeats_caption = caption("", self.repeats)
        fixed = caption(self.tr("Not in the file"), self.fixed)
        parts = row(
            column(self._existing_caption, self.existing, spacing=6),
            column(self._repeats_caption, self.repeats, spacing=6),
            None,
            column(fixed, self.fixed, spacing=6),
            spacing=16,
        )
        parts.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self.box.addLayout(parts)

    def show_rules(
        self, mapping: Mapping, fields: tuple[Field, ...], account: str, counts: RepeatCounts
    ) -> None:
        self._mapping, self._fields = mapping, fields
        existing = self.tr("For &leads already in {account}")
        self._existing_caption.setText(existing.format(account=literal(account)))
        twice = self.tr("&Same person twice in the file")
        if counts.people:
            people = counted(counts.people, self.tr("{n} person"), self.tr("{n} people"))
            rows = self.tr("{n} rows").format(n=number(counts.rows))
            twice = self.tr("&Same person twice: {people}, {rows}").format(people=people, rows=rows)
        self._repeats_caption.setText(twice)
        self.existing.setCurrentIndex(self.existing.findData(mapping.on_duplicate.value))
        self.repeats.setCurrentIndex(self.repeats.findData(mapping.repeats.value))
        count = len(mapping.fixed)
        text = self.tr("&Fixed values…") if not count else self.tr("&Fixed values ({n})…")
        self.fixed.setText(text.format(n=number(count)))

    @Slot(int)
    def _on_rule(self, _at: int) -> None:
        if self._mapping is not None:
            existing = OnDuplicate(self.existing.currentData())
            repeats = Repeats(self.repeats.currentData())
            self.decided.emit(replace(self._mapping, on_duplicate=existing, repeats=repeats))

    @Slot()
    def _edit_fixed(self) -> None:
        if self._mapping is None:
            return
        dialog = FixedValues(self._fields, self._mapping.fixed, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.decided.emit(replace(self._mapping, fixed=dialog.fixed))


class FixedValues(QDialog):
    """Field and value pairs that every lead gets which has none from the file."""

    def __init__(self, fields: Sequence[Field], fixed: Map[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Fixed values"))
        self._fields = {f.key: f for f in fields}
        self.list = QListWidget()
        self.field = QComboBox()
        self.value = QComboBox()
        self.add = button(self.tr("&Add"), self._add, role="small", name="addFixed")
        self.remove = button(self.tr("&Remove"), self._remove, role="small", name="removeFixed")
        self._set_up(fields)
        for key, value in fixed.items():
            self._put(key, value)
        self._lay_out()
        self._on_field()

    @property
    def fixed(self) -> dict[str, str]:
        """The pairs as they stand."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return dict(item.data(KEY) for item in items)

    def _set_up(self, fields: Sequence[Field]) -> None:
        for field in fields:
            self.field.addItem(field.label, field.key)
        self.list.setAccessibleName(self.tr("Fixed values"))
        self.field.activated.connect(self._on_field)

    def _lay_out(self) -> None:
        why = self.tr("Every lead that has no value from the file gets this one.")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._on_ok)
        buttons.rejected.connect(self.reject)
        pair = row(
            column(caption(self.tr("&Field"), self.field), self.field, spacing=6),
            column(caption(self.tr("&Value"), self.value), self.value, spacing=6),
            self.add,
        )
        pair.setStretch(0, 1)
        pair.setStretch(1, 1)
        pair.setAlignment(self.add, Qt.AlignmentFlag.AlignBottom)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(16)
        outer.addWidget(label(why, "muted", wrap=True))
        outer.addLayout(pair)
        outer.addWidget(self.list)
        outer.addLayout(row(self.remove, None, buttons))
        self.resize(560, 400)

    @Slot()
    def _on_ok(self) -> None:
        """What was typed and not yet added counts too."""
        if self.value.isEditable():
            self._add()
        self.accept()

    @Slot()
    def _on_field(self) -> None:
        self.value.clear()
        field = self._fields.get(self.field.currentData())
        for choice in field.choices if field else ():
            self.value.addItem(choice.label, choice.value)
        if field is not None:
            self.value.setEditable(not field.closed)
        if self.value.isEditable():
            self.value.setEditText("")

    @Slot()
    def _add(self) -> None:
        text = self.value.currentText().strip()
        at = self.value.findText(text)
        value = str(self.value.itemData(at)) if at >= 0 else text
        if value:
            self._put(str(self.field.currentData()), value)
            if self.value.isEditable():
                self.value.setEditText("")

    @Slot()
    def _remove(self) -> None:
        self.list.takeItem(self.list.currentRow())

    def _put(self, key: str, value: str) -> None:
        for at in range(self.list.count()):
            if self.list.item(at).data(KEY)[0] == key:
                self.list.takeItem(at)
                break
        field = self._fields.get(key)
        shown = next((c.label for c in field.choices if c.value == value), value) if field else value
        item = QListWidgetItem(f"{field.label if field else key}: {shown}")
        item.setData(KEY, (key, value))
        self.list.addItem(item)
