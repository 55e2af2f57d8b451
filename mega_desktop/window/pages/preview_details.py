"""The Preview's side: everything about the chosen row, and the problems by cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFormLayout, QFrame, QListView, QScrollArea, QSizePolicy, QWidget

from mega_desktop.crm import CUSTOM, Field
from mega_desktop.matching import PROBLEM_FIELD
from mega_desktop.preview import Planned
from mega_desktop.sheets import ROW
from mega_desktop.window.delegates import planned_chip
from mega_desktop.window.models.plan_model import OUTCOME, REASON
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.layout import Card, column, holder, line, row
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import number

NAMES = ("contact_name", "contact_email", "contact_phone")
"""What a lead is called by: the first of these that is filled."""
CAUSE = Qt.ItemDataRole.UserRole + 1
CAUSES_SEEN = 4
CAUSE_HEIGHT = 24
NAME_WIDTH = 84


class RowDetails(Card):
    """The lead of one row as it will be sent, why it has its outcome, and what MEGA would leave out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The chosen row"))
        self._title = ElidedLabel(role="title")
        self._badge = Badge()
        self._sentence = label(role="muted", wrap=True)
        self._ignored = label(role="warn", wrap=True)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(10)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = holder(column(self._form, self._ignored, None, spacing=12))
        inside.setProperty("role", "clear")
        area.setWidget(inside)
        top = row(self._title, self._badge, spacing=8)
        top.setStretch(0, 1)
        self.box.addLayout(top)
        self.box.addWidget(self._sentence)
        self.box.addWidget(line())
        self.box.addWidget(area, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        self._clear()
        self._title.set_whole(self.tr("No row chosen"))
        self._sentence.setText(self.tr("Choose a row to see what will happen to it."))
        self._badge.hide()

    def show_row(self, values: Mapping[str, object], fields: Sequence[Field], account: str) -> None:
        """Shows one row of the display frame."""
        self._clear()
        planned = Planned(str(values[OUTCOME]))
        name = next((str(values[k]) for k in NAMES if values.get(k)), self.tr("Without a name"))
        self._title.set_whole(name)
        chip = planned_chip(planned)
        self._badge.show_state(chip.text, chip.tone)
        self._badge.show()
        self._sentence.setText(self._explain(values, planned, account))
        for field in fields:
            self._add(field, values)
        if ignored := values.get("ignored"):
            text = self.tr("{account} does not know: {fields}. These values would be lost.")
            self._ignored.setText(text.format(account=account, fields=ignored))
            self._ignored.show()

    def _add(self, field: Field, values: Mapping[str, object]) -> None:
        sent = values.get(field.key)
        value = next((c.label for c in field.choices if c.value == sent), sent)
        is_bad = field.key == values.get(PROBLEM_FIELD)
        text = label("–" if value is None else str(value), "bad" if is_bad else "", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # The slug says it; "Custom:" before it would take the room of the value.
        name = label(field.key.removeprefix(CUSTOM) if field.is_custom else field.label, "small", wrap=True)
        name.setFixedWidth(NAME_WIDTH)
        self._form.addRow(name, text)

    def _explain(self, values: Mapping[str, object], planned: Planned, account: str) -> str:
        at, reason = number(int(str(values[ROW]))), str(values[REASON] or "")
        how = {
            "email": self.tr("the same email"),
            "phone": self.tr("the same phone"),
        }.get(str(values["matched_by"]), self.tr("the same person"))
        sentences = {
            Planned.NEW: self.tr("Row {row} becomes a new lead in {account}."),
            Planned.UPDATE: self.tr("Row {row} updates a lead in {account} with {how}."),
            Planned.UNCHANGED: self.tr("Row {row} is in {account} already, with the same values."),
            Planned.LEFT_ALONE: self.tr("Row {row}: {account} has a lead with {how}; it is left as it is."),
            Planned.PROBLEM: self.tr("Row {row} cannot go: {reason}."),
            Planned.REPEAT: self.tr("Row {row}: {reason}."),
            Planned.LEFT_OUT: self.tr("Row {row}: {reason}."),
            Planned.UNCHECKED: self.tr("Row {row} was not checked with {account} yet."),
        }
        where = account or self.tr("your CRM")
        return sentences[planned].format(row=at, account=where, how=how, reason=reason.rstrip("."))

    def _clear(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._ignored.hide()


class Causes(Card):
    """Problems by cause with their counts; choosing one shows only those rows.

    Signals:
        chosen: The reason that was chosen.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = label(self.tr("Problems by cause"), "title")
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(title.text())
        self._list.clicked.connect(self._tell)
        self._list.activated.connect(self._tell)
        title.setBuddy(self._list)
        self.box.addWidget(title)
        self.box.addWidget(self._list)
        self.hide()

    def show_causes(self, causes: Sequence[tuple[str, int]]) -> None:
        """Shows the causes, most frequent first; nothing at all when there are none."""
        shown = [self._model.item(at).data(CAUSE) for at in range(self._model.rowCount())]
        texts = [self._text(reason, rows) for reason, rows in causes]
        if shown != [reason for reason, _ in causes]:
            self._model.clear()
            for reason, _rows in causes:
                item = QStandardItem()
                item.setData(reason, CAUSE)
                # Narrower than any view: the item takes the view's width and gives up its end, not more.
                item.setSizeHint(QSize(0, CAUSE_HEIGHT))
                self._model.appendRow(item)
        for at, text in enumerate(texts):
            self._model.item(at).setText(text)
            self._model.item(at).setToolTip(text.replace("<", "‹"))
        self._list.setFixedHeight(min(len(texts), CAUSES_SEEN) * CAUSE_HEIGHT + 4)
        self.setVisible(bool(texts))

    def _text(self, reason: str, rows: int) -> str:
        return f"{number(rows)} · {' '.join(reason.split())}"

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(CAUSE))
