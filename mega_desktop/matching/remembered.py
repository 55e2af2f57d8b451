"""Remembers how the columns of earlier files were matched, for the next file with the same headers."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Container, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from mega_desktop.crm import Field, FieldKind, Knowledge, System
from mega_desktop.errors import UsageProblem
from mega_desktop.folders import private_folder
from mega_desktop.matching.document import fit_document, to_document
from mega_desktop.matching.headers import plain
from mega_desktop.matching.mapping import Certainty, ColumnMatch, Mapping
from mega_desktop.matching.templates import listed, quoted, read_document, written
from mega_desktop.sheets import Table
from mega_desktop.whole_files import PRIVATE, write_whole
from mega_desktop.work import Clock

ENOUGH = 0.8
"""Share of columns that two files must have in common for the mapping of one to be of use to the other."""

MOST = 200
"""Files that are remembered; the oldest is forgotten first."""

_SEVERAL = frozenset([FieldKind.EMAIL, FieldKind.PHONE])
_CHOSEN, _FILE = "chosen_at", "file"
# Not strftime: its names follow the system's language, the sentences here do not.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Remembered:
    """What the person decided for a file like this one.

    Attributes:
        mapping: One match a column of the table; those that are new are not matched.
        when: The day of it: "12 March", with the year where it is another one.
        file: What the file was called then; "" where that is not known.
        new: Headers of the table that are new.
        missing: What was imported then and is not in this table, by quoted header.
    """

    mapping: Mapping
    when: str
    new: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    file: str = ""

    @property
    def note(self) -> str:
        """One line for the person: when it was, and what differs now."""
        what = f" for {self.file}" if self.file else ""
        facts = [f"Matched as you chose on {self.when}{what}"]
        if self.new:
            facts.append(f"{len(self.new):,} new column{_s(self.new)}: {listed(quoted(self.new))}")
        if self.missing:
            are = "is" if len(self.missing) == 1 else "are"
            facts.append(f"{len(self.missing):,} {are} missing: {listed(self.missing)}")
        return "; ".join(facts)

    def over(self, suggested: Mapping, fields: Sequence[Field], knowledge: Knowledge) -> Mapping:
        """The person's decisions; new columns as `suggested`, unless their field is taken.

        Stages and owners that the CRM says this account does not have are left to be decided anew.
        """
        kinds = {f.key: f.kind for f in fields}
        anew = {c.index: c for c in suggested.columns}
        new = frozenset(self.new)
        refused = {"stage_slug": {*knowledge.unknown_stages}, "owner_id": {*knowledge.unknown_owners}}
        columns = tuple(
            self._beside(anew[c.index], kinds) if c.header in new else _without(c, refused.get(c.field or ""))
            for c in self.mapping.columns
        )
        fixed = {k: v for k, v in self.mapping.fixed.items() if v not in refused.get(k, ())}
        return replace(self.mapping, columns=columns, fixed=fixed)

    def _beside(self, fresh: ColumnMatch, kinds: Map[str, FieldKind]) -> ColumnMatch:
        """A new column, after those that were decided for the same field."""
        rivals = [c for c in self.mapping.columns if c.field is not None and c.field == fresh.field]
        if not rivals:
            return fresh
        if kinds.get(fresh.field or "") in _SEVERAL:
            reason = f"{fresh.reason}; used where “{rivals[0].header}” is empty"
            order = max(c.order for c in rivals) + 1 + fresh.order
            return replace(fresh, order=order, certainty=Certainty.LIKELY, reason=reason)
        reason = f"“{rivals[0].header}” already goes to this field"
        return ColumnMatch(fresh.index, fresh.header, reason=reason)


class RememberedMappings:
    """One small file for each set of headers, with the latest mapping of such a file.

    Args:
        folder: Where the files lie; made when the first is written.
        clock: Tells the day.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def remember(self, mapping: Mapping, table: Table) -> None:
        """Keeps the mapping in place of an earlier one for the same headers.

        Without room on the disk it is not kept; that is no reason to stop an import.
        """
        document = to_document(mapping) | {
            _CHOSEN: self._clock.now().isoformat(),
            _FILE: table.path.name,
        }
        try:
            private_folder(self._folder)
            write_whole(self._path(_headers(table), mapping.system), written(document), PRIVATE)
            for path in self._newest_first()[MOST:]:
                path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the mapping is not remembered: %s", type(error).__name__)

    def recall(self, table: Table, system: System, fields: Sequence[Field] = ()) -> Remembered | None:
        """What was decided for the same headers, in whatever order, or else for the likest ones.

        None when no file with at least 80 % of the columns in common is remembered.

        Args:
            fields: What the destination can take; by default what every account of `system` can.
        """
        headers = _headers(table)
        path = self._path(headers, system)
        if path.exists() and (same := self._opened(path, table, system, fields)):
            return same
        for path in self._likest_first(headers, system):
            if (like := self._opened(path, table, system, fields)) is not None:
                return like
        return None

    def _likest_first(self, headers: Counter[str], system: System) -> list[Path]:
        """Those with enough columns in common, the newest first among equals."""
        found: list[tuple[float, Path]] = []
        for path in self._newest_first(system):
            theirs = _headers_in(path)
            shared = (headers & theirs).total() / max(headers.total(), theirs.total(), 1)
            if shared >= ENOUGH:
                found.append((shared, path))
        return [path for _shared, path in sorted(found, key=lambda f: -f[0])]

    def _opened(self, path: Path, table: Table, system: System, fields: Sequence[Field]) -> Remembered | None:
        """None for a file that is damaged, or was written for another version of the program."""
        try:
            document = read_document(path)
            chosen = datetime.fromisoformat(str(document.get(_CHOSEN))).astimezone().date()
            fitted = fit_document(document, table, system, fields)
        except (UsageProblem, ValueError):
            return None
        when = _day(chosen, self._clock.now().astimezone().date())
        new = frozenset(fitted.new)
        columns = tuple(c if c.header in new else _as_chosen(c, when) for c in fitted.mapping.columns)
        file = str(document.get(_FILE, ""))
        return Remembered(replace(fitted.mapping, columns=columns), when, fitted.new, fitted.missing, file)

    def _newest_first(self, system: System | None = None) -> list[Path]:
        name = f"{system.value}-*.json" if system else "*.json"
        return sorted(self._folder.glob(name), key=_age, reverse=True)

    def _path(self, headers: Counter[str], system: System) -> Path:
        text = json.dumps(sorted(headers.elements()))
        return self._folder / f"{system.value}-{hashlib.sha256(text.encode()).hexdigest()[:24]}.json"


def _headers(table: Table) -> Counter[str]:
    """In the form in which headers are compared, with how often each comes."""
    return Counter(plain(c.header) for c in table.columns)


def _headers_in(path: Path) -> Counter[str]:
    """Of the file that was matched; none where it cannot be read."""
    try:
        columns = read_document(path).get("columns")
    except UsageProblem:
        return Counter()
    entries = columns if isinstance(columns, list) else []
    return Counter(plain(str(c.get("header"))) for c in entries if isinstance(c, dict))


def _age(path: Path) -> float:
    """When it was written; another window may have removed it meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _as_chosen(match: ColumnMatch, when: str) -> ColumnMatch:
    if match.field is None:
        return replace(match, certainty=Certainty.NONE, reason=f"not imported, as you chose on {when}")
    return replace(match, certainty=Certainty.SURE, reason=f"as you chose on {when}")


def _without(match: ColumnMatch, refused: Container[str] | None) -> ColumnMatch:
    """The match without the values that go to what the CRM refuses."""
    if not refused:
        return match
    return replace(match, values={word: sent for word, sent in match.values.items() if sent not in refused})


def _day(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _s(things: Sequence[object]) -> str:
    return "" if len(things) == 1 else "s"
