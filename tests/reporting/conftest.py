"""A real Practice CRM, MEGA's real client on it, and imports that were really carried out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import Destination, Field, FieldKind, OnDuplicate
from mega_desktop.importing import Origin, create_import, open_import
from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer
from mega_desktop.practice.store import open_store
from mega_desktop.preview import plan_locally
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import Line, account, destination_at, plan_of, table_of

BUDGET = Field("custom:budget", "Custom: budget", FieldKind.TEXT)
Values = dict[str, Sequence[str | None]]
Importing = Callable[..., str]
Sql = Callable[[str, tuple[object, ...]], None]


@pytest.fixture
def data(stocked: Path, tmp_path: Path) -> Path:
    """The CRM's folder, of each test its own: who is a new lead hangs on who is there."""
    return Path(shutil.copytree(stocked, tmp_path / "practice"))


@pytest.fixture
def access(data: Path) -> Iterator[PracticeAccess]:
    with PracticeServer(data, limits=PracticeLimits.rehearsal()) as found:
        yield found


@pytest.fixture
def crm(access: PracticeAccess) -> Iterator[Destination]:
    destination = destination_at(account(access.url, access.token, access.customer_id), SystemClock(), 50)
    yield destination
    destination.close()


@pytest.fixture
def imports(tmp_path: Path) -> Path:
    return tmp_path / "imports"


@pytest.fixture
def someone(data: Path) -> Sql:
    """Somebody changes leads in the CRM itself, now."""

    def change(sql: str, values: tuple[object, ...]) -> None:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        with closing(open_store(data)) as db, db:
            db.execute(sql.replace(":now", f"'{now}'"), values)

    return change


@pytest.fixture
def importing(imports: Path, crm: Destination, tmp_path: Path) -> Importing:
    """Imports `lines`, with further columns by field key, and gives the import's id."""

    def carry_out(
        lines: list[Line],
        *more: tuple[Field, Sequence[str | None]],
        origin: Origin | None = None,
        on_duplicate: OnDuplicate = OnDuplicate.UPDATE,
    ) -> str:
        leads = plan_of(lines, on_duplicate).leads
        frame = leads.frame
        for field, values in more:
            frame = frame.with_columns(pl.Series(field.key, values, pl.String))
        keys = [*leads.keys, *(field.key for field, _ in more)]
        rest = [name for name in leads.frame.columns if name not in {"row", *leads.keys}]
        fields = (*leads.fields, *(field for field, _ in more))
        plan = plan_locally(replace(leads, frame=frame.select("row", *keys, *rest), fields=fields))
        clock, control = SystemClock(), Control()
        table = table_of(lines, tmp_path / "scratch")
        import_id = create_import(imports, plan, table, crm, clock, no_report, control, origin or Origin())
        with open_import(imports, import_id) as found:
            found.run(crm, clock, no_report, control)
        return import_id

    return carry_out
