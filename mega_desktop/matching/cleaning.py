"""Cleans whole columns of names, emails and phones, and says in words what is wrong with a value.

Most values need nothing. Each column is therefore split by one pattern of what is plainly fine, and
only the rest is cleaned (SPEED: expressions over the doubtful few are many times faster).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from mega_desktop.matching.evidence import LIST, PLACEHOLDER
from mega_desktop.matching.remarks import Remark

SHORTEST_PHONE = 7
LONGEST_PHONE = 15
"""Digits of a phone number; 15 is E.164's limit."""

LONGEST_EMAIL = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

LONGEST_LOCAL = 64

_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLES = f"[{_INVISIBLE}]"
_EDGES = rf"^[\s\x00{_INVISIBLE}]+|[\s\x00{_INVISIBLE}]+$"
_OTHER_DIGITS = [chr(zero + n) for zero in (0x0660, 0x06F0, 0x0966) for n in range(10)]

# Letters that have one form only, whatever stands beside them: Latin, Greek, Cyrillic, Chinese.
_LETTERS = "\u00c0-\u024f\u0388-\u03ff\u0400-\u0482\u048a-\u04ff\u2018-\u201d\u4e00-\u9fff"
_PLAIN_TEXT = rf"^[!-~{_LETTERS}](?:[ -~\r\n\t{_LETTERS}]*[!-~{_LETTERS}])?$"
_PLAIN_NAME = rf"^[!-~{_LETTERS}]+(?: [!-~{_LETTERS}]+)*$"

_PLAIN_EMAIL = r"^[A-Za-z0-9_+\-]+(?:\.[A-Za-z0-9_+\-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,63}$"
_LOCAL = r"[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~\-]+"
_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}\-]*[\p{L}\p{M}\p{N}])?"
_EMAIL = rf"^{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+(?:\p{{L}}[\p{{L}}\p{{M}}]+|xn--[A-Za-z0-9\-]+)$"

_IN_BRACKETS = r"<\s*(?:(?i)mailto:)?([^<>]*@[^<>]*?)\s*>"
_AROUND_AN_EMAIL = " \t\"'“”‘’„<>()[];,.:"
_BETWEEN_EMAILS = r"[\s,;/|]+(?:-[\s,;/|]+)?"
_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"

_PLAIN_PHONE = rf"^\+?\(?(?:[0-9](?:[ ()\-]{{0,3}}|\.)){{{SHORTEST_PHONE},{LONGEST_PHONE}}}$"
_PHONE_LABEL = (
    r"(?i)^(?:p|t|m|tel|telephone|telefon|phone|ph|mobile|mob|cell|cel|handy|sms|callto|whatsapp)\s*\.?:\s*"
)
_FLOAT_PHONE = r"^(.*[0-9]{3})\.0{1,2}$|^(\+?[0-9]{7,})\.0+$"
_E_NOTATION = r"^\+?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$"
_EXTENSION = (
    r"(?i)^(.*[0-9)])\s*[,;]?\s*"
    r"(?:ext(?:ension|n)?\s*[.:=]*|x\s*[.:]?|#|durchwahl|dw\.?|poste|int\.)\s*[0-9]{1,6}$"
)
_ONE_NUMBER = r"[+(]{0,2}[0-9][0-9 ().\-]{5,}[0-9]"
# "555-0100/01" is two numbers of one office; "089/1234567" has its area code before the slash.
_SECOND_ENDING = r"^(?:[^0-9]*[0-9]){7,}[^0-9]*/ *[0-9]{1,4}$"
_ENDS_IN_BRACKETS = r"[0-9].*\([0-9 ]+\)$"
# A footnote's ¹ would become a digit of the number.
_RAISED_DIGIT = r"\p{No}"
_SIGNS_OF_PHONES = list(" +()[].-/_~·•∙\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_PHONE_SIGNS = r"^[( \[]*\+{0,2}[0-9 ()\[\].\-/_~·•∙\u2010-\u2015\u2212]*$"


@dataclass(frozen=True)
class Cleaned:
    """A column after cleaning.

    Attributes:
        values: What would be sent; null where there is nothing. A value with a problem is kept to be shown.
        problems: Why a value cannot go, a plain sentence; null where it can.
        remarks: How many values each remark is about.
        unread: Where a step could not read the value and left it as it stands; None where it read all.
    """

    values: pl.Series
    problems: pl.Series
    remarks: Mapping[Remark, int] = field(default_factory=dict)
    unread: pl.Series | None = None

    def before(self, other: Cleaned) -> Cleaned:
        """This column's values, and the other's where this one has none."""
        mine = self.values.is_not_null()
        return Cleaned(
            self.values.zip_with(mine, other.values),
            self.problems.zip_with(mine, other.problems),
            add(self.remarks, other.remarks),
        )

    def then(self, after: Cleaned) -> Cleaned:
        """What a further step made of these values, with what was said before."""
        unread = [u for u in (self.unread, after.unread) if u is not None]
        either = unread[0] | unread[1] if len(unread) == 2 else next(iter(unread), None)
        return Cleaned(after.values, after.problems, add(self.remarks, after.remarks), either)


def add(some: Mapping[Remark, int], others: Mapping[Remark, int]) -> dict[Remark, int]:
    """The remarks of both, their counts added up."""
    return {r: n for r in Remark if (n := some.get(r, 0) + others.get(r, 0))}


def clean_text(values: pl.Series) -> Cleaned:
    """Without spaces and invisible characters at the ends, accents in one form (NFC); inside as typed."""
    return _clean(values, values.str.contains(_PLAIN_TEXT), _tidy_text)


def clean_names(values: pl.Series) -> Cleaned:
    """Text of one line, with single spaces."""
    return _clean(values, values.str.contains(_PLAIN_NAME), _tidy_name)


def clean_emails(values: pl.Series) -> Cleaned:
    """Addresses without "mailto:", brackets, quotes and invisible characters, and what is wrong with them."""
    plain = _is_plain_email(values)
    places = (~plain.fill_null(value=True)).arg_true()
    if places.len():  # capitals are the commonest cause, and cost a tenth of what the others do
        small = _with_small_domain(values.gather(places))
        values = values.clone().scatter(places, small)
        plain = plain.scatter(places, _is_plain_email(small))
    return _clean(values, plain, _tidy_email)


def clean_phones(values: pl.Series) -> Cleaned:
    """Numbers as typed, without what spreadsheets and exports put around them, and what is wrong with them.

    MEGA compares the last ten digits, so a ".0" or an extension that stayed would make another number.
    """
    return _clean(values, _is_plain_phone(values), _tidy_phone)


def check_emails(values: pl.Series) -> Cleaned:
    """Addresses as they stand, and what is wrong with them."""
    return _clean(values, _is_plain_email(values), _check_email)


def check_phones(values: pl.Series) -> Cleaned:
    """Numbers as they stand, and what is wrong with them."""
    return _clean(values, _is_plain_phone(values), lambda cells: _check_phone(_with_raised_digits(cells)))


def no_text(rows: int) -> pl.Series:
    """A text column with nothing in it."""
    return pl.Series([None], dtype=pl.String).new_from_index(0, rows)


def digits(phones: pl.Expr) -> pl.Expr:
    """Only the digits of cleaned phones."""
    return phones.str.replace_all(r"[^0-9]+", "")


def phone_digits(phones: pl.Expr) -> pl.Expr:
    """The digits of phones without a problem, in half the time: such phones hold no other signs."""
    return phones.str.replace_many(_SIGNS_OF_PHONES, [""])


_VALUE = pl.col("value")
_LOCAL_PART = _VALUE.str.extract("^([^@]*)@")
_DOMAIN = _VALUE.str.extract("@([^@]*)$")
_SMALL_DOMAIN = (
    pl.when(_VALUE.str.count_matches("@", literal=True) == 1)
    .then(pl.concat_str(_LOCAL_PART, pl.lit("@"), _DOMAIN.str.to_lowercase()))
    .otherwise(_VALUE)
    .alias("value")
)
_COUNTED = (Remark.EXTENSION, Remark.PLACEHOLDER, Remark.LIST, Remark.SEVERAL_EMAILS)


def _is_plain_phone(values: pl.Series) -> pl.Series:
    return values.str.contains(_PLAIN_PHONE) & ~values.str.contains(r"\.0{1,2}$|^\+?[0-9]+\.0+$|\)$")


def _clean(values: pl.Series, plain: pl.Series, tidy: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Cleaned:
    """Tidies the values that are not plain, and puts them back in their places.

    `tidy` changes the column `value` of a frame, step by step so that no step is worked out twice, and
    sets `problem` and what is counted where there is anything to say.
    """
    doubtful = ~plain.fill_null(value=True)
    if not doubtful.any():
        return Cleaned(values, no_text(values.len()))
    nothing = [
        pl.lit(None, pl.String).alias("problem"),
        *(pl.lit(value=False).alias(remark) for remark in _COUNTED),
    ]
    cells = values.filter(doubtful).alias("value").to_frame().lazy().with_columns(nothing)
    tidied = tidy(cells).with_columns(_filled(_VALUE)).collect()
    place = pl.select(pl.when(doubtful).then(doubtful.cum_sum() - 1).cast(pl.UInt32)).to_series()
    return Cleaned(
        tidied["value"].gather(place).zip_with(doubtful, values),
        tidied["problem"].gather(place),
        {remark: n for remark in _COUNTED if (n := int(tidied[remark].sum()))},
    )


def _tidy_text(cells: pl.LazyFrame) -> pl.LazyFrame:
    return cells.with_columns(_VALUE.str.normalize("NFC").str.replace_all(_EDGES, ""))


def _tidy_name(cells: pl.LazyFrame) -> pl.LazyFrame:
    return _tidy_text(cells).with_columns(_VALUE.str.replace_all(r"\s+", " "))


def _tidy_email(cells: pl.LazyFrame) -> pl.LazyFrame:
    in_brackets = _VALUE.str.extract_all(_IN_BRACKETS)
    address = in_brackets.list.first().str.replace(_IN_BRACKETS, "$1")
    return (
        _first_of_list(_visible(cells))
        .with_columns(_VALUE.str.replace(r"(?i)^\W*mailto:\s*", "").str.replace(r"\?.*=.*$", ""))
        .with_columns((in_brackets.list.len() > 1).alias(Remark.SEVERAL_EMAILS))
        .with_columns(pl.coalesce(address, _VALUE).str.strip_chars(_AROUND_AN_EMAIL))
        .pipe(_without_placeholders)
        .pipe(_first_address)
        .with_columns(_SMALL_DOMAIN)
        .pipe(_check_email)
    )


def _is_plain_email(values: pl.Series) -> pl.Series:
    return values.str.contains(_PLAIN_EMAIL) & (values.str.len_bytes() <= LONGEST_LOCAL)


def _with_small_domain(values: pl.Series) -> pl.Series:
    return values.alias("value").to_frame().select(_SMALL_DOMAIN).to_series()


def _first_address(cells: pl.LazyFrame) -> pl.LazyFrame:
    """Of several whole addresses the first; anything else with two @ is left as it stands."""
    parts = _VALUE.str.replace_all(_BETWEEN_EMAILS, ";").str.split(";")
    whole = parts.list.eval(pl.element().str.contains(_ADDRESS)).list.all() & (parts.list.len() > 1)
    return cells.with_columns(
        pl.when(whole).then(parts.list.first()).otherwise(_VALUE).alias("value"),
        (pl.col(Remark.SEVERAL_EMAILS) | whole.fill_null(value=False)).alias(Remark.SEVERAL_EMAILS),
    )


def _check_email(cells: pl.LazyFrame) -> pl.LazyFrame:
    return cells.with_columns(
        _LOCAL_PART.alias("local"),
        _DOMAIN.alias("domain"),
        _VALUE.str.count_matches("@", literal=True).alias("at signs"),
    ).with_columns(_email_problem())


def _email_problem() -> pl.Expr:
    local, domain, at_signs = pl.col("local"), pl.col("domain"), pl.col("at signs")
    return _first_problem([
        (_VALUE.str.contains(_EMAIL) & (_VALUE.str.len_bytes() <= LONGEST_LOCAL), None),
        (at_signs == 0, "email has no @"),
        ((at_signs > 1) & _VALUE.str.contains(r"[\s,;/|]"), "two email addresses in one cell"),
        (at_signs > 1, "email has more than one @"),
        (_VALUE.str.contains(r"\s"), "email has a space in it"),
        (local == "", "email has nothing before the @"),
        (domain == "", "email has nothing after the @"),
        (_VALUE.str.contains("..", literal=True), "email has two dots in a row"),
        (_VALUE.str.len_bytes() > LONGEST_EMAIL, f"email is longer than {LONGEST_EMAIL} characters"),
        (local.str.len_bytes() > LONGEST_LOCAL, f"email is longer than {LONGEST_LOCAL} before the @"),
        (~domain.str.contains(".", literal=True), "email has no ending such as .com"),
        (local.str.contains(r"^\.|\.$") | domain.str.contains(r"^\."), "email has a dot in a wrong place"),
        (~_VALUE.str.contains(_EMAIL), "email has a character that is not allowed, or a wrong ending"),
    ])  # fmt: skip


def _tidy_phone(cells: pl.LazyFrame) -> pl.LazyFrame:
    shorter = pl.col("shorter")
    return (
        _first_of_list(_visible(_with_raised_digits(cells)))
        .with_columns(_VALUE.str.replace_many(_OTHER_DIGITS, [str(n) for n in range(10)] * 3))
        .with_columns(
            _VALUE.str.replace(r"^=?[\"'’‘`´]+|^[\p{So}\ufe0f ]+", "").str.replace(r"[\"'’,;]+$", "")
        )
        .with_columns(_VALUE.str.replace(_PHONE_LABEL, "").str.replace(r"^['’]", ""))
        .with_columns(_VALUE.str.replace(_FLOAT_PHONE, "$1$2").str.strip_chars())
        .pipe(_without_placeholders)
        .with_columns(_VALUE.str.extract(_EXTENSION).str.strip_chars().alias("shorter"))
        .with_columns(
            (digits(shorter).str.len_bytes() >= SHORTEST_PHONE).fill_null(value=False).alias("extension")
        )
        .with_columns(pl.when("extension").then(shorter).otherwise(_VALUE).alias("value"))
        .pipe(_check_phone)
    )


def _with_raised_digits(cells: pl.LazyFrame) -> pl.LazyFrame:
    return cells.with_columns(_VALUE.str.contains(_RAISED_DIGIT).alias("raised"))


def _check_phone(cells: pl.LazyFrame) -> pl.LazyFrame:
    digit_count = digits(_VALUE).str.len_bytes().alias("digits")
    return cells.with_columns(digit_count).with_columns(_phone_problem())


def _phone_problem() -> pl.Expr:
    count = pl.col("digits")
    return _first_problem([
        (pl.col("raised"), "phone has a raised or circled digit in it"),
        (_VALUE.str.contains(_ENDS_IN_BRACKETS), "phone ends with digits in brackets"),
        (_VALUE.str.contains(_PLAIN_PHONE), None),
        (_VALUE.str.contains(_E_NOTATION), "the spreadsheet kept only part of this phone number"),
        (_VALUE.str.contains("@", literal=True), "phone holds an email address"),
        (_VALUE.str.extract_all(_ONE_NUMBER).list.len() > 1, "two phone numbers in one cell"),
        (_VALUE.str.contains(_SECOND_ENDING), "two phone numbers in one cell"),
        (_VALUE.str.contains(r"\p{L}"), "phone has letters in it"),
        (count == 0, "phone has no digits"),
        (count == 1, "phone has only 1 digit"),
        (count < SHORTEST_PHONE, pl.format("phone has only {} digits", count)),
        (count > LONGEST_PHONE, pl.format(f"phone has {{}} digits, {LONGEST_PHONE} is the most", count)),
        (~_VALUE.str.contains(_PHONE_SIGNS), "phone has signs in it that belong to no phone number"),
    ])  # fmt: skip


def _first_problem(checks: list[tuple[pl.Expr, str | pl.Expr | None]]) -> pl.Expr:
    """The sentence of the first check that holds; a check without one ends the search."""
    problem = pl.lit(None, pl.String)
    for wrong, sentence in reversed(checks):
        says = sentence if isinstance(sentence, pl.Expr) else pl.lit(sentence, pl.String)
        problem = pl.when(wrong).then(says).otherwise(problem)
    return problem.alias("problem")


def _visible(cells: pl.LazyFrame) -> pl.LazyFrame:
    """One line: full-width characters made narrow, invisible ones gone, line breaks as " / "."""
    return (
        cells.with_columns(_VALUE.str.normalize("NFKC").str.replace_all(_INVISIBLES, ""))
        .with_columns(_VALUE.str.strip_chars().str.replace_all(r"\s*[\r\n]+\s*", " / "))
        .with_columns(_VALUE.str.replace_all(r"\s+", " "))
    )


def _first_of_list(cells: pl.LazyFrame) -> pl.LazyFrame:
    return cells.with_columns(
        _VALUE.str.contains(LIST, literal=True).alias("list"), _VALUE.str.split(LIST).list.first()
    )


def _without_placeholders(cells: pl.LazyFrame) -> pl.LazyFrame:
    says_nothing = cells.with_columns(_VALUE.str.contains(PLACEHOLDER).alias("placeholder"))
    return says_nothing.with_columns(_filled(pl.when(~pl.col("placeholder")).then(_VALUE)))


def _filled(value: pl.Expr) -> pl.Expr:
    return pl.when(value != "").then(value).alias("value")
