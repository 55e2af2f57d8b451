"""Workbooks as the usual writers make them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import xlsxwriter
import xlwt


def xlsx(rows: Sequence[Sequence[Any]], **options: Any) -> bytes:
    """A workbook by XlsxWriter with one sheet, "Leads"; options are its own."""
    return excel(lambda book: _fill(book.add_worksheet("Leads"), rows), **options)


def excel(draw: Callable[[Any], None], **options: Any) -> bytes:
    """A workbook by XlsxWriter, drawn by `draw`."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True} | options) as book:
        draw(book)
    return content.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write(number, column, value)


def open_xlsx(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] = lambda _book: None) -> bytes:
    """A workbook by openpyxl, its active sheet filled with `rows`, then changed."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls(
    rows: Sequence[Sequence[Any]],
    change: Callable[[Any, Any], None] = lambda _book, _sheet: None,
    **styles: str,
) -> bytes:
    """A workbook of Excel 97 by xlwt.

    Args:
        change: Told the book and its sheet, "Leads", once the rows are in.
        styles: Column ("c2") → the number format of its numbers.
    """
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Leads", cell_overwrite_ok=True)
    formats = {int(name[1:]): xlwt.easyxf(num_format_str=code) for name, code in styles.items()}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                style = formats.get(column) if not isinstance(value, str) else None
                sheet.write(number, column, value, style or xlwt.Style.default_style)
    change(book, sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
