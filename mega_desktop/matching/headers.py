"""Reads a column header: the one form in which headers are compared, and what it says."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mega_desktop.crm import CUSTOM
from mega_desktop.matching.vocabulary import (
    CLOSE,
    EMAIL_WORDS,
    LOOKALIKES,
    NAMES,
    NEUTRAL,
    NOT_THE_LEAD,
    OF_MESSAGES,
    OF_THE_DEAL,
    OF_THE_LEAD,
    PHONE_WORDS,
    RANKS,
    Meaning,
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_AGAINST_A_DIGIT = re.compile(r"(?<=[a-z]{2})(?=[0-9])")
_UNSET = re.compile(r"column [a-z]{1,3}")
_CUSTOM_PREFIXES = (CUSTOM, "custom_fields.", "custom_fields:", "custom_fields/")
_LONE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)
_SLUG_LENGTH = 64
_NEAR_LENGTH = 5
_LONG = 12

_MEANINGS = {name: meaning for meaning, names in NAMES.items() for name in names}
_OTHER_TOPICS = frozenset(slug.replace("_", " ") for group in CLOSE for slug in group)
_NEAR_MEANINGS = (Meaning.NAME, Meaning.FIRST, Meaning.LAST, Meaning.EMAIL, Meaning.PHONE)
_NEAR = {n: m for n, m in _MEANINGS.items() if len(n) >= _NEAR_LENGTH and m in _NEAR_MEANINGS}
_PEOPLE = (Meaning.NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST)
_ANY_ORDER = {frozenset(n.split()): m for m in _PEOPLE for n in NAMES[m]}
_ALONE = frozenset(["first", "last", "middle"])
_RESPELT_LENGTH = 4
_RESPELT = {w for name in _NEAR for w in name.split() if len(w) >= _RESPELT_LENGTH}
_WELL_SPELT = (
    {w for names in (_MEANINGS, _OTHER_TOPICS) for name in names for w in name.split()}
    | EMAIL_WORDS | PHONE_WORDS | NEUTRAL | NOT_THE_LEAD | LOOKALIKES
)  # fmt: skip


class Strength(IntEnum):
    """How clearly a header says it."""

    SILENT = 0
    NEAR = 1
    QUALIFIED = 2
    NAMED = 3
    LITERAL = 4


@dataclass(frozen=True)
class Reading:
    """What a header says.

    Attributes:
        meaning: None when it says nothing about a field every CRM has.
        rank: Place among several email or phone columns; the lowest is used first.
        barred: It says that the values are somebody else's, or about an email rather than one.
    """

    meaning: Meaning | None = None
    strength: Strength = Strength.SILENT
    rank: int = 0
    barred: bool = False


def plain(header: str) -> str:
    """The form in which headers are compared: "E-Mail_1 - Value" is "email 1 value"."""
    text = unicodedata.normalize("NFKC", header.replace("\ufeff", ""))
    words = _ascii(_CAMEL.sub(" ", text))
    joined = " ".join(re.findall(r"\w+", words.replace("_", " ")))
    return re.sub(r"\b(whats|i) (?=app\b|phone\b)", r"\1", re.sub(r"\be mail(?=s?\b|adres)", "email", joined))


def slug(header: str) -> str:
    """The custom-field slug a header suggests: "Move-in Date" is "move_in_date"; "" when there is none.

    A slug that is written out ("custom:budget", "custom_fields.budget") is taken as it stands.
    """
    written = written_slug(header)
    if written:
        return written
    words = re.findall(r"[a-z0-9]+", plain(header))
    return "_".join(words)[:_SLUG_LENGTH].strip("_")


def written_slug(header: str) -> str:
    """The slug of a header that names a custom field outright ("custom_fields.budget"), or ""."""
    text = header.strip()
    for prefix in _CUSTOM_PREFIXES:
        if text.lower().startswith(prefix):
            return text[len(prefix) :].strip()
    return ""


def is_unnamed(header: str) -> bool:
    """Whether the sheet had no name for the column ("Column C")."""
    return not plain(header) or _UNSET.fullmatch(plain(header)) is not None


def read(header: str) -> Reading:
    """What the words of a header say, values unseen; "Ph#" is a phone number and "Email2" the second one."""
    name = _AGAINST_A_DIGIT.sub(" ", plain(header.replace("#", " number ")))
    meaning = _MEANINGS.get(name) or _qualified(name)
    if meaning is not None:
        return Reading(meaning, Strength.NAMED, _rank(meaning, name))
    words = set(name.split())
    barred = words & NOT_THE_LEAD - OF_MESSAGES
    found = None if barred else _by_words(words)
    if found is None and barred <= {"last"}:
        found = _near(name) or _respelt(name)
    return found or Reading(barred=bool(barred))


def which(header: str, meaning: Meaning) -> Reading:
    """How a header stands to a meaning that only the values tell: "Work" says which of several phones."""
    words = set(plain(header).split())
    says = bool(words) and words <= NEUTRAL
    return Reading(meaning, Strength.NAMED if says else Strength.SILENT, _rank(meaning, " ".join(words)))


def _qualified(name: str) -> Meaning | None:
    """What "Person - First name", "Name (First)" or "Deal - Stage" means: the rest without whose it is.

    "Client last" is a name, "Last client" none.
    """
    words = name.split()
    rest = frozenset(w for w in words if w not in OF_THE_LEAD)
    in_front = rest <= _ALONE and words[:1] == list(rest) and not words[-1].isdigit()
    of_lead = None if in_front else _ANY_ORDER.get(rest)
    if of_lead is not None:
        return of_lead
    of_deal = _MEANINGS.get(" ".join(w for w in words if w not in OF_THE_LEAD | OF_THE_DEAL))
    return of_deal if of_deal in (Meaning.STAGE, Meaning.STATUS, Meaning.OWNER, Meaning.SOURCE) else None


def _by_words(words: set[str]) -> Reading | None:
    says = [m for m, own in ((Meaning.EMAIL, EMAIL_WORDS), (Meaning.PHONE, PHONE_WORDS)) if words & own]
    if len(says) != 1:
        return Reading(barred=True) if says else None
    rest = words - EMAIL_WORDS - PHONE_WORDS - NEUTRAL
    strength = Strength.QUALIFIED if rest else Strength.NAMED
    return Reading(says[0], strength, _rank(says[0], " ".join(words)))


def _near(name: str) -> Reading | None:
    """A whole header with a slip of the pen or two; a digit in it is no slip but says which of several."""
    if len(name) < _NEAR_LENGTH or name in _OTHER_TOPICS:
        return None
    slips = 2 if len(name) >= _LONG else 1
    found = process.extractOne(name, _NEAR.keys(), scorer=OSA.distance, score_cutoff=slips)
    if found is None or _digits(name) != _digits(found[0]) or set(name.split()) & LOOKALIKES:
        return None
    return Reading(_NEAR[found[0]], Strength.NEAR, _rank(_NEAR[found[0]], found[0]))


def _respelt(name: str) -> Reading | None:
    """A header with a slip in more than one of its words ("Fisrt Nmae")."""
    words = " ".join(w if w in _WELL_SPELT else _nearest(w) for w in name.split())
    if words == name:
        return None
    meaning = _MEANINGS.get(words) or _qualified(words)
    found = Reading(meaning) if meaning in _NEAR_MEANINGS else _by_words(set(words.split()))
    if found is None or found.meaning is None:
        return None
    return Reading(found.meaning, Strength.NEAR, _rank(found.meaning, words))


def _nearest(word: str) -> str:
    if len(word) < _RESPELT_LENGTH:
        return word
    found = process.extractOne(word, _RESPELT, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else word


def _digits(name: str) -> list[str]:
    return re.findall("[0-9]+", name)


def _rank(meaning: Meaning, name: str) -> int:
    """The place of the last group that has a word of the name, so that "Primary phone 2" is a second one."""
    groups = RANKS.get(meaning, ())
    if not groups:
        return 0
    words = set(name.split())
    if words & groups[-1]:
        return len(groups) - 1
    plain_place = next(i for i, group in enumerate(groups) if not group)
    return next((i for i, group in enumerate(groups) if words & group), plain_place)


def _ascii(text: str) -> str:
    """Lower case without accents; letters of other scripts stay."""
    folded = text.casefold().translate(_LONE_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
