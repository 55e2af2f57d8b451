"""`inspect` and `match`: what the program sees in a file, without any CRM."""

from __future__ import annotations

import argparse

from mega_desktop.cli.printing import print_json, print_table
from mega_desktop.crm import Knowledge, System, static_fields
from mega_desktop.house import House
from mega_desktop.matching import export_called, suggest, to_document
from mega_desktop.sheets import ROW, Table, read_table
from mega_desktop.work import Control


def inspect(args: argparse.Namespace, house: House, control: Control) -> int:
    """What the reader saw."""
    table = read_table(args.file, scratch=house.scratch(), sheet=args.sheet, control=control)
    if args.json:
        print_json(_inspection(table, args.rows))
    else:
        _describe(table, args.rows)
    return 0


def match(args: argparse.Namespace, house: House, control: Control) -> int:
    """The automatic mapping, as far as the file alone allows it."""
    table = read_table(args.file, scratch=house.scratch(), sheet=args.sheet, control=control)
    system = System(args.system)
    mapping = suggest(table, static_fields(system), Knowledge(), system)
    if args.json:
        print_json(to_document(mapping))
        return 0
    rows = [(c.header, c.field or "–", c.certainty.value, c.reason) for c in mapping.columns]
    print_table(("column", "goes to", "certainty", "reason"), rows)
    if export := export_called(mapping.export):
        print(f"\nThis looks like a {export.label} export.")
    return 0


def _inspection(table: Table, rows: int) -> dict[str, object]:
    return {
        "format": table.format,
        "encoding": table.encoding,
        "separator": table.separator,
        "sheets": [{"name": s.name, "rows": s.rows, "hidden": s.hidden} for s in table.sheets],
        "sheet": table.sheet,
        "header_row": table.header_row,
        "first_row": table.first_row,
        "rows": table.rows,
        "columns": [
            {"index": c.index, "header": c.header, "kind": c.kind.value, "filled": c.filled}
            for c in table.columns
        ],
        "notes": [{"code": n.code, "text": n.text, "rows": list(n.rows)} for n in table.notes],
        "preview": [{"row": number, "cells": cells} for number, cells in _first(table, rows)],
    }


def _first(table: Table, rows: int) -> list[tuple[int, list[str]]]:
    names = [c.name for c in table.columns]
    head = table.frame.head(rows).collect()
    cells = head.select(names).rows() if names else [()] * head.height
    return [(n, [c or "" for c in line]) for n, line in zip(head[ROW].to_list(), cells, strict=True)]


def _describe(table: Table, rows: int) -> None:
    print(f"{table.path.name}: {table.format}, sheet “{table.sheet}”, {table.rows:,} rows of data")
    print(f"Row {table.header_row} holds the column names; the data begins in row {table.first_row}.")
    for sheet in table.sheets:
        print(f"  sheet “{sheet.name}”: {sheet.rows:,} rows{' (hidden)' if sheet.hidden else ''}")
    for note in table.notes:
        print(f"  {'!' if note.warn else '·'} {note.text}")
    print()
    kinds = [(c.header, c.kind.value, f"{c.filled:,}") for c in table.columns]
    print_table(("column", "kind", "filled"), kinds)
    print()
    print_table(
        ("row", *(c.header for c in table.columns)), [(str(n), *cells) for n, cells in _first(table, rows)]
    )
