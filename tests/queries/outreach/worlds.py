"""Small outreach worlds, row by row, for tests whose answers are computed by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

from data import reports
from data.access import Scope
from data.reports import Filters
from data.schema import metadata
from tests.fresh import fresh

AS_OF = datetime(2026, 6, 30, 12)
CREATED = datetime(2026, 3, 1)
EVERYTHING = Scope.everything()
Row = dict[str, Any]


def ago(days: float = 0, hours: float = 0) -> datetime:
    return AS_OF - timedelta(days=days, hours=hours)


def wilson(k: int, n: int) -> tuple[float, float]:
    """The interval of metrics.md, written down again."""
    z = 1.959963984540054
    centre = (k / n + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (0.0 if k == 0 else centre - half), (1.0 if k == n else centre + half)


class World:
    """An empty warehouse read at AS_OF; every method adds a row, every default is the dull case."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = fresh(folder / "world.duckdb")
        for source in ("podcast", "outreach"):
            self.sync(source, status="ok")

    def close(self) -> None:
        self.warehouse.close()

    def add(self, table: str, **values: Any) -> None:
        with self.warehouse.write() as connection:
            connection.execute(metadata.tables[table].insert().values(**values))

    def sync(self, source: str, **values: Any) -> None:
        row = {"run_id": f"{source}-run", "started_at": AS_OF, "finished_at": AS_OF, **values}
        self.add("sync_runs", source=source, **row)

    def campaign(self, campaign_id: str, client_id: str | None = None, **values: Any) -> None:
        row = {"name": f"Campaign {campaign_id}", "created_at": CREATED, **values}
        self.add("campaigns", campaign_id=campaign_id, first_seen_at=CREATED, **row)
        if client_id:
            self.add("client_campaigns", campaign_id=campaign_id, client_id=client_id)

    def lead(self, lead_id: str, campaign_id: str = "c1", **values: Any) -> None:
        row = {"email": f"{lead_id}@site.example", "status": "discovered", "created_at": CREATED}
        row |= {"url": f"https://{lead_id}.example/", "first_seen_at": CREATED, **values}
        self.add("leads", lead_id=lead_id, campaign_id=campaign_id, **row)

    def attempt(self, lead_id: str | None, at: datetime | None, **values: Any) -> None:
        row: Row = {"attempt_id": f"a-{lead_id}", "campaign_id": "c1", "status": "sent"}
        row |= {"sender_email": "anna@us.example", "created_at": at, "first_seen_at": AS_OF}
        row |= {"sent_at": at if values.get("status", "sent") == "sent" else None, **values}
        self.add("attempts", lead_id=lead_id, **row)

    def reply(self, lead_id: str, at: datetime, classification: str | None, **values: Any) -> None:
        row = {"reply_id": f"r-{lead_id}-{classification}", "campaign_id": "c1", **values}
        row = {"attempt_id": f"a-{lead_id}", "from_email": f"{lead_id}@site.example", **row}
        self.add("replies", received_at=at, classification=classification, **row)

    def ask(self, name: str, scope: Scope = EVERYTHING, **filters: Any) -> list[Row]:
        """The rows of a report; `filters` as in reports.Filters."""
        table = reports.run_arrow(self.warehouse, name, Filters(**filters), scope)
        rows: list[Row] = table.to_pylist()
        return rows

    def only(self, name: str, scope: Scope = EVERYTHING, **filters: Any) -> Row:
        (row,) = self.ask(name, scope, **filters)
        return row


def fill_campaign(world: World) -> None:
    """Thirteen leads of campaign c1, each a case of its own."""
    world.campaign("c1", "cus_a")
    world.lead("found")
    world.lead("silent", status="contacted")
    world.lead("bounced", status="bounced")
    world.lead("answered", status="replied")
    world.lead("away-then-yes")
    world.lead(
        "placed-unheard", status="placed", placed_seen_at=ago(70), last_seen_not_placed_at=ago(75)
    )
    world.lead("placed-unsent", status="placed", placed_seen_at=ago(60))
    world.lead("young", status="negotiating")  # a status that no document names
    world.lead("young-answered")
    world.lead("young-yes")
    world.lead("odd-class")
    world.lead("only-away")
    world.lead("status-only", status="contacted")
    for lead_id in (
        "silent", "bounced", "answered", "away-then-yes", "placed-unheard", "odd-class",
        "only-away",
    ):  # fmt: skip
        world.attempt(lead_id, ago(100))
    world.attempt("young", ago(5))
    world.attempt("young-answered", ago(5))
    world.attempt("young-yes", ago(30))
    world.reply("answered", ago(98), "replied")
    world.reply("away-then-yes", ago(99), "out_of_office", subject="Re: a guest post")
    world.reply("away-then-yes", ago(97), "interested", subject="Re: a guest post")
    world.reply("young-answered", ago(4), "not_interested")
    world.reply("young-yes", ago(29), "interested")
    world.reply("odd-class", ago(98), "maybe")
    world.reply("only-away", ago(98), "out_of_office")
