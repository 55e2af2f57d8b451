"""One module a page; thin: they show what the engine rooms hand out."""

from __future__ import annotations
