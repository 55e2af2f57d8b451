"""What is copied elsewhere becomes a file that is read like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from mega_desktop.errors import Problem
from mega_desktop.sheets import ROW, Table, read_table
from mega_desktop.window.pasting import pasted_file
from mega_desktop.work import Control

EXCEL = 'Name\tNotes\r\nGil Soto\t"calls back,\nafter ""six"""\r\nUma Rao\t206 555 0152\r\n'
WEB = """<html><body><!--StartFragment--><table><tbody>
<tr><td>Name</td><td>E-mail</td></tr><tr><td>José Álvarez</td><td>jose@alvarez.example</td></tr>
</tbody></table><!--EndFragment--></body></html>"""


def clipboard(text: str = "", html: str = "") -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    return data


def read(data: QMimeData, scratch: Path) -> Table:
    return read_table(pasted_file(data, scratch), scratch=scratch, control=Control())


def rows(table: Table) -> list[tuple[str, ...]]:
    return table.frame.drop(ROW).collect().rows()


def test_cells_of_several_lines_stay_one_cell(tmp_path: Path) -> None:
    table = read(clipboard(EXCEL), tmp_path)
    assert table.path.name == "Pasted cells"
    assert [column.header for column in table.columns] == ["Name", "Notes"]
    assert rows(table) == [("Gil Soto", 'calls back,\nafter "six"'), ("Uma Rao", "206 555 0152")]


def test_text_goes_before_the_web_page_where_it_has_the_cells_apart(tmp_path: Path) -> None:
    data = clipboard("Name\tE-mail\nGil Soto\tgil@soto.example\n", WEB)
    assert rows(read(data, tmp_path)) == [("Gil Soto", "gil@soto.example")]


def test_a_web_table_whose_text_lost_the_cells_is_taken_from_the_page(tmp_path: Path) -> None:
    data = clipboard("Name\nE-mail\nJosé Álvarez\njose@alvarez.example\n", WEB)
    table = read(data, tmp_path)
    assert [column.header for column in table.columns] == ["Name", "E-mail"]
    assert rows(table) == [("José Álvarez", "jose@alvarez.example")]


def test_one_column_of_addresses_is_enough(tmp_path: Path) -> None:
    table = read(clipboard("Email\ngil@soto.example\numa@rao.example\n"), tmp_path)
    assert [column.header for column in table.columns] == ["Email"]
    assert rows(table) == [("gil@soto.example",), ("uma@rao.example",)]


def test_a_copied_file_is_the_file_itself(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "leads.xlsx"))])
    assert pasted_file(data, tmp_path) == tmp_path / "leads.xlsx"


@pytest.mark.parametrize("data", [clipboard(), clipboard(" \n"), clipboard(html="<p>no cells</p>")])
def test_without_cells_a_sentence_says_what_to_do(data: QMimeData, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="There are no cells to paste"):
        pasted_file(data, tmp_path)
