"""What the server says: the error envelope, and the JSON around everything else."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "authorization_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "api_error",
    429: "rate_limit_error",
}
"""The word MEGA uses for each status; everything else is an `api_error`."""


@dataclass(frozen=True)
class Reply:
    """A finished answer: its status and the exact bytes of its JSON body."""

    status: int
    body: bytes


class Refusal(Exception):
    """A request that is answered with an error.

    Args:
        status: The HTTP status, which is also the `code` inside the envelope.
        message: One English sentence for the caller.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def reply(self) -> Reply:
        """The answer itself."""
        return error_reply(self.status, self.message)


def error_reply(status: int, message: str) -> Reply:
    """MEGA's error envelope: `{"error": {"type", "code", "message"}}`, never anything else."""
    kind = ERROR_TYPES.get(status, "api_error")
    return json_reply(status, {"error": {"type": kind, "code": status, "message": message}})


def json_reply(status: int, content: object) -> Reply:
    """Whatever msgspec can encode, as an answer."""
    return Reply(status, msgspec.json.encode(content))
