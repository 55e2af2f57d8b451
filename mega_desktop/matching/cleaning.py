"""Cleans whole columns of names, emails and phones, and says in words what is wrong with a value.

Most values need nothing. Each column is therefore split by one pattern of what is plainly fine, and
only the rest is cleaned (SPEED: expressions over the doubtful few are many times faster).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from mega_desktop.matching.evidence import LIST

SHORTEST_PHONE = 7
LONGEST_PHONE = 15
"""Digits of a phone number; 15 is E.164's limit."""

LONGEST_EMAIL = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

LONGEST_LOCAL = 64

_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLES = f"[{_INVISIBLE}]"
_EDGES = rf"^[\s\x00{_INVISIBLE}]+|[\s\x00{_INVISIBLE}]+$"
_PLACEHOLDER = r"(?i)^(?:-+|\.+|\?+|n/?a|#n/a|none|null|nil|nan|unknown|unbekannt|inconnu)$"
_OTHER_DIGITS = [chr(zero + n) for zero in (0x0660, 0x06F0, 0x0966) for n in range(10)]

_PLAIN_TEXT = r"^[!-~](?s:[ -~\r\n\t]*[!-~])?$"
_PLAIN_NAME = r"^[!-~]+(?: [!-~]+)*$"

_PLAIN_EMAIL = (
    r"^[A-Za-z0-9_+\-]+(?:\.[A-Za-z0-9_+\-]+)*@(?:[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*\.)+[A-Za-z]{2,63}$"
)
_LOCAL = r"[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~\-]+"
_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}\-]*[\p{L}\p{M}\p{N}])?"
_EMAIL = rf"^{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+(?:\p{{L}}[\p{{L}}\p{{M}}]+|xn--[A-Za-z0-9\-]+)$"

_PLAIN_PHONE = rf"^\+?\(?(?:[0-9](?:[ ()\-]{{0,3}}|\.)){{{SHORTEST_PHONE},{LONGEST_PHONE}}}$"
_PHONE_LABEL = (
    r"(?i)^(?:p|t|m|tel|telephone|telefon|phone|ph|mobile|mob|cell|cel|handy|sms|callto|whatsapp)\s*\.?:\s*"
)
_FLOAT_PHONE = r"^(\+?[0-9]{5,})\.0{1,2}$"
_E_NOTATION = r"^\+?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$"
_EXTENSION = (
    r"(?i)^(.*[0-9)])\s*[,;]?\s*"
    r"(?:ext(?:ension|n)?\s*[.:=]*|x\s*[.:]?|#|durchwahl|dw\.?|poste|int\.)\s*[0-9]{1,6}$"
)
_ONE_NUMBER = r"[+(]{0,2}[0-9][0-9 ().\-]{5,}[0-9]"


@dataclass(frozen=True)
class Cleaned:
    """A column after cleaning.

    Attributes:
        values: What would be sent; null where there is nothing. A value with a problem is kept to be shown.
        problems: Why a value cannot go, a plain sentence; null where it can.
        extensions, placeholders, lists: Values that lost an extension, that only said "n/a", of which
            the first of several was taken.
    """

    values: pl.Series
    problems: pl.Series
    extensions: int = 0
    placeholders: int = 0
    lists: int = 0

    def before(self, other: Cleaned) -> Cleaned:
        """This column's values, and the other's where this one has none."""
        mine = self.values.is_not_null()
        return Cleaned(
            self.values.zip_with(mine, other.values),
            self.problems.zip_with(mine, other.problems),
            self.extensions + other.extensions,
            self.placeholders + other.placeholders,
            self.lists + other.lists,
        )


def clean_text(values: pl.Series) -> Cleaned:
    """Without spaces and invisible characters at the ends, accents in one form (NFC); inside as typed."""
    plain = values.str.contains(_PLAIN_TEXT)
    return _clean(values, plain, lambda: {"value": _filled(_trimmed(_VALUE.str.normalize("NFC")))})


def clean_names(values: pl.Series) -> Cleaned:
    """Text of one line, with single spaces."""
    one_line = _trimmed(_VALUE.str.normalize("NFC")).str.replace_all(r"\s+", " ")
    return _clean(values, values.str.contains(_PLAIN_NAME), lambda: {"value": _filled(one_line)})


def clean_emails(values: pl.Series) -> Cleaned:
    """Addresses without "mailto:", brackets, quotes and invisible characters, and what is wrong with them."""
    plain = values.str.contains(_PLAIN_EMAIL) & (values.str.len_bytes() <= LONGEST_LOCAL)
    return _clean(values, plain, _email_steps)


def clean_phones(values: pl.Series) -> Cleaned:
    """Numbers as typed, without what spreadsheets and exports put around them, and what is wrong with them.

    MEGA compares the last ten digits, so a ".0" or an extension that stayed would make another number.
    """
    number = values.str.contains(_PLAIN_PHONE) & ~values.str.contains(r"\.0{1,2}$")
    return _clean(values, number, _phone_steps)


def no_text(rows: int) -> pl.Series:
    """A text column with nothing in it."""
    return pl.Series([None], dtype=pl.String).new_from_index(0, rows)


def digits(phones: pl.Expr) -> pl.Expr:
    """Only the digits of cleaned phones."""
    return phones.str.replace_all(r"[^0-9]+", "")


_VALUE = pl.col("value")
_COUNTED = ("extension", "placeholder", "list")


def _clean(values: pl.Series, plain: pl.Series, steps: Callable[[], dict[str, pl.Expr]]) -> Cleaned:
    """Applies `steps` to the values that are not plain, and puts them back in their places."""
    doubtful = ~plain.fill_null(value=True)
    if not doubtful.any():
        return Cleaned(values, no_text(values.len()))
    cleaned = values.filter(doubtful).alias("value").to_frame().lazy().select(**_complete(steps())).collect()
    place = pl.select(pl.when(doubtful).then(doubtful.cum_sum() - 1).cast(pl.UInt32)).to_series()
    return Cleaned(
        cleaned["value"].gather(place).zip_with(doubtful, values),
        cleaned["problem"].gather(place),
        *(int(cleaned[name].sum()) for name in _COUNTED),
    )


def _complete(steps: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    nothing = {"problem": pl.lit(None, dtype=pl.String)} | dict.fromkeys(_COUNTED, pl.lit(value=False))
    return nothing | steps


def _email_steps() -> dict[str, pl.Expr]:
    several = _visible(_VALUE)
    text = (
        several.str.split(LIST)
        .list.first()
        .str.replace(r"(?i)^\W*mailto:\s*", "")
        .str.replace(r"\?.*=.*$", "")
    )
    in_brackets = text.str.extract(r"<\s*(?:(?i)mailto:)?([^<>]*@[^<>]*?)\s*>")
    address = pl.coalesce(in_brackets, text).str.strip_chars(" \t\"'“”‘’„<>()[];,.:")
    nothing = address.str.contains(_PLACEHOLDER) | (address == "")
    kept = pl.when(~nothing & (_VALUE.str.strip_chars() != "")).then(address)
    return {
        "value": kept,
        "problem": _email_problem(kept),
        "placeholder": address.str.contains(_PLACEHOLDER),
        "list": several.str.contains(LIST, literal=True),
    }


def _email_problem(address: pl.Expr) -> pl.Expr:
    at_signs = address.str.count_matches("@", literal=True)
    local, domain = address.str.extract("^([^@]*)@"), address.str.extract("@([^@]*)$")
    return _first_problem([
        (at_signs == 0, "email has no @"),
        ((at_signs > 1) & address.str.contains(r"[\s,;/|]"), "two email addresses in one cell"),
        (at_signs > 1, "email has more than one @"),
        (address.str.contains(r"\s"), "email has a space in it"),
        (local == "", "email has nothing before the @"),
        (domain == "", "email has nothing after the @"),
        (address.str.contains("..", literal=True), "email has two dots in a row"),
        (address.str.len_bytes() > LONGEST_EMAIL, f"email is longer than {LONGEST_EMAIL} characters"),
        (local.str.len_bytes() > LONGEST_LOCAL, f"email is longer than {LONGEST_LOCAL} before the @"),
        (~domain.str.contains(".", literal=True), "email has no ending such as .com"),
        (local.str.contains(r"^\.|\.$") | domain.str.contains(r"^\."), "email has a dot in a wrong place"),
        (~address.str.contains(_EMAIL), "email has a character that is not allowed, or a wrong ending"),
    ])  # fmt: skip


def _phone_steps() -> dict[str, pl.Expr]:
    several = _visible(_VALUE).str.replace_many(_OTHER_DIGITS, [str(n) for n in range(10)] * 3)
    first = several.str.split(LIST).list.first()
    bare = first.str.replace(r"^[\"'’‘`´]+", "").str.replace(r"[\"'’]+$", "").str.replace(_PHONE_LABEL, "")
    number = bare.str.replace(r"^['’]", "").str.replace(_FLOAT_PHONE, "$1").str.strip_chars()
    shorter = number.str.extract(_EXTENSION)
    has_extension = digits(shorter).str.len_bytes() >= SHORTEST_PHONE
    nothing = number.str.contains(_PLACEHOLDER) | (number == "")
    kept = pl.when(~nothing).then(pl.when(has_extension).then(shorter.str.strip_chars()).otherwise(number))
    return {
        "value": kept,
        "problem": _phone_problem(kept),
        "extension": has_extension.fill_null(value=False),
        "placeholder": number.str.contains(_PLACEHOLDER),
        "list": several.str.contains(LIST, literal=True),
    }


def _phone_problem(number: pl.Expr) -> pl.Expr:
    count = digits(number).str.len_bytes()
    return _first_problem([
        (number.str.contains(_E_NOTATION), "the spreadsheet kept only part of this phone number"),
        (number.str.contains("@", literal=True), "phone holds an email address"),
        (number.str.extract_all(_ONE_NUMBER).list.len() > 1, "two phone numbers in one cell"),
        (number.str.contains(r"\p{L}"), "phone has letters in it"),
        (count == 0, "phone has no digits"),
        (count == 1, "phone has only 1 digit"),
        (count < SHORTEST_PHONE, pl.format("phone has only {} digits", count)),
        (count > LONGEST_PHONE, pl.format(f"phone has {{}} digits, {LONGEST_PHONE} is the most", count)),
    ])  # fmt: skip


def _first_problem(checks: list[tuple[pl.Expr, str | pl.Expr]]) -> pl.Expr:
    sentences = [
        pl.when(wrong).then(pl.lit(sentence) if isinstance(sentence, str) else sentence)
        for wrong, sentence in checks
    ]
    return pl.coalesce(sentences)


def _trimmed(value: pl.Expr) -> pl.Expr:
    return value.str.replace_all(_EDGES, "")


def _visible(value: pl.Expr) -> pl.Expr:
    """One line: full-width characters made narrow, invisible ones gone, line breaks as " / "."""
    narrow = value.str.normalize("NFKC").str.replace_all(_INVISIBLES, "").str.strip_chars()
    return narrow.str.replace_all(r"\s*[\r\n]+\s*", " / ").str.replace_all(r"\s+", " ")


def _filled(value: pl.Expr) -> pl.Expr:
    return pl.when(value != "").then(value)
