"""Who is spoken to and what for: what a sentence about a failed request needs to name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from mega_desktop.crm.destination import Credentials, System
from mega_desktop.crm.secret import Secret

SYSTEM_NAMES = {System.MEGA: "MEGA", System.FOXREACH: "FoxReach", System.PRACTICE: "Practice CRM"}


class Purpose(Enum):
    """What a request is for: it decides what a lost answer means for the leads.

    READ looks at leads. CHECK is a dry run and writes nothing. SEND writes.
    """

    READ = auto()
    CHECK = auto()
    SEND = auto()

    @property
    def writes(self) -> bool:
        return self is Purpose.SEND


@dataclass(frozen=True)
class Peer:
    """The CRM at the other end.

    Attributes:
        name: Of the system ("MEGA").
        secret_word: What lets a program in is called there.
        has_keys: It recognises an upload that comes a second time.
        account: What the person calls the account.
        server: Base URL without a trailing slash.
        host: The server's host, with its port where it has one.
    """

    name: str
    account: str
    customer_id: str
    server: str
    host: str
    token: Secret
    secret_word: str
    has_keys: bool


def peer_of(credentials: Credentials) -> Peer:
    """The peer that `credentials` lead to."""
    return Peer(
        name=SYSTEM_NAMES[credentials.system],
        account=credentials.name,
        customer_id=credentials.customer_id,
        server=credentials.server,
        host=credentials.server.partition("://")[2].partition("/")[0],
        token=credentials.token,
        secret_word=credentials.system.secret_word,
        has_keys=credentials.system.has_keys,
    )
