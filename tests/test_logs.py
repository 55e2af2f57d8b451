"""The log tells what happened, never whom it happened to."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from mega_desktop.logs import blanked, logging_to

TOKEN = "mega_" + "5e" * 32


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        TOKEN.upper(),
        "mega_whsec_Zx81kQ",
        "otr_Ab3-x",
        "Bearer abcdef",
        "X-API-Key: abc123",
        "ada.lovelace+x@example.org",
        "+1 (206) 555-0142",
        "2065550142",
        "+44 7700 900123",
        "user:pass@",
    ],
)
def test_tokens_addresses_and_phones_are_blanked(secret: str) -> None:
    said = blanked(f"before https://{secret} after" if secret.endswith("@") else f"before {secret} after")
    assert secret.rstrip("@") not in said
    assert said.startswith("before ")
    assert said.endswith("after")


@pytest.mark.parametrize("text", ["mega_desktop.crm: 429, 20,000 rows, waiting 18 s", "row 123456 of 500000"])
def test_what_helps_stays(text: str) -> None:
    assert blanked(text) == text


def test_neither_arguments_nor_the_words_of_an_error_reach_the_file(tmp_path: Path) -> None:
    log = logging.getLogger("mega_desktop.anything")
    with logging_to(tmp_path / "logs") as path:
        log.info("sending to %s", "ada@example.org")
        try:
            int(f"Ada Lovelace with {TOKEN}")
        except ValueError:
            log.exception("unexpected")
    text = path.read_text(encoding="utf-8")
    assert "sending to […]" in text
    assert "ValueError" in text
    assert "test_logs.py:" in text
    assert not [secret for secret in ("ada@", "Ada", TOKEN) if secret in text]
    assert [p.stat().st_mode & 0o077 for p in (path.parent, path)] == [0, 0]


def test_after_the_block_nothing_more_is_written(tmp_path: Path) -> None:
    with logging_to(tmp_path) as path:
        pass
    logging.getLogger("mega_desktop").warning("later")
    assert not path.exists()


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    with logging_to(tmp_path / "logs"):
        logging.getLogger("mega_desktop").warning("said into the wind")
