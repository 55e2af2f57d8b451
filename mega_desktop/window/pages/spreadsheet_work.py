"""The work of the Spreadsheet page: one file read at a time, again and again as the person likes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypedDict

import polars as pl
from PySide6.QtCore import QObject, Signal, Slot

from mega_desktop.sheets import ROW, USUALLY_LEFT_OUT, LeftOut, Table, read_table
from mega_desktop.window.jobs import Job, Part
from mega_desktop.window.models.sheet_model import Rows, rows_of
from mega_desktop.window.walk import Walk
from mega_desktop.work import Control, Report

ENCODING_DOUBTS = frozenset({"encoding_guessed", "mixed_encodings", "double_encoded"})
"""Codes of the notes that say a text file's letters may have been read wrongly."""

SAMPLES = 3
SAMPLE_CHARACTERS = 40


class Choices(TypedDict, total=False):
    """How a file is to be read, where the person has said so."""

    sheet: str
    header_row: int
    encoding: str
    separator: str
    left_out: Collection[LeftOut]


@dataclass(frozen=True)
class Doubt:
    """What else a text file may be written in.

    Attributes:
        encodings: The one it was first read in, then others, likeliest first; empty without doubt.
        rows: Excel numbers of rows to tell it by.
        sample: Cells of those rows as they are read now: (Excel row number, text).
    """

    encodings: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    sample: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Opened:
    """A table, or its first rows, and whether its letters can be trusted.

    Attributes:
        beginning: Its first block of rows, read before the window needs them; none is known when empty.
    """

    table: Table
    doubt: Doubt = Doubt()
    is_whole: bool = True
    beginning: Rows = field(default_factory=list)


@dataclass(frozen=True)
class _Wish:
    """A file, how it is to be read, and the doubt that was there when it was first read."""

    path: Path
    choices: Choices
    doubt: Doubt = Doubt()


class FileReading(QObject):
    """Reads a file in a job. A newer wish takes the place of the one under way.

    Signals:
        progress: A `Progress`.
        first_rows: An `Opened` with the first rows of a large file.
        succeeded: An `Opened` with the whole.
        failed: A `Problem`.
        stopped: It was stopped on request.
        finished: Nothing is being read any more; after one of the three endings.
    """

    progress = Signal(object)
    first_rows = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    finished = Signal()

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self._walk = walk
        self._job: Job | None = None
        self._asked: _Wish | None = None
        self._kept: _Wish | None = None

    @property
    def path(self) -> Path | None:
        """The file that is being read."""
        return self._asked.path if self._job is not None and self._asked is not None else None

    @property
    def is_another_file(self) -> bool:
        """Is another file being read than the one that was read last?"""
        return self.path is not None and (self._kept is None or self._kept.path != self.path)

    @property
    def choices(self) -> Choices:
        """How the file is being read, or was read last, where the person has said so."""
        return self._asked.choices if self._asked is not None else {}

    def open(self, path: Path) -> None:
        """Reads another file, from the beginning."""
        self._read(_Wish(path, {}))

    def open_sheet(self, sheet: str) -> None:
        """Reads another sheet of the same file."""
        if self._asked is not None:
            self._read(_Wish(self._asked.path, {"sheet": sheet}))

    def again(self, other: Choices) -> None:
        """Reads the same sheet in another way; what was chosen before stays chosen."""
        if self._asked is not None:
            self._read(replace(self._asked, choices={**self._asked.choices, **other}))

    def leave_out(self, kind: LeftOut, *, leave: bool) -> None:
        """Reads the same sheet with or without a kind of rows."""
        if self._asked is not None:
            others = set(self._asked.choices.get("left_out", USUALLY_LEFT_OUT)) - {kind}
            self.again({"left_out": others | {kind} if leave else others})

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _read(self, wish: _Wish) -> None:
        self._forget_job()
        self._asked = wish
        house = self._walk.house
        scratch, reader = house.scratch(), house.reader

        def work(report: Report[object], control: Control) -> Opened:
            def hand_over(first: Table) -> None:
                report(Part(replace(_opened(first, wish.doubt), is_whole=False)))

            table = read_table(
                wish.path,
                scratch=scratch,
                reader=reader,
                first_rows=hand_over,
                report=report,
                control=control,
                **wish.choices,
            )
            return _opened(table, wish.doubt)

        job = self._walk.jobs.start(work)
        job.progress.connect(self.progress)
        job.part.connect(self._on_part)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        job.finished.connect(self._on_finished)
        self._job = job

    def _forget_job(self) -> None:
        """Stops a reading that is no longer wanted and listens to it no more."""
        job, self._job = self._job, None
        if job is not None:
            for signal in (job.progress, job.part, job.succeeded, job.failed, job.cancelled, job.finished):
                signal.disconnect()
            job.cancel()

    def _learn(self, opened: Opened) -> None:
        """What was found without being asked for is kept for the next time the file is read."""
        if self._asked is not None:
            sheet: Choices = {"sheet": opened.table.sheet} if opened.table.sheet else {}
            choices: Choices = {**self._asked.choices, **sheet}
            self._asked = replace(self._asked, choices=choices, doubt=opened.doubt)

    @Slot(object)
    def _on_part(self, opened: Opened) -> None:
        self._learn(opened)
        self.first_rows.emit(opened)

    @Slot(object)
    def _on_succeeded(self, opened: Opened) -> None:
        self._learn(opened)
        self._kept = self._asked
        self.succeeded.emit(opened)

    @Slot(object)
    def _on_failed(self, problem: object) -> None:
        self._asked = self._kept
        self.failed.emit(problem)

    @Slot()
    def _on_cancelled(self) -> None:
        self._asked = self._kept
        self.stopped.emit()

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        self.finished.emit()


def _opened(table: Table, before: Doubt) -> Opened:
    doubt = before if before.encodings else _doubt(table)
    sample = tuple(_sample(table, doubt.rows))
    return Opened(table, replace(doubt, sample=sample), beginning=rows_of(table, 0))


def _doubt(table: Table) -> Doubt:
    notes = [note for note in table.notes if note.code in ENCODING_DOUBTS]
    if not table.encoding or not (notes or table.encodings):
        return Doubt()
    rows = sorted({row for note in notes for row in note.rows})
    return Doubt((table.encoding, *table.encodings), tuple(rows))


def _sample(table: Table, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The first cell that is not plain ASCII in each of the first few rows."""
    for number in list(rows)[:SAMPLES]:
        cell = next((cell for cell in _cells(table, number) if not cell.isascii()), None)
        if cell is not None:
            yield number, cell[:SAMPLE_CHARACTERS]


def _cells(table: Table, number: int) -> list[str]:
    """The filled cells of the row with this Excel number."""
    if number == table.header_row:
        return [column.header for column in table.columns]
    before = table.frame.select((pl.col(ROW) < number).sum()).collect().item()
    found = table.frame.slice(before, 1).collect().rows()
    return [cell for cell in found[0][1:] if cell] if found and found[0][0] == number else []
