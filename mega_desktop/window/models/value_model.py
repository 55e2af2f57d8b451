"""The different values of a column, how often each comes, and what it becomes."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from mega_desktop.window.models.match_answers import EMPTY, LEFT_OUT, Answers
from mega_desktop.window.tokens import Tone
from mega_desktop.window.wording import counted

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class ValueRole(IntEnum):
    """What a value is asked for beside its text."""

    ROWS = Qt.ItemDataRole.UserRole + 1
    ANSWER = Qt.ItemDataRole.UserRole + 2
    TONE = Qt.ItemDataRole.UserRole + 3


class ValueModel(QAbstractListModel):
    """One row a value: those without an answer first, then the others, both by how often they come.

    It holds no decision, it tells each as it is made.

    Signals:
        answered: A value and its new answer.
    """

    answered = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: Answers | None = None
        self._words: tuple[tuple[str, int], ...] = ()
        self._longest_word = ""

    @property
    def answers(self) -> Answers | None:
        return self._answers

    def show(self, answers: Answers, *, only_unmatched: bool) -> None:
        """Shows the values of another column, or others of the same."""
        self.beginResetModel()
        is_open = [answers.answer(word) is None for word, _rows in answers.shown.words]
        unmatched = [w for w, is_so in zip(answers.shown.words, is_open, strict=True) if is_so]
        others = [w for w, is_so in zip(answers.shown.words, is_open, strict=True) if not is_so]
        self._answers = answers
        self._words = (*unmatched, *(() if only_unmatched else others))
        self._longest_word = max((word for word, _rows in self._words), key=len, default="")
        self.endResetModel()

    def renew(self, answers: Answers) -> None:
        """Takes new answers; the values shown stay, also those that have an answer now."""
        self._answers = answers
        if self._words:
            self.dataChanged.emit(self.index(0), self.index(len(self._words) - 1))

    def longest(self) -> tuple[str, str]:
        """The longest value and the longest answer, which decide how rows are laid out."""
        return self._longest_word, self._answers.longest_text if self._answers else ""

    def index_of(self, word: str | None) -> QModelIndex:
        """Where a value stands, or else the first."""
        words = (at for at, (shown, _rows) in enumerate(self._words) if shown == word)
        return self.index(next(words, 0))

    def word(self, index: Index) -> str:
        return self._words[index.row()][0]

    def answer(self, index: Index) -> str | None:
        return self._answers.answer(self.word(index)) if self._answers else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._words)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._answers is None:
            return None
        part = {
            int(Qt.ItemDataRole.DisplayRole): self.word,
            int(Qt.ItemDataRole.ToolTipRole): self._tooltip,
            int(Qt.ItemDataRole.AccessibleTextRole): self._spoken,
            int(ValueRole.ROWS): self._rows,
            int(ValueRole.ANSWER): self._answer_text,
            int(ValueRole.TONE): self._tone,
        }.get(int(role))
        return part(index) if part else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not isinstance(value, str) or value == self.answer(index):
            return False
        self.answered.emit(self.word(index), value)
        return True

    def _tooltip(self, index: Index) -> str:
        # A tooltip guesses whether text is HTML; without a "<" it has nothing to guess.
        return f"{self.word(index)}\n{self._answer_text(index)}".replace("<", "‹")

    def _answer_text(self, index: Index) -> str:
        return self._answers.text(self.answer(index)) if self._answers else ""

    def _rows(self, index: Index) -> str:
        return counted(self._words[index.row()][1], self.tr("{n} row"), self.tr("{n} rows"))

    def _tone(self, index: Index) -> str:
        answer = self.answer(index)
        if answer is None:
            return Tone.WARN.value
        return Tone.GREY.value if answer in {EMPTY, LEFT_OUT} else ""

    def _spoken(self, index: Index) -> str:
        text = self.tr("{value}, {rows}: {answer}")
        answer = self._answer_text(index)
        return text.format(value=self.word(index), rows=self._rows(index), answer=answer)
