"""A server that answers as ALwrity's does, written from what was observed of it, with its quirks.

Lists under a name with `total` the length of the answer; leads cut at 50 and suppressions at 100
without a word; CSV exports whole, with apostrophes before signs that a spreadsheet would run; naive
times, with a fraction only where there is one; a 500 as plain text, after which the connection dies
under the next request; everything but the campaigns fails until they were listed once.
"""

from __future__ import annotations

import csv
import io
import os
import socket
import struct
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.independent.answering import Answer, Freedom, Row, Server
from tests.independent.worlds import Outreach

FAILED: Answer = (500, "Internal Server Error", {"Content-Type": "text/plain; charset=utf-8"})
COLUMNS = {
    "leads": "lead_id campaign_id domain page_title email status discovery_source created_at",
    "attempts": "attempt_id lead_id campaign_id sender_email subject status sent_at created_at",
    "replies": "reply_id attempt_id from_email subject classification received_at",
}
RISKY = ("=", "+", "-", "@", "\t", "\r")
DIES_AT_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: a reset instead of a goodbye


def naive(value: Any) -> Any:
    """`2026-11-19T13:17:14`, and a fraction only where it is not zero."""
    return value.isoformat() if isinstance(value, datetime) else value


class AlwrityServer(Server):
    """`ignores_limit` cuts attempts and replies at 50 whatever is asked; `breaks` names calls
    that fail once; `first_takes` are seconds that the very first answer takes."""

    prefix = "/api/backlink-outreach"

    def __init__(
        self,
        world: Outreach,
        *,
        suppressed: int = 0,
        ignores_limit: bool = False,
        breaks: tuple[str, ...] = (),
        first_takes: float = 0.0,
    ) -> None:
        self.world, self.suppressed, self.ignores_limit = world, suppressed, ignores_limit
        self.breaks, self.first_takes = set(breaks), first_takes
        self.asked, self.resets, self.failed_as_new = Counter[str](), 0, 0
        self._has_listed = False
        super().__init__(Freedom(), datetime.now)

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        path = "/".join(steps)
        if not self.asked:
            threading.Event().wait(self.first_takes)
        self.asked[path] += 1
        if path in self.breaks:
            self.breaks.remove(path)
            return FAILED
        if path == "campaigns":
            self._has_listed = True
            return 200, {"campaigns": [self._campaign(row) for row in self.world.campaigns]}, {}
        if not self._has_listed:
            self.failed_as_new += 1
            return FAILED
        return self._of_known_user(steps, query)

    def _of_known_user(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        match steps:
            case ["suppression"]:
                return 200, {"suppressed": [self._refusal(n) for n in range(self.suppressed)]}, {}
            case ["reporting"]:
                return 200, {"send_volume": 1, "response_rate": 0.0}, {}
            case ["campaigns", campaign]:
                return self._detail(campaign)
            case ["campaigns", campaign, "leads"]:
                return self._named("leads", self._leads(campaign, query.get("status"))[:50])
            case ["campaigns", campaign, "attempts" | "replies" as kind]:
                rows = self._attempts(campaign) if kind == "attempts" else self._replies(campaign)
                limit = 50 if self.ignores_limit else int(query.get("limit", 50))
                return self._named(kind, rows[:limit])
            case ["campaigns", _, "followups"]:
                return self._named("followups", [])
            case ["campaigns", campaign, "export", kind]:
                headers = {"Content-Type": "text/csv; charset=utf-8"}
                return 200, self._export(kind, campaign), headers
            case ["campaigns", _, "analytics", *_]:
                return 200, {"lead_count": 1, "stages": [], "volume": []}, {}
        return 404, {"detail": "Not Found"}, {}

    def _named(self, name: str, rows: list[Row]) -> Answer:
        return 200, {name: rows, "total": len(rows)}, {}

    def _campaign(self, row: Row) -> Row:
        kept = {"campaign_id": row["id"], "name": row["name"], "status": "drafted"}
        return kept | {"created_at": naive(row["created_at"])}

    def _detail(self, campaign: str) -> Answer:
        row = next((row for row in self.world.campaigns if row["id"] == campaign), None)
        if row is None:
            return 404, {"detail": "Campaign not found"}, {}
        leads = self._leads(campaign, None)
        return 200, self._campaign(row) | {"lead_count": len(leads), "leads": leads[:50]}, {}

    def _refusal(self, number: int) -> Row:
        email = f"stop{number}@refused.example"
        return {"id": f"sup_{number}", "email": email, "domain": "refused.example", "reason": ""}

    def _of(self, rows: list[Row], campaign: str) -> list[Row]:
        """The newest first."""
        born = "received_at" if rows is self.world.replies else "created_at"
        ours = [row for row in rows if row["campaign_id"] == campaign]
        return sorted(ours, key=lambda row: row[born], reverse=True)

    def _leads(self, campaign: str, status: str | None) -> list[Row]:
        return [
            {
                "lead_id": row["id"],
                "campaign_id": campaign,
                "url": row["website_url"],
                "domain": row["website_url"].split("/")[2],
                "page_title": row.get("title", ""),
                "snippet": "",
                "email": row["contact_email"],
                "confidence_score": 0.5,
                "discovery_source": "duckduckgo",
                "status": row["status"],
                "notes": f"note on {row['id']}",
                "created_at": naive(row["created_at"]),
            }
            for row in self._of(self.world.leads, campaign)
            if status in (None, row["status"])
        ]

    def _attempts(self, campaign: str) -> list[Row]:
        names = ("lead_id", "campaign_id", "subject", "status", "sent_at", "created_at")
        return [
            {name: naive(row[name]) for name in names}
            | {"attempt_id": row["id"], "sender_email": "me@agency.example"}
            | {"idempotency_key": f"key-{row['id']}", "decision_reason": None}
            for row in self._of(self.world.attempts, campaign)
        ]

    def _replies(self, campaign: str) -> list[Row]:
        return [
            {"reply_id": row["id"], "attempt_id": row["attempt_id"], "subject": "Re: hello"}
            | {"from_email": f"Editor <{row['from_email']}>", "body": "Yes."}
            | {name: naive(row[name]) for name in ("classification", "received_at")}
            for row in self._of(self.world.replies, campaign)
            if row["attempt_id"]
        ]

    def _export(self, kind: str, campaign: str) -> str:
        known = {"attempts": self._attempts, "replies": self._replies}
        rows = self._leads(campaign, None) if kind == "leads" else known[kind](campaign)
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, COLUMNS[kind].split(), extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
        return out.getvalue()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server, plain = self, super()._handler()

        class Handler(plain):  # type: ignore[misc, valid-type]
            is_dying = False

            def send_response(self, code: int, message: str | None = None) -> None:
                super().send_response(code, message)
                self.is_dying = code == 500

            def do_GET(self) -> None:
                if not self.is_dying:
                    super().do_GET()
                    return
                server.resets += 1
                self.close_connection = True
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, DIES_AT_CLOSE)
                os.close(self.connection.detach())

        return Handler


def guarded(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
