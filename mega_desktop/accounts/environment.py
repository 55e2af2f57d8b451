"""Credentials for the command line, from variables of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mega_desktop.accounts.entry import clean_customer, clean_token
from mega_desktop.crm import BadToken, Credentials, NoPermission, Secret, System, check_server_address
from mega_desktop.errors import UsageProblem

DEFAULT_SERVERS = {
    System.MEGA: "https://app.gomega.ai",  # dev.gomega.ai, OpenAPI: servers
    System.FOXREACH: "https://api.foxreach.io/api/v1",  # docs.foxreach.io, authentication
}


class _Variables(NamedTuple):
    name: str
    token: str
    server: str


_VARIABLES = {
    System.MEGA: _Variables("MEGA", "MEGA_TOKEN", "MEGA_SERVER"),
    System.FOXREACH: _Variables("FoxReach", "FOXREACH_API_KEY", "FOXREACH_BASE_URL"),
}


def credentials_from_environment(
    system: System, server: str | None, environ: Mapping[str, str]
) -> Credentials:
    """Credentials without a saved account: MEGA_TOKEN and MEGA_CUSTOMER_ID, or FOXREACH_API_KEY.

    Args:
        server: Base URL; None or empty takes MEGA_SERVER or FOXREACH_BASE_URL, else the system's own.

    Raises:
        BadToken: The variable with the token is not set.
        NoPermission: MEGA_CUSTOMER_ID is not set.
        WrongAddress: The server address is not acceptable.
        UsageProblem: The Practice CRM, which has no credentials of its own.
    """
    if system not in _VARIABLES:
        raise UsageProblem("The Practice CRM needs no server and no token.", "Use --practice.")
    names = _VARIABLES[system]
    address = server or environ.get(names.server) or DEFAULT_SERVERS[system]
    token = clean_token(environ.get(names.token, ""))
    if not token:
        raise BadToken(
            f"There is no token for {names.name}, so nothing was sent.",
            f"Put it into the variable {names.token}, or choose a saved account with --account.",
        )
    customer = clean_customer(environ.get("MEGA_CUSTOMER_ID", "")) if system is System.MEGA else ""
    if system is System.MEGA and not customer:
        raise NoPermission(
            "There is no customer id for MEGA, so nothing was sent.",
            "Put it into the variable MEGA_CUSTOMER_ID, or choose a saved account with --account.",
        )
    return Credentials(system, names.name, check_server_address(address), Secret(token), customer)
