"""The sample spreadsheet is what make_sample.py makes, and holds what a first import should show."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from mega_desktop.folders import resource
from mega_desktop.practice.contacts import email_key, is_email, phone_key
from mega_desktop.practice.seed import people

Cell = str | int | float | datetime | None
Line = tuple[Cell, ...]

NAME, EMAIL, MOBILE = 0, 1, 2


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that makes the sample, as a module."""
    path = resource("sample/leads-sample.xlsx").with_name("make_sample.py")
    spec = importlib.util.spec_from_file_location("make_sample", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "make_sample", module)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return list(_cells(resource("sample/leads-sample.xlsx")))


def _cells(path: Path, sheet: str = "Leads") -> Iterator[Line]:
    book = openpyxl.load_workbook(path, data_only=True)
    yield from book[sheet].iter_rows(values_only=True)
    book.close()


def _rows(lines: list[Line]) -> list[Line]:
    return [line for line in lines[3:] if any(cell is not None for cell in line)]


def _keys(line: Line) -> set[str]:
    """What the CRM would recognise the person of a line by."""
    phone = phone_key(str(line[MOBILE]).partition(" ext")[0]) if line[MOBILE] else None
    email = str(line[EMAIL]) if line[EMAIL] and is_email(str(line[EMAIL])) else None
    return {key for key in (phone, email and email_key(email)) if key}


def test_the_committed_file_is_what_the_script_makes(maker: ModuleType, tmp_path: Path) -> None:
    fresh = tmp_path / "sample.xlsx"
    maker.write(fresh)
    for sheet in ("Leads", "Lists"):
        committed = list(_cells(resource("sample/leads-sample.xlsx"), sheet))
        assert list(_cells(fresh, sheet)) == committed


def test_the_header_stands_in_row_three_below_a_title(maker: ModuleType, lines: list[Line]) -> None:
    assert lines[2] == maker.HEADERS
    assert [sum(cell is not None for cell in line) for line in lines[:2]] == [1, 1]


def test_one_request_can_carry_all_rows(maker: ModuleType, lines: list[Line]) -> None:
    assert len(_rows(lines)) == maker.ROWS <= 500
    assert len(lines) == 3 + maker.ROWS + maker.EMPTY_ROWS


def test_some_rows_are_leads_that_the_practice_crm_begins_with(maker: ModuleType, lines: list[Line]) -> None:
    there = {phone_key(person.phone) for person in people() if person.phone}
    there |= {email_key(person.email) for person in people() if person.email}
    assert (
        maker.KNOWN <= sum(bool(_keys(line) & there) for line in _rows(lines)) <= maker.KNOWN + maker.REPEATS
    )


def test_some_people_stand_in_it_twice(maker: ModuleType, lines: list[Line]) -> None:
    seen: set[str] = set()
    repeated = 0
    for line in _rows(lines):
        repeated += bool(_keys(line) & seen)
        seen |= _keys(line)
    assert repeated == maker.REPEATS


def test_it_has_the_faults_that_exports_have(maker: ModuleType, lines: list[Line]) -> None:
    rows = _rows(lines)
    bad = [line for line in rows if line[EMAIL] and not is_email(str(line[EMAIL]))]
    assert len(bad) == maker.BAD_EMAILS
    assert sum(line.count("#N/A") for line in rows) == maker.LOST_LOOKUPS
    assert sum(isinstance(line[MOBILE], int) for line in rows) > 50
    assert all(line[NAME] or _keys(line) for line in rows)


def test_its_second_sheet_is_hidden() -> None:
    book = openpyxl.load_workbook(resource("sample/leads-sample.xlsx"))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [("Leads", "visible"), ("Lists", "hidden")]
    book.close()
