"""Whether a mapping is enough to go on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mega_desktop.crm import Field, FieldKind
from mega_desktop.matching.mapping import ColumnMatch, Mapping
from mega_desktop.matching.steps import FIXED, parse

_PERSONAL = (FieldKind.NAME, FieldKind.PHONE, FieldKind.EMAIL)
_IN_TURN = (FieldKind.PHONE, FieldKind.EMAIL)


def problem_with(mapping: Mapping, fields: Sequence[Field]) -> str:
    """Why one cannot go on, as a sentence to stand beside the button; "" when one can."""
    kinds = {f.key: f.kind for f in fields}
    used = [c for c in mapping.columns if c.field]
    matched = {kinds.get(c.field or "") for c in used}
    if mapping.system.needs_email and FieldKind.EMAIL not in matched:
        return "Choose which column holds the email"
    if not matched & set(_PERSONAL):
        return "Choose which column holds the email, phone or name"
    labels = {f.key: f.label for f in fields}
    for key, columns in _meeting(mapping, fields).items():
        return f"{len(columns)} columns go to “{labels.get(key, key)}”: choose one of them"
    always = [c.field or "" for c in used if any(parse(s).name == FIXED for s in c.clean_up)]
    same_for_all = next((key for key in [*mapping.fixed, *always] if kinds.get(key) in _IN_TURN), None)
    if same_for_all:
        return f"“{labels[same_for_all]}” cannot be the same for every lead"
    return ""


def clashes(mapping: Mapping, fields: Sequence[Field]) -> dict[int, str]:
    """A sentence for each column that meets another in a field of one value, by the column's index."""
    sentences: dict[int, str] = {}
    for columns in _meeting(mapping, fields).values():
        for match in columns:
            others = " and ".join(f"“{c.header}”" for c in columns if c is not match)
            go = "goes" if len(columns) == 2 else "go"
            sentences[match.index] = f"{others} {go} to the same field: choose one of them"
    return sentences


def _meeting(mapping: Mapping, fields: Sequence[Field]) -> dict[str, list[ColumnMatch]]:
    """The fields of one value to which several columns go; emails and phones take turns, parts are joined."""
    kinds = {f.key: f.kind for f in fields}
    going: dict[str, list[ColumnMatch]] = defaultdict(list)
    for match in mapping.columns:
        if match.field and match.part is None and kinds.get(match.field) not in _IN_TURN:
            going[match.field].append(match)
    return {key: columns for key, columns in going.items() if len(columns) > 1}
