"""practice: a CRM inside the program, to try everything on without touching anybody's leads.

A real HTTP server on loopback that behaves as MEGA's lead API is documented, and FoxReach's beside it, each
with leads of its own. It is written apart from the program that it is used to test, and shares none of its
code.
"""

from __future__ import annotations

from mega_desktop.practice.access import ALL_SCOPES, READ, WEBHOOKS, WRITE
from mega_desktop.practice.bodies import Behaviour
from mega_desktop.practice.foxreach import foxreach_leads_in
from mega_desktop.practice.limits import PracticeLimits
from mega_desktop.practice.server import PracticeAccess, PracticeServer
from mega_desktop.practice.store import leads_in

__all__ = [
    "ALL_SCOPES",
    "READ",
    "WEBHOOKS",
    "WRITE",
    "Behaviour",
    "PracticeAccess",
    "PracticeLimits",
    "PracticeServer",
    "foxreach_leads_in",
    "leads_in",
]
