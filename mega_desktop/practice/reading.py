"""The body of a request, whole and within bounds."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from mega_desktop.practice.answers import Refusal

MAX_BODY_BYTES = 8 * 1024 * 1024


async def read_body(request: Request) -> bytes:
    """The whole body, which must be JSON by its own word.

    Raises:
        Refusal: 400 for another content type or encoding, and for a body that is cut off or far too large.
    """
    if request.method not in {"POST", "PATCH"}:
        return b""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(400, "Send the body with Content-Type: application/json.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            _refuse_too_large(body)
    except ClientDisconnect as error:
        raise Refusal(400, "The body stopped in the middle.") from error
    _refuse_other_encodings(body)
    return bytes(body)


def _refuse_too_large(body: bytearray) -> None:
    if len(body) > MAX_BODY_BYTES:
        raise Refusal(400, "The body is too large.")


def _refuse_other_encodings(body: bytearray) -> None:
    """JSON is UTF-8 throughout; the decoder looks at the rows of a bulk request one by one only."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, "The body is not valid UTF-8.") from error
