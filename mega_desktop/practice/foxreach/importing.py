"""FoxReach's import: counts, and the addresses of the first hundred that were not taken."""

from __future__ import annotations

import sqlite3

import msgspec

from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.contacts import email_key, is_email
from mega_desktop.practice.foxreach.bodies import ImportBody, LeadBody
from mega_desktop.practice.foxreach.leads import count, find, insert, update

LISTED = 100
"""As many addresses of each kind are named; the counts count all."""


class ErrorDetail(msgspec.Struct):
    """A row that was not taken, and why."""

    email: str
    reason: str


class ImportAnswer(msgspec.Struct, rename="camel"):
    """What became of the rows, in numbers; nothing says which row was which."""

    created: int = 0
    restored: int = 0
    duplicates: int = 0
    errors: int = 0
    duplicate_emails: list[str] = msgspec.field(default_factory=list)
    error_details: list[ErrorDetail] = msgspec.field(default_factory=list)


def import_leads(db: sqlite3.Connection, asked: ImportBody, contacts: int | None, now: str) -> ImportAnswer:
    """Takes the rows one after the other. Wants a transaction.

    The documentation does not say what becomes of a deleted lead's email when nothing is to be restored.
    Here it is an error, as the lead neither is there nor may come back.

    Args:
        contacts: Leads that the plan has room for.

    Raises:
        Refusal: 402 when there would be more; the transaction then has to be rolled back.
    """
    answer, seen = ImportAnswer(), set[str]()
    for lead in asked.leads:
        key = email_key(lead.email)
        if why := _mistake(key):
            _note_error(answer, lead, why)
        elif key in seen:
            _note_duplicate(answer, lead)
        else:
            _take(db, lead, asked.restore_soft_deleted, answer, now)
        seen.add(key)
    if contacts is not None and count(db) > contacts:
        raise Refusal(402, f"Contact limit reached: your plan allows {contacts} contacts")
    return answer


def _mistake(email: str) -> str:
    if not email:
        return "empty email"
    return "" if is_email(email) else "invalid email"


def _take(db: sqlite3.Connection, lead: LeadBody, restores: bool, answer: ImportAnswer, now: str) -> None:
    there = find(db, lead.email)
    if there is None:
        insert(db, lead, now)
        answer.created += 1
    elif not there["is_deleted"]:
        _note_duplicate(answer, lead)
    elif restores:
        update(db, there, lead, now)
        answer.restored += 1
    else:
        _note_error(answer, lead, "a deleted lead has this email")


def _note_duplicate(answer: ImportAnswer, lead: LeadBody) -> None:
    answer.duplicates += 1
    if answer.duplicates <= LISTED:
        answer.duplicate_emails.append(lead.email)


def _note_error(answer: ImportAnswer, lead: LeadBody, reason: str) -> None:
    answer.errors += 1
    if answer.errors <= LISTED:
        answer.error_details.append(ErrorDetail(lead.email, reason))
