"""Whatever a server sends, what is shown of it is one short, harmless line without a token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mega_desktop.crm import Secret
from mega_desktop.crm.untrusted import plain
from tests.crm.scripted import TOKEN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\r\n lines\t", "two lines"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\u202eb\u200bc\ufeffd\ud800e", "a b c d e"),
        (f"key {TOKEN}!", "key [token]!"),
        ("Authorization: Bearer abc.def", "Authorization: [token]"),
        ("otr_abc123 and mega_whsec_0123456789", "[token] and [token]"),
        ("x" * 400, "x" * 299 + "…"),
        (None, ""),
        (7, ""),
    ],
)
def test_a_text_becomes_one_plain_line(text: object, shown: str) -> None:
    assert plain(text) == shown


def test_a_token_of_any_form_is_blanked() -> None:
    assert plain("my-own-key-0001 is wrong", Secret("my-own-key-0001")) == "[token] is wrong"


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_shown_and_stored(text: str) -> None:
    shown = plain(text)
    assert len(shown) <= 300
    assert shown == shown.encode().decode()
    assert shown.isprintable() or not shown.strip()
