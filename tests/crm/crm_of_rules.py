"""Answers dry runs by rules, in wordings of its own, where a written-down answer would not do."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import Any

from tests.crm.scripted import Behaviour, ScriptedServer, answer

TEAM = "11111111-1111-4111-8111-111111111111"
OTHERS = "22222222-2222-4222-8222-222222222222"


@dataclass(frozen=True)
class Rules:
    """What this CRM has, and how it behaves.

    Attributes:
        picky: Fields that do not accept any text.
        tells: How it names unknown fields: for the request, for each row, or not at all.
        checks: It looks at stages and owners in a dry run.
        fails: Every row fails, whatever is in it.
        spoils: A bad row spoils its request.
        word: What it calls a row that would be imported.
    """

    fields: frozenset[str] = frozenset({"budget", "pets", "move_in_date"})
    stages: frozenset[str] = frozenset({"new", "warm", "tour-booked", "won"})
    owners: frozenset[str] = frozenset({TEAM})
    picky: frozenset[str] = frozenset()
    tells: frozenset[str] = field(default_factory=lambda: frozenset({"request", "rows"}))
    checks: bool = True
    fails: bool = False
    spoils: bool = False
    word: str = "created"

    def answer(self, body: Any) -> bytes:
        rows = [self._row(lead) for lead in body["leads"]]
        if self.spoils and any(row["errors"] for row in rows):
            return answer(400, {"error": {"type": "invalid_request_error", "message": "bad row"}})
        sent = {slug for lead in body["leads"] for slug in lead.get("custom_fields", {})}
        told = sorted(sent - self.fields) if "request" in self.tells else []
        content = {"dry_run": body["dry_run"], "summary": {}, "results": rows, "unknown_custom_fields": told}
        return answer(200, content, headers=["Connection: close"])

    def _row(self, lead: dict[str, Any]) -> dict[str, Any]:
        errors = list(self._errors(lead))
        ignored = sorted(set(lead.get("custom_fields", {})) - self.fields) if "rows" in self.tells else []
        status = "failed" if errors else self.word
        return {"row_ref": lead["row_ref"], "status": status, "errors": errors} | (
            {"ignored_custom_fields": ignored} if ignored else {}
        )

    def _errors(self, lead: dict[str, Any]) -> list[str]:
        if self.fails:
            return ["no room for more leads"]
        stage, owner = lead.get("stage_slug"), lead.get("owner_id")
        wrong = ["value of the wrong kind"] if self.picky & set(lead.get("custom_fields", {})) else []
        if self.checks and stage and stage not in self.stages:
            wrong.append(f"The pipeline has no step called {stage}.")
        if self.checks and owner and owner not in self.owners:
            wrong.append("team member belongs to somebody else")
        return wrong


def by(rules: Rules, server: ScriptedServer) -> Behaviour:
    """Answers the latest request by `rules`."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(rules.answer(server.requests[-1].json))

    return behave
