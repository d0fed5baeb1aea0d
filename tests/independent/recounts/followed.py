"""Links after they were indexed, and how far each can be followed, counted again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import (
    Row,
    at,
    curve,
    follow_up,
    grouped,
    hours,
    with_limits,
)
from tests.independent.recounts.links import all_looks, links, live_links, own_looks
from tests.independent.recounts.orders import curves
from tests.independent.recounts.world import World


def stays(world: World) -> pd.DataFrame:
    """Links that were indexed once: from then to the first read or check that missed them."""
    frame, as_of = live_links(world), world.as_of("podcast")
    was = frame["event_at"].notna() | (frame["first_seen_indexed_at"] <= as_of)
    frame = frame[was | (frame["index_state"] == "indexed")].copy()
    seen = own_looks(world)
    no = seen[seen["state"].isin(["not_indexed", "noindex", "dead"])]
    missed = []
    for _, link in frame.iterrows():
        own = no.loc[no["url_sha256"] == link["url_sha256"], "checked_at"]
        times = [*own[own > link["event_at"]], link["deindexed_at"]]
        times = [time for time in times if time <= as_of]
        missed.append(min((time for time in times if pd.notna(time)), default=pd.NaT))
    frame["missed_at"] = pd.Series(missed, frame.index, dtype="datetime64[us]")
    frame["exit"] = hours(frame["event_at"], frame["missed_at"].fillna(as_of))
    frame["entry"] = np.nan
    frame["ending"] = np.where(frame["missed_at"].notna(), "event", "open")
    return frame


def still_indexed(world: World, by: str | None) -> pd.DataFrame:
    return grouped(stays(world), by, _still)


def _still(rows: pd.DataFrame) -> Row:
    clocks = rows[rows["event_at"].notna()]
    still, points = (rows["index_state"] == "indexed").sum(), curve(clocks)
    names = ("still_indexed_rate", "still_indexed_low", "still_indexed_high")
    row: Row = {"ever_indexed": len(rows), "still_indexed": still, "with_clock": len(clocks)}
    row |= with_limits(still, len(rows), names) | {"orders": rows["order_id"].nunique()}
    for name, hour in (("30d", 720), ("90d", 2160)):
        share = at(points, hour) if follow_up(clocks) >= hour else None
        is_sure = not share  # while none was missed there is no spread to go by
        row |= {
            f"stays_{name}": None if share is None else 1 - share,
            f"stays_{name}_low": None if is_sure else 1 - (at(points, hour, "high") or 0),
            f"stays_{name}_high": None if is_sure else 1 - (at(points, hour, "low") or 0),
            f"at_risk_{name}": (clocks["exit"] >= hour).sum(),
        }
    return row


def still_indexed_curve(world: World, by: str | None) -> pd.DataFrame:
    rows = stays(world)
    points = curves(rows[rows["event_at"].notna()], by, share="missed")
    low, high = 1 - points["high"], 1 - points["low"]
    points["still_share"] = 1 - points.pop("missed")
    return points.assign(low=low, high=high)


def lineage_joins(world: World) -> pd.DataFrame:
    frame, as_of = links(world), world.as_of("podcast")
    basis = frame["live_at"].where(frame["is_live"]).fillna(frame["entered_at"])
    frame = frame[world.within(basis)]
    sent = world.table("index_submissions")
    sent = sent[sent["state"].isin(["received", "key_pending"]) & (sent["sent_at"] <= as_of)]
    own = all_looks(world)["url_sha256"]
    live = frame["is_live"]
    has_url = frame["url"].notna() & (live | frame["live_at"].isna())
    indexed = frame["index_state"] == "indexed"
    edges = {
        "slot to address": (has_url, pd.Series(True, frame.index)),
        "address to live time": (live, has_url),
        "live to submitted": (live & frame["url_sha256"].isin(sent["url_sha256"]), live),
        "live to own check": (live & frame["url_sha256"].isin(own), live),
        "live to known state": (live & (frame["index_state"] != "unknown"), live),
        "indexed to its time": (indexed & frame["event_at"].notna(), indexed),
    }
    names = ("join_rate", "join_low", "join_high")
    return pd.DataFrame(
        [
            {"edge": edge, "matched": k.sum(), "eligible": n.sum()}
            | with_limits(k.sum(), n.sum(), names)
            for edge, (k, n) in edges.items()
        ]
    )
