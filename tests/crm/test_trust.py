"""Whom the program believes to be the CRM: certificates, good and bad, over real TLS on loopback."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mega_desktop.crm import Credentials, CrmProblem, NotConnected
from mega_desktop.crm.mega import Mega
from tests.crm.authority import Authority, tls_server
from tests.crm.scripted import answer, bulk

BODY, REFS = b'{"leads":[{"row_ref":"2-aaaaaa"}]}', frozenset({"2-aaaaaa"})
GOOD = answer(200, bulk({"row_ref": "2-aaaaaa", "status": "created", "lead_id": "77c2"}))
TLS_1_3, TLS_1_1 = ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_1


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def heard() -> list[bytes]:
    """What left this computer through a connection."""
    return []


@pytest.fixture
def talk(heard: list[bytes]) -> Callable[[ssl.SSLSocket], None]:
    def reply(sock: ssl.SSLSocket) -> None:
        while BODY not in b"".join(heard):
            heard.append(sock.recv(65_536))
            if not heard[-1]:
                return
        sock.sendall(GOOD)

    return reply


def test_an_authority_in_the_systems_store_is_trusted(
    authority: Authority,
    talk: Callable[[ssl.SSLSocket], None],
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """N4: as a company has it that looks into its own traffic."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with tls_server(authority.certificate("localhost"), talk, TLS_1_3) as url:
        mega = open_mega(replace(credentials, server=url))
        assert mega.send(BODY, "key", REFS).rows["2-aaaaaa"].lead_id == "77c2"


@pytest.mark.parametrize(
    ("host", "days", "newest", "knows_authority"),
    [
        ("localhost", -3, TLS_1_3, True),
        ("elsewhere.example", 5, TLS_1_3, True),
        ("localhost", 5, TLS_1_3, False),
        ("localhost", 5, TLS_1_1, True),
    ],
    ids=["expired", "of another host", "of an unknown authority", "an old version"],
)
def test_a_connection_that_cannot_be_trusted_carries_nothing(  # noqa: PLR0917 - fixtures and cases
    host: str,
    days: int,
    newest: ssl.TLSVersion,
    knows_authority: bool,
    authority: Authority,
    talk: Callable[[ssl.SSLSocket], None],
    heard: list[bytes],
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """N3: there is no way round it, and the sentence says that nothing was sent."""
    if knows_authority:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # only the server of this test is that old
        with tls_server(authority.certificate(host, days), talk, newest) as url:
            mega = open_mega(replace(credentials, server=url))
            with pytest.raises(CrmProblem) as raised:
                mega.send(BODY, "key", REFS)

    assert isinstance(raised.value, NotConnected)
    assert "cannot be trusted" in raised.value.title
    assert "nothing was sent" in raised.value.title
    assert heard == []
