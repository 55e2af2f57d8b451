"""Credentials of the command line."""

from __future__ import annotations

import pytest

from mega_desktop.accounts import credentials_from_environment
from mega_desktop.crm import BadToken, NoPermission, Secret, System, WrongAddress
from mega_desktop.errors import UsageProblem

TOKEN = "mega_" + "5e" * 32
CUSTOMER = "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"
MEGA = {"MEGA_TOKEN": f" Bearer {TOKEN}\n", "MEGA_CUSTOMER_ID": CUSTOMER.upper()}


def test_mega_comes_from_its_variables_cleaned() -> None:
    found = credentials_from_environment(System.MEGA, "http://127.0.0.1:8400/", MEGA)
    assert found.token == Secret(TOKEN)
    assert (found.server, found.customer_id, found.name) == ("http://127.0.0.1:8400", CUSTOMER, "MEGA")


@pytest.mark.parametrize(
    ("server", "variable", "wanted"),
    [
        (None, None, "https://app.gomega.ai"),
        ("", "https://eu.example", "https://eu.example"),
        ("https://given.example", "https://eu.example", "https://given.example"),
    ],
)
def test_the_server_given_wins_over_the_variable_and_that_over_the_default(
    server: str | None, variable: str | None, wanted: str
) -> None:
    environ = MEGA | ({"MEGA_SERVER": variable} if variable else {})
    assert credentials_from_environment(System.MEGA, server, environ).server == wanted


def test_foxreach_needs_its_key_only() -> None:
    environ = {"FOXREACH_API_KEY": "otr_abc", "FOXREACH_BASE_URL": "http://localhost:9/api/v1"}
    found = credentials_from_environment(System.FOXREACH, None, environ)
    assert (found.token, found.server) == (Secret("otr_abc"), "http://localhost:9/api/v1")
    assert found.customer_id == ""
    without = credentials_from_environment(System.FOXREACH, None, {"FOXREACH_API_KEY": "otr_abc"})
    assert without.server == "https://api.foxreach.io/api/v1"


@pytest.mark.parametrize(
    ("system", "environ", "kind", "variable"),
    [
        (System.MEGA, {}, BadToken, "MEGA_TOKEN"),
        (System.MEGA, MEGA | {"MEGA_TOKEN": " "}, BadToken, "MEGA_TOKEN"),
        (System.MEGA, {"MEGA_TOKEN": TOKEN}, NoPermission, "MEGA_CUSTOMER_ID"),
        (System.FOXREACH, MEGA, BadToken, "FOXREACH_API_KEY"),
    ],
)
def test_a_missing_variable_is_named(
    system: System, environ: dict[str, str], kind: type[Exception], variable: str
) -> None:
    with pytest.raises(kind, match=variable):
        credentials_from_environment(system, None, environ)


def test_an_address_without_https_is_refused() -> None:
    with pytest.raises(WrongAddress):
        credentials_from_environment(System.MEGA, "http://app.gomega.ai", MEGA)


def test_the_practice_crm_has_no_credentials_in_the_environment() -> None:
    with pytest.raises(UsageProblem, match="--practice"):
        credentials_from_environment(System.PRACTICE, None, MEGA)
