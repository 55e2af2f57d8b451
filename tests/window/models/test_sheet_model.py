"""The spreadsheet as Excel shows it, a block at a time from the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from mega_desktop.sheets import ROW, Column, ColumnKind, Table
from mega_desktop.sheets.storing import store, stored
from mega_desktop.window.models.plan_model import BLOCK_ROWS, BLOCKS_KEPT
from mega_desktop.window.models.sheet_model import SheetModel, column_letters, rows_of

HEIGHT = 1_000_000


def make(folder: Path, frame: pl.DataFrame, header_row: int = 1) -> Table:
    """Columns A and C; B is not used."""
    file = folder / "table.parquet"
    store(frame.iter_slices(100_000), frame.schema, file)
    return Table(
        path=folder / "leads.csv",
        file=file,
        sha256="",
        size_bytes=0,
        format="csv",
        encoding="utf-8",
        separator=",",
        sheets=(),
        sheet="",
        header_row=header_row,
        first_row=header_row + 1,
        rows=frame.height,
        columns=(
            Column(0, "Name", "c0", ColumnKind.TEXT, frame.height),
            Column(2, "Phone", "c2", ColumnKind.PHONE, frame.height),
        ),
        notes=(),
        heading=((1, ("Name", "Phone")), (2, ("Gil Soto", "206 555 0151"))),
        frame=stored(file),
    )


@pytest.fixture
def small(tmp_path: Path) -> Table:
    """Rows 2, 3 and 7."""
    cells = {"c0": ["Gil Soto", "Uma Rao", None], "c2": ["206 555 0151", None, "206 555 0153"]}
    rows = pl.Series(ROW, [2, 3, 7], dtype=pl.UInt32)
    return make(tmp_path, pl.DataFrame(cells).insert_column(0, rows))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """A million rows; every thousandth number is missing."""
    at = pl.int_range(HEIGHT, dtype=pl.UInt32)
    cells = (pl.format("Lead {}", at).alias("c0"), pl.format("206 {}", at).alias("c2"))
    return make(tmp_path_factory.mktemp("large"), pl.select((at + at // 999 + 2).alias(ROW), *cells))


def cells(model: SheetModel) -> list[list[str]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_it_keeps_qts_rules(qtmodeltester: ModelTester, small: Table) -> None:
    model = SheetModel()
    for table, choosing in ((None, False), (small, False), (small, True)):
        model.show(table, choosing=choosing)
        qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_columns_stand_below_their_letters_where_one_between_is_not_used(small: Table) -> None:
    model = SheetModel()
    for choosing in (False, True):
        model.show(small, choosing=choosing)
        letters = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
        assert letters == ["", "A", "C"]
        assert cells(model)[:2] == [["1", "Name", "Phone"], ["2", "Gil Soto", "206 555 0151"]]


def test_empty_cells_are_empty_and_numbers_are_excels(small: Table) -> None:
    model = SheetModel()
    model.show(small)
    assert cells(model)[2:] == [["3", "Uma Rao", ""], ["7", "", "206 555 0153"]]
    assert [model.row_number(at) for at in range(4)] == [1, 2, 3, 7]


def test_a_row_is_found_by_its_number_and_a_missing_one_by_its_place(small: Table) -> None:
    model = SheetModel()
    model.show(small)
    assert [model.position(number) for number in (1, 2, 3, 5, 7, 99)] == [0, 1, 2, 3, 3, 3]
    model.show(replace(small, header_row=0))
    assert [model.position(number) for number in (2, 3, 7)] == [0, 1, 2]


def test_of_a_million_rows_only_those_looked_at_are_read(large: Table) -> None:
    model = SheetModel()
    model.show(large)
    assert model.rowCount() == HEIGHT + 1
    assert model.index(HEIGHT, 1).data() == f"Lead {HEIGHT - 1}"
    assert model.reads == 1
    seen = [model.index(at, 1).data() for at in range(1, 3 * BLOCK_ROWS)]
    assert seen[:2] == ["Lead 0", "Lead 1"]
    assert model.reads == 4
    for at in range(1, HEIGHT, HEIGHT // (2 * BLOCKS_KEPT)):
        assert model.position(model.row_number(at)) == at
    assert model.reads <= 4 + 2 * BLOCKS_KEPT + 2


def test_rows_that_were_read_beforehand_are_not_read_again(large: Table) -> None:
    model = SheetModel()
    model.show(large, beginning=rows_of(large, 0))
    large.file.rename(large.file.with_suffix(".away"))
    try:
        assert [model.index(at, 1).data() for at in (0, 1, BLOCK_ROWS)] == [
            "Name",
            "Lead 0",
            f"Lead {BLOCK_ROWS - 1}",
        ]
    finally:
        large.file.with_suffix(".away").rename(large.file)
    assert model.index(BLOCK_ROWS + 1, 1).data() == f"Lead {BLOCK_ROWS}"


def test_the_longest_text_of_a_column_is_found_among_the_first_rows(small: Table) -> None:
    model = SheetModel()
    model.show(small)
    assert [model.longest_text(column, 2) for column in range(3)] == ["1", "Gil Soto", "206 555 0151"]
    model.show(None)
    assert model.longest_text(0, 2) == ""


def test_columns_have_excels_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
