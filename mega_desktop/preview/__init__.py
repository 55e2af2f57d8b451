"""preview: `Leads` and the CRM's dry run become a `Plan`."""

from __future__ import annotations

from mega_desktop.preview.changes import (
    ChangeKind,
    ChangeSummary,
    FieldChange,
    FieldSummary,
    all_changes,
    change_summary,
    changes_of,
)
from mega_desktop.preview.checking import CheckProgress, check_plan
from mega_desktop.preview.collisions import Collision, CollisionKind, collisions
from mega_desktop.preview.comparing import compare
from mega_desktop.preview.edits import BY_HAND, Edits, apply_edits, plan_after, still_meant
from mega_desktop.preview.forecast import Forecast, forecast_check, forecast_import
from mega_desktop.preview.groups import ProblemGroup, collision_groups, doubtful_groups, problem_groups
from mega_desktop.preview.local import plan_locally
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import SENT, Planned
from mega_desktop.preview.repairs import Repair, RepairKind, repairs_for
from mega_desktop.preview.searching import SnapshotCost, snapshot_cost
from mega_desktop.preview.snapshot import Snapshot, keep_snapshot, open_snapshot
from mega_desktop.preview.taking import take_snapshot

__all__ = [
    "BY_HAND",
    "SENT",
    "ChangeKind",
    "ChangeSummary",
    "CheckProgress",
    "Collision",
    "CollisionKind",
    "Edits",
    "FieldChange",
    "FieldSummary",
    "Forecast",
    "Plan",
    "Planned",
    "ProblemGroup",
    "Repair",
    "RepairKind",
    "Snapshot",
    "SnapshotCost",
    "all_changes",
    "apply_edits",
    "change_summary",
    "changes_of",
    "check_plan",
    "collision_groups",
    "collisions",
    "compare",
    "doubtful_groups",
    "forecast_check",
    "forecast_import",
    "keep_snapshot",
    "open_snapshot",
    "plan_after",
    "plan_locally",
    "problem_groups",
    "repairs_for",
    "snapshot_cost",
    "still_meant",
    "take_snapshot",
]
