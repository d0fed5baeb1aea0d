"""Check results to rows of index_checks, and from them what is under watch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.arrow import append
from data.indexing.checkers import OBSERVATIONS, Checker, CheckResult, Confidence
from data.indexing.schedule import Watched
from data.schema import index_checks, index_queue

# Who may not look today may not an hour later either: its due time is satisfied.
_COUNTS = (*OBSERVATIONS, "not_permitted")
_VAIN = ("unknown", "error")


def store(connection: sa.Connection, checker: Checker, results: Iterable[CheckResult]) -> int:
    """Append results; a check is never changed or removed. Returns how many."""
    return append(
        connection,
        index_checks,
        [
            row_of(result, checker.provider, checker.method, checker.confidence)
            for result in results
        ],
    )


def row_of(
    result: CheckResult, provider: str, method: str, confidence: Confidence
) -> dict[str, Any]:
    """The row of one result; only an observation has a confidence."""
    return {
        "url_sha256": result.request.url_sha256,
        "url_canonical": result.request.url_canonical,
        "engine": result.request.engine,
        "provider": provider,
        "method": method,
        "verdict": result.verdict,
        "reason_code": result.reason_code,
        "confidence": confidence,
        "checked_at": result.checked_at,
        "last_crawl_at": result.last_crawl_at,
        "raw": result.raw,
        "evidence": result.evidence,
        "google_canonical": result.google_canonical,
        "user_canonical": result.user_canonical,
        "cost": result.cost,
        "valid_until": result.valid_until,
    }


def asked_since(connection: sa.Connection, method: str, moment: datetime) -> set[str]:
    """The URLs (SHA-256) that were looked up by this method after a moment (naive UTC)."""
    check = index_checks.c
    chosen = sa.select(check.url_sha256).where(check.method == method, check.checked_at > moment)
    return set(connection.scalars(chosen))


def watched(connection: sa.Connection, engine: str) -> list[Watched]:
    """Every URL that an engine took, or may have taken, with the looks into `engine`'s index."""
    look = _looks(engine).subquery().c
    is_vain = sa.and_(
        look.verdict.in_(_VAIN),
        sa.or_(look.looked_at.is_(None), look.checked_at > look.looked_at),
    )
    told_at = sa.func.max(look.checked_at).filter(look.verdict.in_(OBSERVATIONS))
    indexed_at = sa.func.max(look.checked_at).filter(look.verdict == "indexed")
    page = (look.url_sha256, look.url, look.taken_at, look.looked_at)
    rows = (
        sa.select(*page, sa.func.max(look.checked_at).filter(is_vain), indexed_at == told_at)
        .add_columns(sa.func.count().filter(is_vain))
        .group_by(*page)
    )
    return [
        Watched(key, url, taken, looked, tried, bool(is_indexed), vain)
        for key, url, taken, looked, tried, is_indexed, vain in connection.execute(rows)
    ]


def _looks(engine: str) -> sa.Select[Any]:
    """One row per look since a URL was taken, with the last that counts; one if there is none."""
    taken, check = _taken(), index_checks.c
    counts = sa.func.max(check.checked_at).filter(check.verdict.in_(_COUNTS))
    since = sa.and_(
        check.url_sha256 == taken.c.url_sha256,
        check.engine == engine,
        check.checked_at >= taken.c.taken_at,
    )
    return (
        sa.select(taken, check.checked_at, check.verdict)
        .add_columns(counts.over(partition_by=taken.c.url_sha256).label("looked_at"))
        .outerjoin(index_checks, since)
    )


def _taken() -> sa.Subquery:
    queue = index_queue.c
    # An unknown outcome is looked up as if it had been taken when it was sent.
    taken_at = sa.func.min(sa.func.coalesce(queue.accepted_at, queue.sent_at))
    return (
        sa.select(queue.url_sha256, sa.func.min(queue.url_canonical).label("url"))
        .add_columns(taken_at.label("taken_at"))
        .where(queue.state.in_(("received", "key_pending", "unknown_outcome")))
        .group_by(queue.url_sha256)
        .subquery()
    )
