"""What the dry run cannot see: the rows of one import that go before a row."""

from __future__ import annotations

import polars as pl

from mega_desktop.crm import OnDuplicate
from mega_desktop.matching import Leads, Repeats, same_person
from mega_desktop.preview.planned import Planned
from mega_desktop.sheets import ROW


def in_sending_order(frame: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """The plan's frame when repeats are all sent: of one new person only the first row is new.

    A dry run writes nothing, so it calls each of them new; when they are sent, the second one meets
    the lead that the first one made.
    """
    if leads.repeats is not Repeats.ALL:
        return frame
    groups = same_person(leads).select(ROW, "group")
    if groups.is_empty():
        return frame
    new = frame.filter(pl.col("planned") == Planned.NEW.value).select(ROW).join(groups, on=ROW)
    later = new.select(ROW, pl.col(ROW).min().over("group").alias("first")).filter(
        pl.col("first") < pl.col(ROW)
    )
    then = Planned.UPDATE if leads.on_duplicate is OnDuplicate.UPDATE else Planned.LEFT_ALONE
    reason = pl.format("same person as row {}, which goes first", pl.col("first"))
    return frame.update(later.select(ROW, planned=pl.lit(then.value), reason=reason), on=ROW, how="left")
