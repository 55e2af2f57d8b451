"""The dialog for values that are not in the file and the same for every lead."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mega_desktop.crm import Field
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column, row
from mega_desktop.window.widgets.text import caption, label

KEY = Qt.ItemDataRole.UserRole + 1


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
