"""The import that stopped before its end, on top of the first page."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from mega_desktop.importing import ImportInfo, ImportState, Outcome, discard, past_imports
from mega_desktop.window.asking import ask
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import Banner, action
from mega_desktop.window.wording import number
from mega_desktop.work import Control, Report


class UnfinishedBanner(Banner):
    """Offers to continue, to show or to discard; hidden while there is none.

    Signals:
        continue_wanted: The `ImportInfo` to go on with.
        failed: A `Problem`.
    """

    continue_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self._walk = walk
        self._info: ImportInfo | None = None
        self.setObjectName("unfinished")

    @Slot()
    def look(self) -> None:
        """Looks for the newest unfinished import on a thread of its own: journals lie on the disk."""
        folder = self._walk.house.folders.imports

        def work(_report: Report[object], _control: Control) -> object:
            return next((info for info in past_imports(folder) if is_unfinished(info)), None)

        job = self._walk.jobs.start(work)
        job.succeeded.connect(self.show_import)

    @Slot(object)
    def show_import(self, info: ImportInfo | None) -> None:
        self._info = info
        if info is None:
            self.clear()
            return
        self.say(
            self._title(info),
            f"{info.stopped_because} {self._advice(info)}".strip(),
            "warn",
            action(self.tr("&Discard…"), self._ask_to_discard, quiet=True, name="discardImport"),
            action(self.tr("S&how what was sent"), self._show, quiet=True, name="showImport"),
            action(self.tr("C&ontinue"), self._continue, name="continueImport"),
        )

    def _title(self, info: ImportInfo) -> str:
        done = info.tally.rows - info.tally[Outcome.NOT_SENT]
        words = self.tr("Your import of {0} stopped at {1} of {2}.")
        return words.format(info.file_name, number(done), number(info.tally.rows))

    def _advice(self, info: ImportInfo) -> str:
        if info.chunks_done == 1:
            return self.tr("Nothing was lost; 1 upload is confirmed.")
        return self.tr("Nothing was lost; {0} uploads are confirmed.").format(number(info.chunks_done))

    @Slot()
    def _continue(self) -> None:
        self.continue_wanted.emit(self._info)

    @Slot()
    def _show(self) -> None:
        if self._info is not None:
            self._walk.set_import(self._info.id)
            self._walk.request(Step.REPORT)

    @Slot()
    def _ask_to_discard(self) -> None:
        info = self._info
        if info is None:
            return
        meaning = self.tr(
            "Leads that were sent stay in {0}. What was not sent is never sent, "
            "and the record of this import is deleted from this computer."
        )
        question = self.tr("Discard the import of {0}?").format(info.file_name)
        if ask(self, question, meaning.format(info.account), self.tr("&Discard the import")):
            self._discard(info.id)

    def _discard(self, import_id: str) -> None:
        folder = self._walk.house.folders.imports

        def work(_report: Report[object], _control: Control) -> object:
            discard(folder, import_id)
            return None

        job = self._walk.jobs.start(work)
        job.failed.connect(self.failed)
        job.finished.connect(self.look)


def is_unfinished(info: ImportInfo) -> bool:
    """Something is left to be sent, and no other window is at it."""
    return info.state is not ImportState.FINISHED and not info.busy
