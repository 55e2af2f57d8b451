"""The preview's grid reads what is looked at, and finds what is asked for."""

from __future__ import annotations

import polars as pl
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from mega_desktop.crm import Choice, Field, FieldKind, OnDuplicate
from mega_desktop.matching import Leads, Repeats
from mega_desktop.preview import Plan, Planned, ProblemGroup
from mega_desktop.window.models.plan_model import BLOCK_ROWS, PlanModel, PlanRole
from mega_desktop.window.models.plan_rows import RowQuery, copied_text, matching_rows

ANA = "11111111-1111-4111-8111-111111111111"
FIELDS = (
    Field("contact_name", "Name", FieldKind.NAME),
    Field("contact_email", "Email", FieldKind.EMAIL),
    Field("owner_id", "Owner", FieldKind.OWNER, (Choice(ANA, "Ana Ruiz"), Choice("z", "Ben Okafor"))),
)


def plan_of(*rows: tuple[str | None, str | None, str | None, Planned, str]) -> Plan:
    """Rows 2, 3, … as (name, email, owner, planned, reason)."""
    names, emails, owners, planned, reasons = (list(column) for column in zip(*rows, strict=True))
    return _plan(
        pl.DataFrame(
            {
                "contact_name": pl.Series(names, dtype=pl.String),
                "contact_email": pl.Series(emails, dtype=pl.String),
                "owner_id": pl.Series(owners, dtype=pl.String),
            }
        ),
        pl.Series([p.value for p in planned]),
        pl.Series(reasons),
    )


def _plan(values: pl.DataFrame, planned: pl.Series, reasons: pl.Series) -> Plan:
    numbers = pl.int_range(2, values.height + 2, dtype=pl.UInt32, eager=True).alias("row")
    is_problem = planned == Planned.PROBLEM.value
    nothing = pl.lit(None, dtype=pl.String)
    leads = values.select(
        numbers,
        *(pl.col(f.key) for f in FIELDS),
        nothing.alias("problem"),
        pl.when(is_problem).then(pl.lit("contact_email")).alias("problem_field"),
        pl.lit(None, dtype=pl.UInt32).alias("into"),
        nothing.alias("why"),
    )
    frame = leads.select(
        "row",
        planned.alias("planned"),
        reasons.alias("reason"),
        *(nothing.alias(name) for name in ("lead_id", "matched_by", "ignored", "said", "said_words")),
    )
    return Plan(Leads(leads, FIELDS, OnDuplicate.UPDATE, Repeats.COMBINE), frame)


@pytest.fixture
def plan() -> Plan:
    return plan_of(
        ("Uma Rao", "uma@rao.example", ANA, Planned.NEW, ""),
        ("Gil Soto", "gil-soto", None, Planned.PROBLEM, "email has no @"),
        (None, "ode@ode.example", "z", Planned.UPDATE, "same email"),
        ("ana Lund", None, "z", Planned.PROBLEM, "phone too short"),
    )


def rows_of(plan: Plan, query: RowQuery) -> list[int]:
    """The Excel row numbers a query finds, in its order."""
    positions = matching_rows(plan, query)
    assert positions is not None
    return plan.frame["row"].gather(positions).to_list()


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, plan: Plan) -> None:
    model = PlanModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show(plan, None)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_no_question_needs_no_list_of_rows(plan: Plan) -> None:
    assert matching_rows(plan, RowQuery()) is None


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (RowQuery(planned=Planned.PROBLEM), [3, 5]),
        (RowQuery(planned=Planned.PROBLEM, text="too short"), [5]),
        (RowQuery(text="SOTO"), [3]),
        (RowQuery(text="ana ruiz"), [2]),
        (RowQuery(text="too short"), [5]),
        (RowQuery(text="4"), [4]),
        (RowQuery(text="(nobody)"), []),
        (RowQuery(sort_by="contact_name"), [5, 3, 2, 4]),
        (RowQuery(sort_by="contact_name", descending=True), [2, 3, 5, 4]),
        (RowQuery(sort_by="owner_id"), [2, 4, 5, 3]),
        (RowQuery(sort_by="row", descending=True), [5, 4, 3, 2]),
        (RowQuery(sort_by="planned", planned=Planned.PROBLEM, descending=True), [3, 5]),
        (RowQuery(text="ana", sort_by="contact_name"), [5, 2]),
    ],
)
def test_rows_are_found_and_sorted(plan: Plan, query: RowQuery, rows: list[int]) -> None:
    assert rows_of(plan, query) == rows


def test_a_group_keeps_its_rows_whatever_became_of_them(plan: Plan) -> None:
    group = ProblemGroup("phone too short", None, "", pl.Series([3, 4], dtype=pl.UInt32))
    assert rows_of(plan, RowQuery(group=group)) == [3, 4]
    assert rows_of(plan, RowQuery(group=group, sort_by="row", descending=True)) == [4, 3]
    assert rows_of(plan, RowQuery(group=group, planned=Planned.PROBLEM)) == [3]


def test_rows_are_copied_as_spreadsheets_take_them(plan: Plan) -> None:
    positions = pl.Series([2, 1], dtype=pl.UInt32)
    assert copied_text(plan, positions, ["row", "planned", "owner_id", "contact_email"]) == (
        "Row\tOutcome\tOwner\tEmail\n"
        "4\tUpdate: same email\tBen Okafor\tode@ode.example\n"
        "3\tProblem: email has no @\t\tgil-soto\n"
    )


def test_a_cell_that_was_typed_over_says_so_and_shows_it_at_once(plan: Plan, qtbot: QtBot) -> None:
    model = PlanModel()
    model.show(plan, None)
    cell = model.index(1, 3)
    assert not model.setData(cell, "gil@soto.example"), "not before it is allowed"
    model.is_editable = True
    with qtbot.waitSignal(model.typed) as told:
        assert model.setData(cell, " gil@soto.example ")
    assert told.args == [(3, "contact_email"), "gil@soto.example"]
    assert cell.data() == "gil@soto.example"
    assert not model.setData(cell, "gil@soto.example"), "the same again is no correction"
    assert not model.setData(model.index(1, 0), "7"), "row numbers are the file's"
    model.mark_edited(frozenset({(3, "contact_email")}))
    assert cell.data(PlanRole.IS_EDITED) is True
    assert "corrected by you" in cell.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_a_cell_says_its_outcome_in_words_and_the_bad_value_is_marked(plan: Plan) -> None:
    model = PlanModel()
    model.show(plan, None)
    outcome, email = model.index(1, 1), model.index(1, 3)
    assert outcome.data() == "Problem: email has no @"
    assert outcome.data(PlanRole.PLANNED) == "problem"
    assert email.data(PlanRole.IS_BAD) is True
    assert email.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "email has no @"
    assert model.index(0, 3).data(PlanRole.IS_BAD) is False


def test_an_owner_is_shown_by_name_and_an_empty_value_as_nothing(plan: Plan) -> None:
    model = PlanModel()
    model.show(plan, None)
    assert [model.index(row, 4).data() for row in range(3)] == ["Ana Ruiz", "", "Ben Okafor"]


def test_new_decisions_keep_the_rows_that_are_shown(plan: Plan) -> None:
    model = PlanModel()
    model.show(plan, matching_rows(plan, RowQuery(planned=Planned.PROBLEM)))
    checked = Plan(plan.leads, plan.frame.with_columns(pl.lit("failed there").alias("reason")))
    model.renew(checked)
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["3", "5"]
    assert model.index(0, 1).data() == "Problem: failed there"


def test_a_million_rows_are_read_only_where_one_looks() -> None:
    height = 1_000_000
    plan = _plan(
        pl.select(
            pl.format("Lead {}", pl.int_range(height)).alias("contact_name"),
            pl.format("lead{}@example.org", pl.int_range(height)).alias("contact_email"),
            pl.lit(None, dtype=pl.String).alias("owner_id"),
        ),
        pl.repeat(Planned.NEW.value, height, eager=True),
        pl.repeat("", height, eager=True),
    )
    model = PlanModel()
    model.show(plan, None)
    seen = [model.index(row, 2).data() for row in (*range(40), *range(height - 40, height))]
    assert seen[-1] == "Lead 999999"
    assert model.blocks.reads == 2
    model.show(plan, matching_rows(plan, RowQuery(text="lead99999", sort_by="contact_name", descending=True)))
    assert [model.index(row, 2).data() for row in range(2)] == ["Lead 999999", "Lead 999998"]
    assert model.rowCount() == 11
    assert model.blocks.reads == 1
    assert model.blocks.find(100_001) == 10
    assert BLOCK_ROWS == 256


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("start", ["", "Lead ", "préface ", "日本語"])
def test_texts_are_sorted_to_their_last_letter_and_equal_ones_stay_in_file_order(
    start: str, *, descending: bool
) -> None:
    ends = [
        "jennifer m",
        "Jennifer L",
        "jen",
        "",
        "jennifer lopez",
        "jennifer l",
        "ö",
        "o",
        "jen",
        "jennifer lo",
    ]
    names = [None, *(start + end for end in ends), None]
    plan = plan_of(*((name, f"{n}@x.example", None, Planned.NEW, "") for n, name in enumerate(names)))
    filled = [n for n, name in enumerate(names) if name is not None]
    expected = sorted(filled, key=lambda n: str(names[n]).lower().encode(), reverse=descending)
    expected += [n for n, name in enumerate(names) if name is None]
    if descending:  # Python's reverse keeps equal ones in their order too
        assert expected.index(3) < expected.index(9)

    found = rows_of(plan, RowQuery(sort_by="contact_name", descending=descending))

    assert found == [n + 2 for n in expected]
