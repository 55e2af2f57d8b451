"""Several columns of one field: in which order they are looked at."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mega_desktop.crm import FieldKind
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.widgets.layout import column
from mega_desktop.window.widgets.order_list import OrderList
from mega_desktop.window.widgets.text import caption, label

IN_TURN = frozenset({FieldKind.PHONE, FieldKind.EMAIL})


class ColumnOrder(QWidget):
    """The phone or email columns in their order; hidden while there is but one.

    Signals:
        reordered: The columns' indices (a tuple) in their new order.
    """

    reordered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self.columns = OrderList("order")
        self.columns.up.setAccessibleName(self.tr("Use this column earlier"))
        self.columns.down.setAccessibleName(self.tr("Use this column later"))
        self.columns.reordered.connect(self._on_order)
        title = caption(self.tr("Used &in this order"), self.columns.list)
        self._note = label(role="small", wrap=True)
        self.setLayout(column(title, self.columns, self._note, spacing=6))

    def show_column(self, shown: Shown) -> None:
        before, self._shown = self._shown, shown
        self.setVisible(shown.kind in IN_TURN and len(shown.rivals) > 1)
        names = [f"{at}  {rival.header}" for at, rival in enumerate(shown.rivals, start=1)]
        own = next((at for at, r in enumerate(shown.rivals) if r.index == shown.match.index), 0)
        self.columns.show_entries(names, None if shown.is_same_column(before) else own)
        text = self.tr("Of each row the first of them that is filled becomes the {field}.")
        self._note.setText(text.format(field=shown.field_name))

    @Slot(object)
    def _on_order(self, places: object) -> None:
        if self._shown is not None and isinstance(places, tuple):
            self.reordered.emit(tuple(self._shown.rivals[at].index for at in places))
