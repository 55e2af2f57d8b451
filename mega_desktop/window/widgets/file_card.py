"""Which file, which sheet of it, and how its text is to be read where that is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QWidget

from mega_desktop.sheets import Table
from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.initial import Initial
from mega_desktop.window.widgets.layout import Card, column, holder, row
from mega_desktop.window.widgets.text import ElidedLabel, caption
from mega_desktop.window.wording import number

ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "utf-16", "mac_roman", "cp437")
SEPARATORS = (",", ";", "\t", "|")


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
        super().__init__(parent)
        self._initial = Initial(theme, Tone.OK)
        self._name = ElidedLabel("", "title")
        self._facts = ElidedLabel("", "muted")
        self._sheet = self._combo("sheet", self.sheet_chosen)
        self._encoding = self._combo("encoding", self.encoding_chosen)
        self._separator = self._combo("separator", self.separator_chosen)
        self._fields = [
            _field(self.tr("S&heet"), self._sheet),
            _field(self.tr("&Letters"), self._encoding),
            _field(self.tr("Se&parator"), self._separator),
        ]
        other = button(self.tr("&Choose another file…"), self.other_wanted.emit, name="otherFile")
        line = row(
            self._initial,
            column(None, self._name, self._facts, None, spacing=2),
            *self._fields,
            other,
            spacing=16,
        )
        line.setStretch(1, 1)
        self.box.addLayout(line)

    def show_table(self, table: Table, *, encoding_doubt: bool, separator_doubt: bool) -> None:
        """Shows a table; a doubt offers other ways to read a text file."""
        kind = self._kind(table.format)
        self._initial.set_letter(kind[:1] if table.format.startswith(("csv", "tsv", "txt")) else "X")
        self._name.set_whole(table.path.name)
        size = QLocale().formattedDataSize(
            table.size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat
        )
        rows = self.tr("{0} rows").format(number(table.rows))
        self._facts.set_whole(f"{kind} · {size} · {rows}")
        self._show_sheets(table)
        _fill(self._encoding, [(e.upper(), e) for e in _with(table.encoding, ENCODINGS)], table.encoding)
        _fill(
            self._separator,
            [(self._separator_word(s), s) for s in _with(table.separator, SEPARATORS)],
            table.separator,
        )
        self._fields[1].setVisible(encoding_doubt and bool(table.encoding))
        self._fields[2].setVisible(separator_doubt and bool(table.separator))

    def _show_sheets(self, table: Table) -> None:
        hidden = self.tr("hidden")
        lines = []
        for sheet in table.sheets:
            rows = self.tr("{0} rows").format(number(sheet.rows))
            lines.append(
                (f"{sheet.name}   ·   {rows}" + (f" · {hidden}" if sheet.hidden else ""), sheet.name)
            )
        _fill(self._sheet, lines, table.sheet)
        self._fields[0].setVisible(len(table.sheets) > 1)

    def _kind(self, format_: str) -> str:
        names = {
            "csv": self.tr("CSV file"),
            "tsv": self.tr("Tab-separated file"),
            "txt": self.tr("Text file"),
            "ods": self.tr("OpenDocument spreadsheet"),
        }
        return names.get(format_, self.tr("Excel workbook"))

    def _separator_word(self, separator: str) -> str:
        words = {
            ",": self.tr("Comma"),
            ";": self.tr("Semicolon"),
            "\t": self.tr("Tab"),
            "|": self.tr("Bar |"),
        }
        return words.get(separator, separator)

    def _combo(self, name: str, chosen: SignalInstance) -> QComboBox:
        result = QComboBox()
        result.setObjectName(name)
        result.setMaximumWidth(240)
        result.activated.connect(lambda at: chosen.emit(result.itemData(at)))
        return result


def _field(title: str, combo: QComboBox) -> QWidget:
    return holder(column(caption(title, combo), combo, spacing=4))


def _with(current: str, known: Sequence[str]) -> list[str]:
    return [*known] if current in known or not current else [current, *known]


def _fill(combo: QComboBox, lines: Sequence[tuple[str, str]], current: str) -> None:
    with QSignalBlocker(combo):
        combo.clear()
        for text, value in lines:
            combo.addItem(text, value)
        combo.setCurrentIndex(max(combo.findData(current), 0))
