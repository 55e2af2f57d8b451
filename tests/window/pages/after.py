"""An account at a real server, and imports into it, made without walking through the pages before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mega_desktop.accounts import Account
from mega_desktop.crm import Secret, System
from mega_desktop.house import House
from mega_desktop.importing import Origin, create_import, open_import
from mega_desktop.practice import PracticeAccess, PracticeServer
from mega_desktop.practice.store import open_store
from mega_desktop.sheets import Table
from mega_desktop.window.connecting import connect
from mega_desktop.window.walk import Walk
from mega_desktop.work import Control, no_report
from tests.importing.scenes import Line, plan_of, table_of

BAD_EMAIL = "this email has no @"
LINES = [
    Line("Ana Ruiz", "(206) 555-8001", "ana@after.example"),
    Line("Bo Lee", "(206) 555-8002", "bo@after.example"),
    Line("Cy Das", None, "cy(at)after.example", problem=BAD_EMAIL),
    Line("Dee Moss", None, "dee@after.example"),
    Line("Dee Moss", None, "dee@after.example", into=5),
]


@dataclass
class Scene:
    """A walk whose account is `account`, at a server of its own.

    Attributes:
        data: The server's folder.
    """

    walk: Walk
    server: PracticeServer
    access: PracticeAccess
    account: Account
    data: Path
    scratch: Path

    @property
    def house(self) -> House:
        return self.walk.house

    @property
    def imports(self) -> Path:
        return self.house.folders.imports

    def connect(self) -> None:
        found = connect(self.house, self.account)(no_report, Control())
        self.walk.set_account(found.account)
        self.walk.set_destination(found.destination, found.connection)

    def table(self, lines: Sequence[Line] = LINES) -> Table:
        return table_of(lines, self.scratch / f"table{len(list(self.scratch.glob('*')))}")

    def plan_import(self, lines: Sequence[Line] = LINES, table: Table | None = None) -> str:
        """An import that was made and not yet sent; the walk is about it."""
        with closing(self.house.destination(self.account)) as destination:
            import_id = create_import(
                self.imports,
                plan_of(lines),
                table or self.table(lines),
                destination,
                self.house.clock,
                no_report,
                Control(),
                Origin(),
            )
        self.walk.set_import(import_id)
        return import_id

    def carry_out(self, lines: Sequence[Line] = LINES) -> str:
        """An import that was sent to its end."""
        import_id = self.plan_import(lines)
        with (
            closing(self.house.destination(self.account)) as destination,
            open_import(self.imports, import_id) as found,
        ):
            found.run(destination, self.house.clock, no_report, Control())
        return import_id

    def somebody(self, sql: str) -> None:
        """Somebody changes leads in the CRM itself, now."""
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        with closing(open_store(self.data)) as db, db:
            db.execute(sql.replace(":now", f"'{now}'"))

    def leads_of(self, email: str) -> int:
        with closing(open_store(self.data)) as db:
            (count,) = db.execute("SELECT count(*) FROM leads WHERE contact_email = ?", (email,)).fetchone()
            return int(count)


def scene(walk: Walk, server: PracticeServer, data: Path, scratch: Path) -> Iterator[Scene]:
    scratch.mkdir(exist_ok=True)
    with server as access:
        account = Account("acme", "Acme", System.MEGA, access.url, access.customer_id)
        walk.house.book.save(account)
        walk.house.tokens.keep_for_session(account, Secret(access.token))
        yield Scene(walk, server, access, account, data, scratch)
