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
    queue, check = index_queue.c, index_checks.c
    # An unknown outcome is looked up as if it had been taken when it was sent.
    taken_at = sa.func.min(sa.func.coalesce(queue.accepted_at, queue.sent_at))
    taken = (
        sa.select(queue.url_sha256, sa.func.min(queue.url_canonical).label("url"))
        .add_columns(taken_at.label("taken_at"))
        .where(queue.state.in_(("received", "key_pending", "unknown_outcome")))
        .group_by(queue.url_sha256)
        .subquery()
    )
    tells = check.verdict.in_(OBSERVATIONS)
    looked_at = sa.func.max(check.checked_at).filter(tells)
    indexed_at = sa.func.max(check.checked_at).filter(check.verdict == "indexed")
    rows = (
        sa.select(taken.c.url_sha256, taken.c.url, taken.c.taken_at, looked_at)
        .add_columns(sa.func.max(check.checked_at), indexed_at == looked_at)
        .outerjoin(
            index_checks,
            sa.and_(
                check.url_sha256 == taken.c.url_sha256,
                check.engine == engine,
                check.checked_at >= taken.c.taken_at,
            ),
        )
        .group_by(taken.c.url_sha256, taken.c.url, taken.c.taken_at)
    )
    return [
        Watched(key, url, taken, looked, tried, bool(is_indexed))
        for key, url, taken, looked, tried, is_indexed in connection.execute(rows)
    ]
