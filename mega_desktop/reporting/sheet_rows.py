"""Rows of a sheet in the XML that a workbook stores, made a column at a time.

XlsxWriter makes them cell by cell, which takes half a minute for 100,000 rows; so it is given whole rows.
Their form is that of its own in-line cells (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_NUMBER = "number of the row"


def rows_xml(rows: pl.DataFrame, first: int, letters: Sequence[str], style: int) -> str:
    """The rows one after the other; empty cells are left out.

    Args:
        rows: Columns of text or whole numbers; the texts as `cells.writable` makes them.
        first: Number of the first row in the sheet, from 1.
        letters: What the sheet calls each column.
        style: Number of the workbook's format for texts.
    """
    cells = [
        _cell(column, letter, style) for column, letter in zip(rows.iter_columns(), letters, strict=True)
    ]
    row = pl.concat_str(pl.lit('<row r="'), pl.col(_NUMBER), pl.lit('">'), *cells, pl.lit("</row>"))
    return "".join(rows.with_row_index(_NUMBER, first).select(row).to_series())


def _cell(column: pl.Series, letter: str, style: int) -> pl.Expr:
    value, place = pl.col(column.name), pl.format(f'<c r="{letter}{{}}"', pl.col(_NUMBER))
    if column.dtype == pl.String:
        start = pl.lit(f' s="{style}" t="inlineStr"><is><t xml:space="preserve">')
        cell, is_empty = (
            (start, _escaped(value), pl.lit("</t></is></c>")),
            value.fill_null("").str.len_bytes() == 0,
        )
    else:
        cell, is_empty = (pl.lit("><v>"), value, pl.lit("</v></c>")), value.is_null()
    return pl.when(is_empty).then(pl.lit("")).otherwise(pl.concat_str(place, *cell))


def _escaped(text: pl.Expr) -> pl.Expr:
    """As XML and Excel read it back: XML would make a new line of a return, so Excel has a sign for it."""
    marked = text.str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_$1")
    return marked.str.replace_many(["&", "<", ">", "\r"], ["&amp;", "&lt;", "&gt;", "_x000D_"])
