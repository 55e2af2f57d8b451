"""Finding leads by whom they are about, where no id is known: rows whose answer was lost, mostly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from mega_desktop.crm import PHONE_DIGITS, Field, FieldKind
from mega_desktop.importing import is_since
from mega_desktop.reporting.comparing import differing, expected_values, spelling
from mega_desktop.reporting.verification import SCHEMA, Finding

KNOWN_BY = (FieldKind.EMAIL, FieldKind.PHONE, FieldKind.NAME)
"""What a person is recognised by, surest first."""

NEW = "in {crm} now, and created there after the import began: this row very likely arrived"
SAME = "in {crm} now with the values of this row: it very likely arrived"
OTHER = (
    "its lead was in {crm} before and does not have the values of this row: it very likely did not arrive, "
    "or somebody changed the lead since"
)
NOBODY = (
    "no lead of this person changed in {crm} since the import began: this row very likely did not arrive "
    "and can be tried again"
)
NAMESAKE = "a lead of this name was created in {crm} after the import began, which may be this row"


@dataclass(frozen=True)
class Sought:
    """The leads that are wanted.

    Attributes:
        ids: Of those whose id is known.
        contacts: Field key → spellings by which the others are recognised.
    """

    ids: frozenset[str]
    contacts: Mapping[str, pl.Series]
    kinds: Mapping[str, FieldKind]

    @classmethod
    def of(cls, fields: Sequence[Field], ids: frozenset[str], others: pl.DataFrame) -> Sought:
        """
        Args:
            others: Rows of leads without an id, one column a field key.
        """
        kinds = {f.key: f.kind for f in fields if f.kind in KNOWN_BY and f.key in others.columns}
        spelt = {
            key: others.select(spelling(kind, pl.col(key)))[key].drop_nulls() for key, kind in kinds.items()
        }
        return cls(
            ids, {key: values.unique() for key, values in spelt.items() if not values.is_empty()}, kinds
        )

    def nobody(self) -> pl.DataFrame:
        return pl.DataFrame(schema=dict.fromkeys(("lead_id", "created_at", *self.kinds), pl.String))

    def among(self, leads: pl.DataFrame) -> pl.DataFrame:
        """Those of `leads` that are wanted."""
        is_wanted = pl.col("lead_id").is_in(list(self.ids))
        for key, values in self.contacts.items():
            if key in leads.columns:
                is_wanted |= (
                    spelling(self.kinds[key], pl.col(key)).is_in(values.implode()).fill_null(value=False)
                )
        return leads.filter(is_wanted)

    def named(self, rows: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
        """`rows`, those without a lead id with the id of the lead of the same email, where there is one."""
        emails = [key for key, kind in self.kinds.items() if kind is FieldKind.EMAIL]
        if not emails or rows.filter(pl.col("lead_id") == "").is_empty():
            return rows
        spelt = spelling(FieldKind.EMAIL, pl.col(emails[0])).alias("spelt")
        known = leads.select(spelt, pl.col("lead_id").alias("found_id")).drop_nulls().unique("spelt")
        joined = rows.with_columns(spelt).join(known, on="spelt", how="left", maintain_order="left")
        found = pl.when(pl.col("lead_id") == "").then(pl.col("found_id")).otherwise(pl.col("lead_id"))
        return joined.with_columns(found.fill_null("").alias("lead_id")).drop("spelt", "found_id")


def settle(
    rows: pl.DataFrame, leads: pl.DataFrame, begun: datetime, fields: Sequence[Field], crm: str
) -> pl.DataFrame:
    """How it looks for rows whose answer was lost; a line of `SCHEMA` each.

    Args:
        rows: Their results and values. One upload at most is ever in doubt at a time, so they are few.
        leads: The leads that changed since `begun`.
    """
    by_contact = {key: _by_spelling(leads, key, kind) for key, kind in _known_by(fields)}
    told = (_tell(row, _found(row, by_contact, fields), begun, fields, crm) for row in rows.iter_slices(1))
    return pl.DataFrame(list(told), schema=SCHEMA, orient="row")


def _known_by(fields: Sequence[Field]) -> Iterator[tuple[str, FieldKind]]:
    return ((f.key, kind) for kind in KNOWN_BY for f in fields if f.kind is kind)


def _by_spelling(leads: pl.DataFrame, key: str, kind: FieldKind) -> dict[str, pl.DataFrame]:
    if key not in leads.columns:
        return {}
    spelt = leads.with_columns(spelling(kind, pl.col(key)).alias("spelt")).filter(
        pl.col("spelt").is_not_null()
    )
    return {str(k[0]): part.drop("spelt") for k, part in spelt.partition_by("spelt", as_dict=True).items()}


def _found(
    row: pl.DataFrame, by_contact: Mapping[str, Mapping[str, pl.DataFrame]], fields: Sequence[Field]
) -> tuple[pl.DataFrame | None, FieldKind | None]:
    """The leads of this row's person, and what they were recognised by."""
    known_by: FieldKind | None = None
    for key, kind in _known_by(fields):
        value = row.select(spelling(kind, pl.col(key))).item()
        if not value or (kind is FieldKind.PHONE and len(value) < PHONE_DIGITS):
            continue
        if kind is FieldKind.NAME and known_by is not None:
            break  # a namesake with another email or phone is somebody else
        known_by = kind
        if (leads := by_contact[key].get(value)) is not None:
            return leads, kind
    return None, known_by


def _tell(
    row: pl.DataFrame,
    found: tuple[pl.DataFrame | None, FieldKind | None],
    begun: datetime,
    fields: Sequence[Field],
    crm: str,
) -> tuple[int, str, str, None, None, None, str]:
    leads, known_by = found
    number = int(row["row"].item())
    if leads is None:
        return number, "", Finding.NOT_ARRIVED.value, None, None, None, NOBODY.format(crm=crm)
    lead = leads.tail(1)
    lead_id, is_new = str(lead["lead_id"].item()), is_since(lead["created_at"].item(), begun)
    if known_by is FieldKind.NAME:
        finding, words = (Finding.UNCLEAR, NAMESAKE) if is_new else (Finding.NOT_ARRIVED, NOBODY)
    elif is_new:
        finding, words = Finding.ARRIVED, NEW
    else:
        merged = row.with_columns(pl.lit(lead_id).alias("lead_id"), pl.lit("updated").alias("outcome"))
        others = differing(expected_values(merged, fields), lead, fields)
        finding, words = (Finding.ARRIVED, SAME) if others.is_empty() else (Finding.UNCLEAR, OTHER)
    return number, lead_id, finding.value, None, None, None, words.format(crm=crm)
