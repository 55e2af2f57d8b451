"""The sentences of the Preview: sums, forecasts, and what would be lost."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from mega_desktop.crm import CUSTOM, Limits
from mega_desktop.preview import Plan, Planned
from mega_desktop.window.wording import counted, number, planned_word, seconds_text

QUICK_S = 10.0
"""An import shorter than this needs no forecast."""
ANSWER_S = 0.8
"""What one bulk request takes, roughly."""

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


def forecast_s(leads: int, limits: Limits) -> float:
    """Seconds an import of `leads` takes at least.

    A minute's worth of requests may leave at once; every further one waits its turn.
    """
    requests = math.ceil(leads / limits.rows)
    waiting = max(requests - limits.bulk_per_minute, 0) * 60.0 / limits.bulk_per_minute
    return waiting + requests * ANSWER_S


def forecast_text(leads: int, stay: int, limits: Limits, account: str) -> str:
    """How long the import will take and why, and how many rows stay behind."""
    seconds = forecast_s(leads, limits)
    if seconds < QUICK_S:
        text = translate("preview", "A few seconds")
    else:
        time = seconds_text(seconds)
        text = translate("preview", "{time}: {account} accepts {speed} leads a minute").format(
            time=time[:1].upper() + time[1:],
            account=account,
            speed=number(limits.rows * limits.bulk_per_minute),
        )
    one, many = translate("preview", "{n} row stays behind"), translate("preview", "{n} rows stay behind")
    return f"{text} · {counted(stay, one, many)}" if stay else text


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
