"""Which file, which sheet of it, and how its text is to be read where that is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QWidget

from mega_desktop.sheets import Table
from mega_desktop.window.encodings import COMMON, canonical, encoding_words
from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.initial import Initial
from mega_desktop.window.widgets.layout import Card, column, holder, line, row
from mega_desktop.window.widgets.text import ElidedLabel, caption, label
from mega_desktop.window.wording import counted, number

SEPARATORS = (",", ";", "\t", "|")
EXCEL_LETTER = "X"
SCROLL_BAR_ROOM = 24
"""Pixels beside the lines of a list, which are shown whole even where the closed box cuts them."""


class FileCard(Card):
    """Shows a table's file and lets the person read it differently.

    Signals:
        sheet_chosen, encoding_chosen, separator_chosen: What it should be read with, a str.
        other_wanted: Choose another file.
    """

    sheet_chosen = Signal(object)
    encoding_chosen = Signal(object)
    separator_chosen = Signal(object)
    other_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=14)
        self._initial = Initial(theme, Tone.OK)
        self._name = ElidedLabel("", "title")
        self._facts = ElidedLabel("", "muted")
        self._facts.setObjectName("fileFacts")
        self._sheet = _combo("sheet", 200, self.sheet_chosen)
        self._separator = _combo("separator", 200, self.separator_chosen)
        self._encoding = _combo("encoding", 280, self.encoding_chosen)
        self._sheet_field = _field(self.tr("S&heet"), self._sheet)
        self._separator_field = _field(self.tr("Se&parator"), self._separator)
        other = button(self.tr("&Choose another file…"), self.other_wanted.emit, name="otherFile")
        first = row(
            self._initial,
            column(None, self._name, self._facts, None, spacing=2),
            self._sheet_field,
            self._separator_field,
            other,
            spacing=16,
        )
        first.setStretch(1, 1)
        self.box.addLayout(first)
        self._doubt = self._make_doubt()
        self.box.addWidget(self._doubt)

    def show_reading(self, name: str) -> None:
        """Shows a file of which nothing is known yet."""
        self._initial.set_letter("")
        self._name.set_whole(name)
        self._facts.set_whole(self.tr("Opening…"))
        for part in (self._sheet_field, self._separator_field, self._doubt):
            part.hide()

    def show_table(self, table: Table, *, is_whole: bool, separator_doubt: bool) -> None:
        """Shows a table's file; a doubt offers other separators. `is_whole` is false for first rows."""
        kind = self._kind(table)
        self._initial.set_letter(EXCEL_LETTER if kind == self.tr("Excel workbook") else kind[:1])
        self._name.set_whole(table.path.name)
        self._facts.set_whole(" · ".join((kind, *self._size(table, is_whole))))
        self._show_sheets(table)
        separators = [table.separator, *(s for s in SEPARATORS if s != table.separator)]
        _fill(self._separator, [(self._separator_words(s), s) for s in separators], table.separator)
        self._separator_field.setVisible(separator_doubt and bool(table.separator))

    def show_doubt(self, current: str, offered: Sequence[str], sample: Sequence[tuple[int, str]]) -> None:
        """Offers encodings, likeliest first, with a sample to judge by; none offered hides the line.

        Args:
            current: What the text is read as now.
            sample: Excel row number and text of a few cells that tell encodings apart.
        """
        self._doubt.setVisible(bool(offered))
        if not offered:
            return
        encodings = dict.fromkeys(canonical(e) for e in (*offered, current, *COMMON))
        _fill(self._encoding, [(encoding_words(e), e) for e in encodings], canonical(current))
        cells = [self.tr("Row {0}: {1}").format(number(at), text) for at, text in sample]
        self._sample.set_whole("   ·   ".join(cells))
        self._question.setVisible(bool(cells))
        self._sample.setVisible(bool(cells))

    def _make_doubt(self) -> QWidget:
        self._question = label(self.tr("Are these written as they should be?"), "small")
        self._sample = ElidedLabel()
        self._sample.setObjectName("encodingSample")
        seen = column(self._question, self._sample, spacing=6)
        encoding = row(_field(self.tr("&Letters"), self._encoding), seen, spacing=16)
        encoding.setStretch(1, 1)
        return holder(column(line(), encoding, spacing=12))

    def _size(self, table: Table, is_whole: bool) -> tuple[str, ...]:
        if not is_whole:
            return (self.tr("first {0} rows").format(number(table.rows)),)
        size = QLocale().formattedDataSize(
            table.size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat
        )
        return size, counted(table.rows, self.tr("{n} row"), self.tr("{n} rows"))

    def _show_sheets(self, table: Table) -> None:
        hidden = self.tr("(hidden)")
        lines = []
        for sheet in table.sheets:
            name = f"{sheet.name} {hidden}" if sheet.hidden else sheet.name
            rows = counted(sheet.rows, self.tr("{n} row"), self.tr("{n} rows"))
            lines.append((f"{name} · {rows}", sheet.name))
        _fill(self._sheet, lines, table.sheet)
        self._sheet_field.setVisible(len(table.sheets) > 1)

    def _kind(self, table: Table) -> str:
        names = {
            "ods": self.tr("OpenDocument spreadsheet"),
            "fods": self.tr("OpenDocument spreadsheet"),
            "html": self.tr("Web page with a table"),
            "csv": self.tr("CSV file") if table.path.suffix.lower() == ".csv" else self.tr("Text file"),
        }
        return names.get(table.format, self.tr("Excel workbook"))

    def _separator_words(self, separator: str) -> str:
        words = {
            ",": self.tr("Comma"),
            ";": self.tr("Semicolon"),
            "\t": self.tr("Tab"),
            "|": self.tr("Bar |"),
        }
        return words.get(separator, separator)


def _combo(name: str, width: int, chosen: SignalInstance) -> QComboBox:
    result = QComboBox()
    result.setObjectName(name)
    result.setMaximumWidth(width)
    result.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    result.activated.connect(lambda at: chosen.emit(result.itemData(at)))
    return result


def _field(title: str, combo: QComboBox) -> QWidget:
    return holder(column(caption(title, combo), combo, spacing=4))


def _fill(combo: QComboBox, lines: Sequence[tuple[str, str]], current: str) -> None:
    with QSignalBlocker(combo):
        combo.clear()
        for text, value in lines:
            combo.addItem(text, value)
        combo.setCurrentIndex(max(combo.findData(current), 0))
    combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + SCROLL_BAR_ROOM)
