"""From an HTTP status to the problem it means, in sentences an administrator can act on.

The status decides, not the body: `api_error` is the type of both a 409 and a 5xx (dev.gomega.ai, errors).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from mega_desktop.crm.peer import Peer, Purpose
from mega_desktop.crm.problems import (
    BadRequest,
    BadToken,
    CrmProblem,
    KeyConflict,
    NoPermission,
    Refused,
    TooFast,
    Uncertain,
    WrongAddress,
)
from mega_desktop.crm.ratelimit import refused_wait_s, retry_after_s
from mega_desktop.crm.untrusted import plain


@dataclass(frozen=True)
class Refusal:
    """An answer with any status but 2xx.

    Attributes:
        headers: By lower-case name.
        message: What the server said about it, already made plain; "" when it said nothing.
        now: Seconds since 1970.
    """

    status: int
    headers: Mapping[str, str]
    message: str
    now: float
    peer: Peer
    purpose: Purpose

    @property
    def detail(self) -> str:
        said = f": {self.message}" if self.message else ""
        return f"HTTP {self.status} from {self.peer.host}{said}"


def problem_for(refusal: Refusal) -> CrmProblem:
    """The problem that a refusal means."""
    if 300 <= refusal.status < 400:
        return _redirected(refusal)
    return _BY_STATUS.get(refusal.status, _troubled)(refusal)


def not_the_api(peer: Peer, purpose: Purpose, detail: str) -> CrmProblem:
    """A web page in place of the API, as a hotel's sign-in page or a company's filter sends it."""
    if purpose.writes:
        return uncertain(peer, purpose, f"The network answered in place of {peer.name}", detail)
    return WrongAddress(
        f"The network answered instead of {peer.name}; nothing was changed.",
        "Open any web page in your browser: a hotel or company network may ask you to sign in first. "
        f"If it does not, check the server address {peer.server}.",
        detail=detail,
    )


def not_understood(peer: Peer, purpose: Purpose, why: str) -> CrmProblem:
    """Proper JSON that is not what this API answers."""
    if purpose.writes:
        return uncertain(peer, purpose, f"{peer.name} sent an answer this program does not understand", why)
    return WrongAddress(
        f"The server {peer.host} does not answer as {peer.name} does; nothing was changed.",
        f"Check the server address {peer.server}.",
        detail=why,
    )


def uncertain(
    peer: Peer,
    purpose: Purpose,
    what: str,
    detail: str,
    *,
    status: int | None = None,
    after_s: float | None = None,
) -> Uncertain:
    """`what` happened (no full stop), and what follows from it for leads that may have been sent."""
    if purpose.writes:
        meaning = ", so it is not known yet whether these leads arrived."
        advice = (
            f"Ask again with the same upload: {peer.name} recognises it and adds no lead a second time."
            if peer.has_keys
            else f"Go on: they are searched in {peer.name} first, which holds each email only once."
        )
    else:
        meaning = "; nothing was changed."
        advice = "Try again in a moment."
    return Uncertain(what + meaning, advice, detail=detail, status=status, retry_after_s=after_s)


def _bad_token(refusal: Refusal) -> BadToken:
    peer = refusal.peer
    return BadToken(
        f"{peer.name} does not accept this {peer.secret_word}.",
        f"This request changed nothing. Enter a valid {peer.secret_word} for the account “{peer.account}”; "
        "if you have none, ask whoever gave you this one.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _no_permission(refusal: Refusal) -> NoPermission:
    peer, wish = refusal.peer, "read" if refusal.purpose is Purpose.READ else "write"
    if peer.customer_id:
        of, other, scope = (
            f" of customer {peer.customer_id}",
            "it is another customer's",
            f"public_api:leads:{wish}",
        )
    else:
        of, other, scope = "", "it is wrong or of another workspace", wish
    return NoPermission(
        f"{peer.name} does not let this {peer.secret_word} {wish} leads{of}.",
        f"This request changed nothing. Either {other}, or it lacks the permission “{scope}”: "
        f"check the account “{peer.account}” or ask whoever issued the {peer.secret_word}.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _key_conflict(refusal: Refusal) -> KeyConflict:
    name = refusal.peer.name
    return KeyConflict(
        f"{name} knows this upload's key already and did not carry it out again.",
        "An earlier attempt may still be running or may have arrived; "
        f"search for these leads in {name} before importing them again.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _plan_full(refusal: Refusal) -> Refused:
    name = refusal.peer.name
    return Refused(
        f"The {name} plan of the account “{refusal.peer.account}” has no room for these leads.",
        f"{name} took none of this upload. Make room or choose a larger plan there, then go on.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _too_large(refusal: Refusal) -> BadRequest:
    return BadRequest(
        f"This upload is too large for {refusal.peer.name}; nothing of it was carried out.",
        "Leave out columns with long texts, or import the file in parts.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _too_fast(refusal: Refusal) -> TooFast:
    wait_s = refused_wait_s(refusal.headers, refusal.now)
    return TooFast(
        f"{refusal.peer.name} accepts no more requests for now; nothing of this one was carried out.",
        f"Wait {math.ceil(wait_s)} seconds, then go on.",
        detail=refusal.detail,
        retry_after_s=wait_s,
    )


def _network_sign_in(refusal: Refusal) -> CrmProblem:
    return not_the_api(refusal.peer, refusal.purpose, refusal.detail)


def _redirected(refusal: Refusal) -> WrongAddress:
    peer, target = refusal.peer, _target(refusal)
    return WrongAddress(
        f"The server {peer.host} sends requests on to {target}; nothing was sent there.",
        "This program never follows, because leads and token would go to another address. "
        f"Check the server address of the account “{peer.account}”; "
        "on a hotel or company network, sign in with your browser first.",
        detail=f"HTTP {refusal.status} from {peer.host} to {target}",
        status=refusal.status,
    )


def _target(refusal: Refusal) -> str:
    try:
        host = urlsplit(refusal.headers.get("location", "")).netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    host = plain(host, refusal.peer.token, limit=100)
    return host if host and host != refusal.peer.host else "another address"


def _nothing_here(refusal: Refusal) -> WrongAddress:
    return WrongAddress(
        f"There is no {refusal.peer.name} at {refusal.peer.server}; nothing was changed.",
        f"Check the server address of the account “{refusal.peer.account}”.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _malformed(refusal: Refusal) -> BadRequest:
    said = f": {refusal.message}" if refusal.message else "."
    return BadRequest(
        f"{refusal.peer.name} does not accept this request as a whole{said}",
        "Nothing of it was carried out. Check the values it names in the spreadsheet.",
        detail=refusal.detail,
        status=refusal.status,
    )


def _troubled(refusal: Refusal) -> Uncertain:
    return uncertain(
        refusal.peer,
        refusal.purpose,
        f"{refusal.peer.name} has trouble at the moment (HTTP {refusal.status})",
        refusal.detail,
        status=refusal.status,
        after_s=retry_after_s(refusal.headers, refusal.now),
    )


_BY_STATUS: dict[int, Callable[[Refusal], CrmProblem]] = {
    401: _bad_token,
    402: _plan_full,
    403: _no_permission,
    409: _key_conflict,
    413: _too_large,
    429: _too_fast,
    511: _network_sign_in,
    **dict.fromkeys((400, 411, 412, 414, 415, 417, 422, 431), _malformed),
    **dict.fromkeys((404, 405, 406, 410, 421, 426, 451), _nothing_here),
}
"""Any other status leaves open whether the request was carried out."""
