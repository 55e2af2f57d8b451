"""The parts of the Report page: the line on the reading back, and cards of what can be done afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from mega_desktop.importing import ImportInfo, ImportState, Outcome
from mega_desktop.reporting import Verification
from mega_desktop.window.pages.report_words import (
    retry_heading,
    retry_words,
    tried_again,
    undo_words,
    verified_age,
    verified_words,
)
from mega_desktop.window.pages.report_work import Seen
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, clear, row
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import counted, number

REASONS_SHOWN = 3


class VerifiedLine(QWidget):
    """What reading the leads back showed, or the offer to do it.

    Signals:
        wanted: The person wants the leads read back.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.badge = Badge()
        self.said = label(role="muted", wrap=True, name="verified")
        self.verify = button("", self.wanted.emit, role="small", name="verify")
        line = row(self.badge, self.said, self.verify)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_offer(self, crm: str, cost: str) -> None:
        """Nothing was read back yet; `cost` says what it takes."""
        self.badge.hide()
        self.said.setText(cost)
        self.verify.setText(self.tr("&Verify in {crm}").format(crm=crm))
        self.show()

    def show_found(self, found: Verification, info: ImportInfo, crm: str) -> None:
        whole = found.is_whole
        sign = "✓" if whole else "!"
        text = self.tr("{sign} Verified in {crm}: {n} of {all}")
        text = text.format(sign=sign, crm=crm, n=number(found.verified), all=number(found.rows))
        self.badge.show_state(text, Tone.OK if whole else Tone.WARN)
        self.badge.show()
        self.said.setText(f"{verified_words(found)}{verified_age(found, info)}")
        self.verify.setText(self.tr("&Verify again"))
        self.show()


class FileCard(Card):
    """A workbook that can be saved, and opened.

    Signals:
        open_wanted, save_wanted: A button was pressed.
    """

    open_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, title: str, open_text: str, save_text: str, name: str) -> None:
        super().__init__()
        self.path: Path | None = None
        self.what = label(role="muted", wrap=True)
        self.saved = ElidedLabel(role="small")
        self.open = button(open_text, self.open_wanted.emit, name=f"open{name}")
        self.save = button(save_text, self.save_wanted.emit, name=f"save{name}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.box.addWidget(label(title, "title"))
        self.box.addWidget(self.what)
        self.box.addStretch(1)
        self.box.addWidget(self.saved)
        self.box.addLayout(row(self.open, self.save, None, spacing=8))
        self.show_saved(None)

    def show_saved(self, path: Path | None) -> None:
        """Says where the file lies."""
        self.path = path
        self.saved.setVisible(path is not None)
        if path is not None:
            self.saved.set_whole(self.tr("Saved as {path}").format(path=str(path)))

    def let_press(self, may: bool) -> None:
        self.open.setEnabled(may)
        self.save.setEnabled(may)


class UndoCard(FileCard):
    """The undo kit: saved first, then it can be opened."""

    def __init__(self) -> None:
        super().__init__(self.tr("Undo kit"), self.tr("O&pen"), self.tr("Save &undo kit…"), "UndoKit")

    def show_import(self, seen: Seen, crm: str) -> None:
        self.what.setText(undo_words(seen, crm))
        self.open.setVisible(self.path is not None)

    def show_saved(self, path: Path | None) -> None:
        super().show_saved(path)
        self.open.setVisible(path is not None)


class RetryCard(Card):
    """Rows that did not get in: why, and trying only them again.

    Signals:
        retry_wanted: The outcomes of the rows to try again, a tuple of `Outcome`.
    """

    retry_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = label(role="title")
        self.what = label(role="muted", wrap=True)
        self._reasons = Card(margin=0, spacing=2)
        self._reasons.setProperty("role", "")
        self.fix = button("", self._fix, name="fixRows")
        self.uncertain = button("", self._try_uncertain, name="tryUncertain")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for part in (self.title, self.what, self._reasons):
            self.box.addWidget(part)
        self.box.addStretch(1)
        self.box.addLayout(row(self.fix, self.uncertain, None, spacing=8))

    def show_import(self, seen: Seen, crm: str) -> None:
        """Hidden when every row got in."""
        fixable = sum(len(seen.to_retry.get(o, ())) for o in (Outcome.FAILED, Outcome.NOT_SENT))
        uncertain = len(seen.to_retry.get(Outcome.UNCONFIRMED, ()))
        self.title.setText(retry_heading(seen, fixable))
        self.what.setText(retry_words(seen, fixable, uncertain, crm))
        self._show_reasons([(o, r, n) for o, r, n in seen.reasons if o is Outcome.FAILED or not fixable])
        fix = counted(fixable, self.tr("&Fix {n} row"), self.tr("&Fix {n} rows"))
        again = counted(
            uncertain, self.tr("&Retry {n} uncertain row…"), self.tr("&Retry {n} uncertain rows…")
        )
        self.fix.setText(fix)
        self.uncertain.setText(again)
        is_over = seen.info.state is ImportState.FINISHED
        self.fix.setVisible(fixable > 0 and is_over)
        self.uncertain.setVisible(uncertain > 0 and is_over)
        tally = seen.info.tally
        self.setVisible(tally[Outcome.FAILED] + tally[Outcome.UNCONFIRMED] > 0)

    def _show_reasons(self, reasons: Sequence[tuple[Outcome, str, int]]) -> None:
        clear(self._reasons.box)
        for _outcome, reason, rows in reasons[:REASONS_SHOWN]:
            self._reasons.box.addWidget(label(f"{number(rows)} · {reason}", wrap=True))
        more = len(reasons) - REASONS_SHOWN
        if more > 0:
            self._reasons.box.addWidget(label(self.tr("… and {n} more reasons").format(n=more), "small"))

    @Slot()
    def _fix(self) -> None:
        self.retry_wanted.emit((Outcome.FAILED, Outcome.NOT_SENT))

    @Slot()
    def _try_uncertain(self) -> None:
        self.retry_wanted.emit((Outcome.UNCONFIRMED,))


class FindingsCard(Card):
    """The first rows that differ in the CRM; all of them are in the workbook."""

    def __init__(self) -> None:
        super().__init__(spacing=4)

    def show_import(self, seen: Seen, crm: str) -> None:
        clear(self.box)
        found = seen.verification
        lines = seen.differences if found is not None else ()
        if found is not None and lines:
            odd = found.differing + found.missing + found.unconfirmed
            one = self.tr("{n} row to look at in {crm}").replace("{crm}", crm)
            many = self.tr("{n} rows to look at in {crm}").replace("{crm}", crm)
            self.box.addWidget(label(counted(odd, one, many), "title", name="findings"))
            for excel_row, field, words in lines:
                place = self.tr("Row {n}").format(n=number(excel_row))
                told = f"{place} · {field}: {words}" if field else f"{place}: {words}"
                self.box.addWidget(ElidedLabel(told))
            self.box.addWidget(label(self.tr("All of them are in the workbook, sheet “Read back”."), "small"))
        self.setVisible(bool(lines))


class RetriesCard(Card):
    """What became of the rows that were tried again.

    Signals:
        chosen: The id of an import whose report is wanted.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(spacing=4)

    def show_import(self, seen: Seen) -> None:
        clear(self.box)
        for retry in seen.retries:
            show = button(self.tr("Show"), self._show(retry.id), role="link", name="showRetry")
            line = Card(margin=0)
            line.setProperty("role", "")
            inner = row(ElidedLabel(tried_again(retry)), show)
            inner.setStretch(0, 1)
            line.box.addLayout(inner)
            self.box.addWidget(line)
        self.setVisible(bool(seen.retries))

    def _show(self, import_id: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(import_id)
