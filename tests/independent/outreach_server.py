"""A server of the Backlink Outreach API, documented dialect, read from its document alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.independent.answering import Answer, Freedom, Row, Server
from tests.independent.worlds import Outreach

IDS = {"leads": "lead_id", "attempts": "attempt_id", "replies": "reply_id"}
COLUMNS = {
    "leads": "status email created_at domain campaign_id discovery_source page_title lead_id",
    "attempts": "created_at sent_at status subject sender_email campaign_id lead_id attempt_id",
    "replies": "received_at classification subject from_email attempt_id reply_id",
}


class OutreachServer(Server):
    """Lists may stop at fifty rows; the exports hold them all, their columns in another order."""

    prefix = "/api/v1/backlink-outreach"

    def __init__(self, world: Outreach, freedom: Freedom, now: Callable[[], datetime]) -> None:
        self.world = world
        super().__init__(freedom, now)

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        match steps:
            case ["campaigns"]:
                return 200, [self._texts(row) for row in self.world.campaigns], {}
            case ["suppression"]:
                return 200, [], {}
            case ["reporting", "snapshot"]:
                return 200, {"total_campaigns": 99, "overall_response_rate": 0.9}, {}
            case ["campaigns", campaign, "export", kind] if self.freedom.has_csv:
                headers = {"Content-Type": "text/csv; charset=utf-8"}
                return 200, self._csv(kind, campaign), headers
            case ["campaigns", campaign]:
                row = next(row for row in self.world.campaigns if row["id"] == campaign)
                return 200, self._texts(row) | {"leads": self._rows("leads", campaign)}, {}
            case ["campaigns", campaign, "attempts" | "replies" as kind]:
                return 200, self._rows(kind, campaign), {}
            case ["campaigns", _, "follow-ups"]:
                return 200, [], {}
            case ["campaigns", _, "analytics"]:
                return 200, {"response_rate": 3.5, "leads_by_status": {"placed": 9999}}, {}
        return 404, {"detail": "Resource not found"}, {}

    def _texts(self, row: Row) -> Row:
        return {
            name: self.freedom.time(value) if isinstance(value, datetime) else value
            for name, value in row.items()
        }

    def _of(self, kind: str, campaign: str) -> list[Row]:
        rows: list[Row] = getattr(self.world, kind)
        return [row for row in rows if row["campaign_id"] == campaign]

    def _rows(self, kind: str, campaign: str) -> list[Row]:
        rows = [self._texts(row) for row in self._of(kind, campaign)[: self.freedom.list_cap]]
        if kind == "replies":
            rows = [{k: v for k, v in row.items() if k != "lead_id"} for row in rows]
        return [self._lead(row) for row in rows] if kind == "leads" else rows

    def _lead(self, row: Row) -> Row:
        renamed = {"id": self.freedom.lead_key, "contact_email": self.freedom.email_key}
        kept = {renamed.get(name, name): value for name, value in row.items()}
        if not self.freedom.has_lead_times:
            del kept["created_at"]
        return kept

    def _csv(self, kind: str, campaign: str) -> str:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, [*COLUMNS[kind].split(), "colour"], extrasaction="ignore")
        writer.writeheader()
        for row in self._of(kind, campaign):
            cells = self._texts(row) | {IDS[kind]: row["id"], "colour": "red"}
            if kind == "leads":
                cells |= {
                    "email": row["contact_email"],
                    "domain": urlsplit(row["website_url"]).netloc,
                }
            writer.writerow({name: guarded(value) for name, value in cells.items()})
        return out.getvalue()


def guarded(value: Any) -> Any:
    return f"'{value}" if str(value).startswith("=") else value
