"""After an import the leads are read back from a real server and held against what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import polars as pl
import pytest

from mega_desktop.crm import Destination, Field, FieldKind, LeadPage
from mega_desktop.importing import ImportProblem, discard, open_import
from mega_desktop.reporting import Finding, read_verification, verified_lines, verify
from mega_desktop.work import Cancelled, Control, Progress, SystemClock, no_report
from tests.importing.scenes import Line
from tests.importing.scripted import Scripted

Importing = Callable[..., str]
Sql = Callable[[str, tuple[object, ...]], None]

BUDGET = Field("custom:budget", "Custom: budget", FieldKind.TEXT)
SHOES = Field("custom:shoe_size", "Custom: shoe_size", FieldKind.TEXT)
SOURCE = Field("source_platform", "Source platform", FieldKind.CHOICE)


def people(salt: str, count: int = 6) -> list[Line]:
    return [
        Line(
            f"Person {i}", f"(206) 55{i} {crc32(salt.encode()) % 9000 + 1000}", f"P{i}.{salt}@Verify.example"
        )
        for i in range(count)
    ]


def test_every_lead_is_found_whatever_the_spelling(
    importing: Importing, imports: Path, crm: Destination
) -> None:
    import_id = importing(people("spelling"), (BUDGET, ["450000", None, "1.50", "0042", "a b", None]))

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.rows, found.differing, found.missing) == (6, 6, 0, 0)
    assert found.is_whole
    assert read_verification(imports / import_id) == found


def test_what_somebody_changed_or_deleted_since_is_listed_row_by_row(
    importing: Importing, imports: Path, crm: Destination, someone: Sql
) -> None:
    import_id = importing(people("changed"))
    someone(
        "UPDATE leads SET contact_name = 'Someone Else', updated_at = :now WHERE contact_email = ?",
        ("P1.changed@Verify.example",),
    )
    someone("DELETE FROM leads WHERE contact_email = ?", ("P4.changed@Verify.example",))

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.rows, found.differing, found.missing) == (4, 6, 1, 1)
    lines = verified_lines(imports / import_id)
    assert lines.select("row", "finding", "key", "sent", "found").rows() == [
        (3, "differs", "contact_name", "Person 1", "Someone Else"),
        (6, "missing", None, None, None),
    ]


class Circling:
    """A CRM that gives one page again and again, always with the same cursor."""

    def __init__(self, crm: Destination) -> None:
        self._crm = crm
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crm, name)

    def read_leads(self, _cursor: str, *given: Any, **more: Any) -> LeadPage:
        self.asked += 1
        return replace(self._crm.read_leads("", *given, **more), cursor="again")


def test_a_server_that_goes_round_in_circles_is_left(
    importing: Importing, imports: Path, crm: Destination, someone: Sql
) -> None:
    import_id = importing(people("circle", 3))
    someone("DELETE FROM leads WHERE contact_email = ?", ("P1.circle@Verify.example",))
    circling = Circling(crm)
    found = verify(imports, import_id, cast("Destination", circling), SystemClock(), no_report, Control())
    assert (found.verified, found.missing, circling.asked) == (2, 1, 2)


def test_the_journal_stays_as_it_is(importing: Importing, imports: Path, crm: Destination) -> None:
    import_id = importing(people("journal"))
    with open_import(imports, import_id) as journal:
        before = journal.results()

    verify(imports, import_id, crm, SystemClock(), no_report, Control())

    with open_import(imports, import_id) as journal:
        assert journal.results().equals(before)


def test_fields_that_mega_ignores_are_not_missed(
    importing: Importing, imports: Path, crm: Destination
) -> None:
    import_id = importing(people("ignored", 2), (SHOES, ["42", "43"]))

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.rows) == (2, 2)


def test_where_a_lead_came_from_stays_with_it(importing: Importing, imports: Path, crm: Destination) -> None:
    importing(people("source", 1), (SOURCE, ["referral"]))
    import_id = importing(people("source", 1), (SOURCE, ["zoho"]))

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.rows) == (1, 1)


def test_of_two_rows_of_one_lead_the_last_value_counts(
    importing: Importing, imports: Path, crm: Destination
) -> None:
    twice = [Line("First", None, "twice@verify.example"), Line("Second", None, "twice@verify.example")]
    import_id = importing(twice)

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.rows) == (2, 2)


def test_a_lead_that_looks_unchanged_is_looked_up_by_itself(
    importing: Importing, imports: Path, crm: Destination, someone: Sql
) -> None:
    import_id = importing(people("old", 3))
    someone(
        "UPDATE leads SET updated_at = '2020-01-01T00:00:00.000000Z' WHERE contact_email = ?",
        ("P2.old@Verify.example",),
    )

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.missing) == (3, 0)


def test_many_that_look_unchanged_are_looked_for_among_all(
    importing: Importing, imports: Path, crm: Destination, someone: Sql
) -> None:
    lines = [Line(f"Person {i}", None, f"many{i}@verify.example") for i in range(120)]
    import_id = importing(lines)
    someone(
        "UPDATE leads SET updated_at = '2020-01-01T00:00:00.000000Z' WHERE contact_email LIKE ?",
        ("many%@verify.example",),
    )

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.missing) == (120, 0)


def test_a_clock_that_is_ahead_loses_no_lead(importing: Importing, imports: Path, crm: Destination) -> None:
    import_id = importing(people("ahead", 2))
    with open_import(imports, import_id) as journal, journal._journal.transaction() as db:
        db.execute("DROP TRIGGER attempt_is_fixed")
        db.execute("UPDATE attempt SET started = started + 7200, ended = ended + 7200")

    found = verify(imports, import_id, crm, SystemClock(), no_report, Control())

    assert (found.verified, found.missing) == (2, 0)
    with open_import(imports, import_id) as journal:
        assert journal.facts()["first_sent"] < SystemClock().now().timestamp()


def test_progress_is_told_and_stopping_leaves_the_earlier_finding(
    importing: Importing, imports: Path, crm: Destination
) -> None:
    import_id = importing(people("stop"))
    seen: list[Progress] = []
    first = verify(imports, import_id, crm, SystemClock(), seen.append, Control())
    assert seen[-1].what == "Reading leads back from MEGA"
    control = Control()
    control.cancel()

    with pytest.raises(Cancelled):
        verify(imports, import_id, crm, SystemClock(), no_report, control)

    assert read_verification(imports / import_id) == first


def test_another_account_is_refused(importing: Importing, imports: Path) -> None:
    import_id = importing(people("account", 1))

    with pytest.raises(ImportProblem, match="not into"):
        verify(imports, import_id, Scripted(), SystemClock(), no_report, Control())


def test_deleting_the_import_deletes_what_was_found(
    importing: Importing, imports: Path, crm: Destination
) -> None:
    import_id = importing(people("gone", 1))
    verify(imports, import_id, crm, SystemClock(), no_report, Control())

    discard(imports, import_id)

    assert list(imports.iterdir()) == []


def test_every_finding_has_its_word() -> None:
    assert {f.value for f in Finding} == {"differs", "missing", "arrived", "not_arrived", "unclear"}
    assert isinstance(verified_lines(Path("nowhere")), pl.DataFrame)
