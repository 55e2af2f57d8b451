"""Small widgets that several pages share."""

from __future__ import annotations
