"""Reports of orders, counted again: docs/metrics.md, section A."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import (
    Row,
    groups,
    hours,
    moments,
    numbers,
    quantile,
    rate,
    ratio_limits,
    shown,
    with_limits,
    words,
)
from tests.independent.recounts.world import World, once

CLOCKS = ("link", "event", "vendor", "poll")
STATES = {"delivered": "event", "failed": "competing", "open": "open"}


@once
def orders(world: World) -> pd.DataFrame:
    """One row per order known at as_of: its clocks, and its state and ends as they stood then."""
    frame, slots = world.table("orders"), world.table("placements")
    as_of = world.as_of("podcast")
    frame["entered_at"] = frame["created_at"].fillna(frame["first_seen_at"])
    frame = world.chosen(frame[frame["entered_at"] <= as_of], "client_id", "package", "niche")
    timed = slots[slots["url"].notna() & slots["live_at"].notna()]
    later = numbers(
        frame["order_id"], timed.loc[timed["live_at"] > as_of, "order_id"].value_counts()
    )
    frame["links_delivered"] = (frame["links_delivered"] - later.fillna(0)).clip(lower=0)
    live = timed[timed["live_at"] <= as_of].groupby("order_id")["live_at"]
    frame = frame.join(live.agg(slots_live="count", first_live="min"), "order_id")
    frame["has_slots_live"] = frame["slots_live"].notna()
    frame["slots_live"] = frame["slots_live"].fillna(0)
    frame = _ended(_with_clocks(frame, slots), world)
    frame["age"] = hours(frame["created_at"], as_of)
    frame["month"] = world.month(frame["entered_at"])
    return frame


def _with_clocks(frame: pd.DataFrame, slots: pd.DataFrame) -> pd.DataFrame:
    times = slots.groupby("order_id")["live_at"].agg(["count", "max"])
    frame = frame.join(times, "order_id")
    is_whole = (frame["links_total"] > 0) & (frame["count"] >= frame["links_total"])
    frame["link_at"] = frame["max"].where(is_whole)
    frame["event_at"] = frame["delivered_event_at"]
    taken = (frame["delivered_in_hours"] * 3.6e9).round()
    frame["vendor_at"] = frame["created_at"] + pd.to_timedelta(taken, "us").dt.as_unit("us")
    frame["poll_at"] = frame["first_seen_closed_at"].fillna(frame["fetched_at"])
    frame["clock"], frame["delivered_at"] = None, pd.NaT
    for clock in reversed(CLOCKS):
        has = (frame["status"] == "delivered") & frame[f"{clock}_at"].notna()
        frame.loc[has, "clock"] = clock
        frame.loc[has, "delivered_at"] = frame.loc[has, f"{clock}_at"]
    return frame


def _ended(frame: pd.DataFrame, world: World) -> pd.DataFrame:
    """Delivered, failed or open at as_of. A failure that nobody saw happen is as old as can be."""
    as_of = world.as_of("podcast")
    told = world.table("webhook_events")
    told = told[(told["event_type"] == "order.failed") & told["applied_at"].notna()]
    event = moments(frame["order_id"], told.groupby("order_id")["event_at"].min())
    is_failed = frame["status"] == "failed"
    frame["is_undated"] = is_failed & event.isna() & frame["last_seen_open_at"].isna()
    failed_at = event.fillna(frame["poll_at"])
    is_failed &= (failed_at <= as_of) | frame["is_undated"]
    frame["failed_at"] = failed_at.where(failed_at <= as_of, as_of).where(is_failed)
    is_delivered = frame["delivered_at"] <= as_of
    frame["delivered_at"] = frame["delivered_at"].where(is_delivered)
    frame["state"] = np.select([is_delivered, is_failed], ["delivered", "failed"], "open")
    was_open = (frame["state"] == "open") & frame["status"].isin(["delivered", "failed"])
    frame["status"] = frame["status"].mask(was_open, "in_progress")
    return frame


def placed(world: World) -> pd.DataFrame:
    """Orders placed in the range."""
    frame = orders(world)
    return frame[world.within(frame["entered_at"])]


def promised(world: World) -> pd.DataFrame:
    """Orders promised for a day of the range; their month is that of the promise."""
    frame = orders(world)
    frame = frame[world.within(frame["first_promised_at"])].copy()
    frame["month"] = world.month(frame["first_promised_at"])
    return frame


def closed(world: World) -> pd.DataFrame:
    """Orders that came to their end in the range, with the day on which they did."""
    frame = orders(world)
    # a failure that was over at the first read has no day: its promise or its order gives one
    stand_in = frame["first_promised_at"].fillna(frame["created_at"])
    stand_in = pd.concat([stand_in, frame["failed_at"]], axis=1).min(axis=1)
    dated = frame["delivered_at"].fillna(frame["failed_at"])
    is_stand_in = frame["is_undated"] & (frame["state"] == "failed")
    frame["closed_at"] = dated.mask(is_stand_in, stand_in)
    frame = frame[(frame["state"] != "open") & world.within(frame["closed_at"])].copy()
    frame["month"] = world.month(frame["closed_at"])
    return frame


def delivery_spans(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame[frame["created_at"].notna()]
    end = frame["delivered_at"].fillna(frame["failed_at"])
    exits = hours(frame["created_at"], end).fillna(frame["age"])
    return _spans(frame, exits, words(frame["state"], pd.Series(STATES)))


def _spans(frame: pd.DataFrame, exits: Any, ending: Any) -> pd.DataFrame:
    return frame.assign(entry=np.nan, exit=exits, ending=ending)


def delivery_times(world: World, by: str | None) -> pd.DataFrame:
    as_of, cohorts = world.as_of("podcast"), dict(groups(placed(world), by))
    due = dict(groups(promised(world), by))
    none = orders(world).head(0)
    return pd.DataFrame(
        [
            {
                "group": name,
                **_times(cohorts.get(name, none), as_of),
                **promises(due.get(name, none), as_of),
            }
            for name in sorted({*cohorts, *due})
        ]
    )


def _times(rows: pd.DataFrame, as_of: pd.Timestamp) -> Row:
    done = rows[rows["state"] == "delivered"]
    taken = hours(done["created_at"], done["delivered_at"])
    taken = taken[taken >= 0].sort_values()
    is_open = rows["state"] == "open"
    median, p90 = quantile(delivery_spans(rows), 0.5), quantile(delivery_spans(rows), 0.9)
    return {
        "orders": len(rows),
        "delivered": len(done),
        "open": is_open.sum(),
        "failed": (rows["state"] == "failed").sum(),
        "median_hours_finished": taken.median(),
        "p90_hours_finished": taken.iloc[math.ceil(0.9 * len(taken)) - 1] if len(taken) else None,
        **dict(zip(_names("km_median"), median, strict=True)),
        **dict(zip(_names("km_p90"), p90, strict=True)),
        "longest_open_hours": rows.loc[is_open, "age"].max(),
        "not_due_open": (is_open & (rows["first_promised_at"] > as_of)).sum(),
    }


def _names(stem: str) -> tuple[str, str, str]:
    return f"{stem}_hours", f"{stem}_low", f"{stem}_high"


def promises(rows: pd.DataFrame, as_of: pd.Timestamp) -> Row:
    """How promises that are due were kept."""
    due = rows[(rows["first_promised_at"] <= as_of) & (rows["state"] != "failed")]
    kept = (due["delivered_at"] <= due["first_promised_at"]).sum()
    late = due.loc[due["state"] == "open", "first_promised_at"]
    return {
        "due": len(due),
        "on_time": kept,
        **with_limits(kept, len(due), ("on_time_rate", "on_time_low", "on_time_high")),
        "overdue_open": len(late),
        "longest_overdue_hours": hours(late.min(), as_of) if len(late) else None,
    }


def promise_ledger(world: World) -> pd.DataFrame:
    frame, as_of = orders(world), world.as_of("podcast")
    frame = frame[world.within(frame["first_promised_at"].fillna(frame["entered_at"]))]
    promise, done = frame["first_promised_at"], frame["delivered_at"]
    kinds = {
        "failed": frame["state"] == "failed",
        "no_promise": promise.isna(),
        "late": done > promise,
        "kept": done.notna(),
        "late_open": promise <= as_of,
    }
    until = done.where(done.notna(), pd.Series(as_of, frame.index).where(promise <= as_of))
    lateness = hours(promise, until).where(frame["state"] != "failed")
    kept = ["order_id", "client_id", "package", "status", "created_at"]
    return frame[[*kept, "first_promised_at", "delivered_at"]].assign(
        lateness_hours=lateness,
        state=np.select(list(kinds.values()), list(kinds), "not_due"),
    )


def delivery_clocks(world: World) -> pd.DataFrame:
    frame, as_of = placed(world), world.as_of("podcast")
    frame = frame[frame["state"] == "delivered"]
    rows = []
    if frame.empty:
        return pd.DataFrame()
    for clock in CLOCKS:
        known = frame[frame[f"{clock}_at"].notna()]
        taken = hours(known["created_at"], known[f"{clock}_at"])
        due = known[known["first_promised_at"] <= as_of]
        kept = (due[f"{clock}_at"] <= due["first_promised_at"]).sum()
        counts = {"clock": clock, "known": len(known), "counted": (frame["clock"] == clock).sum()}
        counts |= {"median_hours": taken[taken >= 0].median(), "due": len(due), "on_time": kept}
        names = ("on_time_rate", "on_time_low", "on_time_high")
        rows.append(counts | with_limits(kept, len(due), names))
    return pd.DataFrame(rows)


def delivery_curve(world: World, by: str | None) -> pd.DataFrame:
    return curves(delivery_spans(placed(world)), by, share="delivered_share")


def curves(spans: pd.DataFrame, by: str | None, share: str) -> pd.DataFrame:
    """The curve of each group, as reports show it."""
    parts = [shown(rows).assign(group=name) for name, rows in groups(spans, by)]
    points = pd.concat(parts or [shown(spans).assign(group="")]).rename(columns={"share": share})
    return points[["group", "hours", "at_risk", "events", "censored", share, "low", "high"]]


def delivery_figures(world: World, by: str | None) -> pd.DataFrame:
    cohorts = placed(world)
    # a delivered order whose links have no times says nothing of the first one
    cohorts = cohorts[cohorts["created_at"].notna()]
    cohorts = cohorts[cohorts["first_live"].notna() | (cohorts["state"] != "delivered")]
    parts = [
        (_first_links, dict(groups(cohorts, by))),
        (_closed, dict(groups(closed(world), by))),
        (lambda rows: _moves(world, rows), dict(groups(promised(world), by))),
    ]
    names = sorted({name for _, found in parts for name in found})
    none = closed(world).head(0)
    return pd.DataFrame(
        [
            {"group": name}
            | {k: v for count, found in parts for k, v in count(found.get(name, none)).items()}
            for name in names
        ]
    )


def _first_links(known: pd.DataFrame) -> Row:
    end = known["first_live"].fillna(known["failed_at"])
    has_link = known["first_live"].notna()
    ending = np.select([has_link, known["state"] == "failed"], ["event", "competing"], "open")
    spans = _spans(known, hours(known["created_at"], end).fillna(known["age"]), ending)
    names = ("first_link_median_hours", "first_link_median_low", "first_link_median_high")
    row: Row = {"first_link_orders": len(known), "first_links": has_link.sum()}
    return row | dict(zip(names, quantile(spans, 0.5), strict=True))


def _closed(rows: pd.DataFrame) -> Row:
    sized = rows[rows["links_total"].notna()]
    live, total = sized["slots_live"], sized["links_total"].sum()
    fill, half = ratio_limits(live, sized["links_total"]) if total else (None, None)
    told = rows[rows["average_da"].notna()]
    links = told["slots_live"].where(told["has_slots_live"], told["links_delivered"])
    is_short = (rows["state"] == "delivered") & (rows["slots_live"] < rows["links_total"])
    failed = (rows["state"] == "failed").sum()
    return {
        "closed": len(rows),
        "slots_live": live.sum(),
        "slots_total": total,
        "fill_rate": fill,
        "fill_low": max(fill - half, 0) if half and fill is not None else None,
        "fill_high": min(fill + half, 1) if half and fill is not None else None,
        "delivered_short": is_short.sum(),
        "failed": failed,
        **with_limits(failed, len(rows), ("failure_rate", "failure_low", "failure_high")),
        "average_da": rate((told["average_da"] * links).sum(), links.sum()),
        "lowest_order_da": told["average_da"].min(),
        "highest_order_da": told["average_da"].max(),
        "orders_with_da": len(told),
    }


def _moves(world: World, frame: pd.DataFrame) -> Row:
    seen = world.table("order_history").dropna(subset=["estimated_delivery_at"])
    seen = seen[seen["observed_at"] <= world.as_of("podcast")]
    latest = seen.sort_values("observed_at").groupby("order_id")["estimated_delivery_at"].last()
    now = moments(frame["order_id"], latest)
    moved = hours(frame["first_promised_at"], now).dropna()
    moved = moved[moved != 0]
    names = ("moved_rate", "moved_low", "moved_high")
    counts = {"promised": len(frame), "moved": len(moved)}
    counts |= with_limits(len(moved), len(frame), names)
    return counts | {"moved_median_hours": moved.median()}
