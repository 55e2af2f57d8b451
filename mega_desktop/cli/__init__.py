"""cli: the same walk without a window. Progress goes to stderr, results to stdout."""

from __future__ import annotations

from mega_desktop.cli.main import main

__all__ = ["main"]
