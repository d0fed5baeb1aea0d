"""URLs of a campaign that need a hand, counted again: docs/metrics.md, "Needs a hand"."""

from __future__ import annotations

import pandas as pd

from tests.independent.recounts.workflow import urls
from tests.independent.recounts.world import World

BY_ITSELF = {"quota", "throttled", "retry_after", "server_error", "timeout", "unreachable"}
OF_THE_PAGE = {"crawled_not_indexed", "not_crawled", "not_seen", "http_error"}
OF_THE_PAGE |= {"canonical_elsewhere", "noindex", "crawl_blocked", "fell_out"}
DAY = pd.Timedelta(days=1)


def indexing_recovery(world: World) -> pd.DataFrame:
    frame, as_of = urls(world), world.as_of("indexing")
    received = frame.loc[frame["received"].notna()]
    confirmed = set(zip(received["campaign_id"], received["host"], strict=True))
    frame["reason"] = [_need(url, confirmed, as_of) for _, url in frame.iterrows()]
    frame = frame[frame["reason"].notna()]
    sent = frame["fate"] == "submitted"
    return pd.DataFrame(
        {
            "campaign_id": frame["campaign_id"],
            "url": frame["url_canonical"],
            "url_sha256": frame["url_sha256"],
            "client_id": frame["client_id"],
            "host": frame["host"],
            "reason": frame["reason"],
            "fate": frame["fate"],
            "index_state": frame["index_state"].where(sent),
            "not_before_at": frame["not_before_at"],
            "first_accepted_at": frame["accepted_at"],
            "first_indexed_at": frame["first_yes"],
            "last_look_at": frame["checked_at"],
            "collected_at": frame["collected_at"],
            "goes_by_itself": frame["reason"].isin(BY_ITSELF),
            "is_to_change_first": sent & frame["reason"].isin(OF_THE_PAGE),
        }
    )


def _need(url: pd.Series, confirmed: set[tuple[str, str]], as_of: pd.Timestamp) -> str | None:
    """The first thing that is wrong with it; None if nothing is or time may still mend it."""
    fate, was_taken = url["fate"], pd.notna(url["accepted_at"])
    if url["first_yes"] < url["last_no"] and url["verdict"] != "indexed":
        return "fell_out"
    if fate in ("parked", "failed"):
        told = url["queue_reason"] if pd.notna(url["queue_reason"]) else url["reason"]
        return None if pd.isna(told) else str(told)
    if fate == "dropped":
        is_page = url["state"] in ("crawl_blocked", "noindex", "dead", "not_submittable")
        return str(url["state"]) if is_page else None
    if url["index_state"] == "indexed":
        return None
    if not was_taken:
        return "interrupted"
    if url["index_state"] in ("not_indexed", "not_seen"):
        return "not_seen" if pd.isna(url["reason_code"]) else str(url["reason_code"])
    if url["accepted_at"] > as_of - DAY:
        return None
    is_confirmed = (url["campaign_id"], url["host"]) in confirmed
    return "unchecked" if is_confirmed else "key_pending"
