"""A reader that stands still between a file's first rows and the rest: for tests and pictures of that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from mega_desktop.sheets import Reader
from mega_desktop.work import Control, Progress, Report

FIRST_ROWS = 50


class HeldReader(Reader):
    """Really reads the file, hands over its first rows, says 42 of 100, and waits to be released."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[dict[str, Any]] = []
        self._released = threading.Event()

    def release(self) -> None:
        self._released.set()

    def read(
        self,
        request: dict[str, Any],
        first_rows: Callable[[dict[str, Any]], None],
        report: Report[Progress],
        control: Control,
        time_limit_s: float = 60.0,
    ) -> dict[str, Any]:
        self.requests.append(request)
        whole = super().read(request | {"first_rows": False}, first_rows, report, control, time_limit_s)
        first_rows(_beginning(whole, Path(request["target"])))
        report(Progress(42, 100, "Reading"))
        while not self._released.is_set():
            control.wait(0.01)
        return whole


def _beginning(whole: dict[str, Any], target: Path) -> dict[str, Any]:
    first = target.with_stem("first")
    frame = pl.read_parquet(target).head(FIRST_ROWS)
    frame.write_parquet(first)
    return whole | {"file": first.name, "rows": frame.height, "notes": [], "sha256": "", "size_bytes": 0}
