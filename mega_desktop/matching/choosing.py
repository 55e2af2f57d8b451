"""Brings a whole column of choices to what is sent: by the person's table of values, then by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map

import polars as pl

from mega_desktop.crm import Choice, Field, FieldKind, Knowledge
from mega_desktop.matching.cleaning import Cleaned, clean_text
from mega_desktop.matching.evidence import UUID

_VALUE = pl.col("value")


class Chooser:
    """Knows one field's choices and what to say of a value that is none."""

    def __init__(self, field: Field, knowledge: Knowledge) -> None:
        learned = {FieldKind.STAGE: knowledge.stages, FieldKind.OWNER: knowledge.owners}
        self._field = field
        self._choices = (*field.choices, *learned.get(field.kind, ()))
        self._named = _named(self._choices)

    def __call__(self, values: pl.Series, header: str, table: Map[str, str]) -> Cleaned:
        """Cleaned, looked up and checked.

        Choices are few, so this is done for the different values only, and then spread over the rows.

        Args:
            header: The column to name in a problem.
            table: The file's value → what is sent; "" leaves it empty.
        """
        values = values.alias("value")
        different = values.unique().to_frame()
        sent = different.select(_VALUE, clean_text(different["value"]).values.alias("sent"))
        sent = sent.with_columns(self._sent(dict(table))).with_columns(self._problem(header))
        spread = values.to_frame().join(sent, on="value", how="left", nulls_equal=True, maintain_order="left")
        return Cleaned(spread["sent"], spread["problem"])

    def _sent(self, table: dict[str, str]) -> pl.Expr:
        """By the table; else by a choice's label or value, whatever the capitals; else as it stands."""
        value = pl.col("sent")
        name = value.str.to_lowercase().str.replace_all(r"[\s_\-]+", " ")
        found = pl.coalesce(_looked_up(value, table), _looked_up(name, self._named), value)
        return pl.when(found != "").then(found).alias("sent")

    def _problem(self, header: str) -> pl.Expr:
        value = pl.col("sent")
        wrong, sentence = pl.lit(value=False), pl.lit(None, pl.String)
        if self._field.kind is FieldKind.OWNER:
            wrong, sentence = ~value.str.contains(UUID), pl.format("owner “{}” is not known in MEGA", value)
        elif self._field.closed:
            allowed = [c.value for c in self._choices]
            listed = pl.lit(", ".join(allowed))
            wrong = ~value.is_in(allowed)
            sentence = pl.format("{}: “{}” is not one of {}", pl.lit(header), value, listed)
        return pl.when(wrong).then(sentence).alias("problem")


def choices_named(words: Iterable[str], choices: Sequence[Choice]) -> dict[str, str]:
    """Word → value, for the words that are a choice's label or value, whatever their capitals."""
    named = _named(choices)
    return {word: named[name] for word in words if (name := _name(word)) in named}


def _named(choices: Sequence[Choice]) -> dict[str, str]:
    return {_name(text): c.value for c in choices for text in (c.label, c.value)}


def _looked_up(key: pl.Expr, table: dict[str, str]) -> pl.Expr:
    return key.replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String)


def _name(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())
