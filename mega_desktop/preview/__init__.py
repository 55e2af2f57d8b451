"""preview: `Leads` and the CRM's dry run become a `Plan`."""

from __future__ import annotations

from mega_desktop.preview.plan import SENT, Plan, Planned

__all__ = ["SENT", "Plan", "Planned"]
