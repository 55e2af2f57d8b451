"""Adding an account, or changing one: typed, tested, kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from mega_desktop.accounts import Account, StoreProblem
from mega_desktop.errors import Problem
from mega_desktop.window.account_form import AccountForm
from mega_desktop.window.connecting import Connected, save, try_out
from mega_desktop.window.jobs import Job
from mega_desktop.window.tokens import Tone
from mega_desktop.window.walk import Walk
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.banner import Banner, action
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import number, secret_word


def ask_for_token(walk: Walk, account: Account, parent: QWidget, then: Callable[[Account], object]) -> None:
    """Asks for the token of a saved account; `then` is told when it was kept."""
    dialog = AccountDialog(walk, account, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.form.token.setFocus()
    dialog.saved.connect(then)
    dialog.open()


class AccountDialog(QDialog):
    """Asks for everything an account needs.

    Signals:
        saved: The `Account` as it was kept.
    """

    saved = Signal(object)

    def __init__(self, walk: Walk, account: Account | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self._job: Job | None = None
        self.setObjectName("accountDialog")
        self.setWindowTitle(self.tr("Add an account") if account is None else self.tr("Change the account"))
        self.setMinimumWidth(560)
        self.form = AccountForm(account)
        self.banner = Banner()
        self.test = button(self.tr("&Test connection"), self._try_out, name="testDraft")
        self.save = button(self.tr("Save a&ccount"), self._save, role="primary", name="saveAccount")
        self.cancel = button(self.tr("Cancel"), self.reject, name="cancelAccount")
        self._badge = Badge()
        self._found = label(role="muted", wrap=True, name="draftFound")
        self._lay_out()
        self.form.edited.connect(self._on_edited)
        self.form.reshaped.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        self._on_edited()
        self.form.name.setFocus()

    def _lay_out(self) -> None:
        card = Card(margin=20)
        card.box.addWidget(self.form)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(16)
        outer.addWidget(label(self.windowTitle(), "heading"))
        outer.addWidget(self.banner)
        outer.addWidget(card)
        state = row(self._badge, self._found)
        state.setStretch(1, 1)
        outer.addLayout(state)
        outer.addLayout(row(self.test, None, self.cancel, self.save))
        self.save.setDefault(True)

    @Slot()
    def _fit(self) -> None:
        """As high as what is asked for now; queued, as the layout takes a moment to know."""
        self.adjustSize()

    @Slot()
    def _on_edited(self) -> None:
        mistake = self.form.mistake()
        ready = not mistake and self._job is None
        self.save.setEnabled(ready)
        self.test.setEnabled(ready)
        self._badge.hide()
        self._found.setText("" if self.form.shows_mistake() else mistake)

    def _start(self, job: Job, what: str) -> None:
        self._job = job
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        self.banner.clear()
        self.form.setEnabled(False)
        self.save.setEnabled(False)
        self.test.setEnabled(False)
        self._badge.show_state(what, Tone.INFO)
        self._badge.show()
        self._found.setText("")

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        self.form.setEnabled(True)
        self.save.setEnabled(not self.form.mistake())
        self.test.setEnabled(not self.form.mistake())

    @Slot()
    def _try_out(self) -> None:
        job = self._walk.jobs.start(try_out(self._walk.house, self.form.draft()))
        job.succeeded.connect(self._on_connected)
        self._start(job, self.tr("Connecting…"))

    @Slot(object)
    def _on_connected(self, connected: Connected) -> None:
        connected.destination.close()
        leads = number(connected.connection.knowledge.total)
        if connected.connection.can_write:
            self._badge.show_state(self.tr("✓ Connected"), Tone.OK)
            self._found.setText(self.tr("{0} leads; may read and write. Nothing was written.").format(leads))
        else:
            self._badge.show_state(self.tr("! Read only"), Tone.WARN)
            text = self.tr("{0} leads; this {1} may not write.")
            self._found.setText(text.format(leads, secret_word(connected.account.system)))

    @Slot()
    def _save(self) -> None:
        self._keep(remember=self.form.draft().remember)

    @Slot()
    def _keep_for_session(self) -> None:
        self._keep(remember=False)

    def _keep(self, *, remember: bool) -> None:
        draft = replace(self.form.draft(), remember=remember)
        job = self._walk.jobs.start(save(self._walk.house, draft))
        job.succeeded.connect(self._on_saved)
        self._start(job, self.tr("Keeping the {0}…").format(secret_word(draft.account.system)))

    @Slot(object)
    def _on_saved(self, account: Account) -> None:
        self.saved.emit(account)
        self.accept()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self._badge.hide()
        if isinstance(problem, StoreProblem):
            instead = action(
                self.tr("&Use it until I close the app"), self._keep_for_session, name="sessionOnly"
            )
            self.banner.show_problem(problem, instead)
        else:
            self.banner.show_problem(problem)

    def reject(self) -> None:
        """Cancel, Esc or the title bar: what runs is stopped, and its result is nobody's any more."""
        if self._job is not None:
            self._job.cancel()
        super().reject()
