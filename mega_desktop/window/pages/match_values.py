"""Which value of a column means what: a table for any number of them, and one answer for all that is open."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from mega_desktop.window.models.match_answers import Answers
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.models.value_model import ValueModel
from mega_desktop.window.pages.match_value_list import ROWS_SEEN, ValueView
from mega_desktop.window.widgets.layout import column, holder
from mega_desktop.window.widgets.picker import TypingPicker
from mega_desktop.window.widgets.text import caption, label
from mega_desktop.window.wording import counted, number

MANY = 2 * ROWS_SEEN
"""Values of which those that are not matched may be hard to find."""


class ValueTable(QWidget):
    """The values of the shown column; hidden where a table of them is of no use.

    Signals:
        decided: A `ColumnMatch` with another answer to some of its values.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self.model = ValueModel(self)
        self.view = ValueView(self.model)
        self.all_open = TypingPicker("allUnmatched")
        self.only_open = QCheckBox(self.tr("Show only &these"))
        self.only_open.setObjectName("onlyUnmatched")
        self._title = caption("", self.view, wrap=True)
        self._open = label(role="warn", wrap=True, name="unmatchedValues")
        self._rest = label(role="small", wrap=True)
        self.model.answered.connect(self._on_answered)
        self.all_open.picked.connect(self._on_all)
        self.only_open.toggled.connect(self._on_filter)
        self._lay_out()

    def show_column(self, shown: Shown) -> None:
        """Shows the values; while they are those shown already, the place in the list stays."""
        before, self._shown = self._shown, shown
        answers = Answers(shown)
        self.setVisible(answers.has_something_to_say)
        if shown.is_same_column(before) and before is not None and before.words == shown.words:
            self.model.renew(answers)
        else:
            word = self.view.currentIndex().data() if shown.is_same_column(before) else None
            self.only_open.setChecked(False)
            self.model.show(answers, only_unmatched=False)
            self.view.setCurrentIndex(self.model.index_of(word))
        self._say(answers)

    def _say(self, answers: Answers) -> None:
        shown = answers.shown
        title = (
            self.tr("&Which {field} for which value")
            if shown.is_chosen
            else self.tr("&What to send for each value")
        )
        self._title.setText(title.format(field=shown.field_name))
        self._say_open(answers)
        rest = shown.facts.different - len(shown.words)
        text = self.tr("and {n} rarer values, sent as they are")
        self._rest.setText(text.format(n=number(rest)))
        self._rest.setVisible(rest > 0)
        self.view.fit()

    def _say_open(self, answers: Answers) -> None:
        count, closed = len(answers.unmatched), not answers.keeps_words
        text = self.tr("{open} of {n} values not matched: {rows} {what}").format(
            open=number(count),
            n=number(len(answers.shown.words)),
            rows=counted(answers.unmatched_rows, self.tr("{n} row"), self.tr("{n} rows")),
            what=self.tr("cannot go") if closed else self.tr("may be refused"),
        )
        if not count and self._block.isAncestorOf(QApplication.focusWidget() or self):
            self.view.setFocus()
        self._open.setText(text)
        self._open.setVisible(not answers.shown.loss)  # said above, and by the CRM itself
        every = self.tr("All {n} become…").format(n=number(count))
        self.all_open.setPlaceholderText(every)
        self.all_open.setAccessibleName(self.tr("What becomes of all values that are not matched"))
        self.all_open.show_entries(answers.offered, None)
        self.all_open.setVisible(count > 1)
        self.only_open.setVisible(self.only_open.isChecked() or len(answers.shown.words) > MANY)
        self._block.setVisible(count > 0 or self.only_open.isChecked())

    @Slot(str, str)
    def _on_answered(self, word: str, answer: str) -> None:
        answers = self.model.answers
        if answers is not None:
            self.decided.emit(answers.decide((word,), answer))

    @Slot(object)
    def _on_all(self, answer: object) -> None:
        answers = self.model.answers
        if answers is not None and answers.unmatched:
            self.decided.emit(answers.decide(answers.unmatched, str(answer)))

    @Slot(bool)
    def _on_filter(self, only_unmatched: bool) -> None:
        if self.model.answers is not None:
            self.model.show(self.model.answers, only_unmatched=only_unmatched)
            self.view.setCurrentIndex(self.model.index(0))
            self._say(self.model.answers)

    def _lay_out(self) -> None:
        self._block = holder(column(self._open, self.all_open, self.only_open, spacing=8))
        self.setLayout(column(self._title, self._block, self.view, self._rest, spacing=8))
