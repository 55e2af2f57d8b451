"""What the person changed in the Preview, with every step back and forth."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from mega_desktop.preview import Edits


class EditHistory(QObject):
    """The edits that hold now, as a stack of steps.

    A step remembers all edits before and after it, so undoing it gives exactly what was there; edits share
    their columns, so that costs no memory to speak of.

    Signals:
        changed: Other edits hold now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edits = Edits()
        self.stack = QUndoStack(self)

    def start_with(self, edits: Edits) -> None:
        """Takes edits of before; there is no step back behind them."""
        self.stack.clear()
        self.edits = edits

    def make(self, edits: Edits, text: str) -> None:
        """Makes `edits` hold.

        Args:
            text: What was done, as it stands after "Undo": "repair of 212 rows".
        """
        self.stack.push(_Step(self, edits, text))

    def hold(self, edits: Edits) -> None:
        self.edits = edits
        self.changed.emit()


class _Step(QUndoCommand):
    """One change."""

    def __init__(self, history: EditHistory, after: Edits, text: str) -> None:
        super().__init__(text)
        self._history = history
        self._before, self._after = history.edits, after

    def redo(self) -> None:
        self._history.hold(self._after)

    def undo(self) -> None:
        self._history.hold(self._before)
