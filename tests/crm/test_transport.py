"""Every way a request can go wrong, over real sockets: what it means for the leads is always said right."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
import ssl
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mega_desktop.crm import (
    BadRequest,
    BadToken,
    Credentials,
    CrmProblem,
    KeyConflict,
    NoPermission,
    NotConnected,
    Refused,
    TooFast,
    Uncertain,
    WrongAddress,
)
from mega_desktop.crm.mega import Mega
from mega_desktop.work import Control
from tests.crm.conftest import AMPLE
from tests.crm.scripted import CUSTOMER, TOKEN, Script, ScriptedServer, answer, bulk, drip, hang, hang_up

BODY = b'{"leads":[{"row_ref":"2-aaaaaa","contact_name":"Dana"}],"on_duplicate":"update"}'
REFS = frozenset({"2-aaaaaa"})
GOOD = answer(200, bulk({"row_ref": "2-aaaaaa", "status": "created", "lead_id": "77c2"}))
DEADLINE_S = 1.0
"""Long enough that a busy computer has sent its request before."""

HTML = "<html><script>alert(1)</script>Please sign in</html>"


def envelope(status: int, message: str = "Not so") -> bytes:
    return answer(status, {"error": {"type": "x", "code": status, "message": message}})


def failure(mega: Mega) -> CrmProblem:
    """What sending one chunk raises."""
    with pytest.raises(CrmProblem) as raised:
        mega.send(BODY, "key-1", REFS)
    return raised.value


def write_own_certificate(folder: Path) -> None:
    """A certificate for localhost that nobody has signed but itself."""
    x509 = pytest.importorskip("cryptography.x509")
    hazmat = "cryptography.hazmat.primitives"
    ec = pytest.importorskip(f"{hazmat}.asymmetric.ec")
    hashes, forms = pytest.importorskip(f"{hazmat}.hashes"), pytest.importorskip(f"{hazmat}.serialization")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=2))
    certificate = builder.sign(key, hashes.SHA256())
    plain_key = (forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain_key))
    (folder / "cert.pem").write_bytes(certificate.public_bytes(forms.Encoding.PEM))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (202, Uncertain),
        (206, Uncertain),
        (400, BadRequest),
        (401, BadToken),
        (402, Refused),
        (403, NoPermission),
        (404, WrongAddress),
        (405, WrongAddress),
        (408, Uncertain),
        (409, KeyConflict),
        (413, BadRequest),
        (418, Uncertain),
        (422, BadRequest),
        (429, TooFast),
        (500, Uncertain),
        (501, Uncertain),
        (502, Uncertain),
        (503, Uncertain),
        (504, Uncertain),
        (511, Uncertain),
    ],
)
@pytest.mark.parametrize("html", [False, True], ids=["envelope", "html"])
def test_a_status_decides_what_happened(
    status: int, kind: type[CrmProblem], html: bool, server: ScriptedServer, mega: Mega
) -> None:
    # N32, N33, N34, N35, N36, N37, N38, N39, N43, N46
    server.answers(answer(status, HTML, kind="text/html") if html else envelope(status))
    problem = failure(mega)
    assert type(problem) is kind
    assert problem.advice
    assert "alert" not in f"{problem} {problem.detail}"
    if not html:
        assert "Not so" in problem.detail


def test_a_wrong_token_is_named_in_plain_words(server: ScriptedServer, mega: Mega) -> None:
    server.answers(envelope(401))
    problem = failure(mega)
    assert problem.title == "MEGA does not accept this token."
    assert "Harbor Realty" in problem.advice
    assert problem.status == 401


def test_missing_rights_name_scope_and_customer(server: ScriptedServer, mega: Mega) -> None:
    server.answers(envelope(403))
    problem = failure(mega)
    assert CUSTOMER in problem.title
    assert "public_api:leads:write" in problem.advice


def test_a_refused_request_says_why_in_the_servers_words(server: ScriptedServer, mega: Mega) -> None:
    server.answers(envelope(400, "leads: at most 500\n\x1b[31m\u202eallowed" + "x" * 9000))
    problem = failure(mega)
    assert "leads: at most 500 [31m allowed" in problem.title
    assert len(problem.title) < 500


def test_a_way_that_is_broken_does_not_keep_the_other_from_being_taken(
    server: ScriptedServer,
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # N52
    """The host has an IPv6 address first, at which nobody listens, and then the one of the server."""
    port = int(server.url.rpartition(":")[2])
    broken = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))
    good = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: [broken, good])
    server.answers(answer(200, bulk()))

    open_mega(replace(credentials, server=f"http://localhost:{port}")).send(b"{}", "key", frozenset())

    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(
    status: int, server: ScriptedServer, other_server: ScriptedServer, mega: Mega
) -> None:
    # N7, N48
    server.answers(answer(status, b"", headers=[f"Location: {other_server.url}/api?t={TOKEN}"]))
    problem = failure(mega)
    assert isinstance(problem, WrongAddress)
    assert server.host in problem.title
    assert other_server.host in problem.title
    assert other_server.connections == 0


def test_a_refusal_for_now_carries_the_wait(server: ScriptedServer, mega: Mega) -> None:
    # N39
    server.answers(answer(429, {}, headers=["Retry-After: 17"]))
    problem = failure(mega)
    assert isinstance(problem, TooFast)
    assert problem.retry_after_s == 17.0
    assert mega.delay_s() >= 17.0


def test_a_maintenance_carries_the_wait(server: ScriptedServer, mega: Mega) -> None:
    # N47
    server.answers(answer(503, b"", kind="", headers=["Retry-After: 40"]), answer(503, b"", kind=""))
    first, second = failure(mega), failure(mega)
    assert isinstance(first, Uncertain)
    assert isinstance(second, Uncertain)
    assert (first.retry_after_s, second.retry_after_s) == (40.0, None)


UNBELIEVABLE: dict[str, Script] = {
    "html": answer(200, HTML, kind="text/html"),
    "html called json": answer(200, HTML),
    "no content type": answer(200, bulk(), kind=""),
    "no content": answer(204, b"", kind=""),
    "gzip": answer(200, gzip.compress(b"x" * 1000), headers=["Content-Encoding: gzip"]),
    "gzip bomb": answer(200, gzip.compress(b"0" * 50_000_000), headers=["Content-Encoding: gzip"]),
    "br": answer(200, bulk(), headers=["Content-Encoding: br"]),
    "truncated json": answer(200, b'{"dry_run":false,"results":['),
    "duplicate keys": answer(
        200, b'{"dry_run":false,"results":[{"row_ref":"2-aaaaaa","status":"failed","status":"created"}]}'
    ),
    "nan": answer(200, b'{"dry_run":false,"results":[],"x":NaN}'),
    "deep": answer(200, b"[" * 100_000 + b"]" * 100_000),
    "byte order mark": answer(200, b"\xef\xbb\xbf{}"),
    "utf-16": answer(200, '{"dry_run":false,"results":[]}'.encode("utf-16")),
    "no results": answer(200, {"ok": True}),
    "results are no list": answer(200, {"dry_run": False, "results": {}}),
    "a list": answer(200, [1, 2]),
    "a dry run": answer(200, bulk({"row_ref": "2-aaaaaa", "status": "created"}, dry_run=True)),
    "short body": lambda sock: sock.sendall(answer(200, b'{"dry_run":false', length=500)),
    "no answer": hang_up,
    "half a head": lambda sock: sock.sendall(b"HTTP/1.1 200 OK\r\nContent-"),
    "not http": lambda sock: sock.sendall(b"SSH-2.0-OpenSSH_9\r\n\r\n"),
    "reset": lambda sock: sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"),
}


@pytest.mark.parametrize("script", UNBELIEVABLE.values(), ids=UNBELIEVABLE.keys())
def test_an_answer_that_cannot_be_believed_leaves_it_open(
    script: Script, server: ScriptedServer, mega: Mega
) -> None:
    # N5, N6, N16, N19, N20, N21, N23, N24, N25
    server.answers(script)
    problem = failure(mega)
    assert type(problem) is Uncertain
    assert "not known yet whether these leads arrived" in problem.title
    assert "alert" not in f"{problem} {problem.detail}"


def test_a_body_without_end_is_cut_off(server: ScriptedServer, open_mega: Callable[..., Mega]) -> None:
    # N22
    server.answers(
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" " * 100_000, every_s=0.0)
    )
    problem = failure(open_mega(bounds=replace(AMPLE, body_bytes=1_000_000)))
    assert isinstance(problem, Uncertain)
    assert "larger" in problem.detail


DRIPS = {
    "body": (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n", b" "),
    "body without length": (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}", b" "),
    "error body": (
        b"HTTP/1.1 500 X\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n",
        b" ",
    ),
    "head": (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize(("head", "piece"), DRIPS.values(), ids=DRIPS.keys())
def test_a_dripping_answer_is_ended_by_the_deadline(
    head: bytes, piece: bytes, server: ScriptedServer, open_mega: Callable[..., Mega]
) -> None:
    # N17, N18, N49
    server.answers(drip(head, piece))
    assert isinstance(failure(open_mega(bounds=replace(AMPLE, deadline_s=DEADLINE_S))), Uncertain)


def test_a_request_that_nobody_reads_is_ended(server: ScriptedServer, open_mega: Callable[..., Mega]) -> None:
    # N12
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf:
        credentials = replace(open_mega().credentials, server=f"http://127.0.0.1:{deaf.getsockname()[1]}")
        mega = open_mega(credentials, replace(AMPLE, deadline_s=DEADLINE_S))
        with pytest.raises(Uncertain):
            mega.send(b"x" * 30_000_000, "key-1", REFS)


def test_silence_ends_with_the_read_timeout(server: ScriptedServer, open_mega: Callable[..., Mega]) -> None:
    # N13
    server.answers(hang)
    problem = failure(open_mega(bounds=replace(AMPLE, read_s=0.2)))
    assert isinstance(problem, Uncertain)
    assert "did not answer in time" in problem.title


def test_nothing_listening_means_nothing_was_sent(
    credentials: Credentials, open_mega: Callable[..., Mega]
) -> None:
    # N2
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # taken, so that no other server of this computer gets it
        closed = f"http://127.0.0.1:{silent.getsockname()[1]}"
        problem = failure(open_mega(replace(credentials, server=closed)))
    assert isinstance(problem, NotConnected)
    assert "nothing was sent" in problem.title


@pytest.mark.skipif(sys.platform != "linux", reason="other systems answer when their queue is full")
def test_a_computer_that_does_not_answer_at_all_means_nothing_was_sent(
    credentials: Credentials, open_mega: Callable[..., Mega]
) -> None:
    """N11: the queue of this server is full, so its system drops what knocks."""
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = full.getsockname()
        for _ in range(2):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.0)
            waiting.connect_ex(address)
        mega = open_mega(
            replace(credentials, server=f"http://127.0.0.1:{address[1]}"), replace(AMPLE, connect_s=0.2)
        )
        problem = failure(mega)
    assert isinstance(problem, NotConnected)
    assert "nothing was sent" in problem.title


def test_an_unknown_name_means_nothing_was_sent(
    credentials: Credentials, open_mega: Callable[..., Mega]
) -> None:
    # N1
    problem = failure(open_mega(replace(credentials, server="https://crm.invalid")))
    assert isinstance(problem, NotConnected)
    assert "crm.invalid" in problem.title


def test_an_untrusted_certificate_stops_before_anything_is_sent(
    tmp_path: Path, credentials: Credentials, open_mega: Callable[..., Mega]
) -> None:
    write_own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            sock, _ = listener.accept()
            with sock, pytest.raises(OSError, match=r"(?i)alert|unknown|eof|reset"):
                context.wrap_socket(sock, server_side=True).recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"https://localhost:{listener.getsockname()[1]}"
        problem = failure(open_mega(replace(credentials, server=url)))
        thread.join()
    assert isinstance(problem, NotConnected)
    assert "cannot be trusted (self" in problem.title


@pytest.mark.parametrize(
    "refusal",
    [
        answer(407, b"", headers=["Proxy-Authenticate: NTLM"]),
        answer(502, HTML, kind="text/html"),
        answer(503, b""),
        answer(504, b""),
    ],
    ids=["407", "502", "503", "504"],
)
def test_a_proxy_that_refuses_means_nothing_was_sent(
    refusal: bytes,
    server: ScriptedServer,
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # N8, N9
    monkeypatch.setenv("https_proxy", f"http://ana:hush@{server.host}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.answers(refusal)
    problem = failure(open_mega(replace(credentials, server="https://crm.example")))
    assert isinstance(problem, NotConnected)
    assert server.host in problem.title
    assert "hush" not in f"{problem} {problem.detail}"
    assert [r.method for r in server.requests] == ["CONNECT"]
    assert TOKEN not in str(server.requests)


def test_a_proxy_that_never_answers_means_nothing_was_sent(
    server: ScriptedServer,
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", server.host)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.answers(hang)
    mega = open_mega(replace(credentials, server="https://crm.example"), replace(AMPLE, read_s=0.2))
    assert isinstance(failure(mega), NotConnected)


def test_a_proxy_is_never_used_for_this_computer(
    server: ScriptedServer, open_mega: Callable[..., Mega], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    server.answers(GOOD)
    assert open_mega().send(BODY, "key-1", REFS).rows


def test_an_unsupported_kind_of_proxy_is_said(
    credentials: Credentials, open_mega: Callable[..., Mega], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "socks5://ana:hush@proxy.example:1080")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(NotConnected, match=r"proxy\.example:1080") as raised:
        open_mega(replace(credentials, server="https://crm.example"))
    assert "hush" not in str(raised.value)


def test_a_portals_page_is_a_wrong_address_where_nothing_is_written(
    server: ScriptedServer, mega: Mega
) -> None:
    # N5
    server.answers(answer(200, HTML, kind="text/html"))
    with pytest.raises(WrongAddress, match="The network answered instead of MEGA"):
        mega.connect(Control())


def test_another_api_is_a_wrong_address_where_nothing_is_written(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(200, {"hello": "world"}))
    with pytest.raises(WrongAddress, match="does not answer as MEGA"):
        mega.connect(Control())


def test_what_is_sent_is_exactly_what_was_stored(server: ScriptedServer, mega: Mega) -> None:
    server.answers(GOOD)
    mega.send(BODY, "key-1", REFS)
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/api/agents/crm/leads/bulk")
    assert request.body == BODY
    assert request.headers["idempotency-key"] == "key-1"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["x-customer-id"] == CUSTOMER
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-encoding"] == "identity"


def test_one_connection_is_kept(server: ScriptedServer, mega: Mega) -> None:
    server.answers(GOOD, envelope(400), GOOD)
    mega.send(BODY, "key-1", REFS)
    failure(mega)
    mega.send(BODY, "key-3", REFS)
    assert server.connections == 1


def test_after_a_broken_connection_the_next_request_goes_out(server: ScriptedServer, mega: Mega) -> None:
    server.answers(hang_up, GOOD)
    failure(mega)
    assert mega.send(BODY, "key-1", REFS).rows


ECHOES = [
    envelope(400, f"bad header Authorization: Bearer {TOKEN}"),
    envelope(401, f"{TOKEN} is revoked"),
    envelope(500, f"otr_{'a' * 20} and {TOKEN[:30]}"),
    answer(302, b"", headers=[f"Location: https://{TOKEN}@{TOKEN}.example/"]),
    answer(200, f"{TOKEN}", kind="text/html"),
    answer(200, f"{TOKEN}"),
]


@pytest.mark.parametrize("script", ECHOES)
def test_the_token_is_in_no_message_and_no_log(
    script: bytes, server: ScriptedServer, mega: Mega, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers(script)
    problem = failure(mega)
    shown = "".join(traceback.format_exception(problem))
    told = [str(problem), repr(problem), problem.title, problem.advice, problem.detail, shown, caplog.text]
    assert not [text for text in told if TOKEN[:20] in text or "otr_a" in text]


def test_the_http_library_keeps_quiet(server: ScriptedServer, mega: Mega) -> None:
    for name in ("httpx", "httpcore"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
