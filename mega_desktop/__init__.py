"""MEGA Desktop: brings the leads of a spreadsheet into a CRM, and shows first what will happen."""

from __future__ import annotations

__version__ = "0.1.0"
