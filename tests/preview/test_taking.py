"""A snapshot holds every lead that matters, is taken the cheaper way, and goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import (
    BadRequest,
    Credentials,
    Destination,
    LeadPage,
    Limits,
    NotConnected,
    OnDuplicate,
    Secret,
    System,
    open_destination,
)
from mega_desktop.practice import PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.store import open_store, transaction
from mega_desktop.preview import Plan, Snapshot, open_snapshot, plan_locally, snapshot_cost, take_snapshot
from mega_desktop.work import Cancelled, Control, Progress, Report, SystemClock, no_report
from tests.preview import account
from tests.preview.conftest import Row, lead, leads

LEADS = 350


class Counted:
    """A destination that counts what is read, and does something before a read of the test's choice."""

    def __init__(self, real: Destination) -> None:
        self._real = real
        self.reads: list[str] = []
        self.searches: list[str] = []
        self.before: dict[int, object] = {}

    @property
    def limits(self) -> Limits:
        return self._real.limits

    @property
    def credentials(self) -> Credentials:
        return self._real.credentials

    @property
    def key_scope(self) -> str:
        return self._real.key_scope

    def read_leads(
        self,
        cursor: str,
        report: Report[Progress],
        control: Control,
        *,
        updated_since: datetime | None = None,
    ) -> LeadPage:
        self.reads.append(cursor)
        happens = self.before.get(len(self.reads))
        if isinstance(happens, Exception):
            raise happens
        if callable(happens):
            happens()
        return self._real.read_leads(cursor, report, control, updated_since=updated_since)

    def find_leads(self, text: str, report: Report[Progress], control: Control) -> LeadPage:
        self.searches.append(text)
        return self._real.find_leads(text, report, control)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    account.fill(tmp_path / "crm", account.people(LEADS, seed=1))
    return tmp_path / "crm"


@pytest.fixture
def crm(data: Path) -> Iterator[Counted]:
    with PracticeServer(data, limits=PracticeLimits.rehearsal()) as access:
        token = Secret(access.token)
        where = Credentials(System.PRACTICE, "Acme", access.url, token, access.customer_id)
        real = open_destination(where, SystemClock())
        yield Counted(real)
        real.close()


def many(count: int) -> Plan:
    rows: list[Row] = [lead(f"Lead {i}", f"lead{i}@mail.example") for i in range(count)]
    return plan_locally(leads(rows))


def take(plan: Plan, crm: Counted, folder: Path, control: Control | None = None) -> Snapshot:
    destination: object = crm
    return take_snapshot(plan, destination, folder, SystemClock(), no_report, control or Control())  # type: ignore[arg-type]


def ids(snapshot: Snapshot) -> set[str]:
    return set(snapshot.scan().collect()["lead_id"])


def all_ids(data: Path) -> set[str]:
    return {str(one["id"]) for one in leads_in(data)}


def an_update(crm: Counted, data: Path, place: int) -> str:
    """Changes one lead as anybody else may do; returns its id."""
    there = leads_in(data)[place]
    row = pl.DataFrame({"ref": ["1"], "contact_email": [there["contact_email"]], "contact_name": ["Changed"]})
    body = crm._real.encode(row, OnDuplicate.UPDATE)
    crm._real.send(body, f"key {place}", frozenset(["1"]))
    return str(there["id"])


def with_email(data: Path) -> int:
    return next(n for n, one in enumerate(leads_in(data)) if one["contact_email"] and n > 20)


def test_a_long_file_makes_it_read_all_leads(crm: Counted, data: Path, tmp_path: Path) -> None:
    snapshot = take(many(200), crm, tmp_path / "snapshot")
    assert ids(snapshot) == all_ids(data)
    assert snapshot.is_whole
    assert (len(crm.reads), len(crm.searches), snapshot.requests) == (4, 0, 4)


def test_a_short_file_makes_it_look_for_its_people(crm: Counted, data: Path, tmp_path: Path) -> None:
    person = leads_in(data)[with_email(data)]
    plan = plan_locally(leads([lead("A", str(person["contact_email"]).upper())]))
    snapshot = take(plan, crm, tmp_path / "snapshot")
    assert crm.searches == [str(person["contact_email"]).lower()]
    assert person["id"] in ids(snapshot)
    assert not snapshot.is_whole
    assert snapshot.searched == {str(person["contact_email"]).lower()}


def test_the_cost_is_told_beforehand() -> None:
    limits = Limits(500, 1_000_000, 10, 60)
    whole, some = snapshot_cost(many(1_000), 20_000, limits), snapshot_cost(many(5), 20_000, limits)
    assert (whole.is_whole, whole.requests) == (True, 200)
    assert (some.is_whole, some.requests) == (False, 5)
    assert whole.seconds > 120 > some.seconds


def test_the_hours_allowance_is_reckoned_with() -> None:
    limits = Limits(500, 1_000_000, 10, 60, 1_000)
    assert snapshot_cost(many(5_000), 400_000, limits).seconds == pytest.approx(3 * 3_600)


def test_a_lead_that_changes_meanwhile_is_there_as_it_is_then(
    crm: Counted, data: Path, tmp_path: Path
) -> None:
    changed: list[str] = []
    place = with_email(data)
    crm.before[3] = lambda: changed.append(an_update(crm, data, place))
    snapshot = take(many(200), crm, tmp_path / "snapshot")
    leads = snapshot.scan().collect()
    assert ids(snapshot) == all_ids(data)
    assert leads.filter(pl.col("lead_id") == changed[0])["contact_name"].to_list() == ["Changed"]


@pytest.mark.parametrize("stopped", [Cancelled(), NotConnected("No connection.")])
def test_what_came_is_kept_and_the_rest_is_read_later(
    crm: Counted, data: Path, tmp_path: Path, stopped: Exception
) -> None:
    crm.before[3] = stopped
    with pytest.raises(type(stopped)):
        take(many(200), crm, tmp_path / "snapshot")
    snapshot = take(many(200), crm, tmp_path / "snapshot")
    assert ids(snapshot) == all_ids(data)
    assert len(crm.reads) == 5


def test_a_cursor_that_became_too_old_costs_no_page_twice(crm: Counted, data: Path, tmp_path: Path) -> None:
    crm.before[4] = BadRequest("The cursor is too old.")
    snapshot = take(many(200), crm, tmp_path / "snapshot")
    assert ids(snapshot) == all_ids(data)
    assert crm.reads[4] == ""
    assert len(crm.reads) == 5


def test_a_refused_request_that_has_no_cursor_is_told(crm: Counted, tmp_path: Path) -> None:
    crm.before[1] = BadRequest("No such thing.")
    with pytest.raises(BadRequest):
        take(many(200), crm, tmp_path / "snapshot")


def test_a_second_snapshot_reads_only_what_changed(crm: Counted, data: Path, tmp_path: Path) -> None:
    take(many(200), crm, tmp_path / "snapshot")
    changed = an_update(crm, data, with_email(data))
    crm.reads.clear()
    snapshot = take(many(200), crm, tmp_path / "snapshot")
    leads = snapshot.scan().collect()
    assert len(crm.reads) == 2
    assert snapshot.is_whole
    assert leads.filter(pl.col("lead_id") == changed)["contact_name"].to_list() == ["Changed"]


def test_a_second_snapshot_has_no_lead_that_was_deleted(crm: Counted, data: Path, tmp_path: Path) -> None:
    first = take(many(200), crm, tmp_path / "snapshot")
    deleted = str(leads_in(data)[7]["id"])
    with closing(open_store(data)) as db, transaction(db):
        db.execute("DELETE FROM leads WHERE id = ?", (deleted,))
    second = take(many(200), crm, tmp_path / "snapshot")
    assert second.is_whole
    assert (second.leads, second.total) == (first.leads - 1, first.total - 1)
    assert deleted not in ids(second)


def test_people_who_were_just_looked_for_are_not_looked_for_again(crm: Counted, tmp_path: Path) -> None:
    take(plan_locally(leads([lead("A", "a@mail.example")])), crm, tmp_path / "snapshot")
    both = plan_locally(leads([lead("A", "a@mail.example"), lead("B", "b@mail.example")]))
    snapshot = take(both, crm, tmp_path / "snapshot")
    assert crm.searches == ["a@mail.example", "b@mail.example"]
    assert snapshot.searched == {"a@mail.example", "b@mail.example"}


def test_a_list_that_is_shorter_than_it_says_is_not_whole(
    crm: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = crm._real.read_leads

    def short(*args: object, **more: object) -> LeadPage:
        page = real(*args, **more)  # type: ignore[arg-type]
        return LeadPage(page.leads.head(99), page.total, page.cursor)

    monkeypatch.setattr(crm._real, "read_leads", short)
    assert not take(many(200), crm, tmp_path / "snapshot").is_whole


def test_nothing_is_asked_when_it_matters_for_nobody(crm: Counted, tmp_path: Path) -> None:
    snapshot = take(plan_locally(leads([lead("Only a name")])), crm, tmp_path / "snapshot")
    assert (crm.reads, crm.searches, snapshot.leads) == ([], [], 0)


def test_the_file_is_private_and_can_be_opened_again(crm: Counted, tmp_path: Path) -> None:
    snapshot = take(many(200), crm, tmp_path / "snapshot")
    assert snapshot.file.stat().st_mode & 0o777 == 0o600
    assert snapshot.file.parent.stat().st_mode & 0o777 == 0o700
    assert open_snapshot(snapshot.file) == snapshot
    assert [path.name for path in snapshot.file.parent.iterdir()] == ["snapshot.parquet"]


def test_another_accounts_snapshot_is_no_use(crm: Counted, data: Path, tmp_path: Path) -> None:
    take(many(200), crm, tmp_path / "snapshot")
    with PracticeServer(tmp_path / "other", limits=PracticeLimits.rehearsal()) as access:
        token = Secret(access.token)
        where = Credentials(System.PRACTICE, "Other", access.url, token, access.customer_id)
        real = open_destination(where, SystemClock())
        snapshot = take(many(200), Counted(real), tmp_path / "snapshot")
        real.close()
    assert ids(snapshot) == all_ids(tmp_path / "other")


def test_a_damaged_file_is_no_snapshot(tmp_path: Path) -> None:
    (tmp_path / "snapshot.parquet").write_bytes(b"nothing of the kind")
    assert open_snapshot(tmp_path / "snapshot.parquet") is None


def test_how_far_it_is_is_told(crm: Counted, tmp_path: Path) -> None:
    seen: list[Progress] = []
    destination: object = crm
    take_snapshot(many(200), destination, tmp_path, SystemClock(), seen.append, Control())  # type: ignore[arg-type]
    assert [p.done for p in seen] == [0, 100, 200, 300, 350]
    assert seen[-1].total == LEADS
