"""What the Match page's side shows of one column, and the first decision about it: its field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from mega_desktop.crm import CUSTOM, Field, FieldKind, Knowledge
from mega_desktop.matching import (
    Certainty,
    ColumnMatch,
    OpenQuestion,
    Samples,
    match_choices,
)
from mega_desktop.window.models.match_model import ColumnFacts
from mega_desktop.window.wording import counted

translate = QCoreApplication.translate
CHOICE_KINDS = frozenset({FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE})


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
        takes_any_field: The CRM keeps any custom field, known or not.
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
    takes_any_field: bool = False

    @cached_property
    def field(self) -> Field | None:
        """The field it goes to; None also for a custom field that was typed by hand."""
        return next((f for f in self.fields if f.key == self.match.field), None)

    @property
    def kind(self) -> FieldKind | None:
        """What its field holds; custom fields hold text."""
        if self.match.field is None:
            return None
        return self.field.kind if self.field else FieldKind.TEXT

    @property
    def is_chosen(self) -> bool:
        """Its values are brought to choices, not cleaned."""
        return self.kind in CHOICE_KINDS

    @property
    def field_name(self) -> str:
        """The field as it is called in a sentence: "stage", "budget"."""
        if self.match.field is None:
            return ""
        if self.match.field.startswith(CUSTOM):
            return self.match.field.removeprefix(CUSTOM)
        return self.field.label.lower() if self.field else self.match.field

    @property
    def words(self) -> tuple[tuple[str, int], ...]:
        """Its different values with their counts, as many as are known here."""
        return self.values or self.facts.common

    def is_same_column(self, other: Shown | None) -> bool:
        """The other shows this column too, perhaps with other decisions."""
        return other is not None and other.match.index == self.match.index and other.facts == self.facts

    def is_same_field(self, other: Shown | None) -> bool:
        """The other shows this column too, and it goes to the same field."""
        return other is not None and self.is_same_column(other) and other.match.field == self.match.field


def decide_field(shown: Shown, key: str | None) -> ColumnMatch:
    """The column sent to another field: what was decided for the one before does not go along."""
    if key == shown.match.field:
        return chosen(shown.match)
    field = next((f for f in shown.fields if f.key == key), None)
    values: dict[str, str] = {}
    if field is not None and field.choices:
        words = [value for value, _rows in shown.words]
        values = match_choices(words, field, field.choices).values
    return chosen(ColumnMatch(shown.match.index, shown.match.header, key, values=values))


def chosen(match: ColumnMatch) -> ColumnMatch:
    """The same, no longer a suggestion but the person's own word."""
    certainty = Certainty.NONE if match.field is None else Certainty.SURE
    return replace(match, certainty=certainty, reason=translate("ColumnPanel", "chosen by you"))


def field_hint(shown: Shown) -> tuple[str, str]:
    """What is known about the chosen field, and the label's role for it."""
    if shown.loss:
        return shown.loss, "warn"
    key = shown.match.field
    if key is None or not key.startswith(CUSTOM):
        return "", "small"
    slug, name = key.removeprefix(CUSTOM), shown.system_name
    if slug in shown.knowledge.custom_fields:
        return translate("ColumnPanel", "{name} knows this field").format(name=name), "small"
    if shown.takes_any_field:
        text = translate("ColumnPanel", "{name} keeps any custom field; this one is new there")
        return text.format(name=name), "small"
    if slug in shown.knowledge.unknown_fields:
        one = translate("ColumnPanel", "{name} would ignore this column: {n} value would be lost")
        many = translate("ColumnPanel", "{name} would ignore this column: {n} values would be lost")
        n = shown.facts.filled
        return counted(n, one.replace("{name}", name), many.replace("{name}", name)), "warn"
    text = translate("ColumnPanel", "The check will tell whether {name} knows this field")
    return text.format(name=name), "small"
