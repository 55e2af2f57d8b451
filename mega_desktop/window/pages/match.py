"""Match columns: where each column of the file goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from mega_desktop.crm import Field, Knowledge, System
from mega_desktop.errors import Problem
from mega_desktop.matching import (
    ColumnMatch,
    Mapping,
    RepeatCounts,
    clashes,
    export_called,
    problem_with,
    questions_of,
)
from mega_desktop.preview import Plan
from mega_desktop.sheets import Table
from mega_desktop.window.jobs import Job, Work
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.pages.match_asking import Asking
from mega_desktop.window.pages.match_background import Background
from mega_desktop.window.pages.match_columns import ColumnsCard
from mega_desktop.window.pages.match_decisions import by_hand, decided, in_order, renewed, rivals_of
from mega_desktop.window.pages.match_findings import Look
from mega_desktop.window.pages.match_origin import OriginCard
from mega_desktop.window.pages.match_panel import ColumnPanel
from mega_desktop.window.pages.match_rules import RulesRow, skips
from mega_desktop.window.pages.match_templates import Templates
from mega_desktop.window.pages.match_words import lost_text, rule_text
from mega_desktop.window.pages.match_work import Made, Matched, made, matched
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.layout import column, row
from mega_desktop.window.widgets.strip import ProgressStrip
from mega_desktop.window.wording import ago_text, number, system_word
from mega_desktop.work import Control, Progress, Report

PANEL_LEAST, PANEL_MOST = 240, 272


class MatchPage(Page):
    """The table of columns with the rules for all leads below it, the editor of one column beside them.

    What is shown at once is taken from what is known; what takes a look at the cells follows from the
    background, so that no decision makes the window wait.
    """

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self._matched: Matched | None = None
        self._account_id = ""
        self._made_for: tuple[Path, str] | None = None
        self._is_as_before = False
        self._notes: dict[int, str] = {}
        self._repeats: RepeatCounts | None = None
        self._look: Look | None = None
        self._chosen: int | None = None
        self._is_here = self._goes_on = False
        self._job: Job | None = None
        self._asking = Asking(walk, self)
        self._background = Background(walk.jobs, self)
        self.strip = ProgressStrip("match")
        self.origin = OriginCard()
        self.columns = ColumnsCard(walk.theme)
        self.panel = ColumnPanel()
        self.rules = RulesRow()
        self.templates = Templates(walk, self)
        self._lay_out()
        self._connect()

    # What the frame asks

    def enter(self) -> None:
        self._is_here = True
        table = self.walk.table
        if table is None or self._job is not None:
            return
        is_of_this_file = self._matched is not None and self._matched.table is table
        if self.walk.mapping is None or self.walk.mapping_is_stale or not is_of_this_file:
            self._match()
        else:
            self._show_mapping()
            self._follow()

    def leave(self) -> None:
        self._is_here = self._goes_on = False
        self._asking.stop()

    def first_focus(self) -> QWidget:
        return self.columns.grid

    def primary(self) -> Primary:
        mapping, table = self.walk.mapping, self.walk.table
        text = self.tr("Check {n} leads").format(n=number(table.rows if table else 0))
        if self._job is not None or self._goes_on:
            return Primary(text, enabled=False, reason=self.tr("One moment, please"))
        if mapping is None or self.walk.mapping_is_stale:
            return Primary(text, enabled=False, reason=self.tr("The columns are not matched yet"))
        if problem := problem_with(mapping, self._fields()):
            return Primary(text, enabled=False, reason=problem)
        return Primary(text, reason=self.tr("Check never writes anything"))

    def extra_buttons(self) -> list[QAbstractButton]:
        return [self.templates.button] if self.walk.mapping is not None else []

    def go(self) -> None:
        """Makes the leads, and from the file alone the first plan; the Preview then asks the CRM."""
        table, mapping = self.walk.table, self.walk.mapping
        if table is None or mapping is None or self._job is not None:
            return
        self._goes_on = True
        self._asking.stop()
        if self.walk.leads is not None and not self.walk.leads_are_stale:
            self._go_on()
            return
        fields, knowledge, remembered = self._fields(), self.walk.knowledge, self.walk.house.remembered
        before = self._plan_before(table)

        def make(_report: Report[object], _control: Control) -> object:
            remembered.remember(mapping, table)
            return made(table, mapping, fields, knowledge, before)

        job = self._start(make, self.tr("Putting {n} leads together").format(n=number(table.rows)))
        job.succeeded.connect(self._on_made)

    def _plan_before(self, table: Table) -> Plan | None:
        """The plan of another mapping of the same rows into the same account, unless it was carried out."""
        is_same = self._made_for == (table.file, self._account_id)
        return self.walk.plan if is_same and not self.walk.import_id else None

    # Work on other threads

    def _match(self, *, ask: bool = True, refresh: bool = False) -> None:
        """Matches the file anew: remembers, asks, suggests.

        Args:
            ask: Puts the file's questions to the CRM; else what is known already has to do.
            refresh: Asks everything, whatever was answered in the last day.
        """
        walk, house = self.walk, self.walk.house
        table, destination, account = walk.table, walk.destination, walk.account
        if table is None or destination is None or account is None:
            return
        known, before = walk.knowledge, self._matched
        findings = before.findings if before is not None and before.table is table else None
        now = walk.mapping if findings is not None and not walk.mapping_is_stale else None
        self._asking.stop()
        self._background.stop()

        def look(report: Report[object], control: Control) -> object:
            remembered = house.remembered.recall(table, account.system)
            asked, knowledge = None, known
            if ask:
                asked = questions_of(table, now or (remembered.mapping if remembered else None))
                knowledge = house.known.learn(destination, asked, report, control, refresh=refresh)
            fields = destination.fields(knowledge)
            return matched(
                table, fields, knowledge, account.system,
                asked=asked, remembered=remembered, findings=findings,
            )  # fmt: skip

        job = self._start(look, self.tr("Looking at your columns"))
        job.progress.connect(self._on_progress)
        job.succeeded.connect(self._on_matched)
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
    def _on_matched(self, result: Matched) -> None:
        if result.table is not self.walk.table:
            return
        before, now, account = self._matched, self.walk.mapping, self.walk.account
        is_same_account = account is not None and account.id == self._account_id
        mapping = result.mapping
        if before is not None and now is not None and is_same_account:
            mapping = renewed(now, before.mapping, result.mapping)
        if before is None or before.table is not result.table or not is_same_account:
            self._chosen = self._look = self._repeats = None
            self._is_as_before = result.remembered is not None
        self._account_id = account.id if account else ""
        self._matched, self._notes = result, {}
        self.walk.set_knowledge(result.knowledge)
        self.walk.set_mapping(mapping)
        self._asking.begin(mapping, result.asked)

    @Slot(object)
    def _on_learned(self, knowledge: Knowledge) -> None:
        self.walk.set_knowledge(knowledge)
        self._show_mapping()
        self._follow()

    @Slot(object)
    def _on_made(self, result: Made) -> None:
        if result.mapping != self.walk.mapping:
            self._goes_on = False
            return
        self._repeats = result.repeats
        self._made_for = (self.walk.table.file, self._account_id) if self.walk.table else None
        self.walk.set_leads(result.leads)
        self.walk.set_plan(result.plan)
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """To the Preview, as soon as nobody else uses the connection."""
        if self._is_here and self._goes_on and not self._asking.is_busy:
            self._goes_on = False
            self.walk.request(Step.PREVIEW)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self._goes_on = False
        again = action(self.tr("&Try again"), self._match_again, name="tryAgain")
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
            self._follow()
        self.keep_focus()
        self.changed.emit()

    @Slot()
    def _match_again(self) -> None:
        self._match()

    @Slot()
    def _ask_again(self) -> None:
        if self._job is None:
            self._match(refresh=True)

    @Slot()
    def _without_asking(self) -> None:
        """Stopped, or out of reach: the columns are matched with what is known already."""
        self._job = None
        if self._is_here:
            self._match(ask=False)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self.strip.show_stopping()
            self._job.cancel()

    # Deciding

    @Slot(object)
    def _on_row(self, match: ColumnMatch | None) -> None:
        self._chosen = None if match is None else match.index
        self._look = None
        self._show_column()
        self._look_at_column()

    @Slot(object)
    def _on_column(self, match: ColumnMatch) -> None:
        if self.walk.mapping is not None:
            self._on_mapping(decided(self.walk.mapping, match, self._fields()))

    @Slot(object)
    def _on_order(self, indices: tuple[int, ...]) -> None:
        if self.walk.mapping is not None:
            self._on_mapping(in_order(self.walk.mapping, indices))

    @Slot(object)
    def _on_mapping(self, mapping: Mapping) -> None:
        before = self.walk.mapping
        same = {c.index for c in mapping.columns if before is not None and c in before.columns}
        self._notes = {index: note for index, note in self._notes.items() if index in same}
        self.walk.set_mapping(mapping)
        self._show_mapping()
        self._follow()
        self.changed.emit()

    @Slot()
    def _by_hand(self) -> None:
        if self.walk.mapping is not None:
            self._on_mapping(by_hand(self.walk.mapping))

    @Slot()
    def _afresh(self) -> None:
        if self._matched is not None:
            self._is_as_before = False
            self._matched = replace(self._matched, mapping=self._matched.fresh, remembered=None)
            self._on_mapping(self._matched.fresh)

    @Slot()
    def _fix_platform(self) -> None:
        mapping = self.walk.mapping
        export = export_called(mapping.export) if mapping else None
        if mapping is not None and export is not None:
            fixed = {**mapping.fixed, "source_platform": export.platform}
            self._on_mapping(replace(mapping, fixed=fixed))

    @Slot(object, str)
    def _on_template(self, mapping: Mapping, differences: str) -> None:
        self._is_as_before = False
        self._on_mapping(mapping)
        title = self.tr("The columns are matched as in the template.")
        self.banner.say(title, differences, "warn" if differences else "info")

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.banner.say(self.tr("The template {name} is saved.").format(name=path.name), "", "info")

    # Showing

    @Slot()
    def _show_mapping(self) -> None:
        mapping, of = self.walk.mapping, self._matched
        if mapping is None or of is None or of.table is not self.walk.table:
            return
        fields, facts, knowledge = self._fields(), of.findings.facts, self.walk.knowledge
        notes = self._notes | clashes(mapping, fields)
        self.columns.show_mapping(mapping, fields, facts, notes)
        asked = ago_text(knowledge.asked_at, self.walk.house.clock.now()) if knowledge.asked_at else ""
        self.columns.show_known(lost_text(mapping, facts, knowledge, notes), self._crm(), asked)
        account = self.walk.account.name if self.walk.account else self.tr("your CRM")
        self.rules.show_rules(mapping, fields, account, self._repeats)
        note = of.remembered.note if of.remembered and self._is_as_before else ""
        may_fix = self._may_fix_platform(mapping)
        self.origin.show_origin(export_called(mapping.export), note, may_fix_platform=may_fix)
        self.subheading.setText(rule_text(mapping, fields, self.walk.theme.tokens))
        self._show_column()

    def _show_column(self) -> None:
        mapping, of, at = self.walk.mapping, self._matched, self._chosen
        if mapping is None or of is None or at is None:
            self.panel.show_nothing()
            return
        match = next(c for c in mapping.columns if c.index == at)
        look = self._look
        if look is None or (look.match.index, look.match.field) != (match.index, match.field):
            look = Look(match)
        self.panel.show_column(
            Shown(
                match=match,
                facts=of.findings.facts_of(at),
                fields=self._fields(),
                knowledge=self.walk.knowledge,
                system_name=self._crm(),
                samples=look.samples,
                question=look.question,
                loss=(self._notes | clashes(mapping, self._fields())).get(at, ""),
                values=look.values,
                rivals=rivals_of(mapping, match),
                updates=not skips(mapping),
                takes_any_field=mapping.system.takes_any_field,
            )
        )

    def _follow(self) -> None:
        """Has everything looked at that the mapping may have changed."""
        mapping, of = self.walk.mapping, self._matched
        if mapping is None or of is None or of.table is not self.walk.table:
            return
        knowledge = self.walk.knowledge
        self._look_at_column()
        self._background.find_notes(mapping, knowledge, of.findings)
        if self._background.count(of.table, mapping, self._fields(), knowledge):
            self._repeats = None
        self._asking.follow(mapping)

    def _look_at_column(self) -> None:
        mapping, of, at = self.walk.mapping, self._matched, self._chosen
        if mapping is not None and of is not None and at is not None:
            self._background.look_at(at, mapping, self._fields(), of.findings)

    @Slot(object)
    def _on_looked(self, look: Look) -> None:
        if look.match.index == self._chosen:
            self._look = look
            self._show_column()

    @Slot(object)
    def _on_noted(self, notes: dict[int, str]) -> None:
        if notes != self._notes:
            self._notes = notes
            self._show_mapping()

    @Slot(object)
    def _on_recounted(self, counts: RepeatCounts) -> None:
        self._repeats = counts
        self._show_mapping()

    def _may_fix_platform(self, mapping: Mapping) -> bool:
        taken = any(c.field == "source_platform" for c in mapping.columns)
        offered = any(f.key == "source_platform" for f in self._fields())
        return offered and not taken and "source_platform" not in mapping.fixed

    def _fields(self) -> tuple[Field, ...]:
        destination = self.walk.destination
        return destination.fields(self.walk.knowledge) if destination else ()

    def _crm(self) -> str:
        """The CRM as it is called here: what the Practice CRM says is no word of MEGA."""
        account = self.walk.account
        if account is None:
            return ""
        return account.name if account.system is System.PRACTICE else system_word(account.system)

    # Building

    def _lay_out(self) -> None:
        self.set_heading(self.tr("Where does each column go?"))
        self.subheading.setTextFormat(Qt.TextFormat.RichText)
        self.panel.setMinimumWidth(PANEL_LEAST)
        self.panel.setMaximumWidth(PANEL_MOST)
        all_columns = column(self.columns, self.rules, spacing=16)
        all_columns.setStretch(0, 1)
        both = row(all_columns, self.panel, spacing=16)
        both.setStretch(0, 7)
        both.setStretch(1, 3)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.origin)
        self.body.addLayout(both, 1)

    def _connect(self) -> None:
        self.columns.column_chosen.connect(self._on_row)
        self.columns.column_entered.connect(self.panel.field.setFocus)
        self.columns.asking_requested.connect(self._ask_again)
        self.panel.decided.connect(self._on_column)
        self.panel.reordered.connect(self._on_order)
        self.rules.decided.connect(self._on_mapping)
        self.origin.by_hand_requested.connect(self._by_hand)
        self.origin.afresh_requested.connect(self._afresh)
        self.origin.platform_requested.connect(self._fix_platform)
        self.templates.opened.connect(self._on_template)
        self.templates.saved.connect(self._on_saved)
        self.templates.failed.connect(self.show_problem)
        self.strip.stop_requested.connect(self._stop)
        self.walk.theme.changed.connect(self._show_mapping)
        self._background.looked.connect(self._on_looked)
        self._background.noted.connect(self._on_noted)
        self._background.recounted.connect(self._on_recounted)
        self._asking.learned.connect(self._on_learned)
        self._asking.rested.connect(self._go_on)
