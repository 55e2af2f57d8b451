"""A token that cannot be printed by accident."""

from __future__ import annotations

import hashlib
from typing import NoReturn


class Secret:
    """Holds a token; shows only its last four characters.

    Python strings cannot be wiped from memory, so this guards against leaking into logs, messages,
    `repr`, pickles and comparisons, not against someone who reads the process's memory.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself: only for the request header and the password store."""
        return self._value

    @property
    def fingerprint(self) -> str:
        """First 8 hex digits of SHA-256: tells tokens apart without showing them."""
        return hashlib.sha256(self._value.encode()).hexdigest()[:8]

    @property
    def masked(self) -> str:
        return f"…{self._value[-4:]}" if len(self._value) > 12 else "…"

    def __repr__(self) -> str:
        return f"Secret({self.masked})"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret is never written out")
