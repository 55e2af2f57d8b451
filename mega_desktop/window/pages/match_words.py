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
    """The rule of what each lead needs, and how it stands; rich text."""
    kinds = {f.key: f.kind for f in fields}
    matched = {kinds.get(c.field or "") for c in mapping.columns}
    if mapping.system.needs_email:
        return _email_rule(FieldKind.EMAIL in matched, colours)
    labels = [f.label.lower() for f in fields if f.kind in CONTACTS and f.kind in matched]
    said = {
        0: translate("MatchPage", "None of them is matched yet."),
        1: translate("MatchPage", "Matched: {fields}."),
        2: translate("MatchPage", "Matched: {fields}."),
        3: translate("MatchPage", "All three are matched."),
    }[min(len(labels), 3)].format(fields=translate("MatchPage", " and ").join(labels))
    rule = translate("MatchPage", "Each lead needs a name, a phone or an email.")
    return _rule(rule, said, colours.ok if labels else colours.warn)


def _email_rule(is_matched: bool, colours: Tokens) -> str:
    """FoxReach knows leads by their email alone."""
    rule = translate("MatchPage", "Each lead needs an email, by which FoxReach knows it.")
    if is_matched:
        return _rule(rule, translate("MatchPage", "The email is matched."), colours.ok)
    return _rule(rule, translate("MatchPage", "It is not matched yet."), colours.warn)


def _rule(rule: str, said: str, colour: str) -> str:
    return f'{rule} <span style="color: {colour}; font-weight: 600">{escape(said)}</span>'


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
