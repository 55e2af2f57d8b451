"""Problems are grouped by what they have in common, and repaired together without guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest

from mega_desktop.matching import PROBLEM, Leads
from mega_desktop.preview.edits import Edits, apply_edits
from mega_desktop.preview.groups import ProblemGroup, collision_groups, doubtful_groups, problem_groups
from mega_desktop.preview.local import plan_locally
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.repairs import Repair, RepairKind, repairs_for
from tests.preview.test_edits import Row, leads_of, row


def plan_of(*rows: Row) -> Plan:
    return plan_locally(leads_of(rows))


def refused(plan: Plan, reasons: Sequence[str | None]) -> Plan:
    """The plan as if the CRM had refused the rows that have a reason here."""
    said = pl.Series(reasons, dtype=pl.String)
    frame = plan.frame.with_columns(
        planned=pl.when(said.is_not_null()).then(pl.lit(Planned.PROBLEM.value)).otherwise("planned"),
        reason=pl.coalesce(said, "reason"),
    )
    return replace(plan, frame=frame)


def causes(plan: Plan) -> list[tuple[str, str | None, list[int]]]:
    return [(g.cause, g.field.key if g.field else None, g.rows.to_list()) for g in problem_groups(plan)]


def mended(leads: Leads, repair: Repair) -> Leads:
    return apply_edits(leads, repair.edits)


def offers(plan: Plan, group: ProblemGroup | None = None) -> dict[RepairKind, Repair]:
    return {r.kind: r for r in repairs_for(plan, group or problem_groups(plan)[0])}


def test_sentences_that_differ_by_row_are_one_cause_and_the_largest_comes_first() -> None:
    plan = plan_of(
        ("A", None, "no-at"),
        ("B", "12", None),
        ("C", "1234", None),
        ("D", "ask Bob", None),
        (None, None, None),
    )
    found = causes(plan)
    assert found[0] == ("phone too short", "contact_phone", [3, 4])
    assert {cause for cause, _, _ in found[1:]} == {
        "email has no @",
        "phone has letters in it",
        "no name, phone or email",
    }
    assert sum(len(rows) for _, _, rows in found) == plan.counts()[Planned.PROBLEM]


def test_what_the_crm_refused_is_grouped_by_the_value_it_did_not_know() -> None:
    leads = leads_of([(f"Lead {n}", None, None) for n in range(5)])
    for number, stage in ((2, "warm"), (3, "warm"), (4, "phone screen"), (5, "warm")):
        leads = apply_edits(leads, Edits.cell(number, "stage_slug", stage))
    reasons = [f'Unknown stage_slug "{s}"' if s else None for s in leads.frame["stage_slug"]]
    assert causes(refused(plan_locally(leads), reasons)) == [
        ("unknown stage “warm”", "stage_slug", [2, 3, 5]),
        ("unknown stage “phone screen”", "stage_slug", [4]),
    ]


@pytest.mark.parametrize(
    ("reason", "cause", "about"),
    [
        ("contact_email is not a valid email address", None, "contact_email"),
        ("At least one of contact_name, contact_phone, contact_email is required", None, None),
        ('source_type "x" is not one of email, phone_call', None, None),
        ("lead 4f1c2a90-1111-4111-8111-0242ac120002 is locked", "lead … is locked", None),
        ("duplicate of gil@soto.example", "duplicate of …", None),
    ],
)
def test_a_crms_own_words_are_kept_and_tell_the_field(
    reason: str, cause: str | None, about: str | None
) -> None:
    plan = refused(plan_of(("Gil", None, "gil@soto.example")), [reason])
    assert causes(plan) == [(cause or reason, about, [2])]


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("gil @soto.example", "gil@soto.example"),
        ("gil@soto,example", "gil@soto.example"),
        ("gil@@soto.example", "gil@soto.example"),
        ("gil@soto..example", "gil@soto.example"),
        ("gil@soto .example", "gil@soto.example"),
        ("gil(at)soto.example", "gil@soto.example"),
        ("gil.@soto.example", "gil@soto.example"),
        ("gil soto@x.example", None),
        ("gil@soto", None),
        ("gil.soto.example", None),
        ("gil@soto.example, Bob", None),
        ("gil@soto@x.example", None),
    ],
)
def test_an_email_is_put_right_only_where_the_right_one_can_be_read(bad: str, good: str | None) -> None:
    plan = plan_of(("Gil", None, bad))
    repair = offers(plan).get(RepairKind.MEND)
    assert (repair.samples[0].after if repair else None) == good
    if repair:
        assert row(mended(plan.leads, repair), 2)[PROBLEM] is None


def test_of_several_addresses_the_first_can_be_used() -> None:
    plan = plan_of(("Gil", None, "gil@soto.example or uma@rao.example"))
    first = offers(plan)[RepairKind.FIRST]
    assert row(mended(plan.leads, first), 2)["contact_email"] == "gil@soto.example"


@pytest.mark.parametrize(
    ("bad", "kind", "good"),
    [
        ("206 555 0151 / 206 555 0152", RepairKind.FIRST, "206 555 0151"),
        ("206 555 0151 or 206 555 0152", RepairKind.FIRST, "206 555 0151"),
        ("206 555 0151 (mobile)", RepairKind.MEND, "206 555 0151"),
        ("Gil's: (206) 555-0151", RepairKind.MEND, "(206) 555-0151"),
        ("206 555 0151 Bob 2", RepairKind.MEND, None),
        ("1-800-FLOWERS", RepairKind.MEND, None),
    ],
)
def test_a_phone_is_put_right_only_where_the_right_one_can_be_read(
    bad: str, kind: RepairKind, good: str | None
) -> None:
    plan = plan_of(("Gil", bad, None))
    repair = offers(plan).get(kind)
    assert (repair.samples[0].after if repair else None) == good


def test_a_bad_value_is_dropped_only_where_another_contact_is_there() -> None:
    plan = plan_of(("Uma", "12", None), (None, "34", "tam@ode.example"), (None, "56", None))
    empty = offers(plan)[RepairKind.EMPTY]
    assert empty.rows == 2
    after = mended(plan.leads, empty)
    assert after.frame[PROBLEM].is_null().to_list() == [True, True, False]
    assert [sample.before for sample in empty.samples] == ["12", "34"]


def test_a_choice_is_set_to_a_known_one_or_left_empty() -> None:
    leads = apply_edits(leads_of([("Gil", None, None)]), Edits.cell(2, "stage_slug", "warm"))
    found = offers(refused(plan_locally(leads), ['Unknown stage_slug "warm"']))
    assert [c.label for c in found[RepairKind.CHOOSE].choices] == ["New", "Tour booked"]
    assert row(apply_edits(leads, found[RepairKind.CHOOSE].chosen("tour")), 2)["stage_slug"] == "tour"
    assert row(mended(leads, found[RepairKind.EMPTY]), 2)["stage_slug"] is None


def test_rows_can_always_be_left_out() -> None:
    plan = plan_of((None, None, None), (None, None, None))
    (only,) = repairs_for(plan, problem_groups(plan)[0])
    assert (only.kind, only.rows, only.title) == (RepairKind.LEAVE_OUT, 2, "Leave these rows out")
    assert plan_locally(mended(plan.leads, only)).counts()[Planned.LEFT_OUT] == 2


def test_a_mistyped_domain_is_asked_about_though_the_row_could_go() -> None:
    plan = plan_of(("A", None, "a@gmail.con"), ("B", None, "b@gmail.com"), ("C", None, "c@soto.con"))
    groups = doubtful_groups(plan)
    assert [(g.cause, g.rows.to_list()) for g in groups] == [
        ("“gmail.con” instead of “gmail.com”?", [2]),
        ("“soto.con” instead of “soto.com”?", [4]),
    ]
    (repair,) = repairs_for(plan, groups[0])
    assert row(mended(plan.leads, repair), 2)["contact_email"] == "a@gmail.com"


def test_people_with_one_phone_can_be_sent_without_it() -> None:
    plan = plan_of(("A", "206 555 0151", "a@soto.example"), ("B", "206 555 0151", "b@soto.example"))
    (group,) = collision_groups(plan)
    assert (group.cause, group.rows.to_list(), group.can_go) == ("one phone, several people", [2, 3], True)
    assert group.sentences[0].startswith("Rows 2, 3 have one phone")
    after = mended(plan.leads, offers(plan, group)[RepairKind.EMPTY])
    assert after.frame["into"].null_count() == 2
    assert after.frame["contact_phone"].null_count() == 2


def test_no_problem_no_group() -> None:
    assert problem_groups(plan_of(("Gil", None, "gil@soto.example"))) == ()
