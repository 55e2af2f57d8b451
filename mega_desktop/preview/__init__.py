"""preview: `Leads` and the CRM's dry run become a `Plan`."""

from __future__ import annotations

from mega_desktop.preview.changes import (
    ChangeKind,
    ChangeSummary,
    FieldChange,
    FieldSummary,
    change_summary,
    changes_of,
)
from mega_desktop.preview.checking import CheckProgress, check_plan
from mega_desktop.preview.comparing import compare
from mega_desktop.preview.local import plan_locally
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import SENT, Planned
from mega_desktop.preview.snapshot import Snapshot, open_snapshot

__all__ = [
    "SENT",
    "ChangeKind",
    "ChangeSummary",
    "CheckProgress",
    "FieldChange",
    "FieldSummary",
    "Plan",
    "Planned",
    "Snapshot",
    "change_summary",
    "changes_of",
    "check_plan",
    "compare",
    "open_snapshot",
    "plan_locally",
]
