"""The Preview's groups of problems: what many rows have in common, and how to repair them all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QListView,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mega_desktop.preview import Edits, ProblemGroup, Repair, RepairKind
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, clear, column, holder, line, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import counted, number

GROUP = Qt.ItemDataRole.UserRole + 1
GROUPS_SEEN = 6
GROUP_HEIGHT = 28


class ProblemsPanel(Card):
    """Groups of problems, and the repairs for the chosen one.

    Signals:
        group_chosen: The `ProblemGroup` that is looked at now.
        repair_chosen: The `Edits` to make, and what they are called after "Undo".
        closed: The panel is no longer wanted.
    """

    group_chosen = Signal(object)
    repair_chosen = Signal(object, object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        title = label(self.tr("Problems by cause"), "title")
        self.close_button = button(self.tr("&Done"), self.closed.emit, role="link", name="closeProblems")
        self.model = QStandardItemModel(self)
        self.list = self._make_list(title.text())
        title.setBuddy(self.list)
        self._rows = label(role="muted", wrap=True)
        self._repairs = QVBoxLayout()
        self._repairs.setSpacing(12)
        top = row(title, None, self.close_button)
        self.box.addLayout(top)
        self.box.addWidget(self.list)
        self.box.addWidget(self._rows)
        self.box.addWidget(self._scrolled(), 1)

    @property
    def group(self) -> ProblemGroup | None:
        """The group that is chosen."""
        found = self.list.currentIndex().data(GROUP)
        return found if isinstance(found, ProblemGroup) else None

    def show_groups(self, problems: Sequence[ProblemGroup], doubts: Sequence[ProblemGroup]) -> None:
        """Shows the groups, the largest first, then what only looks wrong; the chosen cause stays chosen."""
        before, at = self.group, self.list.currentIndex().row()
        self.model.clear()
        for group in (*problems, *doubts):
            self.model.appendRow(_item(group))
        self.list.setFixedHeight(min(self.model.rowCount(), GROUPS_SEEN) * GROUP_HEIGHT + 4)
        same = next(
            (i for i, g in enumerate((*problems, *doubts)) if before and g.cause == before.cause), None
        )
        if before is not None:
            self.choose(min(at, self.model.rowCount() - 1) if same is None else same)
        if not self.model.rowCount():
            self.show_repairs(None, ())

    def choose(self, at: int) -> None:
        """Looks at the group with this place in the list."""
        self.list.setCurrentIndex(self.model.index(max(at, 0), 0))

    def show_repairs(self, group: ProblemGroup | None, repairs: Sequence[Repair]) -> None:
        """Shows what can be done about a group; nothing when it is not the chosen one any more."""
        if group is not None and group is not self.group:
            return
        clear(self._repairs)
        self._rows.setText(self.tr("No problem is left.") if group is None else self._which_rows(group))
        for repair in repairs:
            if group is not None:
                self._repairs.addWidget(line())
                self._repairs.addWidget(_RepairBox(group, repair, self._on_repair))

    def _which_rows(self, group: ProblemGroup) -> str:
        if group.sentences:
            return "\n".join(f"{sentence}." for sentence in group.sentences)
        rows = ", ".join(number(n) for n in group.first_rows)
        if group.count > len(group.first_rows):
            rows += self.tr(" and {n} more").format(n=number(group.count - len(group.first_rows)))
        if group.count == 1:
            return self.tr("Row {rows}").format(rows=rows)
        return self.tr("Rows {rows}").format(rows=rows)

    def _on_repair(self, edits: Edits, text: str) -> None:
        self.repair_chosen.emit(edits, text)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        group = current.data(GROUP)
        if isinstance(group, ProblemGroup):
            self._rows.setText(self._which_rows(group))
            clear(self._repairs)
            self.group_chosen.emit(group)

    def _make_list(self, name: str) -> QListView:
        made = QListView()
        made.setModel(self.model)
        made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setUniformItemSizes(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(name)
        made.selectionModel().currentChanged.connect(self._on_current)
        return made

    def _scrolled(self) -> QScrollArea:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = holder(column(self._repairs, None))
        inside.setProperty("role", "clear")
        area.setWidget(inside)
        return area


class _RepairBox(QWidget):
    """One repair: what it does, some cells before and after, and the button that does it."""

    def __init__(self, group: ProblemGroup, repair: Repair, chosen: Callable[[Edits, str], object]) -> None:
        super().__init__()
        self._group, self._repair, self._chosen = group, repair, chosen
        self._choices = self._make_choices()
        parts: list[QWidget] = [label(repair.title, wrap=True)]
        parts += [self._sample(s.row, s.before, s.after) for s in repair.samples]
        if self._choices is not None:
            parts.append(self._choices)
        self.button = button(self._button_text(), self._on_pressed, role="small", name=repair.kind.value)
        self.button.setAccessibleName(f"{repair.title}: {self.button.text()}")
        self.setLayout(column(*parts, row(self.button, None), spacing=6))

    def _button_text(self) -> str:
        rows, of = self._repair.rows, self._group.count
        if rows < of:
            return self.tr("Repair {n} of {of}").format(n=number(rows), of=number(of))
        if self._repair.kind is RepairKind.LEAVE_OUT:
            return counted(rows, self.tr("Leave {n} row out"), self.tr("Leave {n} rows out"))
        return counted(rows, self.tr("Repair {n} row"), self.tr("Repair {n} rows"))

    def _sample(self, row_number: int, before: str, after: str | None) -> QLabel:
        shown = self.tr("{before}  →  {after}").format(before=before, after=after or self.tr("(empty)"))
        made = label(shown, "small", wrap=True)
        made.setAccessibleName(self.tr("Row {n}: {change}").format(n=number(row_number), change=shown))
        return made

    def _make_choices(self) -> QComboBox | None:
        if self._repair.kind is not RepairKind.CHOOSE:
            return None
        made = QComboBox()
        made.setAccessibleName(self._repair.title)
        for choice in self._repair.choices:
            made.addItem(choice.label, choice.value)
        return made

    @Slot()
    def _on_pressed(self) -> None:
        edits = self._repair.edits
        if self._choices is not None:
            edits = self._repair.chosen(str(self._choices.currentData()))
        one, many = self.tr("repair of {n} row"), self.tr("repair of {n} rows")
        if self._repair.kind is RepairKind.LEAVE_OUT:
            one, many = self.tr("leaving {n} row out"), self.tr("leaving {n} rows out")
        self._chosen(edits, counted(self._repair.rows, one, many))


def _item(group: ProblemGroup) -> QStandardItem:
    text = f"{number(group.count)} · {' '.join(group.cause.split())}"
    item = QStandardItem(text)
    item.setData(group, GROUP)
    item.setToolTip(text.replace("<", "‹"))
    # Narrower than any view: the item takes the view's width and gives up its end, not more.
    item.setSizeHint(QSize(0, GROUP_HEIGHT))
    return item
