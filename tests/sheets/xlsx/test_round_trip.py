"""What two libraries write comes back as the person saw it, whatever it is."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from mega_desktop.sheets.xlsx.workbook import read_workbook

GENERAL, DATE, MOMENT, TIME, CODE = "General", "yyyy-mm-dd", "dd.mm.yy hh:mm:ss", "hh:mm:ss", "00000"
Cell = tuple[Any, str, str]
"""A value, its number format, and how a person sees it."""

# Excel's own escape for characters that XML cannot hold; the libraries write it as it stands.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="_"), min_size=1
)
FIRST_DAY = dt.date(1900, 3, 1)
MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 30)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
TIMES = st.times(min_value=dt.time(0, 0, 1)).map(lambda time: time.replace(microsecond=0))
# One library writes 16 digits and another 17; of 15 there is no doubt.
DECIMALS = st.floats(1e-9, 1e14).map(lambda number: float(f"{number:.15g}"))
PHONES = st.integers(10**6, 10**15 - 1)


def _decimal(value: float) -> str:
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%F}" if moment.time() == dt.time() else f"{moment:%F %T}"


CELLS = st.one_of(
    TEXTS.map(lambda text: (text, GENERAL, text)),
    PHONES.map(lambda phone: (phone, GENERAL, str(phone))),
    PHONES.map(lambda phone: (f"+{phone}", GENERAL, f"+{phone}")),
    PHONES.map(lambda phone: (f"0{phone}", "@", f"0{phone}")),
    st.integers(-(10**15) + 1, 10**15 - 1).map(lambda number: (number, GENERAL, str(number))),
    st.integers(0, 10**7).map(lambda code: (code, CODE, f"{code:05}")),
    st.decimals(-(10**6), 10**6, places=6).map(lambda n: (float(n), GENERAL, _decimal(float(n)))),
    DECIMALS.map(lambda number: (number, GENERAL, _decimal(number))),
    st.dates(FIRST_DAY).map(lambda day: (day, DATE, f"{day:%F}")),
    MOMENTS.map(lambda moment: (moment, MOMENT, _moment(moment))),
    TIMES.map(lambda time: (time, TIME, f"{time:%T}")),
    st.booleans().map(lambda value: (value, GENERAL, str(value).upper())),
    st.just((None, CODE, None)),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=12)


def _by_openpyxl(rows: list[list[Cell]]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for number, row in enumerate(rows, 1):
        for column, (value, number_format, _) in enumerate(row, 1):
            cell = book.active.cell(number, column, value)
            cell.number_format = number_format
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(content)
    return content.getvalue()


def _by_xlsxwriter(rows: list[list[Cell]], **options: bool) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        formats = {
            code: book.add_format({"num_format": code}) for code in (GENERAL, DATE, MOMENT, TIME, CODE, "@")
        }
        for number, row in enumerate(rows):
            for column, (value, code, _) in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write
                write(number, column, value, formats[code])
    return content.getvalue()


def _inline(rows: list[list[Cell]]) -> bytes:
    return _by_xlsxwriter(rows, constant_memory=True)


@pytest.mark.parametrize("write", [_by_openpyxl, _by_xlsxwriter, _inline])
@settings(max_examples=25)
@given(rows=ROWS)
def test_what_is_written_comes_back_as_it_was_seen(
    write: Callable[[list[list[Cell]]], bytes], rows: list[list[Cell]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.xlsx"
        path.write_bytes(write(rows))
        frame = read_workbook(path, None, lambda _done, _what: None).frame
    read = {
        (number, int(name[1:]) + 1): text
        for number, *texts in frame.iter_rows()
        for name, text in zip(frame.columns[1:], texts, strict=True)
        if text is not None
    }
    assert read == {
        (number, column): shown
        for number, row in enumerate(rows, 1)
        for column, (_, _, shown) in enumerate(row, 1)
        if shown is not None
    }
