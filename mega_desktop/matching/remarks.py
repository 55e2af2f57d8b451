"""What cleaning has to say of a whole column: how many values were shortened or not understood."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Remark(StrEnum):
    """A thing that happened to values on their way, worth telling with its count."""

    EXTENSION = "extension"
    PLACEHOLDER = "placeholder"
    LIST = "list"
    SEVERAL_EMAILS = "several emails"
    FIRST_OF_MANY = "first of many"
    NO_PHONE = "no phone"
    NO_DATE = "no date"
    DATE_ORDER = "date order"
    SHORT_YEAR = "short year"
    NO_NUMBER = "no number"
    DECIMAL_MARK = "decimal mark"
    NO_YES_NO = "no yes or no"


_WORDS = {
    Remark.EXTENSION: ("phone extension was dropped", "phone extensions were dropped"),
    Remark.PLACEHOLDER: (
        "phone or email cell that only says “n/a” or the like was treated as empty",
        "phone or email cells that only say “n/a” or the like were treated as empty",
    ),
    Remark.LIST: (
        "cell holds several phones or emails, parted by “:::”: the first is used",
        "cells hold several phones or emails, parted by “:::”: the first is used",
    ),
    Remark.SEVERAL_EMAILS: (
        "cell holds several email addresses: the first is used",
        "cells hold several email addresses: the first is used",
    ),
    Remark.FIRST_OF_MANY: (
        "cell holds several values: the first is used",
        "cells hold several values: the first is used",
    ),
    Remark.NO_PHONE: (
        "phone is no complete number of the chosen country and goes as it stands",
        "phones are no complete numbers of the chosen country and go as they stand",
    ),
    Remark.NO_DATE: (
        "value is no date there is and goes as it stands",
        "values are no dates there are and go as they stand",
    ),
    Remark.DATE_ORDER: (
        "date can be read day first or month first: choose the order; until then it goes as it stands",
        "dates can be read day first or month first: choose the order; until then they go as they stand",
    ),
    Remark.SHORT_YEAR: (
        "date has a year of two digits, read as one from 1930 to 2029",
        "dates have a year of two digits, read as one from 1930 to 2029",
    ),
    Remark.NO_NUMBER: (
        "value is no number and goes as it stands",
        "values are no numbers and go as they stand",
    ),
    Remark.DECIMAL_MARK: (
        "number can be read in two ways: choose the decimal mark; until then it goes as it stands",
        "numbers can be read in two ways: choose the decimal mark; until then they go as they stand",
    ),
    Remark.NO_YES_NO: (
        "value says neither yes nor no and goes as it stands",
        "values say neither yes nor no and go as they stand",
    ),
}


def sentence(remark: Remark, count: int) -> str:
    """ "2 phone extensions were dropped"."""
    one, many = _WORDS[remark]
    return f"{count:,} {one if count == 1 else many}"


def sentences(remarks: Mapping[Remark, int]) -> tuple[str, ...]:
    """One a remark with a count, in the order of `Remark`."""
    return tuple(sentence(remark, n) for remark in Remark if (n := remarks.get(remark, 0)))
