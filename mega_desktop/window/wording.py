"""Words and numbers as the person reads them: one word for one thing on every page."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from mega_desktop.crm import System
from mega_desktop.importing import ChunkState, Outcome, Tally
from mega_desktop.matching import Certainty
from mega_desktop.preview import Planned

translate = QCoreApplication.translate


def number(value: int) -> str:
    """A count with the separators of the person's language: 5,312."""
    return _locale().toString(value)


def counted(value: int, one: str, many: str) -> str:
    """A sentence with a count at "{n}", in the singular or the plural."""
    return (one if value == 1 else many).format(n=number(value))


def _locale() -> QLocale:
    """The person's language; where a computer has none (C), English, or thousands would run together."""
    own = QLocale()
    return QLocale(QLocale.Language.English) if own.language() is QLocale.Language.C else own


def planned_word(planned: Planned) -> str:
    """The outcome a row is going to have, in one or two words."""
    return {
        Planned.NEW: translate("wording", "New"),
        Planned.UPDATE: translate("wording", "Update"),
        Planned.UNCHANGED: translate("wording", "Unchanged"),
        Planned.LEFT_ALONE: translate("wording", "Left alone"),
        Planned.PROBLEM: translate("wording", "Problem"),
        Planned.REPEAT: translate("wording", "Duplicate"),
        Planned.LEFT_OUT: translate("wording", "Left out"),
        Planned.UNCHECKED: translate("wording", "Not checked"),
    }[planned]


def outcome_word(outcome: Outcome) -> str:
    """What became of a row, in one or two words."""
    return {
        Outcome.CREATED: translate("wording", "Created"),
        Outcome.UPDATED: translate("wording", "Updated"),
        Outcome.UNCHANGED: translate("wording", "Unchanged"),
        Outcome.SKIPPED: translate("wording", "Left alone"),
        Outcome.FAILED: translate("wording", "Failed"),
        Outcome.UNCONFIRMED: translate("wording", "Not certain"),
        Outcome.NOT_SENT: translate("wording", "Not sent"),
        Outcome.LEFT_OUT: translate("wording", "Duplicate in file"),
    }[outcome]


def tally_text(tally: Tally) -> str:
    """What became of some rows in one line: "412 created, 88 updated"; outcomes without rows are left out."""
    there = [outcome for outcome in Outcome if tally[outcome]]
    return ", ".join(f"{number(tally[outcome])} {outcome_word(outcome).lower()}" for outcome in there)


def chunk_word(state: ChunkState) -> str:
    """Where an upload stands."""
    return {
        ChunkState.PLANNED: translate("wording", "waits its turn"),
        ChunkState.IN_FLIGHT: translate("wording", "under way"),
        ChunkState.ACKED: translate("wording", "confirmed"),
        ChunkState.ACKED_PARTIAL: translate("wording", "partly confirmed"),
        ChunkState.REJECTED: translate("wording", "refused"),
        ChunkState.STALE: translate("wording", "being looked up"),
        ChunkState.PARKED: translate("wording", "not certain"),
    }[state]


def certainty_word(certainty: Certainty) -> str:
    return {
        Certainty.SURE: translate("wording", "Sure"),
        Certainty.LIKELY: translate("wording", "Likely"),
        Certainty.NONE: translate("wording", "Not matched"),
    }[certainty]


def system_word(system: System) -> str:
    """What a CRM is called in a sentence. The Practice CRM stands in for MEGA, and is called so."""
    return "FoxReach" if system is System.FOXREACH else "MEGA"


def secret_word(system: System) -> str:
    """What lets this program into a CRM is called there."""
    return translate("wording", "key") if system is System.FOXREACH else translate("wording", "token")


def seconds_text(seconds: float) -> str:
    """How long something takes, roughly: "about 25 seconds", "about 3 minutes", "about 2 hours"."""
    if seconds < 90:
        rounded = max(5, round(seconds / 5) * 5)
        return translate("wording", "about {n} seconds").format(n=rounded)
    minutes = round(seconds / 60)
    if minutes < 100:
        return translate("wording", "about {n} minutes").format(n=minutes)
    return translate("wording", "about {n} hours").format(n=_locale().toString(seconds / 3600, "f", 1))


def ago_text(then: datetime, now: datetime) -> str:
    """How long ago a moment was: "just now", "2 minutes ago", then the date itself."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return translate("wording", "just now")
    if minutes < 60:
        return (
            translate("wording", "1 minute ago")
            if minutes == 1
            else translate("wording", "{n} minutes ago").format(n=minutes)
        )
    return translate("wording", "on {date}").format(date=date_text(then))


def date_text(moment: datetime, *, short: bool = False) -> str:
    """Day and time in the computer's own zone: "21 November 2026, 14:02", short "21 Nov 2026, 14:02"."""
    local = moment.astimezone()
    size = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    month = _locale().monthName(local.month, size)
    return f"{local.day} {month} {local.year}, {local:%H:%M}"


def time_text(moment: datetime) -> str:
    """The time of day in the computer's own zone: "14:04"."""
    return f"{moment.astimezone():%H:%M}"
