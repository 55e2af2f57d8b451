"""Phone numbers go through spreadsheets and come out whole, or are not sent: never a wrong digit."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mega_desktop.matching.cleaning import clean_phones
from mega_desktop.sheets import ROW, Table
from tests.sheets.corpus.binaries import Cell, XlsbCell, xlsb
from tests.sheets.corpus.books import excel, xls
from tests.sheets.corpus.packages import ods, ods_value
from tests.sheets.corpus.phones import HOW, OTHER, TEXT, TRUTH, digits_of, numbers, phones

Read = Callable[..., Table]

SAMPLE, MANY = 50_000, 1_000_000
BENCHMARK = (pytest.mark.benchmark, pytest.mark.timeout(600))
WORKBOOK_SAMPLE, WORKBOOK_MANY = 4_000, 100_000
FORMATS = (
    "General", "0", "0.00", "#,##0", "0.00E+00", "00000000000000", "(000) 000-0000", "000\\-000\\-0000",
    '"+"0', "\\+0", "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "[Red]0",
)  # fmt: skip


@pytest.mark.parametrize("count", [SAMPLE, pytest.param(MANY, marks=BENCHMARK)])
def test_no_wrong_digit_of_a_text_file_is_sent(count: int, read_apart: Read, tmp_path: Path) -> None:
    made = phones(count)
    path = tmp_path / "phones.csv"
    made.select(
        pl.format("n{}", pl.int_range(pl.len())).alias("Name"), pl.col(TEXT).alias("Phone")
    ).write_csv(path)
    judged = _judged(read_apart(path), made)
    _tell(judged)
    assert judged.filter("wrong").head(5).rows() == []
    assert judged.filter(pl.col("is_sent") & ~pl.col("sent")).head(5).rows() == []


@pytest.mark.parametrize(
    "count",
    [WORKBOOK_SAMPLE, pytest.param(WORKBOOK_MANY, marks=[pytest.mark.benchmark, pytest.mark.timeout(600)])],
)
def test_no_wrong_digit_of_a_text_cell_is_sent(count: int, read_apart: Read, tmp_path: Path) -> None:
    made = phones(count)
    path = tmp_path / "phones.xlsx"
    path.write_bytes(_workbook(made[TEXT].to_list()))
    judged = _judged(read_apart(path), made)
    _tell(judged)
    assert judged.filter("wrong").head(5).rows() == []
    assert judged.filter(pl.col("is_sent") & ~pl.col("sent")).head(5).rows() == []


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_no_digit_of_a_number_cell_is_lost(kind: str, read_apart: Read, tmp_path: Path) -> None:
    """Whatever the number format shows: all digits of the number are sent, and no other ones."""
    stored = numbers(WORKBOOK_SAMPLE)
    path = tmp_path / f"phones.{kind}"
    path.write_bytes(_NUMBER_WRITERS[kind](stored))
    made = pl.DataFrame({TRUTH: [str(number) for number in stored]}).with_columns(
        pl.lit(None, pl.String).alias(OTHER),
        pl.lit(value=True).alias("is_sent"),
        pl.Series(HOW, [FORMATS[n % len(FORMATS)] for n in range(len(stored))]),
    )
    judged = _judged(read_apart(path), made, leading_zeros_count=False)
    assert judged.filter(pl.col("wrong") | ~pl.col("sent")).head(5).rows() == []


def _judged(table: Table, made: pl.DataFrame, *, leading_zeros_count: bool = True) -> pl.DataFrame:
    """What was made and what is sent of it: `value`, `problem`, and whether it is `sent` and `wrong`."""
    read = table.frame.lazy().collect()
    assert read[ROW].to_list() == list(range(2, made.height + 2))
    cleaned = clean_phones(read["c1"])
    sent = pl.col("value").is_not_null() & pl.col("problem").is_null()
    digits = digits_of(pl.col("value"))
    digits = digits if leading_zeros_count else digits.str.strip_chars_start("0")
    is_right = (digits == pl.col(TRUTH)) | (digits == pl.col(OTHER)).fill_null(value=False)
    return made.with_columns(cleaned.values.alias("value"), cleaned.problems.alias("problem")).with_columns(
        sent.alias("sent"), (sent & ~is_right).alias("wrong")
    )


def _tell(judged: pl.DataFrame) -> None:
    count, sent, wrong = judged.select(pl.len(), pl.col("sent").sum(), pl.col("wrong").sum()).row(0)
    ways = judged[HOW].n_unique()
    told = f"{sent:,} sent, {count - sent:,} held back, {wrong} wrong"
    sys.stdout.write(f"{count:,} numbers damaged in {ways} ways: {told}\n")


def _workbook(texts: list[str]) -> bytes:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Leads")
        sheet.write_row(0, 0, ["Name", "Phone"])
        for number, text in enumerate(texts, 1):
            sheet.write_string(number, 0, f"n{number}")
            sheet.write_string(number, 1, text)

    return excel(draw)


def _numbers_xlsx(stored: list[int]) -> bytes:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Leads")
        formats = [book.add_format({"num_format": code}) for code in FORMATS]
        sheet.write_row(0, 0, ["Name", "Phone"])
        for number, value in enumerate(stored):
            sheet.write_string(number + 1, 0, f"n{number}")
            sheet.write_number(number + 1, 1, value, formats[number % len(formats)])

    return excel(draw)


def _numbers_xls(stored: list[int]) -> bytes:
    import xlwt

    styles = [xlwt.easyxf(num_format_str=code) for code in FORMATS]

    def draw(_book: Any, sheet: Any) -> None:
        for number, value in enumerate(stored):
            sheet.write(number + 1, 1, value, styles[number % len(styles)])

    return xls([("Name", "Phone"), *((f"n{n}",) for n in range(len(stored)))], draw)


def _numbers_xlsb(stored: list[int]) -> bytes:
    header: list[XlsbCell] = [Cell.text("Name"), Cell.text("Phone")]
    rows: list[list[XlsbCell]] = [
        [Cell.text(f"n{n}"), (*Cell.real(value), 1 + n % len(FORMATS))] for n, value in enumerate(stored)
    ]
    return xlsb([header, *rows], formats=FORMATS)


def _numbers_ods(stored: list[int]) -> bytes:
    spellings = ("{}", "{}.0", "{:.14E}")
    cells = [ods_value("float", spellings[n % 3].format(value), "1.21E+10") for n, value in enumerate(stored)]
    return ods([("Name", "Phone"), *((f"n{n}", cell) for n, cell in enumerate(cells))])


_NUMBER_WRITERS: dict[str, Callable[[list[int]], bytes]] = {
    "xlsx": _numbers_xlsx,
    "xls": _numbers_xls,
    "xlsb": _numbers_xlsb,
    "ods": _numbers_ods,
}
