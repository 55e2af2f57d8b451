"""The sentences of the Preview: sums, forecasts, and what would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from mega_desktop.crm import CUSTOM, Limits
from mega_desktop.preview import ChangeSummary, FieldSummary, Plan, Planned, forecast_import
from mega_desktop.window.wording import ago_text, counted, number, planned_word, seconds_text

QUICK_S = 10.0
"""An import shorter than this needs no forecast."""

SELDOM = frozenset({Planned.LEFT_OUT, Planned.UNCHECKED})
"""What is shown only where there are such rows."""

translate = QCoreApplication.translate


def tile_word(planned: Planned) -> str:
    """What a tile is called; the same word as the chip, where there is room for more."""
    return translate("preview", "Duplicate in file") if planned is Planned.REPEAT else planned_word(planned)


def sum_text(counts: Mapping[Planned, int]) -> str:
    """The tiles' numbers adding up to the rows of the file."""
    shown = [n for p, n in counts.items() if n or p not in SELDOM]
    text = translate("preview", "{sum} = {rows} rows in your file")
    return text.format(sum=" + ".join(number(n) for n in shown), rows=number(sum(shown)))


def forecast_text(plan: Plan, limits: Limits, account: str) -> str:
    """How long the import will take and why, and how many rows stay behind."""
    forecast = forecast_import(plan, limits)
    if forecast.seconds < QUICK_S:
        text = translate("preview", "A few seconds")
    else:
        time = seconds_text(forecast.seconds)
        text = translate("preview", "{time}: {account} accepts {speed} leads a minute").format(
            time=time[:1].upper() + time[1:],
            account=account,
            speed=number(limits.rows * limits.bulk_per_minute),
        )
    stay = plan.counts()[Planned.PROBLEM]
    one, many = translate("preview", "{n} row stays behind"), translate("preview", "{n} rows stay behind")
    return f"{text} · {counted(stay, one, many)}" if stay else text


def checked_text(plan: Plan, to_check: int, account: str, now: datetime, *, has_dry_run: bool = True) -> str:
    """When and against which account the plan was checked, and what is still open.

    Args:
        has_dry_run: The CRM can say beforehand what will happen; else all there is to go by are its leads.
    """
    if not has_dry_run:
        return _compared_text(plan, account, now)
    if plan.checked_at is None:
        return translate("preview", "not checked with {account} yet").format(account=account)
    ago = ago_text(plan.checked_at, now)
    text = translate("preview", "checked {ago} against {account}").format(ago=ago, account=plan.account)
    one, many = translate("preview", ", {n} row not checked"), translate("preview", ", {n} rows not checked")
    return text + (counted(to_check, one, many) if to_check else "")


def _compared_text(plan: Plan, account: str, now: datetime) -> str:
    if plan.snapshot is None:
        return translate("preview", "not compared with the leads in {account} yet").format(account=account)
    text = translate("preview", "compared {ago} with the leads in {account}")
    return text.format(ago=ago_text(plan.snapshot.taken_at, now), account=account)


def summary_text(summary: ChangeSummary, most: int | None = None) -> str:
    """What changes in leads that are there, over all rows, the most frequent first.

    "Replaced: stage in 812 leads, phone in 41 · filled: budget in 6 · nothing erased".
    Empty when no row updates a lead whose values are known.

    Args:
        most: Fields that are named of each kind, the others are counted; None names all.
    """
    replaced = [(f.replaced, f) for f in summary.fields if f.replaced]
    filled = [(f.filled, f) for f in summary.fields if f.filled]
    parts = (
        [translate("preview", "Replaced: {fields}").format(fields=_in_leads(replaced, most))]
        if replaced
        else []
    )
    if filled:
        text = translate("preview", "filled: {fields}") if parts else translate("preview", "Filled: {fields}")
        parts.append(text.format(fields=_in_leads(filled, most)))
    if not summary.rows:
        return ""
    if not parts:
        return translate("preview", "No value of a lead that is there changes")
    return " · ".join([*parts, translate("preview", "nothing erased")])


def _in_leads(changes: list[tuple[int, FieldSummary]], most: int | None) -> str:
    """Fields with their counts; the first says what is counted."""
    one, many = translate("preview", "{n} lead"), translate("preview", "{n} leads")
    text = translate("preview", "{field} in {leads}")
    more = len(changes) - len(changes[:most])
    named = ", ".join(
        text.format(
            field=f.key.removeprefix(CUSTOM) if f.key.startswith(CUSTOM) else f.label.lower(),
            leads=number(n) if at else counted(n, one, many),
        )
        for at, (n, f) in enumerate(sorted(changes, key=lambda change: -change[0])[:most])
    )
    others = translate("preview", ", {n} more").format(n=number(more))
    return named + (others if more else "")


def lost_text(plan: Plan, account: str) -> str:
    """Which fields the CRM does not know and how many values they would cost; empty when there are none."""
    lost = plan.unknown_fields
    labels = {f.key.removeprefix(CUSTOM): f.label for f in plan.leads.fields}
    if not lost:
        return ""
    if len(lost) == 1:
        ((slug, values),) = lost.items()
        text = translate("preview", "{field}: {account} does not know this field; {n} values would be lost.")
        return text.format(field=labels.get(slug, slug), account=account, n=number(values))
    each = ", ".join(f"{labels.get(slug, slug)} ({number(n)})" for slug, n in lost.items())
    text = translate(
        "preview", "{account} does not know {count} of these fields; their values would be lost: {each}."
    )
    return text.format(account=account, count=number(len(lost)), each=each)
