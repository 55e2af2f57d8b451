"""Whether the CRM holds what was sent, field by field, whatever the spelling it keeps it in."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mega_desktop.crm import KEPT_ON_UPDATE, PHONE_DIGITS, Field, FieldKind

IGNORED = r"does not know (.+): not stored"
"""How the journal says that the CRM dropped custom fields, see importing.verdicts."""


def spelling(kind: FieldKind, column: pl.Expr) -> pl.Expr:
    """A value in the one spelling in which it is compared; null stays null."""
    text = column.str.strip_chars()
    match kind:
        case FieldKind.PHONE:
            return text.str.replace_all(r"[^0-9]", "").str.tail(PHONE_DIGITS)
        case FieldKind.EMAIL | FieldKind.STAGE | FieldKind.OWNER | FieldKind.CHOICE:
            return text.str.to_lowercase()
        case FieldKind.NAME:
            return text.str.replace_all(r"\s+", " ")
        case FieldKind.TAGS:
            return text.str.replace_all(r"(\s*[,;]\s*)+", ", ").str.strip_chars(", ")
        case FieldKind.TEXT:
            # 1.50 comes back as 1.5 from a CRM that keeps it as a number; 00742 is no number.
            is_number = text.str.contains(r"^-?(0|[1-9][0-9]*)\.[0-9]+$")
            is_truth = text.str.contains(r"(?i)^(true|false)$")
            number, truth = text.str.replace(r"\.?0+$", ""), text.str.to_lowercase()
            return pl.when(is_number).then(number).when(is_truth).then(truth).otherwise(text)


def kinds_of(fields: Sequence[Field]) -> dict[str, FieldKind]:
    return {field.key: field.kind for field in fields}


def expected_values(rows: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    """What every lead should hold: of several rows of one lead the last value sent.

    Args:
        rows: `row`, `lead_id`, `outcome`, `reason` as in an import's results, and one column a field key;
            in sending order.

    Returns:
        `row`, `lead_id`, `key`, `sent`: the values that the CRM took and that merging does change.
    """
    parts = [
        pl.DataFrame(schema={"row": pl.UInt32, "lead_id": pl.String, "key": pl.String, "sent": pl.String})
    ]
    for field in fields:
        taken = pl.col(field.key).is_not_null()
        if field.key in KEPT_ON_UPDATE:
            taken &= pl.col("outcome") != "updated"
        if field.is_custom:
            slug = field.key.partition(":")[2]
            ignored = pl.col("reason").str.extract(IGNORED).str.split(", ").list.contains(slug)
            taken &= ~ignored.fill_null(value=False)
        parts.append(
            rows.filter(taken)
            .unique("lead_id", keep="last", maintain_order=True)
            .select("row", "lead_id", pl.lit(field.key).alias("key"), pl.col(field.key).alias("sent"))
        )
    return pl.concat(parts)


def differing(expected: pl.DataFrame, leads: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    """The values of `expected` that `leads` do not hold, with what they hold in `found`.

    Args:
        leads: `lead_id` and the field keys, as `LeadPage` has them; leads that are not in it are passed over.
    """
    parts = [expected.clear().with_columns(pl.lit(None, pl.String).alias("found"))]
    for key, kind in kinds_of(fields).items():
        holds = pl.col(key) if key in leads.columns else pl.lit(None, pl.String)
        now = leads.select("lead_id", holds.alias("found"))
        both = expected.filter(pl.col("key") == key).join(
            now, on="lead_id", how="inner", maintain_order="left"
        )
        same = spelling(kind, pl.col("sent")).eq_missing(spelling(kind, pl.col("found")))
        parts.append(both.filter(~same))
    return pl.concat(parts)
