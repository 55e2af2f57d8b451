"""JSON with room for doubt is refused, and refusing never takes the program down."""

from __future__ import annotations

import pytest

from mega_desktop.crm.strict_json import parse


def test_ordinary_json_is_read() -> None:
    assert parse(b'{"a": [1, 2.5, "\xc3\xa9", null, true]}') == {"a": [1, 2.5, "é", None, True]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"a": 1',
        b'{"status": "failed", "status": "created"}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"9" * 21 + b"}",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
        b'{"a": "\xff"}',
        b"<html></html>",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_doubtful_json_is_refused(body: bytes) -> None:
    # N23, N24
    with pytest.raises(ValueError, match=r"^(not|the same|NaN|a number|a whole|nested)"):
        parse(body)
