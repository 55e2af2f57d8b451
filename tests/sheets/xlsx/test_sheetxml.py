"""The cells of rows: each with its place, its type and what the file has for it."""

from __future__ import annotations

import pytest

from mega_desktop.sheets.xlsx.markup import UnusualMarkup
from mega_desktop.sheets.xlsx.sheetxml import SHARED, TYPES, Cells, cells_of, concatenated, split_sheet


def row(*cells: str, number: int = 1) -> bytes:
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def listed(cells: Cells) -> list[tuple[int, int, str, str]]:
    """Row, column, type and content of each cell."""
    shared, texts = iter(cells.shared.tolist()), iter(cells.texts.to_list())
    held = (str(next(shared)) if kind == SHARED else next(texts) for kind in cells.types)
    return [
        (int(row), int(column), TYPES[kind], text)
        for row, column, kind, text in zip(cells.rows, cells.columns, cells.types, held, strict=True)
    ]


MIXED = row(
    '<c r="A1" t="s"><v>3</v></c>',
    '<c r="B1" s="2"><v>1.5</v></c>',
    '<c r="AA1" t="s"><v>0</v></c>',
    '<c r="AB1" t="b"><v>1</v></c>',
)
MIXED_CELLS = [(1, 0, "s", "3"), (1, 1, "n", "1.5"), (1, 26, "s", "0"), (1, 27, "b", "1")]


def test_shared_strings_and_others_keep_their_places() -> None:
    assert listed(cells_of(MIXED)) == MIXED_CELLS


@pytest.mark.parametrize("number", ["12345678", "00000003"])
def test_numbers_of_shared_strings_may_be_long(number: str) -> None:
    cells = cells_of(row(f'<c r="A1" t="s"><v>{number}</v></c>', '<c r="B1"><v>7</v></c>'))
    assert listed(cells) == [(1, 0, "s", str(int(number))), (1, 1, "n", "7")]


def test_texts_in_the_cells_stand_beside_shared_ones() -> None:
    cells = cells_of(
        row(
            '<c r="A1" t="inlineStr"><is><t>Ana</t></is></c>',
            '<c r="B1" t="s"><v>5</v></c>',
            '<c r="C1" t="s"><v></v></c>',
            '<c r="D1"><v>7</v></c>',
        )
    )
    assert listed(cells) == [(1, 0, "inlineStr", "Ana"), (1, 1, "s", "5"), (1, 3, "n", "7")]


@pytest.mark.parametrize("empty", ["<v></v>", "<v/>", ""])
@pytest.mark.parametrize("kind", ["s", "n", "str"])
def test_cells_that_hold_nothing_are_none(kind: str, empty: str) -> None:
    cells = cells_of(row(f'<c r="A1" t="{kind}">{empty}</c>', '<c r="B1" t="s"><v>4</v></c>'))
    assert listed(cells) == [(1, 1, "s", "4")]


def test_those_without_shared_strings_are_told_apart() -> None:
    cells = concatenated([cells_of(MIXED), cells_of(row('<c r="A2" t="s"><v>9</v></c>', number=2))])
    assert listed(cells) == [*MIXED_CELLS, (2, 0, "s", "9")]
    assert listed(cells.others) == [MIXED_CELLS[1], MIXED_CELLS[3]]
    assert listed(cells.some(cells.rows == 2)) == [(2, 0, "s", "9")]


def test_formulas_without_a_value_are_counted() -> None:
    cells = cells_of(row('<c r="A1"><f>B1</f></c>', '<c r="B1"><f>1+1</f><v>2</v></c>'))
    assert cells.uncalculated.tolist() == [[1, 0]]
    assert listed(cells) == [(1, 1, "n", "2")]


def test_hidden_rows_are_noticed() -> None:
    hidden = b'<row r="3" hidden="1"><c r="A3"><v>1</v></c></row>'
    assert cells_of(row('<c r="A1"><v>1</v></c>') + hidden).hidden_rows == (3,)


@pytest.mark.parametrize(
    "xml",
    [
        b"<row><c><v>1</v></c></row>",
        b'<row r="1"><c r="a1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></row>',
        b"<row r='1'><c r='A1'><v>1</v></c></row>",
        b'<row r="1"><c r="XFE1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1048577"><v>1</v></c></row>',
    ],
)
def test_unusual_spellings_are_said_to_be_so(xml: bytes) -> None:
    with pytest.raises(UnusualMarkup):
        cells_of(xml)


def test_a_sheet_is_split_into_rows_and_what_stands_around_them() -> None:
    sheet = b"<worksheet><sheetData>" + MIXED + MIXED + b"</sheetData><autoFilter/></worksheet>"
    for size in (7, 50, len(sheet)):
        split = list(split_sheet(sheet[at : at + size] for at in range(0, len(sheet), size)))
        assert b"".join(piece for is_rows, piece in split if is_rows) == MIXED + MIXED
        assert b"".join(piece for is_rows, piece in split if not is_rows) == (
            b"<worksheet><sheetData></sheetData><autoFilter/></worksheet>"
        )
