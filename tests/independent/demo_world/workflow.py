"""Reports of the indexing workflow, counted again: docs/metrics.md, section B."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.demo_world.arithmetic import (
    Row,
    grouped,
    hours,
    quantile,
    rate,
    with_limits,
)
from tests.independent.demo_world.orders import curves
from tests.independent.demo_world.reading import Demo

SEEN = ("indexed", "not_indexed", "not_seen")
TOOK = ("received", "key_pending")


def _looks(demo: Demo) -> pd.DataFrame:
    """Every look into an index by as_of, the vendor's flags among them."""
    checks, slots = demo.table("index_checks"), demo.table("placements")
    own = checks[checks["verdict"].isin(SEEN)][["url_sha256", "verdict", "method", "checked_at"]]
    yes = slots["indexed_at"].fillna(slots["first_seen_indexed_at"])
    parts = [own]
    for verdict, times in (("indexed", yes), ("not_seen", slots["last_seen_not_indexed_at"])):
        told = pd.DataFrame({"url_sha256": slots["url_sha256"], "checked_at": times})
        parts.append(told.dropna().assign(verdict=verdict, method="vendor_flag"))
    frame = pd.concat(parts)
    return frame[frame["checked_at"] <= demo.as_of("indexing")]


def urls(demo: Demo) -> pd.DataFrame:
    """One row per URL of a campaign: its fate, and what was seen of it."""
    frame = demo.table("index_collected")
    keys = ["campaign_id", "url_sha256"]
    sent = demo.table("index_submissions")
    took = sent[sent["state"].isin(TOOK)].groupby(keys)["finished_at"].min().rename("accepted_at")
    received = sent[sent["state"] == "received"].groupby(keys).size().rename("received")
    last = sent.sort_values("sent_at").groupby(keys)[["state", "sent_at"]].last()
    queue = demo.table("index_queue").set_index(keys)[["state", "reason"]]
    frame = frame.join(took, keys).join(received, keys)
    frame = frame.join(last.add_prefix("last_"), keys).join(queue.add_prefix("queue_"), keys)
    is_sent = frame["accepted_at"].notna() | frame["last_state"].eq("unknown_outcome")
    is_parked = frame["queue_state"].isin(["queued", "parked", "sending"])
    is_left = frame["state"].isin(["ready", "unknown"])
    cases = [is_sent, is_parked, frame["queue_state"] == "refused", is_left]
    frame["fate"] = np.select(cases, ["submitted", "parked", "failed", "parked"], "dropped")
    return _seen(demo, frame)


def _seen(demo: Demo, frame: pd.DataFrame) -> pd.DataFrame:
    looks = _looks(demo).sort_values(["checked_at", "verdict"], ascending=[True, False])
    latest = looks.groupby("url_sha256")[["verdict", "checked_at"]].last()
    frame = frame.join(latest, "url_sha256")
    yes = looks[looks["verdict"] == "indexed"].groupby("url_sha256")["checked_at"].min()
    no = looks[looks["verdict"] != "indexed"].groupby("url_sha256")["checked_at"].max()
    frame["first_yes"], frame["last_no"] = frame["url_sha256"].map(yes), frame["url_sha256"].map(no)
    since = frame["accepted_at"].fillna(frame["last_sent_at"])
    is_new = ~(frame["checked_at"] < since)
    frame["index_state"] = frame["verdict"].where(is_new).fillna("unknown")
    return frame


def spans(frame: pd.DataFrame) -> pd.DataFrame:
    """Accepted URLs from there to the look that first saw them indexed, else to the last no."""
    frame = frame[frame["accepted_at"].notna() & ~(frame["first_yes"] < frame["accepted_at"])]
    no = frame["last_no"].where(frame["last_no"] >= frame["accepted_at"])
    exits = hours(frame["accepted_at"], frame["first_yes"].fillna(no)).fillna(0)
    ending = np.where(frame["first_yes"].notna(), "event", "open")
    return frame.assign(entry=np.nan, exit=exits, ending=ending)


def indexing_workflow(demo: Demo, by: str | None) -> pd.DataFrame:
    return grouped(urls(demo), by, _counts)


def _counts(rows: pd.DataFrame) -> Row:
    fate, took = rows["fate"], rows[rows["accepted_at"].notna()]
    done = ((fate == "dropped") & (rows["state"] == "already_indexed")).sum()
    indexed, n = (took["index_state"] == "indexed").sum(), len(rows)
    unknown = (took["index_state"] == "unknown").sum()
    row: Row = {name: (fate == name).sum() for name in ("dropped", "submitted", "parked", "failed")}
    row |= {"collected": n, "repeats": rows["repeats"].sum(), "already_indexed": done}
    row |= {"to_push": n - done, "accepted": len(took), "indexed": indexed, "unknown": unknown}
    row["key_pending"] = took["received"].isna().sum()
    row["unknown_outcome"] = ((fate == "submitted") & rows["accepted_at"].isna()).sum()
    row["not_indexed"] = len(took) - indexed - unknown
    row["indexed_at_most"] = rate(indexed + unknown, len(took))
    row["index_rate_to_push"] = rate(indexed, n - done)
    for name, k, of in (("submitted", indexed, len(took)), ("all", indexed + done, n)):
        stem = f"index_rate_{name}"
        row |= with_limits(k, of, (stem, f"{stem}_low", f"{stem}_high"))
    names = ("km_median_hours", "km_median_low", "km_median_high")
    return row | dict(zip(names, quantile(spans(rows), 0.5), strict=True))


def indexing_workflow_curve(demo: Demo) -> pd.DataFrame:
    return curves(spans(urls(demo)), None, share="indexed_share")


def indexing_funnel(demo: Demo) -> pd.DataFrame:
    row = _counts(urls(demo))
    steps = ["collected", "to_push", "submitted", "accepted", "indexed"]
    unknown = [0, 0, row["parked"], row["unknown_outcome"], row["unknown"]]
    rows, before = [], 0
    for stage, aside in zip(steps, unknown, strict=True):
        limits = with_limits(row[stage], before, ("step_rate", "step_low", "step_high"))
        told: Row = {"group": "all", "stage": stage, "reached": row[stage], "entered": before}
        told |= limits | {"unknown": aside}
        rows.append(told | {"cumulative_rate": rate(row[stage], row["collected"])})
        before = row[stage]
    return pd.DataFrame(rows)


def indexing_dropoffs(demo: Demo) -> pd.DataFrame:
    frame = urls(demo)
    lost = frame[frame["fate"] != "submitted"].copy()
    is_dropped = lost["fate"] == "dropped"
    why = lost["queue_reason"].fillna(lost["reason"]).fillna("waiting")
    lost["why"] = lost["state"].where(is_dropped, why)
    rows = []
    for (fate, reason), members in lost.groupby(["fate", "why"]):
        row: Row = {"group": "all", "fate": fate, "reason": reason, "urls": len(members)}
        rows.append(row | with_limits(len(members), len(frame), ("share", "low", "high")))
    return pd.DataFrame(rows)


def submit_acceptance(demo: Demo) -> pd.DataFrame:
    sent = demo.table("index_submissions")
    states = sent.groupby(["engine", "campaign_id", "url_sha256"])["state"].agg(set)
    requests = sent.drop_duplicates("request_id")
    best = states.map(_best)
    k, n = (best == "received").sum(), len(best)
    row: Row = {"group": "indexnow", "urls": n, "requests": len(requests)}
    row |= {name: (best == name).sum() for name in ("received", "key_pending", "refused")}
    row["unknown_outcome"] = (best == "unknown_outcome").sum()
    row |= {"waiting": 0, "retries": (requests["attempt"] > 0).sum()}
    row["throttled"] = (requests["http_status"] == 429).sum()
    row |= with_limits(k, n, ("received_rate", "received_low", "received_high"))
    return pd.DataFrame([row | {"accepted_rate": rate(k + row["key_pending"], n)}])


def _best(states: set[str]) -> str:
    for name in ("received", "key_pending", "unknown_outcome"):
        if name in states:
            return name
    return "refused"


def indexing_quotas(demo: Demo) -> pd.DataFrame:
    queue = demo.table("index_queue")
    waits = queue[queue["state"].isin(["queued", "parked"])].groupby("host").size()
    used = demo.table("index_quotas").set_index("subject")
    rows = []
    for host in sorted({*waits.index, *used.index}):
        known, waiting = host in used.index, int(waits.get(host, 0))
        ceiling = used["ceiling"][host] if known else 10_000
        count = used["used"][host] if known else 0
        is_out = bool(known and pd.notna(used["exhausted_at"][host]))
        room = 0 if is_out else ceiling - count
        left = max(waiting - room, 0)
        days = -(-left // ceiling) + (1 if room > 0 and waiting else 0)
        row: Row = {"engine": "indexnow", "subject": host, "used": count, "ceiling": ceiling}
        row |= {"room": room, "is_exhausted": is_out, "waiting": waiting, "days_to_clear": days}
        rows.append(row)
    return pd.DataFrame(rows)
