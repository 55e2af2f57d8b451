"""What is wrong inside the file, told at once: no CRM is asked."""

from __future__ import annotations

import polars as pl

from mega_desktop.matching import INTO, LEFT_OUT, PROBLEM, PROBLEM_FIELD, WHY, Leads, Repeats
from mega_desktop.preview.plan import SAID, SAID_BY, SAID_LEAD, SAID_WHY, SAID_WORDS, Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.sheets import ROW

REPEAT_WORDS = {
    Repeats.COMBINE: "same {why} as row {row}: combined into it",
    Repeats.FIRST: "same {why} as row {row}: the first one is kept",
    Repeats.LAST: "same {why} as row {row}: the last one is kept",
    Repeats.ALL: "same {why} as row {row}",
}


def repeat_reason(repeats: Repeats) -> pl.Expr:
    """The sentence for a row that stands for the same person as another one, made per row."""
    before, rest = REPEAT_WORDS[repeats].split("{why}")
    middle, after = rest.split("{row}")
    return pl.format(f"{before}{{}}{middle}{{}}{after}", pl.col(WHY), pl.col(INTO))


def plan_locally(leads: Leads) -> Plan:
    """The plan as far as the file alone decides it; every other row is `UNCHECKED`."""
    is_problem, is_repeat = pl.col(PROBLEM).is_not_null(), pl.col(INTO).is_not_null()
    planned = (
        pl.when(pl.col(PROBLEM_FIELD) == LEFT_OUT)
        .then(pl.lit(Planned.LEFT_OUT.value))
        .when(is_problem)
        .then(pl.lit(Planned.PROBLEM.value))
        .when(is_repeat)
        .then(pl.lit(Planned.REPEAT.value))
        .otherwise(pl.lit(Planned.UNCHECKED.value))
    )
    reason = pl.when(is_problem).then(pl.col(PROBLEM)).when(is_repeat).then(repeat_reason(leads.repeats))
    nothing = pl.lit(None, dtype=pl.String)
    frame = leads.frame.select(
        pl.col(ROW),
        planned.alias("planned"),
        reason.otherwise(pl.lit("")).alias("reason"),
        *(nothing.alias(name) for name in ("lead_id", "matched_by", "ignored")),
        *(nothing.alias(name) for name in (SAID, SAID_WHY, SAID_LEAD, SAID_BY, SAID_WORDS)),
    )
    return Plan(leads, frame)
