"""What the CRM's own leads tell of an upload whose answer was lost.

All leads that changed since the upload first left are read. What follows for a row:

    its lead did not change             not carried out
    its lead was created since          carried out
    its lead changed since, and has     carried out
      every value that was sent
    anything else                       nobody knows: somebody may have changed the lead meanwhile
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from mega_desktop.crm import KEPT_ON_UPDATE, Destination, FieldKind, Knowledge
from mega_desktop.importing.drafting import REF
from mega_desktop.preview.keys import is_same
from mega_desktop.work import Control, Progress, Report

LEAD, CREATED, UPDATED = "lead_id", "created_at", "updated_at"
MOST_PAGES = 50
WHOLE_SECOND = timedelta(seconds=1)
"""Servers tell and keep times without fractions, so a moment may look earlier than it was."""

_THERE, _NAME = " there", " name"


@dataclass(frozen=True)
class Seen:
    """The leads that changed since an upload left.

    Attributes:
        leads: As in `LeadPage.leads`.
        new: The ids of those that were created since.
        kinds: Field key → its kind.
    """

    leads: pl.DataFrame
    new: frozenset[str]
    kinds: Mapping[str, FieldKind]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self.leads[LEAD])

    def holding(self, lead_ids: Mapping[str, str], rows: pl.DataFrame) -> frozenset[str]:
        """The refs of those rows whose lead has every value that was sent.

        Args:
            lead_ids: By ref.
            rows: `ref` and one text column a field key.
        """
        known = pl.DataFrame(list(lead_ids.items()), schema={REF: pl.String, LEAD: pl.String}, orient="row")
        pairs = rows.join(known, on=REF).join(self.leads, on=LEAD, suffix=_THERE)
        keys = [key for key in _fields_of(rows) if key not in KEPT_ON_UPDATE]
        return frozenset(pairs.filter(self._is_as_sent(keys, pairs.columns))[REF])

    def found_by_name(self, rows: pl.DataFrame, taken: Collection[str]) -> dict[str, str]:
        """The leads that can only be these rows with neither email nor phone, by ref.

        A row and a lead belong together when the lead was created since, has all that was sent and no
        email or phone of its own, and when this fits no other row and no other lead.

        Args:
            taken: Ids of leads that other rows of the import made.
        """
        pairs = self._namesakes(rows, taken)
        pairs = pairs.filter(self._is_as_sent(_fields_of(rows), pairs.columns))
        pairs = pairs.filter(pl.col(REF).is_unique() & pl.col(LEAD).is_unique())
        return dict(pairs.select(REF, LEAD).iter_rows())

    def may_have(self, rows: pl.DataFrame, taken: Collection[str]) -> bool:
        """Whether any of these rows with neither email nor phone may be there, see `found_by_name`."""
        return not self._namesakes(rows, taken).is_empty()

    def _namesakes(self, rows: pl.DataFrame, taken: Collection[str]) -> pl.DataFrame:
        """Pairs of a row and a new lead of its name that has no email or phone of its own."""
        name = self._key_of(FieldKind.NAME)
        if name is None or name not in rows.columns or name not in self.leads.columns:
            return rows.clear().with_columns(pl.lit(None, pl.String).alias(LEAD))
        new = pl.col(LEAD).is_in(list(self.new)) & ~pl.col(LEAD).is_in(list(taken))
        named = self.leads.filter(new).with_columns(pl.col(name).str.strip_chars().alias(_NAME))
        named_rows = rows.with_columns(pl.col(name).str.strip_chars().alias(_NAME))
        return named_rows.join(named, on=_NAME, suffix=_THERE).filter(self._has_no_more(rows))

    def _is_as_sent(self, keys: Collection[str], columns: Collection[str]) -> pl.Expr:
        same = [pl.lit(value=True)]
        for key in keys:
            there = pl.col(key + _THERE) if key + _THERE in columns else pl.lit(None, pl.String)
            kind = self.kinds.get(key, FieldKind.TEXT)
            same.append(pl.col(key).is_null() | is_same(kind, pl.col(key), there).fill_null(value=False))
        return pl.all_horizontal(same)

    def _has_no_more(self, rows: pl.DataFrame) -> pl.Expr:
        """The lead has no email and no phone that the row has not."""
        empty = [pl.lit(value=True)]
        for kind in (FieldKind.EMAIL, FieldKind.PHONE):
            key = self._key_of(kind)
            if key is None or key not in self.leads.columns:
                continue
            sent = pl.col(key).is_not_null() if key in rows.columns else pl.lit(value=False)
            there = key + _THERE if key in rows.columns else key
            empty.append(pl.col(there).is_null() | sent)
        return pl.all_horizontal(empty)

    def _key_of(self, kind: FieldKind) -> str | None:
        return next((key for key, k in self.kinds.items() if k is kind), None)


def look_back(
    destination: Destination, since: datetime, report: Report[Progress], control: Control
) -> Seen | None:
    """Reads the leads that changed since an upload left; None when there are too many.

    Args:
        since: By the CRM's clock.

    Raises:
        CrmProblem: They cannot be read.
        Cancelled: Asked to stop.
    """
    begin = since.replace(microsecond=0) - WHOLE_SECOND
    pages, cursor = [], ""
    for _ in range(MOST_PAGES):
        page = destination.read_leads(cursor, report, control, updated_since=begin)
        pages.append(page.leads)
        cursor = page.cursor
        if not cursor:
            break
    else:
        return None
    # A lead that changed while it was read comes again; the last time it is as it stands now.
    leads = pl.concat(pages, how="diagonal").unique(LEAD, keep="last")
    leads = leads.filter(_since(leads[UPDATED], begin))
    new = frozenset(leads.filter(_since(leads[CREATED], begin))[LEAD])
    return Seen(leads, new, _kinds(destination))


def created_since(destination: Destination, leads: pl.DataFrame, since: datetime) -> Seen:
    """Those of `leads` that were created since an upload left: of a CRM that changes no lead, all it did.

    Args:
        since: By the CRM's clock.
    """
    begin = since.replace(microsecond=0) - WHOLE_SECOND
    new = leads.filter(_since(leads[CREATED], begin))
    return Seen(new, frozenset(new[LEAD]), _kinds(destination))


def _kinds(destination: Destination) -> dict[str, FieldKind]:
    return {field.key: field.kind for field in destination.fields(Knowledge())}


def _fields_of(rows: pl.DataFrame) -> list[str]:
    return [name for name in rows.columns if name not in {REF, "row"}]


def _since(moments: pl.Series, begin: datetime) -> pl.Series:
    return pl.Series([is_since(moment, begin) for moment in moments], dtype=pl.Boolean)


def is_since(moment: str | None, begin: datetime) -> bool:
    """Whether a lead's time, as the CRM tells it, is not before `begin`; false also for what is no time."""
    try:
        found = datetime.fromisoformat(moment or "")
    except ValueError:
        return False
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) >= begin
