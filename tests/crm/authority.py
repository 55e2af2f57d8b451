"""A certificate authority for tests, and servers with good and bad certificates of it."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server, socket
from typing import Any

import pytest


class Authority:
    """Signs certificates; its own one is in `file`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._x509: Any = pytest.importorskip("cryptography.x509")
        hazmat = "cryptography.hazmat.primitives"
        self._ec: Any = pytest.importorskip(f"{hazmat}.asymmetric.ec")
        self._hashes: Any = pytest.importorskip(f"{hazmat}.hashes")
        self._forms: Any = pytest.importorskip(f"{hazmat}.serialization")
        self._key = self._ec.generate_private_key(self._ec.SECP256R1())
        self._name = self._named("Tests")
        self.file = folder / "authority.pem"
        own = self._certificate(self._name, self._key, days=5, is_authority=True)
        self.file.write_bytes(own)

    def certificate(self, host: str, days: int = 5) -> tuple[Path, Path]:
        """A certificate for `host` that ends in so many days, and its key; as files."""
        key = self._ec.generate_private_key(self._ec.SECP256R1())
        files = self._folder / f"{host}{days}.pem", self._folder / f"{host}{days}.key"
        files[0].write_bytes(self._certificate(self._named(host), key, days=days, host=host))
        forms = self._forms
        plain = (forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        files[1].write_bytes(key.private_bytes(*plain))
        return files

    def _named(self, name: str) -> Any:
        return self._x509.Name([self._x509.NameAttribute(self._x509.NameOID.COMMON_NAME, name)])

    def _certificate(
        self, name: Any, key: Any, *, days: int, host: str = "", is_authority: bool = False
    ) -> bytes:
        now = datetime.now(UTC)
        x509 = self._x509
        builder = (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=30))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if host:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        signed = builder.sign(self._key, self._hashes.SHA256())
        found: bytes = signed.public_bytes(self._forms.Encoding.PEM)
        return found


@contextlib.contextmanager
def tls_server(
    files: tuple[Path, Path], talk: Callable[[ssl.SSLSocket], None], newest: ssl.TLSVersion
) -> Iterator[str]:
    """Serves one connection on loopback; gives its address as "localhost"."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = newest
    context.set_ciphers("ALL:@SECLEVEL=0")
    with create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, context, talk))
        thread.start()
        yield f"https://localhost:{listener.getsockname()[1]}"
        thread.join(10)


def _serve(listener: socket, context: ssl.SSLContext, talk: Callable[[ssl.SSLSocket], None]) -> None:
    plain, _ = listener.accept()
    with plain, contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as sock:
        talk(sock)
