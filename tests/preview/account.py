"""An account with leads in it, and a file that meets them in every way: the preview is held to its word."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mega_desktop.practice import catalogue
from mega_desktop.practice.merging import Incoming, insert
from mega_desktop.practice.store import open_store, timestamp, transaction

HEADERS = (
    "Name",
    "Phone",
    "Email",
    "Stage",
    "Owner",
    "Lead line",
    "Source",
    "Budget",
    "Bedrooms",
    "Newsletter",
    "Notes",
)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = [stage.slug for stage in catalogue.STAGES]
OWNERS = [owner.id for owner in catalogue.OWNERS]


@dataclass(frozen=True)
class Person:
    """A lead in the account, or a row of the file; "" for nothing."""

    name: str = ""
    phone: str = ""
    email: str = ""
    stage: str = ""
    owner: str = ""
    line: str = ""
    source: str = ""
    budget: str = ""
    bedrooms: str = ""
    newsletter: str = ""
    notes: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.name, self.phone, self.email, self.stage, self.owner, self.line, self.source,
                self.budget, self.bedrooms, self.newsletter, self.notes)  # fmt: skip


def people(count: int, seed: int) -> list[Person]:
    """Leads of all kinds: without phone, without email, some with one phone between them."""
    dice = random.Random(seed)
    made = [_person(n, dice) for n in range(count)]
    for n in range(0, count - 1, 97):
        made[n + 1] = replace(made[n + 1], phone=made[n].phone or made[n + 1].phone)
    return made


def fill(data: Path, leads: list[Person]) -> None:
    """Puts leads into a Practice CRM in place of its own; each a second younger than the one before."""
    with closing(open_store(data)) as db, transaction(db):
        db.execute("DELETE FROM leads")
        for n, lead in enumerate(leads):
            insert(db, _incoming(lead), "form", timestamp(BEGAN + timedelta(seconds=n)))
        db.execute("PRAGMA user_version = 1")


def lines(there: list[Person], count: int, seed: int) -> list[Person]:
    """Rows of a file: new ones, changed ones, equal ones, and those that get into one another's way."""
    dice = random.Random(seed)
    untouched = iter(dice.sample(there, len(there)))
    rows: list[Person] = []
    while len(rows) < count:
        try:
            rows += dice.choice(_WAYS)(dice, untouched, len(rows))
        except StopIteration:  # every lead is in the file already
            rows += _new(dice, untouched, len(rows))
    return rows[:count]


def write(path: Path, rows: list[Person]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(row.cells for row in rows)
    return path


def _person(n: int, dice: random.Random) -> Person:
    missing = dice.random()
    return Person(
        name=f"Person {n} Lee",
        phone="" if missing < 0.1 else f"+1{dice.randint(201, 989)}{n % 10_000_000:07}",
        email="" if 0.1 <= missing < 0.2 else f"Person.{n}@account.example",
        stage=dice.choice(STAGES),
        owner=dice.choice(["", *OWNERS]),
        line=dice.choice(["", "buyer", "seller"]),
        source=dice.choice(catalogue.SOURCE_PLATFORMS),
        budget=dice.choice(["", str(dice.randint(1, 90) * 10_000)]),
        bedrooms=dice.choice(["", str(dice.randint(1, 5))]),
        newsletter=dice.choice(["", "true", "false"]),
        notes=dice.choice(["", f"Note {n}"]),
    )


def _incoming(lead: Person) -> Incoming:
    custom: dict[str, str | int | float | bool | None] = {
        "lead_line": lead.line or None,
        "budget": lead.budget or None,
        "bedrooms": int(lead.bedrooms) if lead.bedrooms else None,
        "newsletter": lead.newsletter == "true" if lead.newsletter else None,
        "notes": lead.notes or None,
    }
    return Incoming(lead.name, lead.phone or None, lead.email or None, lead.source, "form", lead.stage,
                    lead.owner or None, custom, ())  # fmt: skip


def _new(dice: random.Random, _there: Iterator[Person], n: int) -> list[Person]:
    person = _person(5_000_000 + n, dice)
    return [replace(person, email=person.email.replace("account", "new"))]


def _nameless(_dice: random.Random, _there: Iterator[Person], n: int) -> list[Person]:
    return [Person(name=f"Only a name {n}")]


def _equal(_dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    lead = next(there)
    return [replace(lead, email=lead.email.upper(), phone=_spelt(lead.phone))]


def _equal_in_part(dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    """Fewer fields, and another source, which a lead keeps."""
    lead = replace(next(there), stage="", owner="", notes="", source=dice.choice(catalogue.SOURCE_PLATFORMS))
    return [replace(lead, phone="") if lead.email and dice.random() < 0.5 else lead]


def _changed(dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    lead = next(there)
    changes = {"stage": dice.choice(STAGES), "budget": str(n), "notes": f"Changed {n}"}
    some = dict(dice.sample(sorted(changes.items()), dice.randint(1, 3)))
    return [replace(lead, **some)]


def _moved(_dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    """Found by the email, with another phone; or by the phone, with another email."""
    lead = next(there)
    if lead.email:
        return [replace(lead, phone=f"+44 20 {n // 10_000:04} {n % 10_000:04}")]
    return [replace(lead, email=f"moved.{n}@new.example")]


def _two_leads(_dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    """The email of one lead, the phone of another."""
    return [replace(next(there), phone=next(there).phone, name=f"Mixed {n}")]


def _one_lead(dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    """Two rows that have nothing in common and go to one lead, the first with another phone or email."""
    lead = next(there)
    other = f"+1 303 {dice.randint(200, 999)} {n % 10_000:04}" if dice.random() < 0.6 else ""
    rows = [
        Person(name=f"By email {n}", email=lead.email, phone=other),
        Person(name=f"By phone {n}", phone=lead.phone, email=f"late.{n}@new.example" if not other else ""),
    ]
    dice.shuffle(rows)
    return [row for row in rows if row.email or row.phone]


def _twice(dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    """One person in several rows, connected by email and phone."""
    person = dice.choice([_new(dice, there, n)[0], next(there)])
    number = f"+1 406 {dice.randint(200, 999)} {n % 10_000:04}"
    return [
        person,
        replace(person, phone=number, notes=f"Second {n}"),
        replace(person, email=f"third.{n}@new.example", phone=number),
    ]


def _bad(dice: random.Random, there: Iterator[Person], n: int) -> list[Person]:
    wrong = dice.choice([{"email": "no address"}, {"phone": "1.2E+10"}, {"stage": "no_such_stage"}])
    return [replace(_new(dice, there, n)[0], **wrong)]


def _spelt(phone: str) -> str:
    digits = phone.removeprefix("+1")
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else phone


_WAYS = (
    _new,
    _new,
    _equal,
    _equal_in_part,
    _changed,
    _changed,
    _moved,
    _two_leads,
    _one_lead,
    _twice,
    _bad,
    _nameless,
)
