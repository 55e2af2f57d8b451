"""The Preview's side: everything about the chosen row, what each field is and what it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QWidget

from mega_desktop.crm import CUSTOM, Field, FieldKind
from mega_desktop.matching import PROBLEM_FIELD
from mega_desktop.preview import BY_HAND, ChangeKind, FieldChange, Planned
from mega_desktop.sheets import ROW
from mega_desktop.window.delegates import planned_chip
from mega_desktop.window.models.plan_rows import OUTCOME, OWN_WORDS, REASON
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, clear, column, holder, line, row
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import number

FIELD_WIDTH = 68
NOTHING = "–"
SAID_OTHERWISE = ("same email", "same phone", "nothing in this lead would change", "would be ignored")
"""Parts of a reason that the panel tells in another way."""

_TOLD_BY_REASON = frozenset({Planned.PROBLEM, Planned.REPEAT, Planned.LEFT_OUT, Planned.UNCHECKED})


@dataclass(frozen=True)
class _Line:
    """One field as it is shown."""

    field: Field
    before: str | None
    after: str | None
    kind: ChangeKind | None = None
    is_bad: bool = False
    is_protected: bool = False

    @property
    def is_quiet(self) -> bool:
        """The lead stays as it is in this field."""
        return self.kind in (ChangeKind.SAME, ChangeKind.KEPT)


class RowDetails(Card):
    """One row: what happens to it and why, and every field before and after.

    Signals:
        leave_out_requested: Leave this row out, or take it in again.
    """

    leave_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The chosen row"))
        self._values: Mapping[str, object] = {}
        self._fields: Sequence[Field] = ()
        self._account = self._crm = ""
        self._title = ElidedLabel(role="title")
        self._badge = Badge()
        self._sentence = label(role="muted", wrap=True)
        self._ignored = label(role="warn", wrap=True)
        self._own_words = label(role="small", wrap=True)
        self._leave_out = button("", self.leave_out_requested.emit, role="link", name="leaveOut")
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(12)
        self._table.setVerticalSpacing(8)
        self._marks = row(spacing=6)
        self._lay_out()
        self.show_nothing()

    @property
    def row_number(self) -> int:
        """Excel's number of the row that is shown; 0 for none."""
        return int(str(self._values.get(ROW, 0)))

    def show_nothing(self) -> None:
        self._values = {}
        self._clear()
        self._title.set_whole(self.tr("No row chosen"))
        self._sentence.setText(self.tr("Choose a row to see what will happen to it."))
        self._badge.hide()
        self._leave_out.hide()

    def show_row(self, values: Mapping[str, object], fields: Sequence[Field], account: str, crm: str) -> None:
        """Shows one row of the display frame; `show_changes` may follow with what the lead has now."""
        self._values, self._fields, self._account, self._crm = values, fields, account, crm
        planned = Planned(str(values[OUTCOME]))
        self._title.set_whole(_person(values, fields) or self.tr("Without a name"))
        chip = planned_chip(planned)
        self._badge.show_state(chip.text, chip.tone)
        self._badge.show()
        self._sentence.setText(self._explain(planned))
        self._leave_out.setText(
            self.tr("Take it in again") if planned is Planned.LEFT_OUT else self.tr("Leave this row out")
        )
        by_value = planned is Planned.LEFT_OUT and values[REASON] != BY_HAND
        self._leave_out.setVisible(planned is not Planned.REPEAT and not by_value)
        self._show_lines(
            [
                _Line(f, None, _text(values.get(f.key), f), is_bad=f.key == values.get(PROBLEM_FIELD))
                for f in fields
            ]
        )
        if ignored := values.get("ignored"):
            text = self.tr("{account} does not know: {fields}. These values would be lost.")
            self._ignored.setText(text.format(account=account, fields=ignored))
            self._ignored.show()
        if planned is Planned.PROBLEM and (words := values.get(OWN_WORDS)):
            self._own_words.setText(self.tr("{crm}’s own words: {words}").format(crm=crm, words=words))
            self._own_words.show()

    def show_changes(self, row_number: int, changes: Sequence[FieldChange]) -> None:
        """Shows before and after for each field, if it is still that row's turn and its lead is known."""
        planned = Planned(str(self._values[OUTCOME])) if self._values else Planned.NEW
        if row_number != self.row_number or planned is Planned.NEW or not changes:
            return
        fields = {f.key: f for f in self._fields}
        lines = [
            _Line(
                fields[c.key],
                _text(c.before, fields[c.key]),
                _text(c.after, fields[c.key]),
                c.kind,
                is_protected=self._is_protected(c, planned),
            )
            for c in changes
            if c.key in fields and (c.before or c.after or c.kind is ChangeKind.IGNORED)
        ]
        # What changes comes first; the others are there to be sure of.
        lines.sort(key=lambda shown: shown.is_quiet)
        self._show_lines(lines, before_and_after=True)
        self._show_marks(lines)

    def _is_protected(self, change: FieldChange, planned: Planned) -> bool:
        """The file has another value, which a rule keeps from being sent."""
        value = self._values.get(change.key)
        is_kept = change.kind is ChangeKind.KEPT and planned is not Planned.LEFT_ALONE
        return is_kept and value is not None and value != change.before

    def _show_lines(self, lines: Sequence[_Line], *, before_and_after: bool = False) -> None:
        self._clear()
        headings = [self.tr("Field"), self.tr("As it will be sent")]
        if before_and_after:
            headings = [self.tr("Field"), self.tr("In {crm}").format(crm=self._crm), self.tr("After")]
        for at, heading in enumerate(headings):
            self._table.setColumnStretch(at, 1 if at else 0)
            self._table.addWidget(label(heading, "small"), 0, at)
        for at, shown in enumerate(lines, start=1):
            self._add(2 * at, shown, before_and_after=before_and_after)
        _show_at_once(self._table)

    def _add(self, at: int, shown: _Line, *, before_and_after: bool) -> None:
        width = 3 if before_and_after else 2
        self._table.addWidget(line(), at - 1, 0, 1, width)
        # The slug says it; "Custom:" before it would take the room of the value.
        title = shown.field.key.removeprefix(CUSTOM) if shown.field.is_custom else shown.field.label
        name = label(title, "small", wrap=True)
        name.setFixedWidth(FIELD_WIDTH)
        self._table.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
        if shown.is_quiet and before_and_after:
            self._table.addWidget(self._unchanged(shown), at, 1, 1, 2)
            return
        if before_and_after:
            self._table.addWidget(self._before(shown), at, 1)
        self._table.addWidget(self._after(shown), at, width - 1)

    def _unchanged(self, shown: _Line) -> QLabel:
        value = shown.before or NOTHING
        kept = self.tr("{value} (kept by your rule)").format(value=value)
        return _told(kept if shown.is_protected else value, "muted")

    def _before(self, shown: _Line) -> QLabel:
        made = _told(shown.before or NOTHING, "muted")
        if shown.kind is ChangeKind.REPLACED:
            font = made.font()
            font.setStrikeOut(True)
            made.setFont(font)
            made.setAccessibleName(self.tr("{value}, replaced").format(value=shown.before))
        return made

    def _after(self, shown: _Line) -> QLabel:
        if shown.kind is None:
            role = "bad" if shown.is_bad else "muted" if shown.after is None else ""
            return _value(shown.after or NOTHING, role)
        if shown.kind is ChangeKind.IGNORED:
            return _told(self.tr("{value} (ignored)").format(value=shown.after or NOTHING), "warn")
        return _told(shown.after or NOTHING, "")

    def _show_marks(self, lines: Sequence[_Line]) -> None:
        counts = Counter(shown.kind for shown in lines)
        marks = (
            (counts[ChangeKind.REPLACED], self.tr("{n} replaced"), Tone.WARN),
            (counts[ChangeKind.FILLED], self.tr("{n} filled"), Tone.OK),
            (counts[ChangeKind.IGNORED], self.tr("{n} ignored"), Tone.WARN),
            (sum(shown.is_protected for shown in lines), self.tr("{n} kept"), Tone.GREY),
        )
        for count, text, tone in marks:
            if count:
                self._marks.addWidget(Badge(text.format(n=number(count)), tone))
        self._marks.addStretch(1)
        _show_at_once(self._marks)

    def _explain(self, planned: Planned) -> str:
        values = self._values
        at, reason = number(self.row_number), str(values[REASON] or "")
        how = {
            "email": self.tr("the same email"),
            "phone": self.tr("the same phone"),
        }.get(str(values["matched_by"]), self.tr("the same person"))
        sentences = {
            Planned.NEW: self.tr("Row {row} becomes a new lead in {account}."),
            Planned.UPDATE: self.tr("Row {row} updates a lead in {account} with {how}. Nothing is erased."),
            Planned.UNCHANGED: self.tr("Row {row} is in {account} already, with the same values."),
            Planned.LEFT_ALONE: self.tr("Row {row}: {account} has a lead with {how}; it is left as it is."),
            Planned.PROBLEM: self.tr("Row {row} cannot go: {reason}."),
            Planned.REPEAT: self.tr("Row {row}: {reason}."),
            Planned.LEFT_OUT: self.tr("Row {row}: {reason}."),
            Planned.UNCHECKED: self.tr("Row {row}: {reason}.")
            if reason
            else self.tr("Row {row} was not checked with {account} yet."),
        }
        where = self._account or self.tr("your CRM")
        text = sentences[planned].format(row=at, account=where, how=how, reason=reason.rstrip("."))
        more = [part for part in reason.split("; ") if not part.endswith(SAID_OTHERWISE)]
        if planned in _TOLD_BY_REASON or not reason or not more:
            return text
        return " ".join([text, *(f"{part[:1].upper()}{part[1:]}." for part in more)])

    def _clear(self) -> None:
        self._table.setColumnStretch(2, 0)
        for layout in (self._table, self._marks):
            clear(layout)
        self._ignored.hide()
        self._own_words.hide()

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = holder(column(self._marks, self._table, self._own_words, self._ignored, None, spacing=12))
        inside.setProperty("role", "clear")
        area.setWidget(inside)
        top = row(self._title, self._badge, spacing=8)
        top.setStretch(0, 1)
        self.box.addLayout(top)
        self.box.addWidget(self._sentence)
        self.box.addWidget(area, 1)
        self.box.addLayout(row(self._leave_out, None))


def _person(values: Mapping[str, object], fields: Sequence[Field]) -> str:
    """The name, of all its parts; else the email, else the phone; "" where there is none."""
    for kind in (FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE):
        if parts := [str(values[f.key]) for f in fields if f.kind is kind and values.get(f.key)]:
            return " ".join(parts)
    return ""


def _show_at_once(layout: QLayout) -> None:
    """Else what was just added is seen only in the next frame, and the side flickers from row to row."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()


def _told(text: str, role: str) -> QLabel:
    """Words go on in the next line; what has none, such as an email, gives up its end."""
    return _value(text, role) if " " in text.strip() else ElidedLabel(text, role)


def _value(text: str, role: str) -> QLabel:
    made = label(text, role, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return made


def _text(value: object, field: Field) -> str | None:
    """A value as the person calls it."""
    if value is None:
        return None
    return next((c.label for c in field.choices if c.value == value), str(value))
