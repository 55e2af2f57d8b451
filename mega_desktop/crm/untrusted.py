"""Text that a server sent, made fit to be shown: it may hold anything, even the token it was given."""

from __future__ import annotations

import re
import unicodedata

from mega_desktop.crm.secret import Secret

_WORD = re.compile(r"[0-9A-Za-z-]+")
"""What needs no look at its signs: most of what a server sends are ids. `_TOKENS` all have another sign."""

_TOKENS = re.compile(r"mega_(?:whsec_)?[0-9a-f]{8,}|otr_\S+|Bearer\s+\S+", re.IGNORECASE)


def plain(text: object, token: Secret | None = None, *, limit: int = 300) -> str:
    """One short line without control characters, invisible signs or tokens; "" when it is no text.

    Args:
        token: Blanked wherever it stands, whatever it looks like.
        limit: Characters at most; what is cut off shows as "…".
    """
    if not isinstance(text, str):
        return ""
    if len(text) <= limit and _WORD.fullmatch(text):
        return text.replace(token.reveal(), "[token]") if token else text
    line = redacted(text[: limit * 20], token)
    if not line.isprintable():
        line = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in line)
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def redacted(text: str, token: Secret | None = None) -> str:
    """`text` with everything that looks like a token blanked."""
    if token:
        text = text.replace(token.reveal(), "[token]")
    return _TOKENS.sub("[token]", text)
