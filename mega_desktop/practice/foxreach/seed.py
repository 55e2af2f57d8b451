"""The made-up people in FoxReach: some of those in MEGA, with the companies they work for."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

from mega_desktop.practice.foxreach.bodies import LeadBody
from mega_desktop.practice.foxreach.leads import insert, moment
from mega_desktop.practice.seed import people
from mega_desktop.practice.store import transaction

LEADS = 240
_SEED = 20_260_802
_DAYS = 200
_COMPANIES = ("Fenn & Co", "Harborline Mortgage", "Northgate Studio", "Osei Interiors", "Salt Ridge Homes")
_TITLES = ("Broker", "Founder", "Office manager", "Sales lead", "Surveyor")
_TAGS = ("spring list", "newsletter", "met at the fair", "partner")
_CITIES = ("Portland", "Salem", "Seattle", "Spokane")
_STATUSES = ("active", "replied", "unsubscribed", "bounced")
_STATUS_WEIGHTS = (90, 6, 3, 1)


def seed(db: sqlite3.Connection, now: datetime) -> None:
    """Fills an empty store, once; comes after `practice.seed`, which marks the store with 1, this one with 2.

    Args:
        now: The leads were created in the months before this moment.
    """
    with transaction(db):
        if db.execute("PRAGMA user_version").fetchone()[0] >= 2:
            return
        for lead, created in _leads(now):
            insert(db, lead, moment(created))
        db.execute("PRAGMA user_version = 2")


def _leads(now: datetime) -> Iterator[tuple[LeadBody, datetime]]:
    dice = random.Random(_SEED)  # noqa: S311 (made-up people, not secrets)
    ages = sorted((dice.uniform(1, _DAYS) for _ in range(LEADS)), reverse=True)
    known = (person for person in people() if person.email)
    for person, age, _ in zip(known, ages, range(LEADS), strict=False):
        first, _, last = person.name.partition(" ")
        lead = LeadBody(
            email=person.email or "",
            first_name=first,
            last_name=last,
            phone=person.phone,
            company=dice.choice(_COMPANIES),
            title=dice.choice(_TITLES),
            source=dice.choice(("api", "csv_import", "manual")),
            status=dice.choices(_STATUSES, _STATUS_WEIGHTS)[0],
            tags=dice.sample(_TAGS, dice.randint(0, 2)),
            custom_fields={"city": dice.choice(_CITIES)} if dice.random() < 0.5 else {},
        )
        yield lead, now - timedelta(days=age)
