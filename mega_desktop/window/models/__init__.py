"""Item models: what views show, a page of rows at a time."""

from __future__ import annotations
