"""Match columns: where each column of the file goes."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout

from mega_desktop.crm import Field, FieldKind
from mega_desktop.errors import Problem
from mega_desktop.matching import (
    ColumnMatch,
    Mapping,
    RepeatCounts,
    export_called,
    problem_with,
    questions_of,
    samples,
)
from mega_desktop.sheets import Table
from mega_desktop.window.jobs import Job, Work
from mega_desktop.window.models.match_model import ColumnFacts
from mega_desktop.window.pages.match_columns import ColumnsCard
from mega_desktop.window.pages.match_panel import ColumnPanel, Shown
from mega_desktop.window.pages.match_rules import ExportCard, RulesRow
from mega_desktop.window.pages.match_work import Made, Suggested, by_hand, made, suggested
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.strip import ProgressStrip
from mega_desktop.window.wording import number, system_word
from mega_desktop.work import Control, Progress, Report

PANEL_LEAST, PANEL_MOST = 236, 288
CONTACTS = (FieldKind.NAME, FieldKind.PHONE, FieldKind.EMAIL)


class MatchPage(Page):
    """The table of columns, the editor beside it, the rules for all leads below."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self._facts: tuple[ColumnFacts, ...] = ()
        self._facts_of: Table | None = None
        self._repeats = RepeatCounts(0, 0)
        self._account_id = ""
        self._chosen: int | None = None
        self._is_here = False
        self._job: Job | None = None
        self.strip = ProgressStrip("match")
        self.export = ExportCard()
        self.columns = ColumnsCard(walk.theme)
        self.panel = ColumnPanel()
        self.rules = RulesRow()
        self._lay_out()
        self._connect()

    # What the frame asks

    def enter(self) -> None:
        self._is_here = True
        self.columns.grid.setFocus()
        table = self.walk.table
        if table is None or self._job is not None:
            return
        if self.walk.mapping is None or self.walk.mapping_is_stale or self._facts_of is not table:
            self._suggest(ask=True)
        else:
            self._show_mapping()

    def leave(self) -> None:
        self._is_here = False

    def primary(self) -> Primary:
        mapping, table = self.walk.mapping, self.walk.table
        text = self.tr("Check {n} leads").format(n=number(table.rows if table else 0))
        if self._job is not None:
            return Primary(text, enabled=False, reason=self.tr("One moment, please"))
        if mapping is None or self.walk.mapping_is_stale:
            return Primary(text, enabled=False, reason=self.tr("The columns are not matched yet"))
        if problem := problem_with(mapping, self._fields()):
            return Primary(text, enabled=False, reason=problem)
        return Primary(text, reason=self.tr("Check never writes anything"))

    def go(self) -> None:
        """Makes the leads, and from the file alone the first plan; the Preview then asks the CRM."""
        table, mapping = self.walk.table, self.walk.mapping
        if table is None or mapping is None or self._job is not None:
            return
        if self.walk.leads is not None and not self.walk.leads_are_stale:
            self.walk.request(Step.PREVIEW)
            return
        fields, knowledge = self._fields(), self.walk.knowledge

        def make(_report: Report[object], _control: Control) -> object:
            return made(table, mapping, fields, knowledge)

        job = self._start(make, self.tr("Putting {n} leads together").format(n=number(table.rows)))
        job.succeeded.connect(self._on_made)

    # Work on other threads

    def _suggest(self, *, ask: bool) -> None:
        table, destination, account = self.walk.table, self.walk.destination, self.walk.account
        if table is None or destination is None or account is None:
            return
        house, system, known = self.walk.house, account.system, self.walk.knowledge

        def look(report: Report[object], control: Control) -> object:
            knowledge = known
            if ask:
                knowledge = house.known.learn(destination, questions_of(table), report, control)
            return suggested(table, destination.fields(knowledge), knowledge, system)

        job = self._start(look, self.tr("Looking at your columns"))
        job.progress.connect(self._on_progress)
        job.succeeded.connect(self._on_suggested)
        job.cancelled.connect(self._without_asking)

    def _start(self, work: Work, what: str) -> Job:
        self.clear_problem()
        job = self._job = self.walk.jobs.start(work)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_over)
        self.strip.show_progress(what)
        self.changed.emit()
        return job

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        done, total = progress.done, progress.total
        self.strip.show_progress(progress.what, done, total, progress.waiting_s, progress.why)

    @Slot(object)
    def _on_suggested(self, result: Suggested) -> None:
        if result.table is not self.walk.table:
            return
        account = self.walk.account.id if self.walk.account else ""
        mapping = self._kept(result.mapping) if account == self._account_id else result.mapping
        self._account_id, self._facts, self._facts_of = account, result.facts, result.table
        self._repeats = result.repeats
        self._chosen = None
        self.walk.set_knowledge(result.knowledge)
        self.walk.set_mapping(mapping)

    def _kept(self, fresh: Mapping) -> Mapping:
        """What was decided for a file with the same columns stays decided."""
        before = self.walk.mapping
        same = before is not None and [c.header for c in before.columns] == [c.header for c in fresh.columns]
        return before if before is not None and same else fresh

    @Slot(object)
    def _on_made(self, result: Made) -> None:
        if result.mapping != self.walk.mapping:
            return
        self._repeats = result.repeats
        self.walk.set_leads(result.leads)
        self.walk.set_plan(result.plan)
        if self._is_here:
            self.walk.request(Step.PREVIEW)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        again = action(self.tr("&Try again"), self._ask_again, name="tryAgain")
        without = action(self.tr("Go on &without asking"), self._without_asking, quiet=True, name="without")
        needs_answer = self.walk.mapping is None or self.walk.mapping_is_stale
        actions = (without, again) if needs_answer else ()
        self.show_problem(problem, *actions)

    @Slot()
    def _on_over(self) -> None:
        self._job = None
        self.strip.hide()
        if self._is_here and self.walk.mapping is not None and not self.walk.mapping_is_stale:
            self._show_mapping()
        self.changed.emit()

    @Slot()
    def _ask_again(self) -> None:
        self._suggest(ask=True)

    @Slot()
    def _without_asking(self) -> None:
        """Stopped, or out of reach: the columns are matched with what is known already."""
        self._job = None
        if self._is_here:
            self._suggest(ask=False)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self.strip.show_stopping()
            self._job.cancel()

    # Deciding

    @Slot(object)
    def _on_row(self, match: ColumnMatch | None) -> None:
        self._chosen = None if match is None else match.index
        self._show_column()

    @Slot(object)
    def _on_column(self, match: ColumnMatch) -> None:
        if self.walk.mapping is not None:
            self._on_mapping(self.walk.mapping.with_column(match))

    @Slot(object)
    def _on_mapping(self, mapping: Mapping) -> None:
        self.walk.set_mapping(mapping)
        self._show_mapping()
        self.changed.emit()

    @Slot()
    def _by_hand(self) -> None:
        if self.walk.mapping is not None:
            self._on_mapping(by_hand(self.walk.mapping))

    @Slot()
    def _fix_platform(self) -> None:
        mapping = self.walk.mapping
        export = export_called(mapping.export) if mapping else None
        if mapping is not None and export is not None:
            fixed = {**mapping.fixed, "source_platform": export.platform}
            self._on_mapping(replace(mapping, fixed=fixed))

    # Showing

    @Slot()
    def _show_mapping(self) -> None:
        mapping = self.walk.mapping
        if mapping is None or self._facts_of is not self.walk.table:
            return
        self.columns.show_mapping(mapping, self._fields(), self._facts)
        self.rules.show_rules(mapping, self._fields(), self._account(), self._repeats)
        self.export.show_export(export_called(mapping.export), self._may_fix_platform(mapping))
        self._show_rule(mapping)
        self._show_column()

    def _show_column(self) -> None:
        mapping, table, account = self.walk.mapping, self.walk.table, self.walk.account
        at = self._chosen
        if mapping is None or table is None or account is None or at is None:
            self.panel.show_nothing()
            return
        place = next(n for n, c in enumerate(mapping.columns) if c.index == at)
        match, facts = mapping.columns[place], self._facts[place]
        fields, knowledge = self._fields(), self.walk.knowledge
        changed = samples(table, mapping, at) if match.field else None
        self.panel.show_column(Shown(match, facts, fields, knowledge, system_word(account.system), changed))

    def _show_rule(self, mapping: Mapping) -> None:
        kinds = {f.key: f.kind for f in self._fields()}
        matched = {kinds.get(c.field or "") for c in mapping.columns}
        labels = [f.label.lower() for f in self._fields() if f.kind in CONTACTS and f.kind in matched]
        said = {
            0: self.tr("None of them is matched yet."),
            1: self.tr("Matched: {fields}."),
            2: self.tr("Matched: {fields}."),
            3: self.tr("All three are matched."),
        }[min(len(labels), 3)].format(fields=self.tr(" and ").join(labels))
        colours = self.walk.theme.tokens
        rule = self.tr("Each lead needs a name, a phone or an email.")
        style = f"color: {colours.ok if labels else colours.warn}; font-weight: 600"
        self.subheading.setText(f'{rule} <span style="{style}">{escape(said)}</span>')

    def _may_fix_platform(self, mapping: Mapping) -> bool:
        taken = any(c.field == "source_platform" for c in mapping.columns)
        offered = any(f.key == "source_platform" for f in self._fields())
        return offered and not taken and "source_platform" not in mapping.fixed

    def _fields(self) -> tuple[Field, ...]:
        destination = self.walk.destination
        return destination.fields(self.walk.knowledge) if destination else ()

    def _account(self) -> str:
        return self.walk.account.name if self.walk.account else self.tr("your CRM")

    # Building

    def _lay_out(self) -> None:
        self.set_heading(self.tr("Where does each column go?"))
        self.subheading.setTextFormat(Qt.TextFormat.RichText)
        self.panel.setMinimumWidth(PANEL_LEAST)
        self.panel.setMaximumWidth(PANEL_MOST)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.columns, 7)
        middle.addWidget(self.panel, 3)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.export)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.rules)

    def _connect(self) -> None:
        self.columns.column_chosen.connect(self._on_row)
        self.panel.decided.connect(self._on_column)
        self.rules.decided.connect(self._on_mapping)
        self.export.by_hand_requested.connect(self._by_hand)
        self.export.platform_requested.connect(self._fix_platform)
        self.strip.stop_requested.connect(self._stop)
        self.walk.theme.changed.connect(self._show_mapping)
