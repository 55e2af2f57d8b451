"""What follows each decision of the Match page in the background: samples, losses, counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from mega_desktop.crm import Field, Knowledge
from mega_desktop.matching import Mapping, recount, telling
from mega_desktop.sheets import Table
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.newest import Newest
from mega_desktop.window.pages.match_findings import Findings
from mega_desktop.work import Control, Report

COUNTING_PAUSE_MS = 300


class Background(QObject):
    """Looks again, on other threads, at what a decision changes; the window never waits for it.

    Signals:
        looked: A `Look` at the chosen column.
        noted: What is to be said against where columns go: a sentence by column index.
        recounted: The `RepeatCounts` of the same person twice.
    """

    looked = Signal(object)
    noted = Signal(object)
    recounted = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._look = Newest(jobs, parent=self)
        self._notes = Newest(jobs, parent=self)
        self._counts = Newest(jobs, COUNTING_PAUSE_MS, self)
        self._counted: Mapping | None = None
        self._look.done.connect(self.looked)
        self._notes.done.connect(self.noted)
        self._counts.done.connect(self.recounted)

    def look_at(self, index: int, mapping: Mapping, fields: tuple[Field, ...], findings: Findings) -> None:
        """Looks at the column with this index."""

        def look(_report: Report[object], _control: Control) -> object:
            return findings.look(mapping, index, fields)

        self._look.want(look)

    def find_notes(self, mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
        """Looks for losses and open questions."""

        def find(_report: Report[object], _control: Control) -> object:
            return findings.notes(mapping, knowledge)

        self._notes.want(find)

    def count(self, table: Table, mapping: Mapping, fields: tuple[Field, ...], knowledge: Knowledge) -> bool:
        """Counts the same person twice, where it may have changed; false where it has not."""
        tells = telling(mapping, fields)
        if tells == self._counted:
            return False
        self._counted = tells

        def work(_report: Report[object], _control: Control) -> object:
            return recount(table, tells, fields, knowledge)

        self._counts.want(work)
        return True

    def stop(self) -> None:
        """Nothing of what is under way is told; call it before another table is looked at."""
        self._counted = None
        for newest in (self._look, self._notes, self._counts):
            newest.stop()
