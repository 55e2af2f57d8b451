"""Makes leads-sample.xlsx: the export of a small agency, with everything such exports have.

Run from the top folder of the project, with the development tools installed:

    PYTHONPATH=. python resources/sample/make_sample.py

The same file comes out every time. Nobody in it exists; some rows are leads that the Practice CRM begins
with, so that an import both creates and updates.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from mega_desktop.practice.catalogue import OWNERS, STAGES
from mega_desktop.practice.seed import Person, people

TARGET = Path(__file__).with_name("leads-sample.xlsx")

ROWS = 320
KNOWN = 42
REPEATS = 20
BAD_EMAILS = 6
LOST_LOOKUPS = 12
EMPTY_ROWS = 3

HEADERS = (
    *("Full Name", "E-mail", "Mobile", "Home phone", "Lead Status", "Agent", "Type", "Price Range"),
    *("Move-in Date", "Bedrooms", "Notes", "Shoe size"),
)
WIDTHS = (22, 34, 18, 18, 13, 15, 9, 14, 13, 10, 40, 10)
_LOOKED_UP = ("agent", "price", "bedrooms")

_FIRST_NAMES = """
Alma Bruno Celia Desmond Edith Franco Gwen Henrik Iris Jonas Kira Lionel Maren Nils Odette Pavel
Rhea Silas Tilda Umar Vera Wesley
"""
_LAST_NAMES = """
Ashby Brandt Castell Draper Ekström Fairley Grover Hollis Imani Jarrett Kessler Lowell Marsh Nolan
Ostrow Prescott Quigley Rourke Sorrel Tate Underhill Voss Wexler
"""
_DOMAINS = ("example.com", "example.org", "homepost.example", "postbox.example", "studio-lark.example")
_AREA_CODES = (907, 808, 505, 334)
_NOTES = (
    "Called twice, no answer",
    "Wants a garden; has two dogs",
    "Referred by Harborline Mortgage",
    "Prefers text messages",
    "Viewing on Saturday, 10:30",
    "Budget depends on the sale of the current home",
    "Speaks Spanish and English",
)


@dataclass(frozen=True)
class Row:
    """One line of the export; the fields are in the order of the columns."""

    name: str | None = None
    email: str | None = None
    mobile: str | int | None = None
    home: str | int | None = None
    status: str | None = None
    agent: str | None = None
    kind: str | None = None
    price: str | int | None = None
    move_in: datetime | None = None
    bedrooms: str | int | None = None
    notes: str | None = None
    shoe_size: int | None = None


def rows() -> list[Row]:
    """The lines below the header, without the empty ones."""
    dice = random.Random(ROWS)  # noqa: S311 (made-up people, not secrets)
    known = [_row(dice, person) for person in dice.sample(list(people()), KNOWN)]
    known = [_seen_again(dice, row) for row in known]
    fresh = [_row(dice, person) for person in _strangers(dice, ROWS - KNOWN - REPEATS)]
    for number in dice.sample(range(len(fresh)), BAD_EMAILS):
        fresh[number] = replace(fresh[number], email=_broken(dice, fresh[number].email or ""))
    lines = known + fresh
    dice.shuffle(lines)
    for row in dice.sample([line for line in lines if line.email and line.mobile], REPEATS):
        lines.insert(dice.randrange(lines.index(row) + 1, len(lines) + 1), _repeated(dice, row))
    return lines


def _strangers(dice: random.Random, count: int) -> Iterator[Person]:
    """People whom the Practice CRM does not know."""
    numbers = [f"+1{area}55501{line:02}" for area in _AREA_CODES for line in range(100)]
    dice.shuffle(numbers)
    first_names, last_names = _FIRST_NAMES.split(), _LAST_NAMES.split()
    for number, phone in enumerate(numbers[:count]):
        first, last = dice.choice(first_names), dice.choice(last_names)
        address = f"{first}.{last}{number}@{dice.choice(_DOMAINS)}".lower().replace("ö", "o")
        missing = dice.random()
        yield Person(
            f"{first} {last}", None if missing < 0.12 else phone, None if 0.12 <= missing < 0.22 else address
        )


def _row(dice: random.Random, person: Person) -> Row:
    def sometimes(share: float, make: Callable[[], Any]) -> Any:
        return make() if dice.random() < share else None

    other = person.phone and f"+1{dice.choice((319, 423, 620))}55501{dice.randrange(100):02}"
    return Row(
        name=sometimes(0.97, lambda: person.name),
        email=person.email,
        mobile=person.phone and _typed_phone(dice, person.phone),
        home=other and sometimes(0.1, lambda: _typed_phone(dice, other)),
        status=sometimes(0.9, lambda: _status(dice)),
        agent=sometimes(0.75, lambda: dice.choice([*[owner.name for owner in OWNERS] * 28, "Front desk"])),
        kind=sometimes(0.85, lambda: dice.choice(("Buyer", "Buyer", "Seller"))),
        price=sometimes(0.7, lambda: _price(dice)),
        move_in=sometimes(0.4, lambda: datetime(2026, 9, 1) + timedelta(days=dice.randrange(300))),  # noqa: DTZ001
        bedrooms=sometimes(0.6, lambda: dice.choice((1, 2, 2, 3, 3, 4, 5, "3+", "Studio"))),
        notes=sometimes(0.35, lambda: dice.choice(_NOTES)),
        shoe_size=sometimes(0.15, lambda: dice.randrange(36, 47)),
    )


def _typed_phone(dice: random.Random, phone: str) -> str | int:
    """A number as people and programs leave it in a sheet: many forms, a third of them as a number."""
    area, middle, line = phone[2:5], phone[5:8], phone[8:]
    if dice.random() < 0.33:
        return int(area + middle + line)
    forms = (
        f"({area}) {middle}-{line}",
        f"{area}-{middle}-{line}",
        f"{area}.{middle}.{line}",
        f"+1 {area} {middle} {line}",
        f"1-{area}-{middle}-{line}",
        f"{area}-{middle}-{line} ext. 4",
    )
    return dice.choices(forms, (8, 6, 4, 4, 2, 1))[0]


def _status(dice: random.Random) -> str:
    names = [stage.name for stage in STAGES]
    return dice.choices((*names, "tour booked", "Warm"), (40, 25, 14, 8, 6, 5, 1))[0]


def _price(dice: random.Random) -> str | int:
    thousands = dice.randrange(200, 1_300, 25)
    forms: tuple[str | int, ...] = (
        f"${thousands},000" if thousands < 1_000 else f"${thousands / 1_000:.2f}M",
        thousands * 1_000,
        f"{thousands}k",
        f"{thousands}-{thousands + 75}k",
    )
    return dice.choice(forms)


def _seen_again(dice: random.Random, row: Row) -> Row:
    """A known lead, told apart from what the CRM holds: another spelling, or only one way to reach them."""
    if not (row.email and row.mobile):
        return row
    return dice.choice(
        (replace(row, email=row.email.upper()), replace(row, email=None), replace(row, mobile=None))
    )


def _repeated(dice: random.Random, row: Row) -> Row:
    """The same person further down, with something new."""
    again = replace(row, notes="Came back to us", status=_status(dice), price=None)
    if dice.random() < 0.5:
        return replace(again, email=(row.email or "").title(), mobile=None)
    return replace(again, email=None, name=(row.name or "").upper() or None)


def _broken(dice: random.Random, email: str) -> str:
    name, _, domain = (email or "someone@example.com").partition("@")
    return dice.choice(
        (f"{name}(at){domain}", f"{name}@", f"{name}@@{domain}", f"{name} {domain}", "none", "n/a")
    )


def write(target: Path) -> None:
    """Writes the workbook; dates inside it are fixed, so that the bytes depend on nothing else."""
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": "Lead export", "created": datetime(2026, 8, 14, tzinfo=UTC)})
    sheet = book.add_worksheet("Leads")
    sheet.write(0, 0, "Harborline Realty: lead export", book.add_format({"bold": True, "font_size": 14}))
    sheet.write(1, 0, f"Exported on 14 August 2026, {ROWS} leads")
    sheet.write_row(2, 0, HEADERS, book.add_format({"bold": True, "bottom": 1}))
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 1)
    _write_rows(sheet, book.add_format({"num_format": "yyyy-mm-dd"}))
    _write_hidden_lists(book)
    book.close()


def _write_rows(sheet: Any, date_format: Any) -> None:
    lines = rows()
    dice = random.Random(LOST_LOOKUPS)  # noqa: S311
    lost = {number: dice.choice(_LOOKED_UP) for number in dice.sample(range(len(lines)), LOST_LOOKUPS)}
    breaks = set(dice.sample(range(20, len(lines) - 20), EMPTY_ROWS))
    place = 3
    for number, row in enumerate(lines):
        place += number in breaks
        for column, (name, value) in enumerate(vars(row).items()):
            if lost.get(number) == name:
                sheet.write_formula(place, column, "=NA()", None, "#N/A")
            elif isinstance(value, datetime):
                sheet.write_datetime(place, column, value, date_format)
            elif value is not None:
                sheet.write(place, column, value)
        place += 1


def _write_hidden_lists(book: Any) -> None:
    lists = book.add_worksheet("Lists")
    lists.write_column(0, 0, ["Lead Status", *(stage.name for stage in STAGES)])
    lists.write_column(0, 1, ["Agent", *(owner.name for owner in OWNERS)])
    lists.hide()


if __name__ == "__main__":
    write(TARGET)
    sys.stdout.write(f"{TARGET.name}: {ROWS} leads\n")
