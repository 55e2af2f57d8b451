"""The Match page's side: one column's field, its name part, and which of its values means what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mega_desktop.crm import CUSTOM, Choice, Field, FieldKind, Knowledge
from mega_desktop.matching import Certainty, ColumnMatch, NamePart, OpenQuestion, Samples, match_choices
from mega_desktop.window.models.match_model import ColumnFacts
from mega_desktop.window.theme import set_role
from mega_desktop.window.widgets.buttons import literal
from mega_desktop.window.widgets.layout import Card, clear, column, holder
from mega_desktop.window.widgets.text import ElidedLabel, caption, label
from mega_desktop.window.wording import certainty_word, number

translate = QCoreApplication.translate
NOWHERE = ""
TYPED = "typed"
AS_IT_IS = "\0as it is"
CHOICE_KINDS = frozenset({FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE})
LEAD_LINE = CUSTOM + "lead_line"
"""MEGA's own field of that name; a custom field must not be called so."""


@dataclass(frozen=True)
class Shown:
    """Everything the panel shows of one column.

    Attributes:
        fields: Every field a column can go to, in the order to offer them.
        samples: What the clean-up makes of its values; None where nobody looked.
        question: What the person has to say of its dates or numbers, if anything.
        loss: A sentence on the values that would not arrive; "" when all would.
        values: All its different values with their counts, the commonest first; empty where the
            page has none, then `facts.common` is all there is.
        rivals: The columns of the same field in the order they are used, this one among them.
        updates: Leads already there are updated at all.
    """

    match: ColumnMatch
    facts: ColumnFacts
    fields: tuple[Field, ...]
    knowledge: Knowledge
    system_name: str
    samples: Samples | None = None
    question: OpenQuestion | None = None
    loss: str = ""
    values: tuple[tuple[str, int], ...] = ()
    rivals: tuple[ColumnMatch, ...] = ()
    updates: bool = True

    @property
    def field(self) -> Field | None:
        return next((f for f in self.fields if f.key == self.match.field), None)


class ColumnPanel(Card):
    """The editor beside the table; it never holds a decision, it tells each as it is made.

    Signals:
        decided: A `ColumnMatch` that takes the place of the shown one.
        reordered: The indices of columns of one field (a tuple), in the order they are to be used.
    """

    decided = Signal(object)
    reordered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._shown: Shown | None = None
        self._title = ElidedLabel(role="title")
        self._counts = label(role="muted", wrap=True)
        self._reason = label(role="small", wrap=True)
        self.field = QComboBox()
        self.field.setObjectName("goesTo")
        self.field.setMaxVisibleItems(24)
        self.field.setMinimumContentsLength(8)
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field.activated.connect(self._on_field)
        self.slug = self._make_slug()
        self.hint = label(role="small", wrap=True)
        self.part = self._make_part()
        self._part_caption = caption(self.tr("&Which part of the name"), self.part)
        self._slug_caption = caption(self.tr("&Name of the custom field"), self.slug)
        self.values = QVBoxLayout()
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        self._shown = None
        self._title.set_whole(self.tr("No column chosen"))
        self._counts.setText(self.tr("Choose a column to see where it goes."))
        self._inside.hide()

    def show_column(self, shown: Shown) -> None:
        """Shows one column; a column shown already keeps the keyboard focus where it is."""
        before, self._shown = self._shown, shown
        self._title.set_whole(shown.match.header)
        text = self.tr("{n} values, {different} different")
        self._counts.setText(
            text.format(n=number(shown.facts.filled), different=number(shown.facts.different))
        )
        why = " – ".join(t for t in (certainty_word(shown.match.certainty), shown.match.reason) if t)
        self._reason.setText(why)
        self._show_field(shown)
        self._show_part(shown)
        same = before is not None and before.match.index == shown.match.index
        if not (same and before is not None and before.match.field == shown.match.field):
            self._show_values(shown)
        self._show_samples(shown)
        self._inside.show()

    # Goes to

    def _show_field(self, shown: Shown) -> None:
        field_keys = [f.key for f in shown.fields]
        fill_fields(self.field, shown.fields)
        key = shown.match.field
        is_typed = key is not None and key not in field_keys
        self.field.setCurrentIndex(self.field.findData(TYPED if is_typed else key or NOWHERE))
        self._slug_caption.setVisible(is_typed)
        self.slug.setVisible(is_typed)
        if is_typed and key is not None:
            self.slug.setText(key.removeprefix(CUSTOM))
        self._show_hint(shown)

    def _show_hint(self, shown: Shown) -> None:
        text, role = field_hint(shown)
        self.hint.setText(text)
        set_role(self.hint, role)
        self.hint.setVisible(bool(text))

    @Slot(int)
    def _on_field(self, _at: int) -> None:
        if self._shown is None:
            return
        key = self.field.currentData()
        if key == TYPED:
            self._slug_caption.show()
            self.slug.show()
            self.slug.clear()
            self.slug.setFocus()
        else:
            self._decide(decide_field(self._shown, key or None))

    @Slot()
    def _on_slug(self) -> None:
        slug = self.slug.text().strip().removeprefix(CUSTOM)
        if self._shown is None or not slug or CUSTOM + slug == LEAD_LINE:
            return
        if CUSTOM + slug != self._shown.match.field:
            self._decide(decide_field(self._shown, CUSTOM + slug))

    # Part of the name

    def _show_part(self, shown: Shown) -> None:
        is_name = shown.field is not None and shown.field.kind is FieldKind.NAME
        self.part.setVisible(is_name)
        self._part_caption.setVisible(is_name)
        part = shown.match.part
        self.part.setCurrentIndex(self.part.findData("" if part is None else part.value))

    @Slot(int)
    def _on_part(self, _at: int) -> None:
        if self._shown is not None:
            part = self.part.currentData()
            decision = replace(self._shown.match, part=NamePart(part) if part else None)
            self._decide(decision)

    # Which value means what

    def _show_values(self, shown: Shown) -> None:
        clear(self.values)
        field = shown.field
        if field is None or field.kind not in CHOICE_KINDS or not field.choices:
            return
        title = self.tr("Which {field} for which value").format(field=field.label.lower())
        self.values.addWidget(label(title, "small"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for at, (value, rows) in enumerate(shown.facts.common):
            self._add_value(grid, at, value, rows)
        self.values.addLayout(grid)
        self._say_rest(shown)

    def _add_value(self, grid: QGridLayout, at: int, value: str, rows: int) -> None:
        choices = ValueChoice(value, self._shown)
        choices.decided.connect(self._on_value)
        name = ElidedLabel(literal(value))
        name.setAccessibleName(value)
        name.setMinimumWidth(48)
        name.setBuddy(choices)
        texts = holder(column(name, label(number(rows), "small"), spacing=0))
        arrow = label("→", "muted")
        grid.addWidget(texts, at, 0)
        grid.addWidget(arrow, at, 1)
        grid.addWidget(choices, at, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 2)

    def _say_rest(self, shown: Shown) -> None:
        rest = shown.facts.different - len(shown.facts.common)
        if rest > 0:
            text = self.tr("and {n} rarer values, sent as they are").format(n=number(rest))
            self.values.addWidget(label(text, "small", wrap=True))

    @Slot(object)
    def _on_value(self, decision: object) -> None:
        if self._shown is None or not isinstance(decision, tuple):
            return
        value, sent = decision
        values = {v: s for v, s in self._shown.match.values.items() if v != value}
        if sent != AS_IT_IS:
            values[value] = sent
        self._decide(replace(self._shown.match, values=values))

    # Samples

    def _show_samples(self, shown: Shown) -> None:
        clear(self._samples)
        if shown.samples is None or not shown.samples.pairs:
            return
        self._samples.addWidget(label(self.tr("Before → after"), "small"))
        for before, after in shown.samples.pairs:
            self._samples.addWidget(ElidedLabel(f"{before}  →  {after or '–'}"))

    def _decide(self, decision: ColumnMatch) -> None:
        self.decided.emit(replace(decision, certainty=_certainty(decision), reason=self.tr("chosen by you")))

    # Building

    def _make_slug(self) -> QLineEdit:
        slug = QLineEdit()
        slug.setObjectName("customSlug")
        slug.setPlaceholderText(self.tr("for example shoe_size"))
        slug.editingFinished.connect(self._on_slug)
        return slug

    def _make_part(self) -> QComboBox:
        part = QComboBox()
        part.setObjectName("namePart")
        part.addItem(self.tr("The whole name"), "")
        part.addItem(self.tr("First name"), NamePart.FIRST.value)
        part.addItem(self.tr("Middle name"), NamePart.MIDDLE.value)
        part.addItem(self.tr("Last name"), NamePart.LAST.value)
        part.activated.connect(self._on_part)
        return part

    def _lay_out(self) -> None:
        self._samples = column(spacing=4)
        self.values.setSpacing(8)
        goes_to = column(caption(self.tr("&Goes to"), self.field), self.field, self.hint, spacing=6)
        typed = column(self._slug_caption, self.slug, spacing=6)
        part = column(self._part_caption, self.part, spacing=6)
        inside = column(self._reason, goes_to, typed, part, self.values, self._samples, None, spacing=14)
        inside.setContentsMargins(0, 8, 8, 8)
        self._inside = holder(inside)
        self._inside.setProperty("role", "clear")
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        self.box.setContentsMargins(16, 16, 8, 8)
        self.box.addWidget(self._title)
        self.box.addWidget(self._counts)
        self.box.addWidget(area, 1)


class ValueChoice(QComboBox):
    """What one value of the file is sent as.

    Signals:
        decided: (the value, what is sent); what is sent is `AS_IT_IS` for the value itself.
    """

    decided = Signal(object)

    def __init__(self, value: str, shown: Shown | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = value
        field = shown.field if shown else None
        choices = field.choices if field else ()
        for choice in choices:
            self.addItem(choice.label, choice.value)
        self.addItem(self.tr("As it is"), AS_IT_IS)
        self.addItem(self.tr("Leave empty"), "")
        sent = shown.match.values.get(value, _itself(value, choices)) if shown else AS_IT_IS
        self.setCurrentIndex(max(self.findData(sent), 0))
        self.setMinimumContentsLength(3)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setToolTip(value.replace("<", "‹"))
        self.activated.connect(self._tell)

    @Slot(int)
    def _tell(self, _at: int) -> None:
        self.decided.emit((self._value, self.currentData()))

    def wheelEvent(self, event: object) -> None:
        """Scrolling the panel must not change what the pointer passes over."""
        event.ignore()  # type: ignore[attr-defined] # every Qt event has it


def fill_fields(combo: QComboBox, fields: Sequence[Field]) -> None:
    """Puts every field into a combo in groups, with "not imported" first and a typed custom field last."""
    combo.clear()
    combo.addItem(translate("ColumnPanel", "Not imported"), NOWHERE)
    _add_group(combo, translate("ColumnPanel", "Lead"), [f for f in fields if not f.is_custom])
    _add_group(combo, translate("ColumnPanel", "Custom fields"), [f for f in fields if f.is_custom])
    combo.addItem(translate("ColumnPanel", "Another custom field…"), TYPED)


def decide_field(shown: Shown, key: str | None) -> ColumnMatch:
    """The column sent to another field; its values are matched to that field's choices."""
    field = next((f for f in shown.fields if f.key == key), None)
    values: dict[str, str] = {}
    if field is not None and field.choices:
        words = [value for value, _rows in shown.facts.common]
        values = match_choices(words, field, field.choices).values
    return replace(shown.match, field=key, part=None, order=0, values=values)


def field_hint(shown: Shown) -> tuple[str, str]:
    """What is known about the chosen field, and the label's role for it."""
    key = shown.match.field
    if key is None or not key.startswith(CUSTOM):
        return "", "small"
    slug, name = key.removeprefix(CUSTOM), shown.system_name
    if slug in shown.knowledge.custom_fields:
        return translate("ColumnPanel", "{name} knows this field").format(name=name), "small"
    if slug in shown.knowledge.unknown_fields:
        text = translate("ColumnPanel", "{name} would ignore this column: {n} values would be lost")
        return text.format(name=name, n=number(shown.facts.filled)), "warn"
    return translate("ColumnPanel", "The check will tell whether {name} knows this field").format(
        name=name
    ), "small"


def _certainty(match: ColumnMatch) -> Certainty:
    return Certainty.NONE if match.field is None else Certainty.SURE


def _itself(value: str, choices: Sequence[Choice]) -> str:
    return value if any(c.value == value for c in choices) else AS_IT_IS


def _add_group(combo: QComboBox, name: str, fields: Sequence[Field]) -> None:
    if not fields:
        return
    combo.insertSeparator(combo.count())
    combo.addItem(name)
    model = combo.model()
    if isinstance(model, QStandardItemModel):
        model.item(combo.count() - 1).setEnabled(False)
    for field in fields:
        combo.addItem(field.label, field.key)
