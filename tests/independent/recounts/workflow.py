"""Reports of the indexing workflow, counted again: docs/metrics.md, section B."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import (
    Row,
    grouped,
    groups,
    hours,
    moments,
    quantile,
    rate,
    with_limits,
)
from tests.independent.recounts.orders import curves
from tests.independent.recounts.world import World

SEEN = ("indexed", "not_indexed", "not_seen")
CEILINGS = {"indexnow": 10_000, "google": 200, "url_inspection": 2_000}
TOOK = ("received", "key_pending")


def _looks(world: World) -> pd.DataFrame:
    """Every look into an index by as_of, the vendor's flags among them."""
    checks, slots = world.table("index_checks"), world.table("placements")
    own = checks[checks["verdict"].isin(SEEN)][
        ["url_sha256", "verdict", "reason_code", "method", "checked_at"]
    ]
    yes = slots["indexed_at"].fillna(slots["first_seen_indexed_at"])
    parts = [own]
    for verdict, times in (("indexed", yes), ("not_seen", slots["last_seen_not_indexed_at"])):
        told = pd.DataFrame({"url_sha256": slots["url_sha256"], "checked_at": times})
        parts.append(told.dropna().assign(verdict=verdict, method="vendor_flag"))
    frame = pd.concat(parts)
    return frame[frame["checked_at"] <= world.as_of("indexing")]


def urls(world: World) -> pd.DataFrame:
    """One row per URL of a campaign, collected in the range: its fate, and what was seen of it."""
    frame, as_of = world.table("index_collected"), world.as_of("indexing")
    frame = frame[(frame["collected_at"] <= as_of) & world.within(frame["collected_at"])]
    frame = world.chosen(frame, "client_id", "campaign_id")
    frame["month"] = world.month(frame["collected_at"])
    keys = ["campaign_id", "url_sha256"]
    sent = world.table("index_submissions")
    sent = sent[sent["sent_at"] <= as_of]
    took = sent[sent["state"].isin(TOOK) & (sent["finished_at"] <= as_of)]
    frame = frame.join(took.groupby(keys)["finished_at"].min().rename("accepted_at"), keys)
    received = took[took["state"] == "received"].groupby(keys).size().rename("received")
    last = sent.sort_values(["sent_at", "request_id"]).groupby(keys)[["state", "sent_at"]].last()
    frame = frame.join(received, keys).join(last.add_prefix("last_"), keys)
    frame = frame.join(_queued(world), keys)
    is_sent = frame["accepted_at"].notna()
    is_sent |= frame["last_state"].isin(["sending", "unknown_outcome"])
    is_left = frame["state"].isin(["ready", "unknown"])
    cases = [is_sent, frame["is_waiting"].eq(True), frame["is_refused"].eq(True), is_left]
    frame["fate"] = np.select(cases, ["submitted", "parked", "failed", "parked"], "dropped")
    return _seen(world, frame)


def _queued(world: World) -> pd.DataFrame:
    """By campaign and URL: whether an engine keeps it waiting or refused it, and why."""
    queue = world.table("index_queue")
    queue = queue[queue["queued_at"] <= world.as_of("indexing")]
    is_parked, is_refused = queue["state"] == "parked", queue["state"] == "refused"
    queue["is_waiting"] = queue["state"].isin(["queued", "parked", "sending"])
    queue["is_refused"] = is_refused
    queue["reason"] = queue["reason"].where(is_parked | is_refused)
    queue["not_before_at"] = queue["not_before_at"].where(is_parked)
    by_url = queue.groupby(["campaign_id", "url_sha256"])
    return by_url.agg(
        is_waiting=("is_waiting", "any"),
        is_refused=("is_refused", "any"),
        queue_reason=("reason", "max"),
        not_before_at=("not_before_at", "min"),
    )


def _seen(world: World, frame: pd.DataFrame) -> pd.DataFrame:
    order = ["checked_at", "verdict", "method"]
    looks = _looks(world).sort_values(order, ascending=[True, False, False])
    latest = looks.drop_duplicates("url_sha256", keep="last").set_index("url_sha256")
    frame = frame.join(latest[["verdict", "reason_code", "checked_at"]], "url_sha256")
    yes = looks[looks["verdict"] == "indexed"].groupby("url_sha256")["checked_at"].min()
    no = looks[looks["verdict"] != "indexed"].groupby("url_sha256")["checked_at"].max()
    frame["first_yes"], frame["last_no"] = (
        moments(frame["url_sha256"], yes),
        moments(frame["url_sha256"], no),
    )
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


def indexing_workflow(world: World, by: str | None) -> pd.DataFrame:
    return grouped(urls(world), by, _counts)


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


def indexing_workflow_curve(world: World, by: str | None) -> pd.DataFrame:
    return curves(spans(urls(world)), by, share="indexed_share")


def indexing_funnel(world: World, by: str | None) -> pd.DataFrame:
    rows = []
    for group, own in groups(urls(world), by):
        row, before = _counts(own), 0
        steps = ["collected", "to_push", "submitted", "accepted", "indexed"]
        unknown = [0, 0, row["parked"], row["unknown_outcome"], row["unknown"]]
        for stage, aside in zip(steps, unknown, strict=True):
            limits = with_limits(row[stage], before, ("step_rate", "step_low", "step_high"))
            told: Row = {"group": group, "stage": stage, "reached": row[stage], "unknown": aside}
            told |= limits | {"entered": before}
            rows.append(told | {"cumulative_rate": rate(row[stage], row["collected"])})
            before = row[stage]
    return pd.DataFrame(rows)


def indexing_dropoffs(world: World, by: str | None) -> pd.DataFrame:
    rows = []
    for group, own in groups(urls(world), by):
        lost = own[own["fate"] != "submitted"].copy()
        why = lost["queue_reason"].fillna(lost["reason"])
        plain = lost["state"].where(lost["fate"] == "dropped", "waiting")
        is_page = lost["state"].isin(["already_indexed", "crawl_blocked", "noindex"])
        named = (lost["fate"] == "dropped") & is_page
        lost["why"] = lost["state"].where(named, why.fillna(plain))
        for (fate, reason), members in lost.groupby(["fate", "why"]):
            row: Row = {"group": group, "fate": fate, "reason": reason, "urls": len(members)}
            rows.append(row | with_limits(len(members), len(own), ("share", "low", "high")))
    return pd.DataFrame(rows)


def submit_acceptance(world: World) -> pd.DataFrame:
    sent = world.table("index_submissions")
    owner = world.table("index_collected").set_index(["campaign_id", "url_sha256"])["client_id"]
    sent = sent.join(owner, ["campaign_id", "url_sha256"])
    sent = sent[(sent["sent_at"] <= world.as_of("indexing")) & world.within(sent["sent_at"])]
    rows = []
    for engine, own in world.chosen(sent, "client_id", "campaign_id").groupby("engine"):
        best = own.groupby(["campaign_id", "url_sha256"])["state"].agg(set).map(_best)
        requests = own.groupby("request_id")[["attempt", "http_status"]].min()
        k, n = (best == "received").sum(), len(best)
        row: Row = {"group": engine, "urls": n, "requests": len(requests)}
        kinds = ("received", "key_pending", "refused", "unknown_outcome", "waiting")
        row |= {name: (best == name).sum() for name in kinds}
        row |= {"retries": (requests["attempt"] > 0).sum()}
        row["throttled"] = (requests["http_status"] == 429).sum()
        row |= with_limits(k, n, ("received_rate", "received_low", "received_high"))
        rows.append(row | {"accepted_rate": rate(k + row["key_pending"], n)})
    return pd.DataFrame(rows)


def _best(states: set[str]) -> str:
    for name in ("received", "key_pending"):
        if name in states:
            return name
    if states & {"sending", "unknown_outcome"}:
        return "unknown_outcome"
    return "refused" if any(state.startswith("refused") for state in states) else "waiting"


def indexing_quotas(world: World) -> pd.DataFrame:
    """Each engine's own day: of UTC for IndexNow, Pacific for Google."""
    as_of, queue = world.as_of("indexing"), world.table("index_queue")
    if as_of == pd.Timestamp.min:
        return pd.DataFrame()
    pacific = f"{as_of.tz_localize('UTC').tz_convert('America/Los_Angeles'):%Y-%m-%d}"
    used = world.table("index_quotas")
    project = used.loc[used["engine"] == "google", "subject"].max()
    of_day = used["engine"].map({"indexnow": f"{as_of:%Y-%m-%d}"}).fillna(pacific)
    used = used[used["day"].astype(str) == of_day].set_index(["engine", "subject"])
    owner = world.table("index_collected").set_index(["campaign_id", "url_sha256"])["client_id"]
    queue = queue.join(owner, ["campaign_id", "url_sha256"])
    queue = queue[queue["state"].isin(["queued", "parked"]) & (queue["queued_at"] <= as_of)]
    queue = world.chosen(queue, "client_id", "campaign_id")
    of_project = "project" if pd.isna(project) else project
    queue["subject"] = queue["host"].mask(queue["engine"] == "google", of_project)
    waits = queue.groupby(["engine", "subject"]).size()
    return pd.DataFrame([_quota(key, used, waits) for key in sorted({*waits.index, *used.index})])


def _quota(key: tuple[str, str], used: pd.DataFrame, waits: pd.Series) -> Row:
    known, waiting = key in used.index, int(waits.get(key, 0))
    ceiling = used["ceiling"][key] if known else CEILINGS[key[0]]
    count = used["used"][key] if known else 0
    is_out = bool(known and pd.notna(used["exhausted_at"][key]))
    room = 0 if is_out else max(ceiling - count, 0)
    left = max(waiting - room, 0)
    days = -(-left // ceiling) + (1 if room > 0 and waiting else 0)
    row: Row = {"engine": key[0], "subject": key[1], "used": count, "ceiling": ceiling}
    row |= {"room": room, "is_exhausted": is_out, "waiting": waiting}
    return row | {"days_to_clear": days}
