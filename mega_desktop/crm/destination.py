"""The one protocol behind which every CRM stands, and the values that pass through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import polars as pl

from mega_desktop.crm.pace import Pace
from mega_desktop.crm.secret import Secret
from mega_desktop.work import Control, Progress, Report

CUSTOM = "custom:"
"""What the key of a custom field starts with; the rest is its slug."""


class System(StrEnum):
    """The kinds of CRM this program knows."""

    MEGA = "mega"
    FOXREACH = "foxreach"
    PRACTICE = "practice"

    @property
    def updates(self) -> bool:
        """An import can change leads that are there already; FoxReach leaves them as they are."""
        return self is not System.FOXREACH

    @property
    def needs_email(self) -> bool:
        """It knows a lead by its email alone; MEGA takes a name, a phone or an email."""
        return self is System.FOXREACH

    @property
    def has_dry_run(self) -> bool:
        """It says beforehand what would become of a row; of FoxReach it can only be read who is there."""
        return self is not System.FOXREACH

    @property
    def takes_any_field(self) -> bool:
        """A custom field need not exist before something is sent to it; MEGA drops what it does not know."""
        return self is System.FOXREACH

    @property
    def lists_changes(self) -> bool:
        """Its leads come by when they changed; FoxReach knows no such order, so all have to be read."""
        return self is not System.FOXREACH

    @property
    def has_keys(self) -> bool:
        """It recognises an upload that comes a second time under its key; FoxReach knows none."""
        return self is not System.FOXREACH

    @property
    def secret_word(self) -> str:
        """What it calls that which lets a program in."""
        return "key" if self is System.FOXREACH else "token"


class OnDuplicate(StrEnum):
    """What happens to leads that are already there."""

    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True)
class Credentials:
    """Everything a connection needs; alive only while it is used.

    Attributes:
        name: What the person calls this account ("Harbor Realty").
        server: Base URL without a trailing slash; https, or http to loopback only.
        customer_id: MEGA's customer (a UUID); empty for FoxReach.
    """

    system: System
    name: str
    server: str
    token: Secret
    customer_id: str = ""


@dataclass(frozen=True)
class Limits:
    """How much the CRM accepts.

    Attributes:
        rows: Leads in one bulk request at most.
        body_bytes: Size of one bulk request at most.
        bulk_per_minute: Bulk requests a minute, as the last answer said; before the first, as documented.
        reads_per_minute: Requests that read leads, likewise; they are counted apart where the CRM does so.
        reads_per_hour: The same an hour; 0 where no such limit is known.
        pace: How far this minute's bulk requests are used up.
    """

    rows: int
    body_bytes: int
    bulk_per_minute: int
    reads_per_minute: int = 60
    reads_per_hour: int = 0
    pace: Pace = field(default_factory=Pace)


class FieldKind(StrEnum):
    """What a field accepts. TAGS are several words, by comma or semicolon."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    STAGE = "stage"
    OWNER = "owner"
    CHOICE = "choice"
    TAGS = "tags"
    TEXT = "text"


@dataclass(frozen=True)
class Choice:
    """One value a field can have: what is sent, and what the person sees."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """A place in a lead that a column can go to.

    Attributes:
        key: "contact_email", "stage_slug", "custom:budget"; unique within a destination.
        label: What the person sees ("Email", "Custom: budget").
        choices: The values it can have, where they are known; empty for free text.
        closed: Nothing but `choices` is accepted (an enumeration of the API). Stages and owners are
            learned from leads in use, so their lists may be incomplete and they are not closed.
    """

    key: str
    label: str
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    closed: bool = False

    @property
    def is_custom(self) -> bool:
        return self.key.startswith(CUSTOM)


@dataclass(frozen=True)
class Questions:
    """What a file gives reason to ask about an account.

    Attributes:
        slugs: Of custom fields that its columns may go to.
        stages: Slugs of the stages that its values may mean.
        owners: Ids, names or email addresses of the owners in it.
    """

    slugs: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What was learned about an account: what its leads show, and what the CRM said when asked.

    What is in none of these is not known: nobody asked, or the answer proved nothing.

    Attributes:
        total: Leads in the account.
        stages, owners: Those seen on leads or proved (value: slug or id, label: name).
        custom_fields: Slugs seen on leads or proved, sorted.
        unknown_fields: Slugs the CRM said it does not know: it would drop their values.
        unknown_stages: Stages it refused: rows with them would fail.
        unknown_owners: Ids it refused, of nobody in this customer's team: rows with them would fail.
        proved_fields, proved_stages, proved_owners: What the CRM itself accepted in a dry run.
        asked_at: When the account was looked at; None when that is not kept.
    """

    total: int = 0
    stages: tuple[Choice, ...] = ()
    owners: tuple[Choice, ...] = ()
    custom_fields: tuple[str, ...] = ()
    unknown_fields: tuple[str, ...] = ()
    unknown_stages: tuple[str, ...] = ()
    unknown_owners: tuple[str, ...] = ()
    proved_fields: tuple[str, ...] = ()
    proved_stages: tuple[str, ...] = ()
    proved_owners: tuple[str, ...] = ()
    asked_at: datetime | None = None


@dataclass(frozen=True)
class Connection:
    """A connection that was proved.

    Attributes:
        can_write: A dry run of one row was accepted (nothing was written).
        knowledge: What the first pages of leads showed.
    """

    can_write: bool
    knowledge: Knowledge


class RowStatus(StrEnum):
    """What a CRM says of one row. Any other word it may use becomes UNKNOWN."""

    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RowAnswer:
    """The CRM's word on one row, found by its `row_ref` and by nothing else.

    Attributes:
        matched_by: "email", "phone" or "".
        errors: Its reasons, untrusted text.
        ignored: Slugs of custom fields that were dropped.
    """

    ref: str
    status: RowStatus
    lead_id: str = ""
    matched_by: str = ""
    errors: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A believable answer to a bulk request.

    Attributes:
        rows: By row_ref. A ref that came twice with different statuses is left out, so is every
            row_ref that was never sent; a row without an answer is simply not in here.
        unknown_fields: Custom-field slugs the CRM does not know.
        server_date: The answer's Date header as seconds since 1970, or None.
    """

    rows: Mapping[str, RowAnswer]
    unknown_fields: tuple[str, ...] = ()
    server_date: float | None = None


LEADS_A_PAGE = 100
"""Leads in one page at most: both MEGA and FoxReach give that many."""


@dataclass(frozen=True)
class LeadPage:
    """Leads as they are in the CRM.

    Attributes:
        leads: One row a lead, all text; null where the lead has nothing. Columns `lead_id`, `created_at`,
            `updated_at`, `status`, then one a field key that the CRM gives out. Custom fields are in here
            when one of these leads has them; numbers, true and false are spelt as in JSON.
        total: Leads that match in all, as the CRM says, whatever the page.
        cursor: For the next page; empty after the last.
        server_date: The answer's Date header as seconds since 1970, or None.
    """

    leads: pl.DataFrame
    total: int
    cursor: str
    server_date: float | None = None


class Destination(Protocol):
    """A CRM with an account in it.

    One instance belongs to one worker at a time. Rows travel as a frame with a text column `ref`
    (unique, becomes `row_ref`) and one text column a field key; null means "not sent at all".
    """

    @property
    def credentials(self) -> Credentials: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def key_scope(self) -> str:
        """Names the memory in which idempotency keys live; another scope means: keys are forgotten."""

    def fields(self, knowledge: Knowledge) -> tuple[Field, ...]:
        """Every field a column can go to, in the order to offer them; custom fields last."""

    def connect(self, control: Control) -> Connection:
        """Proves reading and writing without writing: one page of leads, a dry run of one made-up row.

        Raises:
            CrmProblem: With the sentence to show.
        """

    def learn(
        self,
        questions: Questions,
        report: Report[Progress],
        control: Control,
        known: Knowledge | None = None,
    ) -> Knowledge:
        """Looks at some pages of leads and gets `questions` answered, by dry runs of made-up rows.

        Args:
            known: What was learned before: no leads are looked at again, and only what is missing is asked.

        Raises:
            CrmProblem: The leads cannot be read. A question that gets no answer is simply not known.
        """

    def read_leads(
        self,
        cursor: str,
        report: Report[Progress],
        control: Control,
        *,
        updated_since: datetime | None = None,
    ) -> LeadPage:
        """One page of all leads, the longest unchanged first, so that what changes meanwhile comes again.

        Waits for the rate limit and through passing trouble; only `waiting_s` and `why` of the progress
        mean anything.

        Args:
            cursor: Empty for the first page, then the last page's; with the same `updated_since`.
            updated_since: Leads that were changed at that time or later, by the CRM's clock. A CRM that
                cannot choose by that gives all of them.

        Raises:
            BadRequest: The cursor has become too old: begin again with an empty one.
            CrmProblem: The leads cannot be read.
        """

    def find_leads(self, text: str, report: Report[Progress], control: Control) -> LeadPage:
        """The leads whose email, phone or name holds `text`; others may be among them.

        Args:
            text: An email address, or the last ten digits of a phone.

        Returns:
            All that were found; with a `cursor` when there were more than are ever looked at.

        Raises:
            CrmProblem: The leads cannot be read.
        """

    def delay_s(self) -> float:
        """Seconds until the next bulk request may leave; 0 for now."""

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
        """The exact bytes of the bulk request that imports `rows` (1 to `limits.rows`)."""

    def check(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> Answer:
        """One dry run of `rows`; one attempt, nothing is written. Raises CrmProblem."""

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        """One attempt to carry out a bulk request made by `encode`. Raises CrmProblem."""

    def close(self) -> None: ...
