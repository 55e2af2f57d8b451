"""Problems of requests that got no answer: never left, or broke off on the way."""

from __future__ import annotations

import ssl

from mega_desktop.crm.peer import Peer, Purpose
from mega_desktop.crm.problems import NotConnected, Uncertain
from mega_desktop.crm.proxies import shown_proxy
from mega_desktop.crm.statuses import uncertain
from mega_desktop.crm.untrusted import plain


def not_connected(peer: Peer, proxy: str | None, error: Exception) -> NotConnected:
    """No request ever left: no name, no route, refused, not trusted, or stopped at the proxy."""
    tls = _tls_error(error)
    if tls is not None:
        return _not_trusted(peer, tls)
    way = f" through the proxy {shown_proxy(proxy)}" if proxy else ""
    ask = ", and ask your IT department whether the proxy needs a sign-in" if proxy else ""
    return NotConnected(
        f"No connection to {peer.host}{way}; nothing was sent.",
        f"Check the internet connection and the server address{ask}, then try again.",
        detail=type(error).__name__,
    )


def broken_off(peer: Peer, purpose: Purpose, detail: str) -> Uncertain:
    """The request left, at least in part, and no whole answer came back.

    Args:
        detail: What happened, by the library's class name.
    """
    late = "Timeout" in detail or "ended" in detail
    what = f"{peer.name} did not answer in time" if late else f"The connection to {peer.name} broke off"
    return uncertain(peer, purpose, what, detail)


def bad_proxy(proxy: str) -> NotConnected:
    """This computer's proxy setting cannot be used."""
    return NotConnected(
        f"This computer's proxy {shown_proxy(proxy)} is of an unsupported kind; nothing was sent.",
        "Choose an HTTP proxy in the system's network settings, or ask your IT department.",
    )


def _not_trusted(peer: Peer, tls: ssl.SSLError) -> NotConnected:
    why = plain(getattr(tls, "verify_message", "") or tls.reason) or "refused"
    return NotConnected(
        f"The secure connection to {peer.host} cannot be trusted ({why}); nothing was sent.",
        "Check this computer's date and the server address. On a company network, ask your IT department "
        "whether its certificate is installed on this computer.",
        detail=type(tls).__name__,
    )


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return error
        error = error.__cause__ or error.__context__
    return None
