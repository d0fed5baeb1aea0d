"""Small outreach worlds, row by row, for tests whose answers are computed by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import sqrt
from typing import Any

import sqlalchemy as sa

from data import queries, schema
from data.access import Scope

AS_OF = datetime(2026, 6, 30, 12)
CREATED = datetime(2026, 3, 1)
_OPEN = {"start_at": datetime(1, 1, 1), "end_at": datetime(9999, 12, 31)}
_FILTERS = ("client", "package", "niche", "platform", "campaign", "sender")
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
    """A warehouse in memory; every method adds one row, every default is the dull case."""

    def __init__(self) -> None:
        self.engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.StaticPool)
        schema.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            for statement in queries.definitions():
                connection.exec_driver_sql(statement)

    def add(self, table: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(schema.metadata.tables[table].insert().values(**values))

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

    def ask(self, name: str, *, scope: Scope | None = None, **filters: Any) -> list[Row]:
        """The rows of a report; filters as keyword lists (`campaigns=["c1"]`) or single binds."""
        composed = queries.compose(name)
        values = _binds(scope or Scope.everything()) | _chosen(filters)
        used = {key: values[key] for key in composed.binds}
        lists = [sa.bindparam(k, expanding=True) for k, v in used.items() if isinstance(v, list)]
        with self.engine.connect() as connection:
            rows = connection.execute(sa.text(composed.sql).bindparams(*lists), used)
            return [dict(row) for row in rows.mappings()]

    def only(self, name: str, **filters: Any) -> Row:
        (row,) = self.ask(name, **filters)
        return row


def _binds(scope: Scope) -> Row:
    values: Row = {**_OPEN, "zone": "UTC", "by": "none", "order_id": ""}
    values |= dict.fromkeys(("as_of", "podcast_as_of", "outreach_as_of"), AS_OF)
    values |= {"all_clients": scope.sees_all, "clients": list(scope.clients or ("",))}
    for name in _FILTERS:
        plural = "filter_clients" if name == "client" else f"{name}s"
        values |= {f"any_{name}": True, plural: [""]}
    return values


def _chosen(filters: Row) -> Row:
    chosen = dict(filters)
    if "as_of" in chosen:
        chosen |= dict.fromkeys(("podcast_as_of", "outreach_as_of"), chosen["as_of"])
    for key, value in filters.items():
        if isinstance(value, list):
            chosen[f"any_{key.removeprefix('filter_').removesuffix('s')}"] = False
    return chosen
