"""What the Match page says of all columns together."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication

from mega_desktop.crm import CUSTOM, Field, FieldKind, Knowledge
from mega_desktop.matching import Mapping
from mega_desktop.window.models.match_model import ColumnFacts
from mega_desktop.window.tokens import Tokens
from mega_desktop.window.wording import counted

translate = QCoreApplication.translate
CONTACTS = (FieldKind.NAME, FieldKind.PHONE, FieldKind.EMAIL)


def rule_text(mapping: Mapping, fields: Sequence[Field], colours: Tokens) -> str:
    """The rule that each lead needs a name, a phone or an email, and how it stands; rich text."""
    kinds = {f.key: f.kind for f in fields}
    matched = {kinds.get(c.field or "") for c in mapping.columns}
    labels = [f.label.lower() for f in fields if f.kind in CONTACTS and f.kind in matched]
    said = {
        0: translate("MatchPage", "None of them is matched yet."),
        1: translate("MatchPage", "Matched: {fields}."),
        2: translate("MatchPage", "Matched: {fields}."),
        3: translate("MatchPage", "All three are matched."),
    }[min(len(labels), 3)].format(fields=translate("MatchPage", " and ").join(labels))
    rule = translate("MatchPage", "Each lead needs a name, a phone or an email.")
    style = f"color: {colours.ok if labels else colours.warn}; font-weight: 600"
    return f'{rule} <span style="{style}">{escape(said)}</span>'


def lost_text(
    mapping: Mapping, facts: Sequence[ColumnFacts], knowledge: Knowledge, notes: Map[int, str]
) -> str:
    """What would not arrive, in one line; "" when nothing is to be said.

    Args:
        notes: What is to be said against where columns go, by their index.
    """
    unknown = {CUSTOM + slug for slug in knowledge.unknown_fields}
    lost = {
        c.index: f.filled
        for c, f in zip(mapping.columns, facts, strict=True)
        if c.field in unknown and f.filled
    }
    parts = []
    if lost:
        one = translate("MatchPage", "{n} value would be lost")
        many = translate("MatchPage", "{n} values would be lost")
        parts.append(counted(sum(lost.values()), one, many))
    if others := len(notes.keys() - lost.keys()):
        one = translate("MatchPage", "{n} column needs a look")
        many = translate("MatchPage", "{n} columns need a look")
        parts.append(counted(others, one, many))
    return " · ".join(parts)
