"""Names get the capitals that people give them, and only where nobody has given any."""

from __future__ import annotations

import polars as pl
import pytest

from mega_desktop.matching.names import capitals, first_name, first_name_first, last_name

CAPITALS = [
    ("MARA FENN", "Mara Fenn"),
    ("mara fenn", "Mara Fenn"),
    ("MARA MCDONALD", "Mara McDonald"),
    ("sean mcdonald-mcneil", "Sean McDonald-McNeil"),
    ("MACARTHUR", "MacArthur"),
    ("JOHN MACY", "John Macy"),
    ("MACKENZIE FOY", "Mackenzie Foy"),
    ("O'BRIEN", "O'Brien"),
    ("d'angelo", "D'Angelo"),
    ("ANNE-MARIE O’NEIL", "Anne-Marie O’Neil"),
    ("maria de la cruz", "Maria de la Cruz"),
    ("DE LA CRUZ", "de la Cruz"),
    ("VAN DER BERG", "van der Berg"),
    ("VINCENT VAN GOGH", "Vincent van Gogh"),
    ("VAN MORRISON", "Van Morrison"),
    ("LINH VAN", "Linh Van"),
    ("J.R. SMITH", "J.R. Smith"),
    ("tj smith", "TJ Smith"),
    ("NG WEI", "Ng Wei"),
    ("JOHN SMITH JR", "John Smith Jr"),
    ("JOHN SMITH JR.", "John Smith Jr."),
    ("john smith iii", "John Smith III"),
    ("ÉLODIE ÅSTRÖM", "Élodie Åström"),
    ("İBRAHİM", "Ibrahim"),
    ("николай", "Николай"),
]
LEFT_ALONE = ["MacArthur", "deShawn", "Mara fenn", "mcDonald", "李小龙", "", "42", "Mara Fenn"]


@pytest.mark.parametrize(("typed", "written"), CAPITALS)
def test_a_name_all_in_capitals_or_in_small_letters_is_written_out(typed: str, written: str) -> None:
    assert capitals(pl.Series([typed])).item() == written


@pytest.mark.parametrize("typed", LEFT_ALONE)
def test_a_name_with_capitals_and_small_letters_is_left_alone(typed: str) -> None:
    assert capitals(pl.Series([typed])).item() == typed


def test_names_keep_their_places() -> None:
    assert capitals(pl.Series(["Mara", None, "GIL SOTO", "UMA"])).to_list() == [
        "Mara",
        None,
        "Gil Soto",
        "Uma",
    ]


@pytest.mark.parametrize(
    ("typed", "turned"),
    [
        ("Fenn, Mara J.", "Mara J. Fenn"),
        ("Fenn,Mara", "Mara Fenn"),
        ("de la Cruz, Ana", "Ana de la Cruz"),
        ("Smith, John, Jr.", "John Smith Jr."),
        ("Smith, John III", "John Smith III"),
        ("Smith, Jr.", "Smith, Jr."),
        ("Fenn, MD", "Fenn, MD"),
        ("Acme, Inc.", "Acme, Inc."),
        ("Fenn, Mara, Gil", "Fenn, Mara, Gil"),
        ("Mara Fenn", "Mara Fenn"),
        ("Fenn,", "Fenn,"),
        (None, None),
    ],
)
def test_a_last_name_before_a_comma_goes_to_the_end(typed: str | None, turned: str | None) -> None:
    assert first_name_first(pl.Series([typed], dtype=pl.String)).item() == turned


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Mara Fenn", "Mara", "Fenn"),
        ("Mara J. van der Berg", "Mara J.", "van der Berg"),
        ("Ana de la Cruz", "Ana", "de la Cruz"),
        ("John Smith Jr.", "John", "Smith Jr."),
        ("Cher", "Cher", None),
        (None, None, None),
    ],
)
def test_a_name_is_split_before_its_last_name(typed: str | None, first: str | None, last: str | None) -> None:
    name = pl.Series([typed], dtype=pl.String)
    assert (first_name(name).item(), last_name(name).item()) == (first, last)
