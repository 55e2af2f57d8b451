"""What happens when a lead that is already there has a value of its own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.widgets.buttons import literal
from mega_desktop.window.widgets.layout import column
from mega_desktop.window.widgets.picker import Picker
from mega_desktop.window.widgets.text import caption, label

REPLACE, IF_EMPTY, NEVER = "replace", "if_empty", "never"


class ExistingRule(QWidget):
    """Replace it, only if empty, or never; hidden where leads already there are not touched at all.

    Signals:
        decided: A `ColumnMatch` with another rule.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self.rule = Picker("existing")
        self.rule.picked.connect(self._on_rule)
        self._title = caption("", self.rule, wrap=True)
        self._note = label(role="small", wrap=True)
        self.setLayout(column(self._title, self.rule, self._note, spacing=6))

    def show_column(self, shown: Shown) -> None:
        self._shown = shown
        self.setVisible(shown.match.field is not None and shown.updates)
        a, an = self.tr("If the lead &already has a {field}"), self.tr("If the lead &already has an {field}")
        text = an if shown.field_name[:1].lower() in set("aeiou") else a
        self._title.setText(text.format(field=literal(shown.field_name)))
        entries = (
            (self.tr("Replace it"), REPLACE),
            (self.tr("Only if empty"), IF_EMPTY),
            (self.tr("Never"), NEVER),
        )
        self.rule.show_entries(entries, shown.match.existing)
        self._note.setText(self._explain(shown))

    def _explain(self, shown: Shown) -> str:
        """What the rule means for the leads."""
        rule = {
            IF_EMPTY: self.tr("A lead keeps the {field} it has. "),
            NEVER: self.tr("Only new leads get this {field}. "),
        }.get(shown.match.existing, "")
        return rule.format(field=shown.field_name) + self.tr("Blank cells never erase anything.")

    @Slot(object)
    def _on_rule(self, rule: object) -> None:
        if self._shown is not None:
            self.decided.emit(replace(self._shown.match, existing=str(rule)))
