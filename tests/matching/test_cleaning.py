"""Values are cleaned of what spreadsheets put around them; what is wrong is said in a plain sentence."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mega_desktop.matching.cleaning import (
    _PLAIN_TEXT,
    Cleaned,
    check_emails,
    check_phones,
    clean_emails,
    clean_names,
    clean_phones,
    clean_text,
)
from mega_desktop.matching.remarks import Remark


def one(cleaned: Cleaned) -> tuple[str | None, str | None]:
    return cleaned.values.item(), cleaned.problems.item()


def cell(value: str | None) -> pl.Series:
    return pl.Series([value], dtype=pl.String)


FINE_PHONES = [
    ("(206) 555-0152", "(206) 555-0152"),
    ("206.555.0100", "206.555.0100"),
    ("555-0152", "555-0152"),
    ("+49 30 123456", "+49 30 123456"),
    ("p:+12065550152", "+12065550152"),
    ("'+12065550152", "+12065550152"),
    ("’2065550152", "2065550152"),
    ("p:'+12065550152", "+12065550152"),
    ("tel:+1-206-555-0152", "+1-206-555-0152"),
    ("Cell: 206-555-0152", "206-555-0152"),
    ("12065550152.0", "12065550152"),
    ("+12065550152.00", "+12065550152"),
    ("206-555-0152.0", "206-555-0152"),
    ("206 555 0152 x12", "206 555 0152"),
    ("206-555-0152 ext. 12", "206-555-0152"),
    ("206-555-0152, Ext 4411", "206-555-0152"),
    ("+12065550152;ext=12", "+12065550152"),
    ("(206) 555-0152 #12", "(206) 555-0152"),
    ("2065550152x3", "2065550152"),
    ("２０６-５５５-０１５２", "206-555-0152"),
    ("＋１ ２０６ ５５５ ０１５２", "+1 206 555 0152"),
    ("٢٠٦٥٥٥٠١٥٢", "2065550152"),
    ("۲۰۶۵۵۵۰۱۵۲", "2065550152"),
    ("\u202a+12065550152\u202c", "+12065550152"),
    ("\u200b206\u2060555\ufeff0152", "2065550152"),
    ("\u00a0206\u00a0555\u00a00152\u3000", "206 555 0152"),
    ("  2065550152 \t", "2065550152"),
    ("2065550152 ::: 2065550153", "2065550152"),
    ("+44 20 7946 0958", "+44 20 7946 0958"),
    ("00442079460958", "00442079460958"),
    ("030/1234567", "030/1234567"),
    ("206.555.0000", "206.555.0000"),
    ("2065550152.000000", "2065550152"),
    ('="02065550152"', "02065550152"),
    ("☎ 206-555-0152", "206-555-0152"),
    ("(2065550152)", "(2065550152)"),
    ("206‑555–0152,", "206‐555–0152"),
]

BAD_PHONES = [
    ("12345", "phone has only 5 digits"),
    ("555-01", "phone has only 5 digits"),
    ("7", "phone has only 1 digit"),
    ("12.0", "phone has only 3 digits"),
    ("1.20656E+10", "the spreadsheet kept only part of this phone number"),
    ("1,20656E+10", "the spreadsheet kept only part of this phone number"),
    ("2e10", "the spreadsheet kept only part of this phone number"),
    ("1234567890123456", "phone has 16 digits, 15 is the most"),
    ("call the office", "phone has letters in it"),
    ("1-800-FLOWERS", "phone has letters in it"),
    ("206-555-0152 / 206-555-0153", "two phone numbers in one cell"),
    ("206-555-0152, 206-555-0153", "two phone numbers in one cell"),
    ("206-555-0152 or 206-555-0153", "two phone numbers in one cell"),
    ("206-555-0152\n206-555-0153", "two phone numbers in one cell"),
    ("206-555-0152/53", "two phone numbers in one cell"),
    ("206-555-0152 (12)", "phone ends with digits in brackets"),
    ("206-555-0152¹", "phone has a raised or circled digit in it"),
    ("② 206-555-0152", "phone has a raised or circled digit in it"),
    ("206-555-0152,,12", "phone has signs in it that belong to no phone number"),
    ("2.065.550.152,00", "phone has signs in it that belong to no phone number"),
    ("2065550152,0", "phone has signs in it that belong to no phone number"),
    ("1.20656×10^10", "phone has signs in it that belong to no phone number"),
    ("+", "phone has no digits"),
    ("mara@example.net", "phone holds an email address"),
]

NO_VALUE = ["", "   ", "\u00a0", "\u200b", "-", "--", "n/a", "N/A", "none", "NULL", "unknown", "?"]


@pytest.mark.parametrize(("typed", "sent"), FINE_PHONES)
def test_a_phone_is_freed_of_what_is_no_part_of_it(typed: str, sent: str) -> None:
    assert one(clean_phones(cell(typed))) == (sent, None)


@pytest.mark.parametrize(("typed", "problem"), BAD_PHONES)
def test_a_phone_that_cannot_be_one_says_why(typed: str, problem: str) -> None:
    assert one(clean_phones(cell(typed)))[1] == problem


@pytest.mark.parametrize("typed", NO_VALUE)
def test_a_cell_that_says_nothing_is_empty(typed: str) -> None:
    assert one(clean_phones(cell(typed))) == (None, None)
    assert one(clean_emails(cell(typed))) == (None, None)


def test_dropped_extensions_are_counted() -> None:
    cleaned = clean_phones(pl.Series(["206-555-0152 x1", "206-555-0153", None, "206-555-0154 ext 9"]))
    assert cleaned.remarks == {Remark.EXTENSION: 2}


def test_that_only_the_first_of_several_addresses_is_used_is_counted() -> None:
    cells = [
        "a@b.example; c@d.example",
        "a@b.example - a@b.example",
        "A <a@b.example>, C <c@d.example>",
        '"a@b.example" <a@b.example>',
    ]
    assert clean_emails(pl.Series(cells)).remarks == {Remark.SEVERAL_EMAILS: 3}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("mara@example.net", None),
        (" mara@example.net", "email has a space in it"),
        ("Mara@EXAMPLE.net", None),
        ("mara", "email has no @"),
    ],
)
def test_an_email_that_is_left_as_it_stands_is_checked_all_the_same(typed: str, problem: str | None) -> None:
    assert one(check_emails(cell(typed))) == (typed, problem)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("206-555-0152", None),
        ("12", "phone has only 2 digits"),
        ("206-555-0152 x1", "phone has letters in it"),
    ],
)
def test_a_phone_that_is_left_as_it_stands_is_checked_all_the_same(typed: str, problem: str | None) -> None:
    assert one(check_phones(cell(typed))) == (typed, problem)


FINE_EMAILS = [
    ("mara@example.net", "mara@example.net"),
    ("Mara.Fenn+list@Example.NET", "Mara.Fenn+list@example.net"),
    ("mailto:mara@example.net", "mara@example.net"),
    ("MAILTO:mara@example.net?subject=Hi", "mara@example.net"),
    ("<mara@example.net>", "mara@example.net"),
    ("Mara Fenn <mara@example.net>", "mara@example.net"),
    ('"Fenn, Mara" <mara@example.net>', "mara@example.net"),
    ('"mara@example.net"', "mara@example.net"),
    ("'mara@example.net'", "mara@example.net"),
    ("mara@example.net;", "mara@example.net"),
    ("mara@example.net.", "mara@example.net"),
    (" mara@example.net\u00a0", "mara@example.net"),
    ("ma\u200bra@exam\ufeffple.net", "mara@example.net"),
    ("mara＠example．net", "mara@example.net"),
    ("o'brien@example.net", "o'brien@example.net"),
    ("jörg@müller.example", "jörg@müller.example"),
    ("a@b.co", "a@b.co"),
    ("x_y-z@sub.mail-host.example.org", "x_y-z@sub.mail-host.example.org"),
    ("mara@example.net ::: m.fenn@example.org", "mara@example.net"),
    ("mara@example.net, ivo@example.net", "mara@example.net"),
    ("mara@example.net ivo@example.net", "mara@example.net"),
    ("mara@example.net;ivo@example.net;", "mara@example.net"),
    ("Mara Fenn <Mara@EXAMPLE.net>, Ivo <ivo@example.net>", "Mara@example.net"),
    ('"mara@example.net" <mara@example.net>', "mara@example.net"),
    ("user@xn--mller-kva.xn--p1ai", "user@xn--mller-kva.xn--p1ai"),
]

BAD_EMAILS = [
    ("mara.example.net", "email has no @"),
    ("mara@@example.net", "email has more than one @"),
    ("mara@example.net, ivo@", "two email addresses in one cell"),
    ("mara@example.net, or @home", "two email addresses in one cell"),
    ("mara fenn@example.net", "email has a space in it"),
    ("@example.net", "email has nothing before the @"),
    ("mara@", "email has nothing after the @"),
    ("mara@example", "email has no ending such as .com"),
    ("mara@example..net", "email has two dots in a row"),
    ("ma..ra@example.net", "email has two dots in a row"),
    ("mara.@example.net", "email has a dot in a wrong place"),
    ("mara@.example.net", "email has a dot in a wrong place"),
    ("mara@example.n", "email has a character that is not allowed, or a wrong ending"),
    ("mara@exam_ple.net", "email has a character that is not allowed, or a wrong ending"),
    ("mara@example.123", "email has a character that is not allowed, or a wrong ending"),
    ("m" * 65 + "@example.net", "email is longer than 64 before the @"),
    ("m" * 60 + "@" + "e" * 200 + ".net", "email is longer than 254 characters"),
]


@pytest.mark.parametrize(("typed", "sent"), FINE_EMAILS)
def test_an_email_is_freed_of_what_is_no_part_of_it(typed: str, sent: str) -> None:
    assert one(clean_emails(cell(typed))) == (sent, None)


@pytest.mark.parametrize(("typed", "problem"), BAD_EMAILS)
def test_an_email_that_cannot_be_one_says_why(typed: str, problem: str) -> None:
    assert one(clean_emails(cell(typed)))[1] == problem


def test_a_bad_value_is_kept_to_be_shown() -> None:
    assert one(clean_emails(cell(" mara.example.net ")))[0] == "mara.example.net"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("  Mara   Fenn ", "Mara Fenn"),
        ("Mara\u00a0Fenn", "Mara Fenn"),
        ("\ufeffMara\nFenn", "Mara Fenn"),
        ("Jose\u0301", "José"),
        ("Николай", "Николай"),
        ("  ", None),
    ],
)
def test_a_name_is_one_line_with_single_spaces(typed: str, sent: str | None) -> None:
    assert one(clean_names(cell(typed))) == (sent, None)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("wants pool\nand garden", "wants pool\nand garden"),
        ("\u3000 two  spaces \u200b", "two  spaces"),
        ("👩\u200d👧 family", "👩\u200d👧 family"),
        ("0", "0"),
        ("\u200b", None),
        (None, None),
    ],
)
def test_text_keeps_its_inside(typed: str | None, sent: str | None) -> None:
    assert one(clean_text(cell(typed))) == (sent, None)


@given(st.text(max_size=12))
def test_text_that_is_passed_over_as_plain_is_what_tidying_would_make_of_it(typed: str) -> None:
    tidy = re.sub(r"^[\s\x00]+|[\s\x00]+$", "", unicodedata.normalize("NFC", typed))
    if plain_text(typed):
        assert typed == tidy


def test_letters_that_count_as_plain_have_one_form_only() -> None:
    letters = pl.Series([chr(n) for n in range(0x21, 0xA000)])
    plain = letters.filter(letters.str.contains(_PLAIN_TEXT))
    assert len(plain) > 20_000
    assert all(unicodedata.is_normalized("NFC", c) and not unicodedata.combining(c) for c in plain)


def plain_text(value: str) -> bool:
    return bool(cell(value).str.contains(_PLAIN_TEXT).item())


def test_rows_keep_their_places() -> None:
    cleaned = clean_phones(pl.Series(["2065550150", None, "p:2065550151", "12", "2065550152"]))
    assert cleaned.values.to_list() == ["2065550150", None, "2065550151", "12", "2065550152"]
    assert cleaned.problems.to_list() == [None, None, None, "phone has only 2 digits", None]


def test_empty_columns_stay_empty() -> None:
    for clean in (clean_emails, clean_phones, clean_names, clean_text):
        assert clean(pl.Series([], dtype=pl.String)).values.len() == 0
        assert clean(pl.Series([None, None], dtype=pl.String)).problems.to_list() == [None, None]
