"""What the clean-up makes of the column's values: before and after, and what it could not read."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QGridLayout, QWidget

from mega_desktop.matching import Samples
from mega_desktop.window.widgets.layout import clear, column
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import number

SHORT = 15
"""Characters up to which before and after find room side by side."""


class SampleList(QWidget):
    """Some values before and after; hidden where nobody looked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = label(role="small", wrap=True, name="samplesSummary")
        self.unread = label(role="warn", wrap=True, name="unread")
        self.remarks = label(role="small", wrap=True, name="remarks")
        self._pairs = QGridLayout()
        self._pairs.setContentsMargins(0, 0, 0, 0)
        self._pairs.setHorizontalSpacing(6)
        self._pairs.setVerticalSpacing(4)
        self.setLayout(column(self.summary, self._pairs, self.unread, self.remarks, spacing=6))

    def show_samples(self, samples: Samples | None) -> None:
        self.setVisible(samples is not None and samples.looked_at > 0)
        if samples is None:
            return
        self.summary.setText(self._summary(samples))
        self._show_pairs(samples.pairs)
        text = self.tr("Not understood: {values}").format(values=" · ".join(map(visible, samples.unread)))
        self.unread.setText(text)
        self.unread.setVisible(bool(samples.unread))
        self.remarks.setText("\n".join(f"{remark}." for remark in samples.remarks))
        self.remarks.setVisible(bool(samples.remarks))

    def _summary(self, samples: Samples) -> str:
        n, all_of_them = number(samples.changed), number(samples.looked_at)
        if not samples.changed:
            return self.tr("Nothing changes in these values.")
        if samples.whole:
            return self.tr("Before → after: {n} of {all} values change").format(n=n, all=all_of_them)
        text = self.tr("Before → after: {n} of the {all} values looked at change")
        return text.format(n=n, all=all_of_them)

    def _show_pairs(self, pairs: tuple[tuple[str, str | None], ...]) -> None:
        clear(self._pairs)
        texts = [(visible(b), self.tr("left empty") if a is None else visible(a)) for b, a in pairs]
        is_short = all(len(text) <= SHORT for pair in texts for text in pair)
        for at, (before, after) in enumerate(texts):
            if is_short:
                self._pairs.addWidget(ElidedLabel(before, "muted"), at, 0)
                self._pairs.addWidget(label("→", "muted"), at, 1)
                self._pairs.addWidget(ElidedLabel(after), at, 2)
            else:
                self._pairs.addWidget(ElidedLabel(before, "muted"), 2 * at, 0, 1, 3)
                self._pairs.addWidget(label("→", "muted"), 2 * at + 1, 1)
                self._pairs.addWidget(ElidedLabel(after), 2 * at + 1, 2)
        self._pairs.setColumnStretch(0, 1 if is_short else 0)
        self._pairs.setColumnStretch(2, 1)


def visible(text: str) -> str:
    """A value with its needless spaces and line breaks to be seen."""
    shown = re.sub(r"^\s+|\s+$|(?<=\s)\s+", lambda found: "·" * len(found.group()), text.replace("\n", "⏎"))
    return shown.replace("\t", "⇥")
