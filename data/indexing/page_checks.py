"""One look at a page, and what it means for being indexed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from data.arrow import append
from data.indexing.refusals import PARSE, POLICY, RESOLVE
from data.schema import index_checks, page_checks

Robots = Literal["allowed", "blocked", "unknown"]

# Answers that say "later" and nothing about the page.
_LATER = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One row of page_checks; times are naive UTC.

    `code` says why there was no answer. `*_robots` is what robots.txt says to Googlebot and
    bingbot, `*_line` the rule that decided. Nobody looks again before `retry_at`.
    """

    url_sha256: str
    url_canonical: str
    host: str
    checked_at: datetime
    retry_at: datetime
    code: str | None = None
    http_status: int | None = None
    redirects: int | None = None
    final_url: str | None = None
    content_kind: str | None = None
    google_noindex: str | None = None
    bing_noindex: str | None = None
    canonical_elsewhere: str | None = None
    google_markup: str | None = None
    google_robots: Robots = "unknown"
    google_line: str | None = None
    bing_robots: Robots = "unknown"
    bing_line: str | None = None

    @property
    def was_read(self) -> bool:
        """Whether the page itself was seen."""
        return self.http_status is not None and 200 <= self.http_status < 300


def page_state(check: PageCheck) -> tuple[str | None, str]:
    """What holds for every engine: (`refused`, `dead` or `unknown`, reason), or (None, "")."""
    if check.code in ("nxdomain", "too_many_redirects"):
        return "dead", check.code
    if check.code in PARSE or check.code in POLICY or check.code in RESOLVE:
        return "refused", check.code
    if check.code == "blocked_redirect":
        return "refused", check.code
    if check.code or check.http_status is None:
        return "unknown", check.code or "fetch_error"
    if check.was_read:
        return None, ""
    is_dead = check.http_status >= 400 and check.http_status not in _LATER
    return "dead" if is_dead else "unknown", f"http_{check.http_status}"


def save(connection: sa.Connection, checks: Iterable[PageCheck]) -> None:
    """Append looks, and what they found out about indexing to index_checks."""
    listed = list(checks)
    append(connection, page_checks, map(asdict, listed))
    append(connection, index_checks, [row for check in listed for row in _verdicts(check)])


def latest(connection: sa.Connection) -> Mapping[str, PageCheck]:
    """The last look at every page, by url_sha256."""
    age = sa.func.row_number().over(
        partition_by=page_checks.c.url_sha256, order_by=page_checks.c.checked_at.desc()
    )
    aged = sa.select(page_checks, age.label("age")).subquery()
    columns = [aged.c[column.name] for column in page_checks.columns]
    rows = connection.execute(sa.select(*columns).where(aged.c.age == 1)).mappings()
    return {row["url_sha256"]: PageCheck(**row) for row in rows}


def _verdicts(check: PageCheck) -> Iterable[dict[str, object]]:
    """What index_state is told of the page: by a look that brought something, and of Google.

    A page that only Bing must not show is not called noindex: index_state names no engine.
    `clear` takes back what an earlier look has found.
    """
    state, reason = page_state(check)
    if state == "dead":
        yield _verdict(check, None, "dead", reason)
    elif check.google_noindex:
        yield _verdict(check, "google", "noindex", "noindex")
    elif check.google_robots == "blocked":
        yield _verdict(check, "google", "crawl_blocked", "crawl_blocked")
    elif state is None:
        yield _verdict(check, None, "clear", "")


def _verdict(check: PageCheck, engine: str | None, verdict: str, reason: str) -> dict[str, object]:
    return {
        "url_sha256": check.url_sha256,
        "url_canonical": check.url_canonical,
        "engine": engine,
        "provider": "linkboard",
        "method": "page_check",
        "verdict": verdict,
        "reason_code": reason,
        "confidence": "observed",
        "checked_at": check.checked_at,
    }
