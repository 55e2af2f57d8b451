"""preview: `Leads` and the CRM's dry run become a `Plan`."""

from __future__ import annotations

from mega_desktop.preview.checking import CheckProgress, check_plan
from mega_desktop.preview.local import plan_locally
from mega_desktop.preview.plan import SENT, Plan, Planned

__all__ = ["SENT", "CheckProgress", "Plan", "Planned", "check_plan", "plan_locally"]
