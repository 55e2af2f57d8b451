"""Bad input gets a sentence that names what to do; nothing is written."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mega_desktop.cli import main
from mega_desktop.folders import resource
from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.faults import Fault, Faults

pytestmark = pytest.mark.e2e

SAMPLE = str(resource("sample/leads-sample.xlsx"))


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def practice(tmp_path: Path, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeAccess]:
    with PracticeServer(tmp_path / "crm", limits=PracticeLimits.rehearsal(), faults=faults) as access:
        monkeypatch.setenv("MEGA_SERVER", access.url)
        monkeypatch.setenv("MEGA_TOKEN", access.token)
        monkeypatch.setenv("MEGA_CUSTOMER_ID", access.customer_id)
        before = leads_in(tmp_path / "crm")
        yield access
        assert leads_in(tmp_path / "crm") == before


@pytest.fixture
def portal() -> Iterator[str]:
    """A network that answers every question with its sign-in page."""

    class Portal(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = b"<html><body><form>Room number, please</form></body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    text = capsys.readouterr().err
    assert "Traceback" not in text
    return text


def test_a_wrong_token_is_named(
    practice: PracticeAccess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEGA_TOKEN", "mega_" + "0" * 64)
    assert main(["import", SAMPLE, "--yes"]) == 3
    assert "token" in said(capsys)


def test_a_wrong_customer_is_named(
    practice: PracticeAccess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEGA_CUSTOMER_ID", "00000000-0000-4000-8000-000000000000")
    assert main(["import", SAMPLE, "--yes"]) == 3
    assert "customer" in said(capsys)


def test_no_network_is_named(
    practice: PracticeAccess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEGA_SERVER", "http://127.0.0.1:1")
    assert main(["import", SAMPLE, "--yes"]) == 3
    assert "No connection" in said(capsys)


def test_a_portals_page_is_no_crm(
    practice: PracticeAccess, portal: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEGA_SERVER", portal)
    assert main(["import", SAMPLE, "--yes"]) == 3
    text = said(capsys)
    assert "Room number" not in text
    assert "sign in" in text or "network" in text


def test_plain_http_goes_only_to_this_computer(
    practice: PracticeAccess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEGA_SERVER", "http://crm.example")
    assert main(["import", SAMPLE, "--yes"]) == 3
    assert "https" in said(capsys)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage".encode("utf-16le"), "password"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(
    content: bytes, word: str, practice: PracticeAccess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "leads.xlsx"
    file.write_bytes(content)
    assert main(["import", str(file), "--yes"]) == 2
    assert word in said(capsys)


def test_a_mapping_that_does_not_fit_is_bad_usage(
    practice: PracticeAccess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text(
        '{"version": 1, "columns": [{"index": 0, "field": "no_such_field"}]}', encoding="utf-8"
    )
    assert main(["import", SAMPLE, "--yes", "--mapping", str(mapping)]) == 2
    assert said(capsys)


def test_a_portal_during_the_check_stops_before_anything_is_written(
    practice: PracticeAccess, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    faults.strike_next(Fault.PORTAL)
    assert main(["import", SAMPLE, "--yes"]) == 3
    assert said(capsys)
