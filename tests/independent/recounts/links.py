"""Reports of links, counted again: docs/metrics.md, section B."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import (
    Row,
    at,
    curve,
    follow_up,
    grouped,
    hours,
    mean_wait,
    moments,
    quantile,
    ratio_limits,
    with_limits,
    words,
)
from tests.independent.recounts.orders import curves
from tests.independent.recounts.world import World, once

OWN = ("authoritative", "observed")
KNOWN = ("indexed", "not_seen", "not_indexed", "noindex", "dead")
ASKED = ("not_indexed", "not_seen", "not_permitted")
BARRED = ("crawl_blocked", "noindex", "dead")


@once
def links(world: World) -> pd.DataFrame:
    """One row per slot: what was known of its index state at as_of, and its clock from live."""
    frame, as_of = world.table("placements"), world.as_of("podcast")
    told = world.table("orders").set_index("order_id")
    for column in ("client_id", "package", "niche", "target_url"):
        frame[column] = words(frame["order_id"], told[column])
    for column in ("report_fetched_at", "created_at"):
        frame[column] = moments(frame["order_id"], told[column])
    frame["entered_at"] = frame["created_at"].fillna(frame["first_seen_at"])
    frame = frame[frame["entered_at"] <= as_of]
    frame = world.chosen(frame, "client_id", "package", "niche", "platform")
    frame["live_at"] = frame["live_at"].where(frame["url"].notna())
    frame["is_live"] = frame["live_at"] <= as_of
    frame = frame.join(_latest_checks(world), "url_sha256")
    polled = frame[["first_seen_indexed_at", "check_indexed_at"]].min(axis=1)
    polled = polled.where(frame["last_seen_not_indexed_at"].notna())
    dated = frame["indexed_at"].fillna(polled)
    frame["flag"] = [_flag(row, dated[index], as_of) for index, row in frame.iterrows()]
    frame["event_at"] = dated.where(dated <= as_of)
    return _with_clock(_judged(frame, dated), as_of)


def _flag(row: pd.Series, dated: pd.Timestamp, as_of: pd.Timestamp) -> str:
    """What the vendor says: exact time, flag, or nothing."""
    says_yes = pd.notna(row["indexed"]) and bool(row["indexed"])
    if not row["is_live"]:
        return "unknown"
    if row["deindexed_at"] <= as_of and not says_yes:
        return "not_seen"
    if pd.notna(dated):
        return "indexed" if dated <= as_of else "not_seen"
    if says_yes or row["deindexed_at"] > as_of:
        return "indexed"
    return "unknown" if pd.isna(row["indexed"]) else "not_seen"


def _judged(frame: pd.DataFrame, dated: pd.Series) -> pd.DataFrame:
    """A look of our own outweighs a flag; to be refused one says less than any flag."""
    says = frame["check_state"].notna()
    says &= (frame["check_state"] != "not_permitted") | (frame["flag"] == "unknown")
    frame["index_state"] = frame["check_state"].where(frame["is_live"] & says, frame["flag"])
    was_seen = frame["first_seen_indexed_at"].notna() | (frame["index_state"] == "indexed")
    frame["no_clock"] = dated.isna() & was_seen
    return frame


def own_looks(world: World) -> pd.DataFrame:
    """What engines and pages said by as_of; what a person reports is no look of our own."""
    seen = all_looks(world)
    return seen[seen["confidence"].isin(OWN)]


@once
def all_looks(world: World) -> pd.DataFrame:
    """Looks by as_of, in the words of index_state; those that told nothing left out."""
    seen = world.table("index_checks")
    seen = seen[seen["checked_at"] <= world.as_of("podcast")]
    reasons = {"crawl_blocked": "crawl_blocked", "noindex": "noindex", "http_error": "dead"}
    is_told = seen["verdict"].isin([*BARRED, "clear", "indexed"])
    why = words(seen["reason_code"], pd.Series(reasons))
    plain = seen["verdict"].where(seen["verdict"].isin(ASKED))
    seen["state"] = seen["verdict"].where(is_told, why.fillna(plain))
    return seen[seen["state"].notna()]


def _latest_checks(world: World) -> pd.DataFrame:
    """By URL: the latest own check; one of a page holds until the page was looked at again."""
    rows = []
    for url, looks in own_looks(world).groupby("url_sha256"):
        is_page = looks["method"] == "page_check"
        holds = ~is_page | (looks["checked_at"] == looks.loc[is_page, "checked_at"].max())
        looks = looks[holds & (looks["state"] != "clear")]
        looks = looks.assign(is_refusal=looks["state"] == "not_permitted")
        order = looks.sort_values(
            ["is_refusal", "checked_at", "engine", "method", "state"],
            ascending=[True, False, True, True, True],
        )
        ended = looks.loc[looks["state"].isin(["noindex", "dead"]), "checked_at"]
        yes = looks.loc[looks["state"] == "indexed", "checked_at"]
        rows.append((url, order["state"].iloc[0] if len(order) else None, yes.min(), ended.min()))
    names = ["url_sha256", "check_state", "check_indexed_at", "ended_at"]
    frame = pd.DataFrame(rows, columns=names).set_index("url_sha256")
    times = ["check_indexed_at", "ended_at"]
    return frame.astype(dict.fromkeys(times, "datetime64[us]"))


def _with_clock(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    live = frame["live_at"]
    frame["age"] = hours(live, as_of)
    frame["index_hours"] = hours(live, frame["event_at"]).clip(lower=0)
    frame["ended_hours"] = hours(live, frame["ended_at"]).clip(lower=0)
    first_read = frame["first_seen_live_at"].fillna(frame["first_seen_at"])
    has_past = frame["indexed_at"].notna() | frame["report_fetched_at"].notna()
    entry = hours(live, first_read).mask(has_past)
    frame["entry"] = entry.where(entry > 0)
    is_event = frame["index_hours"].notna() & ~(frame["ended_hours"] < frame["index_hours"])
    ended = frame["ended_hours"].notna()
    frame["ending"] = np.select([is_event, ended], ["event", "competing"], "open")
    exits = frame["index_hours"].where(is_event, frame["ended_hours"])
    frame["exit"] = exits.fillna(frame["age"])
    seen = hours(live, frame["first_seen_indexed_at"])
    frame["known_from"] = seen.where(frame["no_clock"], frame["entry"].fillna(0))
    frame["known_indexed"] = seen.where(frame["no_clock"], frame["index_hours"].where(is_event))
    return frame


def live_links(world: World) -> pd.DataFrame:
    """Links that went live in the range."""
    frame = links(world)
    frame = frame[frame["is_live"] & world.within(frame["live_at"])].copy()
    frame["month"] = world.month(frame["live_at"])
    return frame


def of_all_platforms(world: World) -> World:
    """An order is paid for, and open, with all of its links."""
    return replace(world, wanted=replace(world.wanted, platforms=()))


def spans(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[~frame["no_clock"]]


def indexing_rates(world: World, by: str | None) -> pd.DataFrame:
    return grouped(live_links(world), by, _rates)


def _rates(rows: pd.DataFrame) -> Row:
    # robots.txt says nothing of the index: a barred page may be in it
    known = rows[rows["index_state"].isin(KNOWN)]
    indexed = (known["index_state"] == "indexed").sum()
    barred = rows["index_state"].isin(BARRED).sum()
    points, clocks = curve(spans(rows)), spans(rows)
    names = ("indexed_now_rate", "indexed_now_low", "indexed_now_high")
    row: Row = {
        "live_links": len(rows),
        "known_now": len(known),
        "unknown_now": len(rows) - len(known),
        "indexed_now": indexed,
        "waiting": len(rows) - indexed - barred,
        "cannot_be_indexed": barred,
        **with_limits(indexed, len(known), names),
    }
    for name, hour in (("1h", 1), ("24h", 24), ("7d", 168)):
        watched = clocks[clocks["exit"] > clocks["entry"].fillna(-1)]
        is_known = follow_up(clocks) >= hour and watched["age"].max() >= hour
        at_risk = ((clocks["exit"] >= hour) & (clocks["entry"].fillna(0) < hour)).sum()
        old = rows[(rows["age"] >= hour) & (rows["known_from"] <= hour)]
        k = (old["known_indexed"] <= hour).sum()
        row |= {f"at_risk_{name}": at_risk, f"is_thin_{name}": at_risk < 5}
        for column, suffix in (("share", ""), ("low", "_low"), ("high", "_high")):
            row[f"f_{name}{suffix}"] = at(points, hour, column) if is_known else None
        row |= {f"mature_{name}_k": k, f"mature_{name}_n": len(old)}
        limits = (f"mature_{name}_rate", f"mature_{name}_low", f"mature_{name}_high")
        row |= with_limits(k, len(old), limits)
    for name, part in (("p25", 0.25), ("median", 0.5), ("p75", 0.75)):
        names = (f"km_{name}_hours", f"km_{name}_low", f"km_{name}_high")
        row |= dict(zip(names, quantile(clocks, part), strict=True))
    return row


def indexing_curve(world: World, by: str | None) -> pd.DataFrame:
    return curves(spans(live_links(world)), by, share="indexed_share")


def indexing_envelope(world: World, by: str | None) -> pd.DataFrame:
    late = spans(live_links(world))
    early, last_no = late.copy(), hours(late["live_at"], late["last_seen_not_indexed_at"])
    is_polled = (late["ending"] == "event") & late["indexed_at"].isna() & last_no.notna()
    edge = np.minimum(last_no.clip(lower=0), late["exit"])
    early["exit"] = late["exit"].mask(is_polled, edge)
    least = early["entry"].fillna(-1) + 1e-6  # a moment at risk is needed to be counted
    early["exit"] = np.maximum(early["exit"], least)
    names = ["group", "edge", "hours", "at_risk", "events", "indexed_share"]
    parts = [
        curves(edges, by, share="indexed_share").assign(edge=name)[names]
        for name, edges in (("early", early), ("late", late))
    ]
    return pd.concat(parts)


def indexing_figures(world: World, by: str | None) -> pd.DataFrame:
    frame, seen = live_links(world), own_looks(world)
    seen = seen[seen["state"] != "not_permitted"]
    latest = seen.sort_values(["checked_at", "method", "state"]).groupby("url_sha256")["state"]
    frame["found"] = words(frame["url_sha256"], latest.last())
    return grouped(frame, by, _figures)


def _figures(rows: pd.DataFrame) -> Row:
    checked = rows["found"].notna().sum()
    gap = hours(rows["last_seen_not_indexed_at"], rows["event_at"])
    gap = gap[rows["indexed_at"].isna() & (gap > 0)]
    row: Row = {
        "live_links": len(rows),
        "orders": rows["order_id"].nunique(),
        "checked": checked,
        "noindex": (rows["found"] == "noindex").sum(),
        "ended_otherwise": (rows["ending"] == "competing").sum(),
        "without_clock": rows["no_clock"].sum(),
        "watched_late": (rows["entry"].notna() & ~rows["no_clock"]).sum(),
        "interval_links": len(gap),
        "median_interval_hours": gap.median(),
        "mean_wait_7d_hours": mean_wait(spans(rows), 168),
        "mean_wait_30d_hours": mean_wait(spans(rows), 720),
    }
    for state, name in (("crawl_blocked", "robots"), ("dead", "dead")):
        k = (rows["found"] == state).sum()
        row["robots_blocked" if name == "robots" else "dead"] = k
        row |= with_limits(k, checked, (f"{name}_rate", f"{name}_low", f"{name}_high"))
    return row | _by_order(rows)


def _by_order(rows: pd.DataFrame) -> Row:
    old = rows[(rows["age"] >= 168) & (rows["known_from"] <= 168)]
    by_order = (old["known_indexed"] <= 168).groupby(old["order_id"])
    k, n = by_order.sum(), by_order.size()
    row: Row = {"mature_7d_orders": len(n), "mature_7d_k": k.sum(), "mature_7d_n": n.sum()}
    ratio, half = ratio_limits(k, n) if len(n) else (None, None)
    return row | {
        "mature_7d_rate": ratio,
        "clustered_7d_low": max(ratio - half, 0) if half and ratio is not None else None,
        "clustered_7d_high": min(ratio + half, 1) if half and ratio is not None else None,
    }


def links_delivered(world: World, by: str | None) -> pd.DataFrame:
    frame, as_of = links(world), world.as_of("podcast")
    basis = frame["live_at"].where(frame["is_live"]).fillna(frame["entered_at"])
    frame["month"] = world.month(basis)

    def count(rows: pd.DataFrame) -> Row:
        live = rows[rows["is_live"]]
        return {
            "links_delivered": len(live),
            "orders": live["order_id"].nunique(),
            "placed_time_unknown": (rows["live_at"].isna() & rows["url"].notna()).sum(),
            "lost": (rows["lost_at"] <= as_of).sum(),
        }

    return grouped(frame[world.within(basis)], by, count)


def expected_waits(frame: pd.DataFrame) -> pd.Series:
    """Of the next 720 hours, how many a link of this age waits on average."""
    points = curve(spans(frame))

    def wait(row: pd.Series) -> float | None:
        if row["index_state"] in BARRED:
            return 720.0
        left = at(points, row["age"], "survival")
        if not left or left <= 1e-12:
            return None
        gone = _share_area(points, row["age"] + 720) - _share_area(points, row["age"])
        return 720 - (gone - (at(points, row["age"]) or 0) * 720) / left

    return pd.Series([wait(row) for _, row in frame.iterrows()], frame.index, dtype=float)


def _share_area(points: pd.DataFrame, until: float) -> float:
    edges = np.append(points["hours"].to_numpy(), math.inf)
    widths = np.clip(np.minimum(edges[1:], until) - edges[:-1], 0, None)
    return float((points["share"].to_numpy() * widths).sum())
