"""A spreadsheet as people have them, and beside it what must be in the CRM afterwards.

Written apart from the program: the expectation comes from the people that were made up, not from
reading the file back.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

HEADERS = (
    "Full Name",
    "E-mail",
    "Mobile",
    "Lead Status",
    "Agent",
    "Type",
    "Price Range",
    "Move-in Date",
    "Notes",
    "Shoe size",
)
STAGES = ("new", "contacted", "tour_booked", "offer", "closed")
OWNERS = ("Ana Ruiz", "Ben Okafor", "Chloé Dubois")
FIRST = ("Gil", "Uma", "Tam", "Inés", "Håkon", "Noor", "Søren", "Mireille", "Kwame", "Priya", "Lê", "Zoë")
LAST = ("Soto", "Rao", "Ode", "Álvarez", "Eriksson", "Patel", "Fischer", "Rossi", "Hughes", "Raman", "O’Neil")

Cell = str | int | dt.date | None


@dataclass
class Person:
    """What the CRM must hold of one person in the end."""

    name: str
    email: str
    phone: str
    stage: str = ""
    owner: str = ""
    line: str = ""
    custom: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.email.lower() or self.phone or f"name:{self.name}"


@dataclass(frozen=True)
class LeadFile:
    """The file and what it must lead to."""

    path: Path
    rows: int
    people: dict[str, Person]
    bad: int
    repeats: int


def make(path: Path, rows: int, seed: int = 1) -> LeadFile:
    """Writes `rows` rows: mixed phones, repeats, bad e-mails, bare names, an unknown custom field."""
    rng = random.Random(seed)
    lines: list[Sequence[Cell]] = []
    people: dict[str, Person] = {}
    known: list[Person] = []
    bad = repeats = 0
    for i in range(rows):
        kind = rng.random()
        if kind < 0.03:
            lines.append(_bad_email(rng, i))
            bad += 1
        elif kind < 0.09 and known:
            lines.append(_again(rng, known[rng.randrange(len(known))]))
            repeats += 1
        else:
            person, line = _new(rng, i)
            people[person.key] = person
            if person.email and person.phone:
                known.append(person)
            lines.append(line)
    _write(path, lines)
    return LeadFile(path, rows, people, bad, repeats)


def _write(path: Path, lines: Sequence[Sequence[Cell]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Leads")
    sheet.write_row(0, 0, HEADERS)
    for number, line in enumerate(lines, 1):
        for column, cell in enumerate(line):
            if isinstance(cell, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(cell, dt.time()), date)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()


def _name(rng: random.Random, i: int) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)} {_letters(i)}"


def _letters(i: int) -> str:
    text = ""
    while True:
        i, rest = divmod(i, 26)
        text = chr(97 + rest) + text
        if not i:
            return text.capitalize()


def _phone_cell(rng: random.Random, digits: str) -> Cell:
    a, b, c = digits[:3], digits[3:6], digits[6:]
    return rng.choice(
        (
            f"({a}) {b}-{c}",
            f"+1 {a} {b} {c}",
            f"{a}.{b}.{c}",
            f"1-{a}-{b}-{c}",
            int("1" + digits),
            f" {a} {b} {c} ",
        )
    )


def _new(rng: random.Random, i: int) -> tuple[Person, Sequence[Cell]]:
    name = _name(rng, i)
    kind = rng.random()
    email = "" if kind < 0.06 else f"lead{i}.{rng.choice(LAST).lower().replace('’', '')}@mail{i % 7}.example"
    email = email.replace("á", "a")
    phone = "" if 0.04 < kind < 0.12 else f"{rng.choice(('206', '503', '971', '360'))}{4000000 + i:07d}"
    person = Person(name, email, phone)
    return person, _line(rng, person, _phone_cell(rng, phone) if phone else None)


def _again(rng: random.Random, person: Person) -> Sequence[Cell]:
    """The same person once more, known by e-mail or by phone, with news that win."""
    by_email = rng.random() < 0.5
    shown = Person(person.name, person.email if by_email else "", "" if by_email else person.phone)
    cell = None if by_email else _phone_cell(rng, person.phone)
    line = _line(rng, shown, cell)
    person.stage = shown.stage or person.stage
    person.owner = shown.owner or person.owner
    person.line = shown.line or person.line
    person.custom |= shown.custom
    email = line[1]
    return (line[0], email.upper() if isinstance(email, str) else email, *line[2:])


def _bad_email(rng: random.Random, i: int) -> Sequence[Cell]:
    wrong = rng.choice(
        ("nobody.example", "two@@signs.example", "spaced out@mail.example", "@mail.example", "end@")
    )
    return (_name(rng, i), wrong, _phone_cell(rng, f"425{4000000 + i:07d}"), "new", *([None] * 6))


def _line(rng: random.Random, person: Person, phone: Cell) -> Sequence[Cell]:
    person.stage = rng.choice(("", *STAGES))
    person.owner = rng.choice(("", *OWNERS))
    person.line = rng.choice(("", "Buyer", "Seller")).lower()
    day = dt.date(2026, 1, 1) + dt.timedelta(days=rng.randrange(700)) if rng.random() < 0.5 else None
    budget = rng.choice((None, 450000, 380000, 1200000))
    notes = rng.choice(
        (None, "wants a pool", "calls back = later", "née Müller – “quoted”, with; separators")
    )
    if budget:
        person.custom["budget"] = str(budget)
    if day:
        person.custom["move_in_date"] = day.isoformat()
    if notes:
        person.custom["notes"] = notes
    shoe = rng.choice((None, 42, "9½"))
    email = person.email or None
    stage = person.stage.replace("_", " ").title() or None
    return (
        person.name,
        email,
        phone,
        stage,
        person.owner or None,
        person.line.title() or None,
        budget,
        day,
        notes,
        shoe,
    )
