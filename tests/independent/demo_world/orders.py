"""Reports of orders, counted again: docs/metrics.md, section A."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from tests.independent.demo_world.arithmetic import (
    HOUR,
    Row,
    grouped,
    hours,
    quantile,
    rate,
    ratio_limits,
    shown,
    with_limits,
)
from tests.independent.demo_world.reading import Demo

CLOCKS = ("link", "event", "vendor", "poll")


def orders(demo: Demo) -> pd.DataFrame:
    """One row per order: its clocks, state and ends at as_of."""
    frame, slots = demo.table("orders"), demo.table("placements")
    as_of = demo.as_of("podcast")
    live = slots[slots["live_at"].notna()].groupby("order_id")["live_at"]
    frame = frame.join(live.agg(slots_live="count", last_live="max", first_live="min"), "order_id")
    frame["slots_live"] = frame["slots_live"].fillna(0)
    is_whole = (frame["links_total"] > 0) & (frame["slots_live"] >= frame["links_total"])
    frame["link_at"] = frame["last_live"].where(is_whole)
    frame["event_at"] = frame["delivered_event_at"]
    frame["vendor_at"] = frame["created_at"] + (frame["delivered_in_hours"] * HOUR).dt.round("us")
    frame["poll_at"] = frame["first_seen_closed_at"].fillna(frame["fetched_at"])
    is_delivered = frame["status"] == "delivered"
    frame["clock"], frame["delivered_at"] = None, pd.NaT
    for clock in reversed(CLOCKS):
        has = is_delivered & frame[f"{clock}_at"].notna()
        frame.loc[has, "clock"] = clock
        frame.loc[has, "delivered_at"] = frame[f"{clock}_at"]
    is_failed = frame["status"] == "failed"
    seen_failed = frame["first_seen_closed_at"].fillna(frame["fetched_at"])
    frame["failed_at"] = seen_failed.clip(upper=as_of).where(is_failed)
    frame["is_undated"] = is_failed & frame["last_seen_open_at"].isna()
    frame["state"] = np.select([is_delivered, is_failed], ["delivered", "failed"], "open")
    frame["entered_at"] = frame["created_at"].fillna(frame["first_seen_at"])
    frame["age"] = hours(frame["created_at"], as_of)
    frame["month"] = frame["entered_at"].dt.strftime("%Y-%m")
    return frame


def delivery_spans(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame[frame["created_at"].notna()]
    end = frame["delivered_at"].fillna(frame["failed_at"])
    exits = hours(frame["created_at"], end).fillna(frame["age"])
    names = {"delivered": "event", "failed": "competing", "open": "open"}
    return _spans(frame, exits, frame["state"].map(names))


def _spans(frame: pd.DataFrame, exits: Any, ending: Any) -> pd.DataFrame:
    return frame.assign(entry=np.nan, exit=exits, ending=ending)


def delivery_times(demo: Demo, by: str | None) -> pd.DataFrame:
    frame, as_of = orders(demo), demo.as_of("podcast")
    if by == "month":
        return _by_two_months(frame, as_of)
    return grouped(frame, by, lambda rows: _times(rows, as_of) | _promises(rows, as_of))


def _by_two_months(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    promised = frame[frame["first_promised_at"].notna()].copy()
    promised["month"] = promised["first_promised_at"].dt.strftime("%Y-%m")
    months = sorted({*frame["month"], *promised["month"]})
    return pd.DataFrame(
        [
            {
                "group": month,
                **_times(frame[frame["month"] == month], as_of),
                **_promises(promised[promised["month"] == month], as_of),
            }
            for month in months
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


def _promises(rows: pd.DataFrame, as_of: pd.Timestamp) -> Row:
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


def promise_ledger(demo: Demo) -> pd.DataFrame:
    frame, as_of = orders(demo), demo.as_of("podcast")
    promise, done = frame["first_promised_at"], frame["delivered_at"]
    is_late = done.notna() & (done > promise)
    kinds = {
        "failed": frame["state"] == "failed",
        "no_promise": promise.isna(),
        "late": is_late,
        "kept": done.notna(),
        "late_open": promise <= as_of,
    }
    until = done.where(done.notna(), pd.Series(as_of, frame.index).where(promise <= as_of))
    lateness = hours(promise, until).where(frame["state"] != "failed")
    kept = [
        "order_id",
        "client_id",
        "package",
        "status",
        "created_at",
        "first_promised_at",
        "delivered_at",
    ]
    return frame[kept].assign(
        lateness_hours=lateness,
        state=np.select(list(kinds.values()), list(kinds), "not_due"),
    )


def delivery_clocks(demo: Demo) -> pd.DataFrame:
    frame, as_of = orders(demo), demo.as_of("podcast")
    frame = frame[frame["state"] == "delivered"]
    rows = []
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


def delivery_curve(demo: Demo, by: str | None) -> pd.DataFrame:
    return curves(delivery_spans(orders(demo)), by, share="delivered_share")


def curves(spans: pd.DataFrame, by: str | None, share: str) -> pd.DataFrame:
    """The curve of each group, as reports show it."""
    names = spans[by].fillna("unassigned") if by else pd.Series("all", spans.index)
    parts = [shown(rows).assign(group=name) for name, rows in spans.groupby(names)]
    points = pd.concat(parts).rename(columns={"share": share})
    return points[["group", "hours", "at_risk", "events", "censored", share, "low", "high"]]


def delivery_figures(demo: Demo) -> pd.DataFrame:
    frame = orders(demo)
    known = frame[frame["first_live"].notna() | (frame["state"] != "delivered")]
    end = known["first_live"].fillna(known["failed_at"])
    has_link = known["first_live"].notna()
    ending = np.select([has_link, known["state"] == "failed"], ["event", "competing"], "open")
    spans = _spans(known, hours(known["created_at"], end).fillna(known["age"]), ending)
    names = ("first_link_median_hours", "first_link_median_low", "first_link_median_high")
    row: Row = {"group": "all", "first_link_orders": len(known), "first_links": has_link.sum()}
    row |= dict(zip(names, quantile(spans, 0.5), strict=True))
    return pd.DataFrame([row | _closed(frame[frame["state"] != "open"]) | _moves(demo, frame)])


def _closed(rows: pd.DataFrame) -> Row:
    fill, half = ratio_limits(rows["slots_live"], rows["links_total"])
    told = rows[rows["average_da"].notna()]
    links = told["slots_live"].where(told["slots_live"] > 0, told["links_delivered"])
    is_short = (rows["state"] == "delivered") & (rows["slots_live"] < rows["links_total"])
    failed = (rows["state"] == "failed").sum()
    return {
        "closed": len(rows),
        "slots_live": rows["slots_live"].sum(),
        "slots_total": rows["links_total"].sum(),
        "fill_rate": fill,
        "fill_low": max(fill - half, 0) if half else None,
        "fill_high": min(fill + half, 1) if half else None,
        "delivered_short": is_short.sum(),
        "failed": failed,
        **with_limits(failed, len(rows), ("failure_rate", "failure_low", "failure_high")),
        "average_da": rate((told["average_da"] * links).sum(), links.sum()),
        "lowest_order_da": told["average_da"].min(),
        "highest_order_da": told["average_da"].max(),
        "orders_with_da": len(told),
    }


def _moves(demo: Demo, frame: pd.DataFrame) -> Row:
    seen = demo.table("order_history").dropna(subset=["estimated_delivery_at"])
    latest = seen.sort_values("observed_at").groupby("order_id")["estimated_delivery_at"].last()
    promised = frame[frame["first_promised_at"].notna()]
    moved = hours(promised["first_promised_at"], promised["order_id"].map(latest)).dropna()
    moved = moved[moved != 0]
    names = ("moved_rate", "moved_low", "moved_high")
    counts = {"promised": len(promised), "moved": len(moved)}
    counts |= with_limits(len(moved), len(promised), names)
    return counts | {"moved_median_hours": moved.median()}
