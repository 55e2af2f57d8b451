"""crm: every CRM behind one protocol. Knows no other room."""

from __future__ import annotations

from mega_desktop.crm.addresses import check_server_address, looks_like_token
from mega_desktop.crm.destination import (
    CUSTOM,
    LEADS_A_PAGE,
    Answer,
    Choice,
    Connection,
    Credentials,
    Destination,
    Field,
    FieldKind,
    Knowledge,
    LeadPage,
    Limits,
    OnDuplicate,
    Questions,
    RowAnswer,
    RowStatus,
    System,
)
from mega_desktop.crm.known import KnowledgeBook
from mega_desktop.crm.lead_pages import no_leads
from mega_desktop.crm.mega_fields import KEPT_ON_UPDATE, PHONE_DIGITS
from mega_desktop.crm.opening import open_destination, static_fields
from mega_desktop.crm.pace import Pace
from mega_desktop.crm.problems import (
    BadRequest,
    BadToken,
    CrmProblem,
    KeyConflict,
    NoPermission,
    NotConnected,
    Refused,
    TooFast,
    Uncertain,
    WrongAddress,
)
from mega_desktop.crm.refusals import in_plain_words, with_own_words
from mega_desktop.crm.secret import Secret

__all__ = [
    "CUSTOM",
    "KEPT_ON_UPDATE",
    "LEADS_A_PAGE",
    "PHONE_DIGITS",
    "Answer",
    "BadRequest",
    "BadToken",
    "Choice",
    "Connection",
    "Credentials",
    "CrmProblem",
    "Destination",
    "Field",
    "FieldKind",
    "KeyConflict",
    "Knowledge",
    "KnowledgeBook",
    "LeadPage",
    "Limits",
    "NoPermission",
    "NotConnected",
    "OnDuplicate",
    "Pace",
    "Questions",
    "Refused",
    "RowAnswer",
    "RowStatus",
    "Secret",
    "System",
    "TooFast",
    "Uncertain",
    "WrongAddress",
    "check_server_address",
    "in_plain_words",
    "looks_like_token",
    "no_leads",
    "open_destination",
    "static_fields",
    "with_own_words",
]
