"""Only addresses that keep leads and token safe are accepted."""

from __future__ import annotations

import pytest

from mega_desktop.crm import System, WrongAddress, check_server_address, looks_like_token


@pytest.mark.parametrize(
    ("given", "checked"),
    [
        ("https://app.gomega.ai", "https://app.gomega.ai"),
        (" https://APP.GoMega.ai/ ", "https://app.gomega.ai"),
        ("app.gomega.ai", "https://app.gomega.ai"),
        ("https://api.foxreach.io/api/v1/", "https://api.foxreach.io/api/v1"),
        ("https://app.gomega.ai:8443", "https://app.gomega.ai:8443"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_gets_its_one_form(given: str, checked: str) -> None:
    assert check_server_address(given) == checked


@pytest.mark.parametrize(
    "given",
    [
        "",
        "https://",
        "http://app.gomega.ai",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://192.168.0.1",
        "ftp://app.gomega.ai",
        "https://user:pass@app.gomega.ai",
        "https://app.gomega.ai@evil.example",
        "http://127.0.0.1@evil.example",
        "https://@app.gomega.ai",
        "https://app.gomega.ai/#x",
        "https://app.gomega.ai/?x=1",
        "https://äpp.gomega.ai",
        "https://app.gomega.ai:99999",
        "https://app.gomega.ai:port",
        "https://app gomega.ai",
        "https://app.gomega.ai\\@evil.example",
        "https://app.gomega.ai\r\nx: y",
        "https://[::1",
        "https://-app.gomega.ai",
        "https://app..gomega.ai",
        "javascript:alert(1)",
    ],
)
def test_a_dangerous_or_broken_address_is_refused(given: str) -> None:
    with pytest.raises(WrongAddress) as raised:
        check_server_address(given)
    assert raised.value.advice
    assert "pass" not in str(raised.value).replace("password", "")


@pytest.mark.parametrize(
    ("system", "text", "fits"),
    [
        (System.MEGA, "mega_" + "0af9" * 16, True),
        (System.PRACTICE, "mega_" + "0af9" * 16, True),
        (System.MEGA, "mega_" + "0AF9" * 16, False),
        (System.MEGA, "mega_" + "0af9" * 15, False),
        (System.MEGA, "mega_" + "0af9" * 16 + "\n", False),
        (System.MEGA, "otr_abcdef", False),
        (System.FOXREACH, "otr_abcdef", True),
        (System.FOXREACH, "otr_", False),
        (System.FOXREACH, "mega_" + "0af9" * 16, False),
    ],
)
def test_a_token_is_known_by_its_form(system: System, text: str, fits: bool) -> None:
    assert looks_like_token(system, text) is fits
