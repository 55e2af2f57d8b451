"""The way out of this computer's network, as its system settings have it."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

from mega_desktop.crm.addresses import is_loopback


def system_proxy(server: str) -> str | None:
    """The proxy's URL for `server`, or None for a direct way; always direct to this computer itself.

    Read from the system (Windows, macOS) or from HTTPS_PROXY and NO_PROXY. Automatic configuration
    scripts (PAC) are not understood by the standard library and count as no proxy.
    """
    parts = urlsplit(server)
    host = parts.hostname or ""
    if is_loopback(server) or urllib.request.proxy_bypass(host):
        return None
    found = urllib.request.getproxies()
    proxy = found.get(parts.scheme) or found.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def shown_proxy(proxy: str) -> str:
    """The proxy's host without the password that its URL may hold."""
    return urlsplit(proxy).netloc.rpartition("@")[2]
