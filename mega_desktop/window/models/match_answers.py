"""What each value of a column becomes: a choice, another text, nothing, or a row that stays behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from mega_desktop.crm import Choice, FieldKind
from mega_desktop.matching import ColumnMatch, choices_named
from mega_desktop.window.models.match_shown import Shown, chosen
from mega_desktop.window.widgets.picker import OTHER, Entry

translate = QCoreApplication.translate
AS_IT_IS, LEFT_OUT, EMPTY = "\0as it is", "\0left out", ""
"""Answers that are no values; a value is its own answer."""

FEW = 20
"""Different values that a free text may have to be worth a table."""


@dataclass(frozen=True)
class Answers:
    """The answer to each different value of one column, and the answers there are."""

    shown: Shown

    @property
    def has_something_to_say(self) -> bool:
        """Choices always have; free text where few values come again and again."""
        shown = self.shown
        if not shown.words or shown.kind is not FieldKind.TEXT:
            return shown.is_chosen and bool(shown.words)
        come_again = len(shown.words) <= FEW and shown.facts.different * 2 <= shown.facts.filled
        return come_again or bool(shown.match.values or shown.match.leave_out)

    @cached_property
    def unmatched(self) -> tuple[str, ...]:
        """The values that are no choice and have no answer yet."""
        return tuple(word for word, _rows in self.shown.words if self.answer(word) is None)

    @property
    def unmatched_rows(self) -> int:
        these = frozenset(self.unmatched)
        return sum(rows for word, rows in self.shown.words if word in these)

    def answer(self, word: str) -> str | None:
        """What the value becomes; None when nothing was decided and it is no choice."""
        match = self.shown.match
        if word in self._left_out:
            return LEFT_OUT
        if (sent := match.values.get(word)) is not None:
            is_itself = sent == word and self.keeps_words and self._named.get(word) != word
            return AS_IT_IS if is_itself else sent
        if word in self._named:
            return self._named[word]
        return AS_IT_IS if self._may_go_unnamed(word) else None

    def text(self, answer: str | None) -> str:
        """An answer in the person's words."""
        if answer is None:
            return translate("Answers", "Not matched")
        return self._texts.get(answer, answer)

    @cached_property
    def longest_text(self) -> str:
        """The longest of all answers as `text` says them, those that the person typed included."""
        answers = {answer for _text, answer in self.offered if answer != OTHER}
        return max((self.text(a) for a in (None, *answers, *self.shown.match.values.values())), key=len)

    @cached_property
    def offered(self) -> tuple[Entry, ...]:
        """The answers to choose from."""
        closed = self.shown.field is not None and self.shown.field.closed
        own = ((translate("Answers", "As it is"), AS_IT_IS),) if self.keeps_words else ()
        other = ((translate("Answers", "Another value…"), OTHER),) if not closed else ()
        return (
            *((c.label, c.value) for c in self._choices),
            *own,
            (translate("Answers", "Leave empty"), EMPTY),
            *other,
            (translate("Answers", "Leave these rows out"), LEFT_OUT),
        )

    def decide(self, words: Collection[str], answer: str) -> ColumnMatch:
        """The column with another answer to some of its values; it is the person's own once all have one."""
        match, these = self.shown.match, frozenset(words)
        values = {word: sent for word, sent in match.values.items() if word not in these}
        left_out = tuple(word for word in match.leave_out if word not in these)
        if answer == LEFT_OUT:
            left_out += tuple(words)
        else:
            values |= self._sent(words, answer)
        decided = replace(match, values=values, leave_out=left_out)
        is_complete = not Answers(replace(self.shown, match=decided)).unmatched
        return chosen(decided) if is_complete and self.shown.is_chosen else decided

    @cached_property
    def keeps_words(self) -> bool:
        """A value may be sent as it stands: not where only choices, or ids, are accepted."""
        closed = self.shown.field is not None and self.shown.field.closed
        return not closed and not self._is_owner

    def _sent(self, words: Collection[str], answer: str) -> Mapping[str, str]:
        """The entries of the table; a value that goes there by itself needs none."""
        if answer != AS_IT_IS:
            return {word: answer for word in words if self._named.get(word) != answer}
        return {word: word for word in words if word in self._named or not self._may_go_unnamed(word)}

    def _may_go_unnamed(self, word: str) -> bool:
        """Free text goes as it stands, so does a stage where none is known, and an owner's id."""
        if self._is_owner:
            return _is_uuid(word) and word.lower() not in self._unknown_owners
        return self.keeps_words and not self._choices

    @cached_property
    def _is_owner(self) -> bool:
        return self.shown.kind is FieldKind.OWNER

    @cached_property
    def _choices(self) -> tuple[Choice, ...]:
        return self.shown.field.choices if self.shown.field else ()

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {answer: text for text, answer in self.offered} | {
            EMPTY: translate("Answers", "Left empty"),
            LEFT_OUT: translate("Answers", "Rows left out"),
        }

    @cached_property
    def _named(self) -> dict[str, str]:
        return choices_named((word for word, _rows in self.shown.words), self._choices)

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return frozenset(self.shown.match.leave_out)

    @cached_property
    def _unknown_owners(self) -> frozenset[str]:
        return frozenset(owner.lower() for owner in self.shown.knowledge.unknown_owners)


def _is_uuid(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return "-" in word
