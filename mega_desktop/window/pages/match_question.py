"""A question that only the person can answer: how the column's dates or numbers are to be read."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from mega_desktop.matching import answered
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.pages.match_parameters import way_word
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.layout import clear, column
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
        self._asked: object = None
        self._text = label(role="", wrap=True, name="question")
        self._why = label(self.tr("Until you say so, these values go as they stand."), "small", wrap=True)
        self._answers = column(spacing=6)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        for part in (self._text, self._why):
            box.addWidget(part)
        box.addLayout(self._answers)

    def show_column(self, shown: Shown) -> None:
        self._shown = shown
        question = shown.question
        if question != self._asked:
            self._asked = question
            clear(self._answers)
            for answer, meaning in question.answers.items() if question else ():
                self._answers.addWidget(self._make(answer, meaning))
        self._text.setText(question.text if question else "")
        self.setVisible(question is not None)

    def _make(self, answer: str, meaning: str) -> QPushButton:
        text = "\n".join(filter(None, (literal(meaning), way_word(answer))))
        choice = button(text, self._on_answer, role="small", name=answer)
        choice.setAccessibleName(", ".join(filter(None, (meaning, way_word(answer)))))
        choice.setAccessibleDescription(self._text.text())
        return choice

    @Slot()
    def _on_answer(self) -> None:
        choice = self.sender()
        if self._shown is not None and isinstance(choice, QPushButton):
            self.decided.emit(answered(self._shown.match, choice.objectName()))
