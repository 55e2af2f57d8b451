"""Phone numbers by the million, and what spreadsheets and people do to them.

Everything is made by columns: a number is a function of its place, so that no two have the same last ten
digits and every run makes the same ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

TEXT, TRUTH, OTHER, HOW = "text", "truth", "other", "how"
"""What the cell holds, the digits of the number, those of a second number in the cell, and the damage."""

# Country code, digits of a national number, and the digit it begins with.
_COUNTRIES = (
    ("1", 10, "2"), ("44", 10, "7"), ("49", 11, "1"), ("49", 10, "8"), ("33", 9, "6"), ("34", 9, "6"),
    ("52", 10, "5"), ("91", 10, "9"), ("55", 11, "1"), ("61", 9, "4"), ("81", 10, "9"), ("971", 9, "5"),
)  # fmt: skip
_STEP = 15_485_863
"""A prime that divides no power of ten: multiples of it pass all numbers before one comes again."""

_ARABIC, _PERSIAN, _DEVANAGARI, _FULL_WIDTH = (0x0660, 0x06F0, 0x0966, 0xFF10)
_ASCII_DIGITS = [str(n) for n in range(10)]

_PARTS = ("code", "a", "b", "c")
_FORMS = (
    "+|code|a|b|c", "+|code| |a| |b| |c", "+|code|-|a|-|b|-|c", "00|code| |a| |b|c", "00|code|a|b|c",
    "code|a|b|c", "+|code| (|a|) |b|-|c", "+|code| (0)|a| |b| |c",
    "0|a|b|c", "0|a|/|b|c", "0|a| |b| |c", "(|a|) |b|-|c", "a|-|b|-|c", "a|.|b|.|c", "a|b|c",
)  # fmt: skip
"""The ways in which people write a number: its country's code and three parts of the rest."""

Damage = Callable[[pl.Expr], pl.Expr]


@dataclass(frozen=True)
class Kind:
    """A way to damage a number.

    Attributes:
        is_sent: The number is still all there, so it has to be sent and not only flagged.
        loses_zeros: It went through a number cell; the zeros before it are gone for good.
    """

    name: str
    damage: Damage
    is_sent: bool = False
    loses_zeros: bool = False


def _around(before: str = "", after: str = "") -> Damage:
    return lambda text: pl.concat_str(pl.lit(before), text, pl.lit(after))


def _swapped(old: str, new: str) -> Damage:
    return lambda text: text.str.replace_all(old, new)


def _digits_from(zero: int) -> Damage:
    return lambda text: text.str.replace_many(_ASCII_DIGITS, [chr(zero + n) for n in range(10)])


def digits_of(text: pl.Expr) -> pl.Expr:
    """Only the ASCII digits."""
    return text.str.replace_all("[^0-9]+", "")


def _scientific(kept: int, sign: str = "E+", point: str = ".") -> Damage:
    """As a column of that width shows it: one digit, `kept` more, and the power of ten."""

    def damage(text: pl.Expr) -> pl.Expr:
        digits = digits_of(text).str.strip_chars_start("0")
        power = (digits.str.len_chars() - 1).cast(pl.String).str.zfill(2)
        return pl.concat_str(
            digits.str.slice(0, 1), pl.lit(point), digits.str.slice(1, kept), pl.lit(sign), power
        )

    return damage


def _grouped(mark: str, cents: str = "") -> Damage:
    """As an amount, a mark between each three digits."""

    def damage(text: pl.Expr) -> pl.Expr:
        backwards = digits_of(text).str.strip_chars_start("0").str.reverse()
        return pl.concat_str(
            backwards.str.replace_all(r"(\d{3})", f"${{1}}{mark}").str.reverse().str.strip_chars(mark),
            pl.lit(cents),
        )

    return damage


def _bare(text: pl.Expr) -> pl.Expr:
    """As a number cell holds it: digits only, no zeros before them."""
    return digits_of(text).str.strip_chars_start("0")


SENT = (
    Kind("as typed", _around(), is_sent=True),
    Kind("apostrophe", _around("'"), is_sent=True),
    Kind("typographic apostrophe", _around("’"), is_sent=True),
    Kind("p:", _around("p:"), is_sent=True),
    Kind("tel:", _around("tel:"), is_sent=True),
    Kind("Tel.: ", _around("Tel.: "), is_sent=True),
    Kind("telephone sign", _around("☎ "), is_sent=True),
    Kind("spaces around", _around("  ", " \t"), is_sent=True),
    Kind("no-break spaces", _swapped(" ", "\u00a0"), is_sent=True),
    Kind("narrow no-break spaces", _swapped(" ", "\u202f"), is_sent=True),
    Kind("zero-width space", _around("\u200b", "\u200b"), is_sent=True),
    Kind("direction marks", _around("\u202a", "\u202c"), is_sent=True),
    Kind("byte order mark", _around("\ufeff"), is_sent=True),
    Kind("soft hyphens", _swapped("-", "\u00ad-"), is_sent=True),
    Kind("no-break hyphens", _swapped("-", "\u2011"), is_sent=True),
    Kind("dashes", _swapped("-", "–"), is_sent=True),
    Kind("full-width digits", _digits_from(_FULL_WIDTH), is_sent=True),
    Kind("Arabic digits", _digits_from(_ARABIC), is_sent=True),
    Kind("Persian digits", _digits_from(_PERSIAN), is_sent=True),
    Kind("Hindi digits", _digits_from(_DEVANAGARI), is_sent=True),
    Kind("ext 12", _around("", " ext 12"), is_sent=True),
    Kind("ext. 1234", _around("", " ext. 1234"), is_sent=True),
    Kind("x12", _around("", " x12"), is_sent=True),
    Kind(";ext=12", _around("", ";ext=12"), is_sent=True),
    Kind("extension 7", _around("", ", extension 7"), is_sent=True),
    Kind("formula for text", _around('="', '"'), is_sent=True),
    Kind("float", lambda text: _around("", ".0")(_bare(text)), is_sent=True, loses_zeros=True),
    Kind(
        "float with two noughts", lambda text: _around("", ".00")(_bare(text)), is_sent=True, loses_zeros=True
    ),
    Kind(
        "long float",
        lambda text: _around("", ".000000")(_bare(text)),
        is_sent=True,
        loses_zeros=True,
    ),
    Kind("zeros lost", _bare, is_sent=True, loses_zeros=True),
)
DOUBTFUL = (
    Kind("scientific, digits lost", _scientific(5)),
    Kind("scientific, most digits lost", _scientific(1)),
    Kind("scientific with a comma", _scientific(5, point=",")),
    Kind("scientific, small e", _scientific(5, sign="e")),
    Kind("scientific, all digits", _scientific(20)),
    Kind("scientific without plus", _scientific(20, sign="E")),
    Kind("scientific with spaces", _scientific(5, sign=" E+")),
    Kind("ten to the power", _scientific(5, sign="×10^")),
    Kind("cut off at ten", _scientific(9, sign="E+")),
    Kind("amount", _grouped(",", ".00"), loses_zeros=True),
    Kind("amount without cents", _grouped(","), loses_zeros=True),
    Kind("German amount", _grouped(".", ",00"), loses_zeros=True),
    Kind("German float", lambda text: _around("", ",0")(_bare(text)), loses_zeros=True),
    Kind("dollars", lambda text: _around("$")(_grouped(",", ".00")(text)), loses_zeros=True),
    Kind("kind of phone after", _around("", " (mobile)")),
    Kind("kind of phone before", _around("mobile ")),
    Kind("footnote", _around("", "¹")),
    Kind("numbered", _around("② ")),
    Kind("pause and extension", _around("", ",,12")),
    Kind("extension after a semicolon", _around("", ";12")),
    Kind("extension in brackets", _around("", " (12)")),
    Kind("extension as a word", _around("", " option 3")),
    Kind("short number after a slash", _around("", "/01")),
    Kind("percent", _around("", "%")),
    Kind("letters", lambda text: text.str.replace(r"\d$", "X")),
)
_JOINED = (" / ", "/", " or ", " and ", "; ", ", ", " | ", "\n", " & ", " ", ":::", " oder ")


def phones(count: int) -> pl.DataFrame:
    """`count` damaged numbers: TEXT, TRUTH, OTHER, HOW, and whether each `is_sent`."""
    kinds = (*SENT, *DOUBTFUL, *(Kind(f"two, joined by {mark!r}", _around()) for mark in _JOINED))
    numbers = _numbers(count)
    parts = [_damaged(numbers.gather_every(len(kinds), n), kind) for n, kind in enumerate(kinds)]
    return pl.concat(parts)


def _damaged(numbers: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    truth = digits_of(pl.col("typed"))
    text, other = kind.damage(pl.col("typed")), pl.lit(None, pl.String)
    if kind.name.startswith("two"):
        mark = next(mark for mark in _JOINED if repr(mark) in kind.name)
        text = pl.concat_str("typed", pl.lit(mark), "second")
        other = digits_of(pl.col("second"))
    return numbers.select(
        text.alias(TEXT),
        (truth.str.strip_chars_start("0") if kind.loses_zeros else truth).alias(TRUTH),
        other.alias(OTHER),
        pl.lit(kind.name).alias(HOW),
        pl.lit(kind.is_sent).alias("is_sent"),
    )


def _numbers(count: int) -> pl.DataFrame:
    """Columns `typed` and `second`: numbers as people type them, in twelve countries and fifteen ways."""
    return pl.DataFrame([_typed(0, count).alias("typed"), _typed(count, count).alias("second")])


def _typed(first: int, count: int) -> pl.Series:
    place, which, national = pl.col("place"), pl.col("which"), pl.col("national")
    codes = pl.Series([code for code, _, _ in _COUNTRIES])
    prefixes = pl.Series([first + "1234"[: length - 9] for _, length, first in _COUNTRIES])
    numbers = (
        pl.select(pl.int_range(first, first + count, dtype=pl.UInt64).alias("place"))
        .with_columns(which=place % len(_COUNTRIES), form=place // len(_COUNTRIES) % len(_FORMS))
        .with_columns(
            code=pl.lit(codes).gather(which),
            national=pl.concat_str(
                pl.lit(prefixes).gather(which), (place * _STEP % 10**8).cast(pl.String).str.zfill(8)
            ),
        )
        .with_columns(
            a=national.str.slice(0, 3),
            b=national.str.slice(3, 3),
            c=national.str.slice(6),
            written=pl.lit(""),
        )
    )
    parts = numbers.partition_by("form", maintain_order=True)
    written = [part.select("place", _written(_FORMS[part["form"][0]])) for part in parts]
    return pl.concat(written).sort("place")["written"]


def _written(form: str) -> pl.Expr:
    """A number in that form: code, and the three parts a, b, c of the national number."""
    return pl.concat_str(pl.col(s) if s in _PARTS else pl.lit(s) for s in form.split("|")).alias("written")


def numbers(count: int) -> list[int]:
    """`count` phone numbers as number cells hold them."""
    return _typed(0, count).str.replace_all("[^0-9]+", "").cast(pl.Int64).to_list()
