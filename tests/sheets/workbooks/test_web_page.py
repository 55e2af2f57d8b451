"""Tables in web pages that carry the name of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from mega_desktop.sheets.grid import Grid
from mega_desktop.sheets.recognise import recognise
from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.web_page import read_html

Read = Callable[..., Grid]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_page(page: str | bytes, **choices: str | None) -> Grid:
        path = tmp_path / "report.xls"
        path.write_bytes(page.encode() if isinstance(page, str) else page)
        assert recognise(path).format == "html"
        chosen = {"encoding": None, "sheet": None} | choices
        return read_html(path, tmp_path / "copy.txt", step=lambda _done, _what: None, **chosen)

    return read_page


def _rows(grid: Grid) -> list[tuple[str | None, ...]]:
    return grid.frame.drop("row").rows()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<td>a&nbsp;b &amp; c</td>", "a\u00a0b & c"),
        ("<td>\n  two\n   words\t</td>", "two words"),
        ("<td>one<br>two<br/> three</td>", "one\ntwo\nthree"),
        ("<td><p>one</p><p>two</p></td>", "one\ntwo"),
        ("<th><b>Na</b>me</th>", "Name"),
        ("<td>x<span style='display: none'>y<i>z</i></span><script>1<2</script></td>", "x"),
        ("<td>+1 (206) 555-0100</td>", "+1 (206) 555-0100"),
        ('<td x:num="12065550100">1.20656E+10</td>', "12065550100"),
        ('<td x:num="12065550100">########</td>', "12065550100"),
        ('<td x:num="1234">01234</td>', "01234"),
        ('<td x:num="2065550100">(206) 555-0100</td>', "(206) 555-0100"),
        ('<td x:num="1234.5">$1,234.50</td>', "1234.5"),
        ('<td sdval="1234.5" sdnum="1031;">1.234,50 €</td>', "1234.5"),
        ('<td x:num="0.25">25%</td>', "0.25"),
        ('<td x:num="45000">15.03.2023</td>', "15.03.2023"),
        ('<td x:num="45000">2023</td>', "2023"),
        ("<td x:num>17</td>", "17"),
        ('<td x:bool="TRUE">WAHR</td>', "TRUE"),
        ('<td x:str="a  b ">a b</td>', "a  b "),
        ("<td>1 &lt; 2 &#8364; &euro;</td>", "1 < 2 € €"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(read: Read, cell: str, text: str) -> None:
    assert _rows(read(f"<table><tr>{cell}</tr></table>")) == [(text,)]


def test_cells_that_span_others_hold_their_place(read: Read) -> None:
    grid = read(
        "<table><tr><td rowspan=2>a<td colspan='2'>b<td>c"
        "<tr><td>d<td colspan=x>e<td rowspan=0>f<tr><td>g</table>"
    )
    assert _rows(grid) == [("a", "b", None, "c"), (None, "d", "e", "f"), ("g", None, None, None)]
    assert grid.merged == ((1, 2), (1, 1))


def test_empty_rows_count_and_hidden_ones_are_known(read: Read) -> None:
    grid = read("<table><tr><td>a</td></tr><tr></tr><tr style='display:none'><td>b</td></tr></table>")
    assert grid.frame["row"].to_list() == [1, 2, 3]
    assert grid.hidden_rows == (3,)


def test_the_largest_table_is_taken_and_the_others_can_be_chosen(read: Read) -> None:
    page = (
        "<html><table><tr><td>Report<table><caption>Leads</caption><tr><th>Name<th>Email"
        "<tr><td>Ann<td>a@example.com</table></table><table><tr><td>Footer</table></html>"
    )
    grid = read(page)
    assert [(sheet.name, sheet.rows) for sheet in grid.sheets] == [
        ("Table 1", 1),
        ("Leads", 2),
        ("Table 3", 1),
    ]
    assert grid.sheet == "Leads"
    assert _rows(grid) == [("Name", "Email"), ("Ann", "a@example.com")]
    assert _rows(read(page, sheet="Table 3")) == [("Footer",)]
    with pytest.raises(FileProblem, match="no table called"):
        read(page, sheet="Nowhere")


def test_rows_without_a_table_and_tags_never_closed(read: Read) -> None:
    assert _rows(read("<tr><td>a<td>b<tr><td>c")) == [("a", "b"), ("c", None)]


def test_excels_own_page_gives_sheet_name_and_errors(read: Read) -> None:
    grid = read(
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><!--[if gte mso 9]><xml><x:ExcelWorksheet>'
        "<x:Name>My leads</x:Name></x:ExcelWorksheet></xml><![endif]--><style>td {color: red}</style>"
        '<table x:str><tr><td x:err="#N/A">#N/A</td><td x:num="441632960123456789">4.4E+17</td></tr></table>'
    )
    assert grid.sheet == "My leads"
    assert _rows(grid) == [("441632960123457000",)]
    assert [note.code for note in grid.notes] == ["error_cells", "long_numbers"]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("windows-1251", "cp1251"),
        ("iso-8859-1", "cp1252"),
        ("gb2312", "gb18030"),
        ("windows-1252", "utf-8"),
        ("nonsense", "utf-8"),
        ("utf-8", "utf-16"),
    ],
)
def test_the_page_says_how_it_is_written(read: Read, declared: str, written: str) -> None:
    name = {"cp1251": "Иван", "gb18030": "姓名"}.get(written, "Zoë “x”")
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><table><tr><td>{name}'
    assert _rows(read(page.encode(written))) == [(name,)]


def test_pages_saved_as_a_single_file(read: Read) -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.set_content("no table")
    message.add_related(
        "<table><tr><td>Zoë</table>", subtype="html", charset="cp1252", cte="quoted-printable"
    )
    assert _rows(read(message.as_bytes())) == [("Zoë",)]


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<html><body>Please sign in</body></html>", "without a table"),
        ("<html><table><tr><td> &nbsp; </td></tr></table></html>", "without a table"),
        ("<html><link rel=File-List href='x_files/filelist.xml'></html>", "cover of a web page"),
        ("<table><tr>" + "<td colspan=1000>" * 17 + "</table>", "more than 16,384 columns"),
    ],
)
def test_pages_without_leads_get_a_sentence(read: Read, page: str, sentence: str) -> None:
    with pytest.raises(FileProblem, match=sentence) as caught:
        read(page)
    assert caught.value.advice


def test_entities_are_not_resolved(read: Read) -> None:
    page = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname">]><table><tr><td>x&a;y</td></tr></table>'
    assert _rows(read(page)) == [("x&a;y",)]
