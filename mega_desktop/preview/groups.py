"""Problems in groups: what keeps many rows from going is usually one mistake, made many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from mega_desktop.crm import Field, FieldKind
from mega_desktop.matching import PROBLEM, PROBLEM_FIELD
from mega_desktop.preview.collisions import Collision, CollisionKind, collisions
from mega_desktop.preview.plan import SAID_WORDS, Plan
from mega_desktop.preview.planned import SENT, Planned
from mega_desktop.sheets import ROW

CAUSE = "cause"
_ABOUT, _VALUE, _REASON, _WORDS = "about", "value", "reason", "words"
CHOSEN = frozenset([FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE])

_TITLES = (
    (r"^phone has (?:only \d+|no) digits?$", "phone too short"),
    (r"^phone has \d+ digits, \d+ is the most$", "phone too long"),
    (r"^email is longer than .*$", "email too long"),
)
"""Sentences that differ from row to row, and the cause they have in common."""

_VARIABLE = (
    (r"[\w.+'-]+@[\w.-]+", "…"),
    (r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "…"),
    (r"\b\d+\b", "…"),
)
"""What differs from row to row in a CRM's own words."""

_NAMED_IN_REASON = (
    ("contact_email", r"(?i)e-?mail"),
    ("contact_phone", r"(?i)phone"),
    ("stage_slug", r"(?i)stage"),
    ("owner_id", r"(?i)owner"),
    ("lead_line", r"(?i)lead.line"),
    ("source_platform", r"(?i)source.platform"),
    ("source_type", r"(?i)source.type"),
)
"""The field that a CRM's reason is about: it names none, but it uses the field's word."""

_NO_WORDS_OF_ITS_OWN = r"\"[^\"]*\"|“[^”]*”|(?i:\b(?:one of|must be)\b.*)"
"""Values and lists of values in a reason; a stage may be called “phone”."""

_UNKNOWN = r"(?i)unknown|not known|not one of|not a member|not a uuid|not found|does not exist"


SENTENCES = 3
_COLLISIONS = {
    CollisionKind.SHARED_PHONE: "one phone, several people",
    CollisionKind.OTHERS_PHONE: "the phone of somebody else's lead",
    CollisionKind.TWO_LEADS: "email of one lead, phone of another",
    CollisionKind.ONE_LEAD: "several people, one lead",
}

_NO_ENDING = ".con"
_SLIPS = {
    slip: meant
    for meant, slips in {
        "gmail.com": "gmial.com gamil.com gmai.com gmal.com gnail.com gmail.cm gmail.om gmail.comm gmail.con",
        "hotmail.com": "hotmial.com hotmal.com hotmai.com hotmail.cm hotmail.con",
        "yahoo.com": "yaho.com yahooo.com yahho.com yahoo.cm yahoo.con",
        "outlook.com": "outlok.com outloook.com outlook.cm outlook.con",
        "icloud.com": "iclod.com icoud.com icloud.cm icloud.con",
    }.items()
    for slip in slips.split()
}
"""Mistyped domains of the large providers."""


@dataclass(frozen=True, eq=False)
class ProblemGroup:
    """Rows that cannot go for one and the same cause.

    Attributes:
        cause: What they have in common, a few words ("phone too short", "unknown stage “warm”").
        field: The field it is about; None when it is about the whole row, or that is not known.
        value: What all of them hold in that field, where the field is one of choices; else "".
        rows: Their Excel numbers (UInt32), in file order.
        can_go: The rows can go as they are; only the person can tell whether they should.
        meant: What is probably meant by their value ("gmail.com"); else "".
        sentences: What will happen to the first of them, where that takes more than the cause.
    """

    cause: str
    field: Field | None
    value: str
    rows: pl.Series
    can_go: bool = False
    meant: str = ""
    sentences: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return self.rows.len()

    @cached_property
    def first_rows(self) -> tuple[int, ...]:
        """The first few row numbers, to be shown."""
        return tuple(self.rows.head(3))


def problem_groups(plan: Plan) -> tuple[ProblemGroup, ...]:
    """The rows that cannot go, by cause, the largest group first. Their counts add up to the Problem tile."""
    problems = _problems(plan)
    if problems.is_empty():
        return ()
    fields = {f.key: f for f in plan.leads.fields}
    groups = problems.group_by(CAUSE, _ABOUT, _VALUE, maintain_order=True).agg(ROW)
    found = [
        ProblemGroup(str(cause), fields.get(str(about)), str(value or ""), pl.Series(ROW, rows, pl.UInt32))
        for cause, about, value, rows in groups.iter_rows()
    ]
    return tuple(sorted(found, key=lambda group: -group.count))


def doubtful_groups(plan: Plan) -> tuple[ProblemGroup, ...]:
    """Rows that can go, but whose email has a domain that is probably mistyped, by domain."""
    field = next((f for f in plan.leads.fields if f.kind is FieldKind.EMAIL), None)
    if field is None:
        return ()
    going = plan.frame["planned"].is_in([p.value for p in SENT])
    emails = plan.leads.frame.filter(going).select(ROW, pl.col(field.key).str.extract("@(.*)$").alias(_VALUE))
    slips = emails.filter(pl.col(_VALUE).is_in(list(_SLIPS)) | pl.col(_VALUE).str.ends_with(_NO_ENDING))
    groups = [
        ProblemGroup(
            f"“{domain}” instead of “{_meant(domain)}”?",
            field,
            domain,
            rows[ROW],
            can_go=True,
            meant=_meant(domain),
        )
        for (domain,), rows in slips.group_by(_VALUE, maintain_order=True)
        if isinstance(domain, str)
    ]
    return tuple(sorted(groups, key=lambda group: -group.count))


def collision_groups(plan: Plan) -> tuple[ProblemGroup, ...]:
    """Rows that can go, but meet another person's data, by how they do."""
    found: dict[CollisionKind, list[Collision]] = {}
    for collision in collisions(plan):
        found.setdefault(collision.kind, []).append(collision)
    phone = next((f for f in plan.leads.fields if f.kind is FieldKind.PHONE), None)
    return tuple(
        ProblemGroup(
            _COLLISIONS[kind],
            None if kind is CollisionKind.ONE_LEAD else phone,
            "",
            pl.Series(ROW, [row for one in same for row in one.rows], pl.UInt32).unique().sort(),
            can_go=True,
            sentences=tuple(one.sentence for one in same[:SENTENCES]),
        )
        for kind, same in found.items()
    )


def _meant(domain: str) -> str:
    """No domain ends with “.con”, so whoever typed that meant “.com”."""
    return _SLIPS.get(domain) or domain.removesuffix(_NO_ENDING) + ".com"


def _problems(plan: Plan) -> pl.DataFrame:
    """row, cause, about (a field key or null) and, for fields of choices, value: of problem rows only."""
    is_problem = plan.frame["planned"] == Planned.PROBLEM.value
    leads = plan.leads.frame.filter(is_problem)
    keys = set(plan.leads.keys)
    words = pl.col(_WORDS).str.replace_all(_NO_WORDS_OF_ITS_OWN, "")
    named = [
        pl.when(words.str.contains(pattern)).then(pl.lit(key))
        for key, pattern in _NAMED_IN_REASON
        if key in keys
    ]
    chosen = [f for f in plan.leads.fields if f.kind in CHOSEN]
    values = [pl.when(pl.col(_ABOUT) == f.key).then(f.key) for f in chosen]
    return (
        leads.hstack(
            plan.frame.filter(is_problem).select(_REASON, pl.coalesce(SAID_WORDS, _REASON).alias(_WORDS))
        )
        .with_columns(_about(named).alias(_ABOUT))
        .with_columns(pl.coalesce(*values, pl.lit(None, pl.String)).alias(_VALUE))
        .with_columns(_cause(chosen).alias(CAUSE))
        .select(ROW, CAUSE, _ABOUT, _VALUE)
    )


def _about(named: Sequence[pl.Expr]) -> pl.Expr:
    """What this computer says of the field; else what the CRM's reason speaks of, where that is one."""
    said = pl.sum_horizontal([n.is_not_null() for n in named]) if named else pl.lit(0)
    by_reason = pl.when(said == 1).then(pl.coalesce(*named, pl.lit(None, pl.String)))
    return pl.when(pl.col(PROBLEM).is_not_null()).then(PROBLEM_FIELD).otherwise(by_reason)


def _cause(chosen: list[Field]) -> pl.Expr:
    cause = pl.col(_REASON)
    for pattern, title in _TITLES:
        cause = cause.str.replace(pattern, title)
    for pattern, sign in _VARIABLE:
        cause = cause.str.replace_all(pattern, sign)
    for field in chosen:
        is_it = (pl.col(_ABOUT) == field.key) & pl.col(_VALUE).is_not_null()
        is_it &= pl.col(_WORDS).str.contains(_UNKNOWN)
        unknown = pl.format("unknown {} “{}”", pl.lit(field.label.lower()), pl.col(_VALUE))
        cause = pl.when(is_it).then(unknown).otherwise(cause)
    return cause
