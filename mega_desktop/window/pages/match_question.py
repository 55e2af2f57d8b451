"""A question that only the person can answer: how the column's dates or numbers are to be read."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mega_desktop.matching import answered
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.pages.match_parameters import way_word
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.text import label


class QuestionBox(QFrame):
    """The question with its two answers; hidden when there is nothing to ask.

    Signals:
        decided: A `ColumnMatch` in which the question is answered.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner-warn")
        self._shown: Shown | None = None
        self._text = label(role="", wrap=True, name="question")
        why = label(self.tr("Until you say so, these values go as they stand."), "small", wrap=True)
        self.answers = [button("", self._on_answer, role="small", name=f"answer{n}") for n in (1, 2)]
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        for part in (self._text, why, *self.answers):
            box.addWidget(part)

    def show_column(self, shown: Shown) -> None:
        self._shown = shown
        question = shown.question
        is_open = question is not None and not question.answers.keys() & set(shown.match.clean_up)
        self.setVisible(is_open)
        if question is None:
            return
        self._text.setText(question.text)
        for choice, (step, meaning) in zip(self.answers, question.answers.items(), strict=True):
            lines = (meaning, way_word(step))
            choice.setText("\n".join(literal(line) for line in lines))
            choice.setAccessibleName(", ".join(lines))
            choice.setAccessibleDescription(question.text)

    @Slot()
    def _on_answer(self) -> None:
        question = self._shown.question if self._shown else None
        if self._shown is not None and question is not None:
            at = self.answers.index(self.sender())  # type: ignore[arg-type] # one of the two sent it
            self.decided.emit(answered(self._shown.match, list(question.answers)[at]))
