"""Campaigns of indexing as no engine should answer them."""

from __future__ import annotations

from tests.independent.wild_world.drawing import AS_OF, HOUR, Draw, Row

PLANS: tuple[str, ...] = (
    "ready",
    "ready",
    "ready",
    "unknown",
    "already_indexed",
    "noindex",
    "crawl_blocked",
)
PLANS += ("dead", "not_submittable", "refused", "duplicate")
QUEUED = ("queued", "parked", "sending", "received", "key_pending", "refused", "unknown_outcome")
STATES: tuple[str, ...] = (
    "received",
    "key_pending",
    "refused_key",
    "refused_quota",
    "unknown_outcome",
    "sending",
)
STATES += ("not_received",)
REASONS = ("quota", "throttled", "key", "no_key", None)
ENGINES = ("indexnow", "google", "url_inspection")


def workflow(draw: Draw, links: list[Row]) -> dict[str, list[Row]]:
    """Plans for some pages, with their queue, their submissions and the days' quotas."""
    rows: dict[str, list[Row]] = {
        "index_collected": [],
        "index_queue": [],
        "index_submissions": [],
        "index_quotas": _quotas(draw),
    }
    pages = sorted({link["url_sha256"] for link in links if link["url_sha256"]})
    for campaign in ("i1", "i2"):
        for page in draw.sample(pages, min(len(pages), 25)):
            keys = {"campaign_id": campaign, "url_sha256": page}
            keys |= {"url_canonical": f"https://pods.example/{page}"}
            keys |= {"host": f"host{draw.randint(0, 2)}.example"}
            _plan(draw, rows, keys)
    return rows


def _plan(draw: Draw, rows: dict[str, list[Row]], keys: Row) -> None:
    at = draw.moment()
    plan: Row = {"state": draw.choice(PLANS), "reason": draw.choice(REASONS)}
    plan |= {"client_id": draw.choice(("cus_a", "cus_b", None)), "repeats": draw.randint(0, 2)}
    rows["index_collected"].append(keys | plan | {"collected_at": at, "planned_at": at})
    for engine in ENGINES[: draw.choice((0, 1, 1, 2))]:
        queued: Row = {
            "engine": engine,
            "state": draw.choice(QUEUED),
            "reason": draw.choice(REASONS),
        }
        queued |= {"requests": 1, "queued_at": draw.after(at)}
        rows["index_queue"].append(keys | queued | {"not_before_at": draw.maybe(draw.after(at))})
        for attempt in range(draw.choice((0, 1, 1, 2, 3))):
            at = draw.after(at) or at
            sent: Row = {"engine": engine, "state": draw.choice(STATES), "attempt": attempt}
            sent |= {"run_id": "run", "request_id": f"q{len(rows['index_submissions'])}"}
            sent |= {"http_status": draw.choice((200, 202, 429, None)), "sent_at": at}
            sent |= {"reason": draw.choice(REASONS), "finished_at": draw.maybe(at + HOUR, 0.95)}
            rows["index_submissions"].append(keys | sent)


def _quotas(draw: Draw) -> list[Row]:
    rows = []
    for day in ("2026-04-01", "2026-04-02"):
        for engine, subject in (
            ("indexnow", "host0.example"),
            ("indexnow", "host1.example"),
            ("google", "project-1"),
            ("url_inspection", "sc-domain:pods.example"),
        ):
            row = {"engine": engine, "subject": subject, "day": day, "ceiling": 10}
            row |= {"used": draw.randint(0, 11), "exhausted_at": draw.maybe(AS_OF, 0.2)}
            rows += [row] if draw.random() < 0.7 else []
    return rows
