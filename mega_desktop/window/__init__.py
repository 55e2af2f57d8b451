"""window: the pages, and the only place that knows Qt."""

from __future__ import annotations
