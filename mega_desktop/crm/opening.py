"""From an account's credentials to the destination they lead to."""

from __future__ import annotations

import re
from dataclasses import replace

from mega_desktop.crm.addresses import check_server_address
from mega_desktop.crm.destination import Credentials, Destination, Field, Knowledge, System
from mega_desktop.crm.foxreach import FoxReach, foxreach_fields
from mega_desktop.crm.mega import Mega
from mega_desktop.crm.mega_fields import mega_fields
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.crm.problems import BadToken, NoPermission
from mega_desktop.work import Clock

_CUSTOMER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADER_TEXT = re.compile(r"[!-~]+")


def open_destination(credentials: Credentials, clock: Clock) -> Destination:
    """Makes the destination; nothing is sent yet. Close it when done.

    Raises:
        WrongAddress: The server address is none that may be used.
        BadToken: The token is missing or holds characters that no token has.
        NoPermission: The customer id is missing or malformed.
    """
    checked = replace(credentials, server=check_server_address(credentials.server))
    _check_token(checked)
    if checked.system is System.FOXREACH:
        return FoxReach(checked, clock)
    _check_customer(checked)
    return Mega(checked, clock)


def static_fields(system: System) -> tuple[Field, ...]:
    """The fields that every account of `system` has; what must be learned from one is missing."""
    if system is System.FOXREACH:
        return foxreach_fields(Knowledge())
    return mega_fields(Knowledge())


def _check_token(credentials: Credentials) -> None:
    # These go into a header: a line break in one would start another header.
    if not _HEADER_TEXT.fullmatch(credentials.token.reveal()):
        name, secret = SYSTEM_NAMES[credentials.system], credentials.system.secret_word
        raise BadToken(
            f"There is no usable {name} {secret} for the account “{credentials.name}”; nothing was sent.",
            f"Enter the {secret} again, without spaces or line breaks.",
        )


def _check_customer(credentials: Credentials) -> None:
    if not _CUSTOMER.fullmatch(credentials.customer_id):
        raise NoPermission(
            f"The customer id of the account “{credentials.name}” is missing or malformed; nothing was sent.",
            "Enter the customer id that belongs to the token, like 0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d.",
        )
