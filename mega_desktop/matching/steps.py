"""The clean-up steps by their names, and how a chain of them is written and run.

A step is written as its name, or as `name:parameter`; several parameters are parted by `|`. A colon needs
no care; a `|` or a backslash within a parameter has a backslash before it:

    spaces · trim · email · phone · phone:US · capitals · first_name_first · split_name:last
    date · date:day_first · number:decimal_comma · money · yes_no · yes_no:true|false · digits
    fixed:Spring fair · first_of_many:; · find_replace:Mr. | · find_replace:TBD||whole_cell

Steps never change the table: they run in their order on a copy of a column, and one that is taken out
again leaves no trace. No steps at all means the usual ones of the field; `as_is` means none whatever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

import polars as pl

from mega_desktop.crm import CUSTOM, FieldKind, System, static_fields
from mega_desktop.errors import UsageProblem
from mega_desktop.matching import names, texts
from mega_desktop.matching.cleaning import (
    Cleaned,
    check_emails,
    check_phones,
    clean_emails,
    clean_names,
    clean_phones,
    clean_text,
    no_text,
)
from mega_desktop.matching.dates import TWO_WAYS, DateOrder, clean_dates
from mega_desktop.matching.mapping import ColumnMatch
from mega_desktop.matching.numbers import DecimalMark, clean_numbers, two_ways
from mega_desktop.matching.phones import clean_phones_to_e164, is_country
from mega_desktop.matching.readings import TwoWays

Work = Callable[[pl.Series], Cleaned]
AS_IS = "as_is"
FIXED = "fixed"
WHOLE_CELL = "whole_cell"


@dataclass(frozen=True)
class Step:
    """A step with its parameters, ready to run.

    Attributes:
        text: As the mapping spells it ("date:day_first").
        work: Makes a cleaned column of a column.
        two_ways: How its values can be read, where the column has to decide that; None once it is chosen.
        tidies: It begins with spaces and invisible characters itself, in its own way.
        checks: The kind of field for which it also says what is wrong with a value.
    """

    text: str
    work: Work
    two_ways: TwoWays | None = None
    tidies: bool = False
    checks: FieldKind | None = None

    @property
    def name(self) -> str:
        return self.text.partition(":")[0]


@dataclass(frozen=True)
class StepKind:
    """A step as it can be chosen.

    Attributes:
        title: What it does, in the person's words.
        spellings: How it may be written, the parameters in capitals.
        make: Makes it of its text and its parameters; None when they are not right.
        kinds: The kinds of field it is offered for; empty for all.
    """

    name: str
    title: str
    spellings: tuple[str, ...]
    make: Callable[[str, Sequence[str]], Step | None]
    kinds: frozenset[FieldKind] = frozenset()


def parse(text: str) -> Step:
    """The step that is written so.

    Raises:
        UsageProblem: There is no such step, or its parameters are not right.
    """
    name, parameters = parameters_of(text)
    kind = STEPS.get(name)
    if kind is None:
        raise UsageProblem(
            f"The mapping names the clean-up step “{name}”, which there is not.",
            f"Use one of {', '.join(STEPS)}, or leave “clean_up” out for the usual steps.",
        )
    step = kind.make(text, parameters)
    if step is None:
        raise UsageProblem(
            f"The mapping writes the clean-up step “{name}” in a way that cannot be carried out.",
            f"Write it as {' or '.join(f'“{s}”' for s in kind.spellings)}.",
        )
    return step


def spell(name: str, *parameters: str) -> str:
    """The text of a step, as `parse` reads it."""
    if not parameters:
        return name
    escaped = (re.sub(r"([|\\])", r"\\\1", parameter) for parameter in parameters)
    return f"{name}:{'|'.join(escaped)}"


def parameters_of(text: str) -> tuple[str, tuple[str, ...]]:
    """The name and the parameters of a step, as they were given to `spell`."""
    name, colon, rest = text.partition(":")
    return name, tuple(_parameters(rest)) if colon else ()


def kind_of(system: System, key: str | None) -> FieldKind | None:
    """What a field holds; custom fields hold text."""
    if key is None:
        return None
    if key.startswith(CUSTOM):
        return FieldKind.TEXT
    return next((f.kind for f in static_fields(system) if f.key == key), FieldKind.TEXT)


def usual_steps(kind: FieldKind | None) -> tuple[str, ...]:
    """The steps that are on unless the person chooses others."""
    return _USUAL.get(kind, ("trim",)) if kind else ()


def steps_of(match: ColumnMatch, kind: FieldKind | None) -> tuple[str, ...]:
    """The steps that are on for a column: those that were chosen, else the usual ones."""
    return match.clean_up or usual_steps(kind)


def chosen_steps(spelled: Sequence[str], kind: FieldKind | None) -> tuple[str, ...]:
    """What a mapping file's steps are as `ColumnMatch.clean_up`: the usual ones are no choice.

    Raises:
        UsageProblem: As `parse` does.
    """
    parse_all(spelled)
    return () if tuple(spelled) == usual_steps(kind) else tuple(spelled)


def offered_steps(kind: FieldKind) -> tuple[StepKind, ...]:
    """The steps that make sense for a field."""
    return tuple(s for s in STEPS.values() if not s.kinds or kind in s.kinds)


def run(steps: Sequence[Step], values: pl.Series, kind: FieldKind | None) -> Cleaned:
    """A column after all its steps, in their order, checked as its field needs it."""
    cleaned = Cleaned(values, no_text(values.len()))
    for step in _without_double_tidying(steps):
        cleaned = cleaned.then(step.work(cleaned.values))
    if kind not in _CHECKS or (steps and steps[-1].checks is kind):
        return cleaned
    return Cleaned(cleaned.values, _CHECKS[kind](cleaned.values).problems, cleaned.remarks, cleaned.unread)


def _without_double_tidying(steps: Sequence[Step]) -> list[Step]:
    """A line break between two phones must not be a mere space when phones are looked at."""
    return [
        step
        for step, after in zip_longest(steps, steps[1:])
        if not (step.name in ("spaces", "trim") and after is not None and after.tidies)
    ]


def _parameters(rest: str) -> list[str]:
    pieces = re.findall(r"(?:[^|\\]|\\.|\\$)+|\|", rest)
    parameters = [""]
    for piece in pieces:
        if piece == "|":
            parameters.append("")
        else:
            parameters[-1] = re.sub(r"\\(.)", r"\1", piece)
    return parameters


def _plain(
    work: Work, *, tidies: bool = False, checks: FieldKind | None = None
) -> Callable[[str, Sequence[str]], Step | None]:
    """Makes a step that has no parameters."""
    return lambda text, given: None if given else Step(text, work, tidies=tidies, checks=checks)


def _of_names(work: Callable[[pl.Series], pl.Series]) -> Work:
    return lambda values: texts.only_values(work(values))


def _phone(text: str, given: Sequence[str]) -> Step | None:
    if not given:
        return Step(text, clean_phones, tidies=True, checks=FieldKind.PHONE)
    if len(given) != 1 or not is_country(given[0]):
        return None
    return Step(text, partial(clean_phones_to_e164, country=given[0]), tidies=True, checks=FieldKind.PHONE)


def _split_name(text: str, given: Sequence[str]) -> Step | None:
    works = {"first": names.first_name, "last": names.last_name}
    work = works.get("|".join(given))
    return Step(text, _of_names(work)) if work else None


def _date(text: str, given: Sequence[str]) -> Step | None:
    if not given:
        return Step(text, partial(clean_dates, order=None), TWO_WAYS)
    if len(given) != 1 or given[0] not in set(DateOrder):
        return None
    return Step(text, partial(clean_dates, order=given[0]))


def _read_number(text: str, given: Sequence[str], *, money: bool) -> Step | None:
    if not given:
        return Step(text, partial(clean_numbers, mark=None, money=money), two_ways(money=money))
    if len(given) != 1 or given[0] not in set(DecimalMark):
        return None
    return Step(text, partial(clean_numbers, mark=given[0], money=money))


def _yes_no(text: str, given: Sequence[str]) -> Step | None:
    yes_and_no = given or ("yes", "no")
    if len(yes_and_no) != 2 or not all(yes_and_no):
        return None
    return Step(text, partial(texts.yes_or_no, yes=yes_and_no[0], no=yes_and_no[1]))


def _fixed(text: str, given: Sequence[str]) -> Step | None:
    return Step(text, partial(texts.always, fixed=given[0])) if len(given) == 1 and given[0] else None


def _first_of_many(text: str, given: Sequence[str]) -> Step | None:
    return Step(text, partial(texts.first_of_many, mark=given[0])) if len(given) == 1 and given[0] else None


def _find_replace(text: str, given: Sequence[str]) -> Step | None:
    if len(given) not in (2, 3) or not given[0] or (len(given) == 3 and given[2] != WHOLE_CELL):
        return None
    work = partial(texts.find_replace, find=given[0], replacement=given[1], whole_cell=len(given) == 3)
    return Step(text, work)


_USUAL = {
    FieldKind.NAME: ("spaces",),
    FieldKind.EMAIL: ("spaces", "email"),
    FieldKind.PHONE: ("spaces", "phone"),
}
_CHECKS: dict[FieldKind | None, Work] = {FieldKind.EMAIL: check_emails, FieldKind.PHONE: check_phones}
_OF_TEXT = frozenset([FieldKind.TEXT])
_OF_NAMES = _OF_TEXT | {FieldKind.NAME}
_OF_EMAILS = _OF_TEXT | {FieldKind.EMAIL}
_OF_PHONES = _OF_TEXT | {FieldKind.PHONE}
_HALVES = ("split_name:first", "split_name:last")
_email = _plain(clean_emails, tidies=True, checks=FieldKind.EMAIL)
_capitals = _plain(_of_names(names.capitals))
_turned = _plain(_of_names(names.first_name_first))
_number, _money = (partial(_read_number, money=money) for money in (False, True))
_DATES = ("date", *(f"date:{order}" for order in DateOrder))
_NUMBERS, _AMOUNTS = ((n, *(f"{n}:{mark}" for mark in DecimalMark)) for n in ("number", "money"))
_REPLACEMENTS = ("find_replace:FIND|REPLACEMENT", "find_replace:FIND|REPLACEMENT|whole_cell")
_KINDS = (
    StepKind("spaces", "Single spaces, none at the ends", ("spaces",), _plain(clean_names)),
    StepKind("trim", "No spaces at the ends", ("trim",), _plain(clean_text)),
    StepKind("email", "Only the address: no “mailto:”, no name, no brackets", ("email",), _email, _OF_EMAILS),
    StepKind(
        "phone", "Only the number, or +1 206 … for a country", ("phone", "phone:US"), _phone, _OF_PHONES
    ),
    StepKind("capitals", "MARA MCDONALD becomes Mara McDonald", ("capitals",), _capitals, _OF_NAMES),
    StepKind(
        "first_name_first", "“Fenn, Mara” becomes “Mara Fenn”", ("first_name_first",), _turned, _OF_NAMES
    ),
    StepKind("split_name", "Only the first or the last name", _HALVES, _split_name, _OF_NAMES),
    StepKind("date", "Dates as 2026-02-03", _DATES, _date, _OF_TEXT),
    StepKind("number", "Numbers as 1234.56", _NUMBERS, _number, _OF_TEXT),
    StepKind("money", "Amounts as 1234.56, without the currency", _AMOUNTS, _money, _OF_TEXT),
    StepKind("yes_no", "Yes and no in the same words", ("yes_no", "yes_no:YES|NO"), _yes_no, _OF_TEXT),
    StepKind("digits", "Only the digits", ("digits",), _plain(texts.only_digits), _OF_TEXT),
    StepKind("first_of_many", "The first of several values in a cell", ("first_of_many:;",), _first_of_many),
    StepKind("find_replace", "Find and replace", _REPLACEMENTS, _find_replace),
    StepKind(FIXED, "The same value in every row", ("fixed:VALUE",), _fixed, _OF_TEXT),
    StepKind(AS_IS, "As it stands in the file", (AS_IS,), _plain(texts.only_values)),
)
STEPS = {kind.name: kind for kind in _KINDS}


def parse_all(spelled: Iterable[str]) -> tuple[Step, ...]:
    """The steps of a column. Raises UsageProblem as `parse` does."""
    return tuple(parse(text) for text in spelled)
