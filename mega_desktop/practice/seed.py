"""Some thousand believable leads of people who do not exist.

All phone numbers lie in the range 555-0100 to 555-0199 and all addresses in domains that are reserved for
examples, so that nothing here can ever reach anybody.
"""

from __future__ import annotations

import random
import sqlite3
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from mega_desktop.practice import catalogue
from mega_desktop.practice.contacts import email_key, phone_key, search_text
from mega_desktop.practice.store import timestamp, transaction

LEADS = 2_400
MONTHS = 8
_SEED = 20_260_801

_FIRST_NAMES = """
Aaliyah Adrian Aisha Alejandra Amara Andre Anneke Beatriz Benjamin Bianca Brandon Camila Carlos Caroline
Cedric Claire Connor Dana Daniela Darius Deborah Diego Eleanor Elena Elijah Emeka Esther Farah Felix
Gabriela Grace Hannah Hassan Helena Hiroshi Ibrahim Ingrid Isabel Jamal Jasmine Joel Jorge Julia Kateryna
Keiko Kevin Laila Leandro Lena Lucía Malik Marcus Margaret Mateo Mei Miriam Nadia Nathan Nia Noémie Olga
Omar Patricia Priya Rafael Renée Rosa Samuel Sanjay Sofía Stefan Tamara Theo Thuy Tomás Valerie Victor
Wanda Xavier Yara Yusuf Zoe
"""
_LAST_NAMES = """
Abbott Aguilar Ahmed Albrecht Andersen Bailey Barros Becker Bennett Bianchi Boateng Brooks Byrne Campbell
Castillo Chen Clarke Cohen Cruz Dawson Delgado Diallo Dixon Duarte Eriksen Espinoza Farrell Ferreira
Fischer Fontaine Foster Gallagher García Gibson Greene Gupta Haddad Hammond Harper Hassan Hayes Holloway
Hughes Ibarra Iyer Jensen Johansson Kaplan Kaur Keller Kim Kowalski Lambert Larsen Lindqvist Lopez
MacLeod Mahmoud Marchetti Martinez McCarthy Mendoza Meyer Moreau Morgan Müller Murphy Nakamura Nguyen
Novak O'Brien Okonkwo Olsen Ortega Osei Park Patel Pereira Petrov Quinn Ramírez Reyes Rossi Rousseau
Santos Sato Schneider Shah Silva Singh Sørensen Stewart Sullivan Tanaka Thompson Torres Vargas Walsh
Whitfield Wong Yılmaz Young Zhang Zimmerman
"""
_DOMAINS = (
    ("example.com", 8),
    ("example.org", 3),
    ("example.net", 3),
    ("mail.example", 5),
    ("inbox.example", 4),
    ("harborline.example", 1),
    ("northgate-studio.example", 1),
)
_AREA_CODES = (
    *(206, 212, 213, 214, 215, 253, 303, 305, 312, 317, 360, 402, 404, 410, 412, 415, 425, 480),
    *(503, 504, 512, 541, 602, 612, 617, 619, 702, 704, 713, 720, 801, 816, 858, 971),
)
_AREAS = (
    "Ballard",
    "Capitol Hill",
    "Downtown",
    "Green Lake",
    "Harbor District",
    "Laurelhurst",
    "Old Town",
    "Riverside",
)
_PROPERTY_TYPES = ("Condo", "House", "Townhouse", "Loft", "Land")
_TIMELINES = ("As soon as possible", "1-3 months", "3-6 months", "Just looking")
_NOTES = (
    "Prefers to be called after 5 pm.",
    "Has a dog; needs a garden.",
    "Pre-approved by the bank.",
    "Wants to sell first.",
    "Met at the open house.",
    "Relocating for work.",
    "Asked for the school district.",
)
_REFERRERS = ("Aunt Rosa", "Dana Whitfield", "Harborline Mortgage", "Marcus Osei", "My brother", "Priya Shah")
_STAGE_WEIGHTS = (40, 27, 15, 8, 10)
_PLATFORM_WEIGHTS = (22, 18, 12, 20, 12, 4, 2, 6, 1, 1, 1, 1)
_TYPE_WEIGHTS = (50, 15, 12, 8, 4, 6, 5)


@dataclass(frozen=True)
class Person:
    """The contact details of a made-up lead; at least one of phone and email is there."""

    name: str
    phone: str | None
    email: str | None


def people(count: int = LEADS) -> Iterator[Person]:
    """The same people in the same order at every call; no email key and no phone key comes twice."""
    dice = random.Random(_SEED)  # noqa: S311 (made-up people, not secrets)
    numbers = [f"+1{area}55501{line:02}" for area in _AREA_CODES for line in range(100)]
    dice.shuffle(numbers)
    first_names, last_names = _FIRST_NAMES.split(), _LAST_NAMES.split()
    taken: set[str] = set()
    for number in numbers[:count]:
        first, last = dice.choice(first_names), dice.choice(last_names)
        email = _free_address(dice, first, last, taken)
        missing = dice.random()
        yield Person(
            f"{first} {last}", None if missing < 0.10 else number, None if 0.10 <= missing < 0.18 else email
        )


def seed(db: sqlite3.Connection, now: datetime) -> None:
    """Fills an empty store; one that has been filled before, even if emptied since, is left alone.

    Args:
        db: The store.
        now: The leads were created in the months before this moment.
    """
    with transaction(db):
        if db.execute("PRAGMA user_version").fetchone()[0]:
            return
        rows = list(_rows(now))
        marks = ", ".join("?" * len(rows[0]))
        db.executemany(f"INSERT INTO leads VALUES (NULL, {marks})", rows)  # noqa: S608 (question marks)
        db.execute("PRAGMA user_version = 1")


def _rows(now: datetime) -> Iterator[tuple[object, ...]]:
    dice = random.Random(_SEED + 1)  # noqa: S311
    span_s = MONTHS * 30 * 86_400
    ages_s = sorted((dice.uniform(3_600, span_s) for _ in range(LEADS)), reverse=True)
    for person, age_s in zip(people(), ages_s, strict=True):
        created = now - timedelta(seconds=age_s)
        touched = dice.random() < 0.7
        updated = created + timedelta(seconds=dice.uniform(0, age_s)) if touched else created
        stage = dice.choices(catalogue.STAGES, _STAGE_WEIGHTS)[0].slug
        yield (
            str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            *(person.name, person.phone, person.email),
            email_key(person.email) if person.email else None,
            phone_key(person.phone) if person.phone else None,
            search_text(person.name, person.phone, person.email),
            dice.choices(catalogue.SOURCE_PLATFORMS, _PLATFORM_WEIGHTS)[0],
            dice.choices(catalogue.SOURCE_TYPES, _TYPE_WEIGHTS)[0],
            _status(dice, stage),
            dice.randint(5, 98) if dice.random() < 0.6 else None,
            dice.choice((True, False, None)),
            stage,
            dice.choice(catalogue.OWNERS).id if dice.random() < 0.8 else None,
            timestamp(updated) if touched else None,
            dice.randint(1, 24) if touched else 0,
            timestamp(created),
            timestamp(updated),
            msgspec.json.encode(_custom_fields(dice, created)).decode(),
        )


def _status(dice: random.Random, stage: str) -> str:
    if stage == "closed":
        return dice.choice(("won", "won", "lost"))
    return dice.choices(("active", "nurture", "archived"), (85, 11, 4))[0]


def _custom_fields(dice: random.Random, created: datetime) -> dict[str, object]:
    """Every field is filled for some leads and none for all, as in life."""
    move_in = created + timedelta(days=dice.randint(20, 240))
    wanted: dict[str, tuple[float, object]] = {
        catalogue.LEAD_LINE: (0.8, dice.choice(catalogue.LEAD_LINES)),
        "budget": (0.6, str(dice.randrange(180, 1_400, 5) * 1_000)),
        "move_in_date": (0.35, move_in.date().isoformat()),
        "bedrooms": (0.5, dice.randint(1, 5)),
        "preferred_area": (0.4, dice.choice(_AREAS)),
        "property_type": (0.45, dice.choice(_PROPERTY_TYPES)),
        "timeline": (0.3, dice.choice(_TIMELINES)),
        "notes": (0.25, dice.choice(_NOTES)),
        "referral_name": (0.08, dice.choice(_REFERRERS)),
        "newsletter": (0.3, dice.random() < 0.5),
    }
    return {slug: value for slug, (share, value) in wanted.items() if dice.random() < share}


def _free_address(dice: random.Random, first: str, last: str, taken: set[str]) -> str:
    domains, weights = zip(*_DOMAINS, strict=True)
    name, domain = f"{_plain(first)}.{_plain(last)}", dice.choices(domains, weights)[0]
    address, number = f"{name}@{domain}", 1
    while address in taken:
        number += 1
        address = f"{name}{number}@{domain}"
    taken.add(address)
    return address


def _plain(name: str) -> str:
    """A name as it stands in an address: lower case, Latin letters only."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
