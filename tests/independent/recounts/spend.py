"""What a placed lead has cost, counted again: docs/metrics.md, section D."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd

from tests.independent.recounts.arithmetic import Row, Z, rate
from tests.independent.recounts.leads import owned
from tests.independent.recounts.world import World


def placed_link_costs(world: World, by: str | None) -> pd.DataFrame:
    frame = owned(world, world.table("outreach_spend"))
    frame["name"] = frame["month"].dt.strftime("%Y-%m")
    frame["work"] = (frame["hours"] * frame["hourly_rate"]).astype(float).fillna(0)
    for column in ("hours", "tool_cost"):
        frame[column] = frame[column].astype(float).fillna(0)
    frame = world.chosen(frame, "client_id", "campaign_id")
    frame = frame[frame["month"].map(lambda month: _is_whole(world, month)).astype(bool)]
    keys = {"month": frame["name"], "campaign_id": frame["campaign_id"].replace("", "unassigned")}
    frame["group"] = keys[by] if by else "all"
    placed = _placed(world)
    rows = []
    for (name, currency), own in frame.groupby(["group", "currency"]):
        rows.append({"group": name, "currency": currency, **_costs(own, placed)})
    return pd.DataFrame(rows)


def _is_whole(world: World, month: pd.Timestamp) -> bool:
    """Inside the range and over: the day after it has begun by as_of."""
    first, last = month.date(), (month + pd.offsets.MonthEnd(0)).date()
    start, end = world.wanted.start or date.min, world.wanted.end or date.max
    return first >= start and last <= end and last < world.today("outreach").date()


def _placed(world: World) -> pd.DataFrame:
    frame, as_of = world.table("leads"), world.as_of("outreach")
    entered = frame["created_at"].fillna(frame["first_seen_at"])
    frame = frame[(frame["placed_seen_at"] <= as_of) & (entered <= as_of)].copy()
    frame["name"] = world.month(frame["placed_seen_at"])
    return frame


def _costs(entries: pd.DataFrame, placed: pd.DataFrame) -> Row:
    met = set()
    for _, entry in entries.iterrows():
        own = placed[placed["name"] == entry["name"]]
        campaign = entry["campaign_id"]
        met |= set(own.index[own["campaign_id"] == campaign] if campaign else own.index)
    k, spend = len(met), entries["work"].sum() + entries["tool_cost"].sum()
    row: Row = {"months": entries["name"].nunique(), "hours": entries["hours"].sum()}
    row |= {"work_cost": entries["work"].sum(), "tool_cost": entries["tool_cost"].sum()}
    row |= {"spend": spend, "placed": k, "cost_per_placed": rate(spend, k)}
    row["placed_from_start"] = placed.loc[list(met), "last_seen_not_placed_at"].isna().sum()
    middle, half = k + Z * Z / 2, Z * math.sqrt(k + Z * Z / 4)
    row["cost_per_placed_low"] = spend / (middle + half) if k else None
    row["cost_per_placed_high"] = spend / (middle - half) if k else None
    return row
