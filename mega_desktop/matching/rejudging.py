"""Judges rows anew after some of their cells were typed over: by the same rules as the file's own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from mega_desktop.crm import Field, FieldKind, Knowledge
from mega_desktop.matching.choosing import Chooser
from mega_desktop.matching.cleaning import Cleaned, no_text
from mega_desktop.matching.leads import LEFT_OUT, PROBLEM, PROBLEM_FIELD, Leads
from mega_desktop.matching.steps import parse_all, run, usual_steps

_CHOSEN = frozenset([FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE])
_FORMS = frozenset(["as_is", "email", "phone", "date", "number", "money", "yes_no", "digits"])
_PERSONAL = frozenset([FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE])


def nobody_in(fields: Sequence[Field], *, by_phone: bool) -> tuple[pl.Expr, str]:
    """Rows the CRM could not tell whose they are, and the sentence for them.

    Args:
        by_phone: A name, phone or email is enough (MEGA); else it takes an email (FoxReach).
    """
    needed = [f.key for f in fields if f.kind is FieldKind.EMAIL or (f.kind in _PERSONAL and by_phone)]
    sentence = "no name, phone or email" if by_phone else "no email"
    return (pl.all_horizontal(pl.col(needed).is_null()) if needed else pl.lit(value=True)), sentence


def clean_typed(field: Field, values: pl.Series, chosen: Sequence[str] = ()) -> Cleaned:
    """What a person typed for a field, and what is wrong with it.

    Args:
        chosen: The steps of its column. Those that give a value its form are taken, such as `phone:US`; a
            value that was typed is right as to the rest. Without such a step the field's usual ones.
    """
    if field.kind in _CHOSEN:
        return Chooser(field, Knowledge())(values, field.label, {})
    forms = [step for step in chosen if step.partition(":")[0] in _FORMS]
    return run(parse_all(forms or usual_steps(field.kind)), values, field.kind)


def rejudge(leads: Leads, rows: pl.DataFrame, typed: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Rows with what was typed over them, cleaned, and with the problem they have now.

    Args:
        rows: Some rows of `leads.frame`, nothing folded; cells that were typed over hold that.
        typed: By field key, which of `rows` were typed over (Boolean).
    """
    judged = [_judged(f, rows, typed.get(f.key), leads.clean_up.get(f.key, ())) for f in leads.fields]
    rows = rows.with_columns(c.values.alias(f.key) for f, c in zip(leads.fields, judged, strict=True))
    problems = pl.DataFrame([c.problems.alias(f.key) for f, c in zip(leads.fields, judged, strict=True)])
    about = [pl.when(pl.col(key).is_not_null()).then(pl.lit(key)) for key in leads.keys]
    first = problems.select(pl.coalesce(leads.keys).alias("found"), pl.coalesce(about).alias("about"))
    nobody, why = nobody_in(leads.fields, by_phone=leads.same_phone)
    stays = (pl.col(PROBLEM_FIELD) == LEFT_OUT).fill_null(value=False)
    found = pl.coalesce("found", pl.when(nobody).then(pl.lit(why)))
    return (
        rows.hstack(first)
        .with_columns(
            pl.when(stays).then(PROBLEM).otherwise(found).alias(PROBLEM),
            pl.when(stays).then(PROBLEM_FIELD).otherwise("about").alias(PROBLEM_FIELD),
        )
        .drop("found", "about")
    )


def _judged(field: Field, rows: pl.DataFrame, typed: pl.Series | None, chosen: Sequence[str]) -> Cleaned:
    """One column: typed cells cleaned and checked; of the others the problem that is known, or is looked for.

    A problem that the file's own value had is kept rather than looked for again: cleaning may have taken
    away what showed it (a footnote's ¹ that became a digit).
    """
    values, nothing = rows[field.key], no_text(rows.height)
    is_typed = typed if typed is not None else pl.repeat(value=False, n=rows.height, eager=True)
    about = rows.select((pl.col(PROBLEM_FIELD) == field.key).fill_null(value=False)).to_series()
    known = rows[PROBLEM].zip_with(about & ~is_typed, nothing)
    hidden = rows[PROBLEM].is_not_null() & ~about & ~is_typed
    looked = _checked(field, values.filter(hidden))
    cleaned = clean_typed(field, values.filter(is_typed), chosen)
    places, hidden_at = is_typed.arg_true(), hidden.arg_true()
    problems = known.scatter(hidden_at, looked).scatter(places, cleaned.problems)
    return Cleaned(values.clone().scatter(places, cleaned.values), problems)


def _checked(field: Field, values: pl.Series) -> pl.Series:
    """What is wrong with values that were cleaned before."""
    if field.kind in _CHOSEN:
        return Chooser(field, Knowledge())(values, field.label, {}).problems
    return run((), values, field.kind).problems
