"""The Match page's side: everything that can be decided about one column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from mega_desktop.crm import CUSTOM, Field, FieldKind
from mega_desktop.matching import Certainty, NamePart
from mega_desktop.window.delegates import certainty_chip
from mega_desktop.window.models.match_shown import Shown, chosen, decide_field, field_hint
from mega_desktop.window.pages.match_cleanup import CleanUp
from mega_desktop.window.pages.match_existing import ExistingRule
from mega_desktop.window.pages.match_order import ColumnOrder
from mega_desktop.window.pages.match_question import QuestionBox
from mega_desktop.window.pages.match_values import ValueTable
from mega_desktop.window.theme import set_role
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, column, holder, row
from mega_desktop.window.widgets.picker import Picker
from mega_desktop.window.widgets.text import ElidedLabel, caption, label
from mega_desktop.window.wording import counted, number

translate = QCoreApplication.translate
NOWHERE = ""
TYPED = "typed"
LEAD_LINE = CUSTOM + "lead_line"
"""MEGA's own field of that name; a custom field must not be called so."""


class ColumnPanel(Card):
    """The editor beside the table; it never holds a decision, it tells each as it is made.

    Each part shows itself where it has something to say, and keeps the keyboard where it is when the
    same column is shown anew.

    Signals:
        decided: A `ColumnMatch` that takes the place of the shown one.
        reordered: The indices of columns of one field (a tuple), in the order they are to be used.
    """

    decided = Signal(object)
    reordered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._shown: Shown | None = None
        self._title = ElidedLabel(role="title")
        self._counts = label(role="muted", wrap=True)
        self._examples = ElidedLabel(role="small")
        self.question = QuestionBox()
        self.target = Target()
        self.order = ColumnOrder()
        self.values = ValueTable()
        self.clean_up = CleanUp()
        self.existing = ExistingRule()
        self.field, self.slug, self.hint = self.target.field, self.target.slug, self.target.hint
        self._parts = (
            self.question,
            self.target,
            self.order,
            self.values,
            self.clean_up,
            self.existing,
        )
        self._connect()
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        self._shown = None
        self._title.set_whole(self.tr("No column chosen"))
        self._counts.setText(self.tr("Choose a column to see where it goes."))
        self._examples.set_whole("")
        self._inside.hide()

    def show_column(self, shown: Shown) -> None:
        """Shows one column; a column shown already keeps the keyboard focus where it is."""
        before, self._shown = self._shown, shown
        self._title.set_whole(shown.match.header)
        self._counts.setText(self._count(shown))
        self._examples.set_whole(" · ".join(" ".join(example.split()) for example in shown.facts.examples))
        for part in self._parts:
            part.show_column(shown)
        self._inside.show()
        if not shown.is_same_column(before):
            self._area.verticalScrollBar().setValue(0)

    def _count(self, shown: Shown) -> str:
        filled = counted(shown.facts.filled, self.tr("{n} value"), self.tr("{n} values"))
        return self.tr("{values}, {n} different").format(values=filled, n=number(shown.facts.different))

    def _connect(self) -> None:
        for part in (self.question, self.target, self.values, self.clean_up, self.existing):
            part.decided.connect(self.decided)
        self.order.reordered.connect(self.reordered)

    def _lay_out(self) -> None:
        inside = column(*self._parts, None, spacing=20)
        inside.setContentsMargins(0, 8, 4, 8)
        self._inside = holder(inside)
        self._inside.setProperty("role", "clear")
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inside)
        self.box.setContentsMargins(16, 16, 8, 8)
        self.box.addWidget(self._title)
        self.box.addWidget(self._counts)
        self.box.addWidget(self._examples)
        self.box.addWidget(self._area, 1)


class Target(QWidget):
    """Where the column goes, which part of the name it is, and why.

    Signals:
        decided: A `ColumnMatch` that goes somewhere else.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._is_typing = False
        self.field = Picker("goesTo")
        self.slug = QLineEdit()
        self.slug.setObjectName("customSlug")
        self.slug.setPlaceholderText(self.tr("for example shoe_size"))
        self.hint = label(role="small", wrap=True, name="hint")
        self.reason = label(role="small", wrap=True, name="reason")
        self.right = button(self.tr("That is right"), self._on_right, role="link", name="rightMatch")
        self.part = Picker("namePart")
        self._badge = Badge()
        self._slug_caption = caption(self.tr("&Name of the custom field"), self.slug)
        self._part_caption = caption(self.tr("&Which part of the name"), self.part)
        self.field.picked.connect(self._on_field)
        self.slug.editingFinished.connect(self._on_slug)
        self.part.picked.connect(self._on_part)
        self._lay_out()

    def show_column(self, shown: Shown) -> None:
        """Shows where the column goes; a custom field that is being typed is not disturbed."""
        before, self._shown = self._shown, shown
        if not shown.is_same_field(before):
            self._is_typing = False
        if before is None or before.fields != shown.fields:
            fill_fields(self.field, shown.fields)
        self._show_field(shown)
        self._show_part(shown)
        text, role = field_hint(shown)
        self.hint.setText(text)
        set_role(self.hint, role)
        self.hint.setVisible(bool(text) and text != shown.match.reason)
        chip = certainty_chip(shown.match.certainty)
        self._badge.show_state(chip.text, chip.tone)
        self.reason.setText(shown.match.reason)
        is_likely = shown.match.certainty is Certainty.LIKELY
        if self.right.hasFocus() and not is_likely:
            self.field.setFocus()
        self.right.setVisible(is_likely)

    def _show_field(self, shown: Shown) -> None:
        key = shown.match.field
        is_typed = self._is_typing or (key is not None and shown.field is None)
        self.field.setCurrentIndex(self.field.findData(TYPED if is_typed else key or NOWHERE))
        self.field.setToolTip(self.field.currentText())
        self._slug_caption.setVisible(is_typed)
        self.slug.setVisible(is_typed)
        if is_typed and not self._is_typing and key is not None:
            self.slug.setText(key.removeprefix(CUSTOM))

    def _show_part(self, shown: Shown) -> None:
        is_name = shown.kind is FieldKind.NAME
        self.part.setVisible(is_name)
        self._part_caption.setVisible(is_name)
        parts = (
            (self.tr("The whole name"), ""),
            (self.tr("First name"), NamePart.FIRST.value),
            (self.tr("Middle name"), NamePart.MIDDLE.value),
            (self.tr("Last name"), NamePart.LAST.value),
        )
        self.part.show_entries(parts, shown.match.part.value if shown.match.part else "")

    @Slot(object)
    def _on_field(self, key: object) -> None:
        self._is_typing = key == TYPED
        if self._shown is None:
            return
        if self._is_typing:
            self._show_field(self._shown)
            self.slug.clear()
            self.slug.setFocus()
        else:
            self.decided.emit(decide_field(self._shown, str(key) or None))

    @Slot()
    def _on_slug(self) -> None:
        slug = self.slug.text().strip().removeprefix(CUSTOM)
        if self._shown is None or not slug or CUSTOM + slug == LEAD_LINE:
            return
        if CUSTOM + slug != self._shown.match.field:
            self.decided.emit(decide_field(self._shown, CUSTOM + slug))

    @Slot(object)
    def _on_part(self, part: object) -> None:
        if self._shown is not None:
            decision = replace(self._shown.match, part=NamePart(str(part)) if part else None)
            self.decided.emit(chosen(decision))

    @Slot()
    def _on_right(self) -> None:
        if self._shown is not None:
            self.decided.emit(chosen(self._shown.match))

    def _lay_out(self) -> None:
        why = column(row(self._badge, self.right, None, spacing=4), self.reason, spacing=4)
        goes_to = column(caption(self.tr("&Goes to"), self.field), self.field, spacing=6)
        typed = column(self._slug_caption, self.slug, spacing=6)
        part = column(self._part_caption, self.part, spacing=6)
        self.setLayout(column(goes_to, typed, self.hint, why, part, spacing=8))


def fill_fields(combo: QComboBox, fields: Sequence[Field]) -> None:
    """Puts every field into a combo in groups, with "not imported" first and a typed custom field last."""
    combo.clear()
    combo.addItem(translate("ColumnPanel", "Not imported"), NOWHERE)
    _add_group(combo, translate("ColumnPanel", "Lead"), [f for f in fields if not f.is_custom])
    _add_group(combo, translate("ColumnPanel", "Custom fields"), [f for f in fields if f.is_custom])
    combo.addItem(translate("ColumnPanel", "Another custom field…"), TYPED)


def _add_group(combo: QComboBox, name: str, fields: Sequence[Field]) -> None:
    if not fields:
        return
    combo.insertSeparator(combo.count())
    combo.addItem(name)
    model = combo.model()
    if isinstance(model, QStandardItemModel):
        model.item(combo.count() - 1).setEnabled(False)
    for field in fields:
        combo.addItem(field.label, field.key)
