"""Work that follows what the person does: only the newest of several wishes is carried out and told."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mega_desktop.window.jobs import Job, Jobs, Work


class Newest(QObject):
    """Runs one wish at a time, on a thread, a moment after the last one was made.

    A wish that is overtaken by another is asked to stop, and what it came to is not told. So is one that
    fails: this is for things the person did not ask for and can do without.

    Signals:
        done: The result of the newest wish.
        rested: Nothing is under way and nothing is wished for.
    """

    done = Signal(object)
    rested = Signal()

    def __init__(self, jobs: Jobs, after_ms: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._wish: Work | None = None
        self._is_told = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_ms)
        self._timer.timeout.connect(self._begin)

    @property
    def is_busy(self) -> bool:
        """Something is under way, or will be in a moment."""
        return self._job is not None or self._wish is not None

    def want(self, work: Work) -> None:
        """Runs `work` instead of what was wished for before."""
        self._wish = work
        self._timer.start()

    def stop(self) -> None:
        """Nothing is wished for any more; what is under way ends at its next safe point."""
        self._timer.stop()
        self._wish = None
        self._is_told = False
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _begin(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        if self._wish is None:
            return
        work, self._wish, self._is_told = self._wish, None, True
        job = self._job = self._jobs.start(work)
        job.succeeded.connect(self._on_succeeded)
        job.finished.connect(self._on_finished)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        if self._wish is None and self._is_told:
            self.done.emit(result)

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        if self._wish is None:
            self.rested.emit()
        elif not self._timer.isActive():
            self._begin()
