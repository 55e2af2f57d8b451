"""Which server addresses and tokens are acceptable, before anything is sent to them."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from mega_desktop.crm.destination import System
from mega_desktop.crm.problems import WrongAddress

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts that are this computer itself; only they may be spoken to without encryption."""

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_TOKENS = {
    System.MEGA: re.compile(r"mega_[0-9a-f]{64}"),  # dev.gomega.ai, authentication
    System.PRACTICE: re.compile(r"mega_[0-9a-f]{64}"),
    System.FOXREACH: re.compile(r"otr_[!-~]+"),  # docs.foxreach.io, authentication
}


def check_server_address(url: str) -> str:
    """The base URL in its one accepted form: lower-case host, no trailing slash.

    An address without "http…://" is taken as https.

    Raises:
        WrongAddress: Neither https nor loopback, a user name, a query, a fragment or a strange host.
    """
    text = url.strip()
    if "://" not in text:
        text = f"https://{text}"
    parts = _split(text)
    host = parts.hostname or ""
    _check_host(host)
    _check_rest(parts)
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise WrongAddress(
            "The server address does not start with https://, so nothing was sent.",
            "Without https anyone on the way could read the leads. Use the https:// address of the CRM.",
        )
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{shown}{port}{parts.path.rstrip('/')}"


def is_loopback(server: str) -> bool:
    """Whether a checked base URL leads to this computer itself."""
    return (urlsplit(server).hostname or "") in LOOPBACK


def looks_like_token(system: System, text: str) -> bool:
    """Whether `text` has the form of that system's tokens."""
    return _TOKENS[system].fullmatch(text) is not None


def _split(text: str) -> SplitResult:
    if not text.isascii() or any(c <= " " or c in "\\\x7f" for c in text):
        raise _strange("It contains characters that a server address never has.")
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises ValueError for a port that is none
    except ValueError:
        raise _strange("It cannot be read as an address.") from None
    return parts


def _check_host(host: str) -> None:
    if host not in LOOPBACK and not _HOST.fullmatch(host):
        raise _strange("It names no server.")


def _check_rest(parts: SplitResult) -> None:
    if "@" in parts.netloc:
        raise _strange("It contains a user name or password.")
    if parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
        raise _strange("It contains more than a server and a path.")


def _strange(why: str) -> WrongAddress:
    return WrongAddress(
        "This server address cannot be used, so nothing was sent.",
        f"{why} Enter it like https://app.gomega.ai.",
    )
