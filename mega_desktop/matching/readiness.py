"""Whether a mapping is enough to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mega_desktop.crm import Field, FieldKind, System
from mega_desktop.matching.mapping import Mapping
from mega_desktop.matching.steps import FIXED, parse

_PERSONAL = (FieldKind.NAME, FieldKind.PHONE, FieldKind.EMAIL)
_IN_TURN = (FieldKind.PHONE, FieldKind.EMAIL)


def problem_with(mapping: Mapping, fields: Sequence[Field]) -> str:
    """Why one cannot go on, as a sentence to stand beside the button; "" when one can."""
    kinds = {f.key: f.kind for f in fields}
    used = [c for c in mapping.columns if c.field]
    matched = {kinds.get(c.field or "") for c in used}
    if mapping.system is System.FOXREACH and FieldKind.EMAIL not in matched:
        return "Choose which column holds the email"
    if not matched & set(_PERSONAL):
        return "Choose which column holds the email, phone or name"
    labels = {f.key: f.label for f in fields}
    for key, columns in Counter(
        c.field for c in used if c.part is None and kinds.get(c.field or "") not in _IN_TURN
    ).items():
        if columns > 1:
            return f"{columns} columns go to “{labels.get(key or '', key)}”: choose one of them"
    always = [c.field or "" for c in used if any(parse(s).name == FIXED for s in c.clean_up)]
    same_for_all = next((key for key in [*mapping.fixed, *always] if kinds.get(key) in _IN_TURN), None)
    if same_for_all:
        return f"“{labels[same_for_all]}” cannot be the same for every lead"
    return ""
