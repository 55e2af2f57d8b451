"""What can go wrong between this program and a CRM, sorted by what it means for the leads.

CrmProblem
├── NotConnected    nothing left this computer: try again later
├── Uncertain       it may or may not have been carried out: same bytes, same key, again
├── TooFast         refused for now (429): wait `retry_after_s`, then the same again
├── Refused         definitely not carried out (402: the plan has no room)
│   ├── BadToken    401
│   ├── NoPermission 403: scope missing or another customer
│   ├── WrongAddress 404, 405, a redirect, a web page in place of the API
│   └── BadRequest  400, 413, 422
└── KeyConflict     409: the key was used with another body, or is still being worked on
"""

from __future__ import annotations

from mega_desktop.errors import Problem


class CrmProblem(Problem):
    """Base of everything that goes wrong on the way to a CRM.

    Attributes:
        status: The HTTP status, or None when there was no answer.
    """

    def __init__(self, title: str, advice: str = "", *, detail: str = "", status: int | None = None) -> None:
        super().__init__(title, advice, detail=detail)
        self.status = status


class NotConnected(CrmProblem):
    """The request never left: no network, no such host, connection refused, TLS refused."""


class Uncertain(CrmProblem):
    """Sent, but not answered in a way that can be believed; the rows may exist.

    Attributes:
        retry_after_s: Seconds the server asked to wait (503 with Retry-After), or None.
    """

    def __init__(
        self,
        title: str,
        advice: str = "",
        *,
        detail: str = "",
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(title, advice, detail=detail, status=status)
        self.retry_after_s = retry_after_s


class TooFast(CrmProblem):
    """429: the CRM accepts no more for now. Nothing was carried out.

    Attributes:
        retry_after_s: Seconds to wait at least, worked out from the headers; always above 0.
    """

    def __init__(self, title: str, advice: str = "", *, detail: str = "", retry_after_s: float) -> None:
        super().__init__(title, advice, detail=detail, status=429)
        self.retry_after_s = retry_after_s


class Refused(CrmProblem):
    """The CRM said no; nothing of this request was carried out."""


class BadToken(Refused):
    """401: the token is wrong, revoked or missing."""


class NoPermission(Refused):
    """403: right token, but a scope is missing or it belongs to another customer."""


class WrongAddress(Refused):
    """Whatever answers at this address is not the CRM's API."""


class BadRequest(Refused):
    """400, 413, 422: the CRM does not accept this request as a whole."""


class KeyConflict(CrmProblem):
    """409: this idempotency key is known with another body, or its first request still runs."""
