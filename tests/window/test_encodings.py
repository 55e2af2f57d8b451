"""Encodings have plain words, whatever way they are spelt."""

from __future__ import annotations

from mega_desktop.window.encodings import COMMON, canonical, encoding_words


def test_an_encoding_is_called_by_its_region_and_its_code() -> None:
    assert encoding_words("cp1250") == "Central European (cp1250)"
    assert encoding_words("ISO-8859-2") == "Central European (ISO-8859-2)"


def test_an_unknown_one_is_called_by_its_name() -> None:
    assert encoding_words("klingon-1") == "klingon-1"


def test_all_that_are_offered_have_words_and_are_there_once() -> None:
    assert all(encoding_words(encoding).endswith(f"({encoding})") for encoding in COMMON)
    assert len({canonical(encoding) for encoding in COMMON}) == len(COMMON)
