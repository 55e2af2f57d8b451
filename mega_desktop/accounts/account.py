"""An account: who, and where. Everything but the token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mega_desktop.crm import System
from mega_desktop.errors import Problem

PRACTICE_ID = "practice"


class StoreProblem(Problem):
    """The password store is missing, locked, or did not keep what it was given."""


@dataclass(frozen=True)
class Account:
    """A saved account.

    Attributes:
        id: Made once and kept; also names the entry in the password store.
        server: Base URL; empty for the Practice CRM, whose address is new at every start.
        customer_id: MEGA's customer; empty for FoxReach.
        token_hint: "…3f9a", to tell tokens apart; empty when none was ever stored.
        last_used: When it was last imported into, or None.
    """

    id: str
    name: str
    system: System
    server: str = ""
    customer_id: str = ""
    token_hint: str = ""
    last_used: datetime | None = None
