"""One look at a page: its robots.txt first, then the page, with all that can go wrong named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from data.http import Clock
from data.http.retry import parse_retry_after
from data.indexing import signals, urls
from data.indexing.fetching import Fetched, Fetcher
from data.indexing.page_checks import PageCheck, Robots, page_state
from data.indexing.refusals import FetchFailed, NotFetched
from data.indexing.robots_files import OWN_AGENT, RobotsFile, RobotsFiles
from data.indexing.url_parts import parse

GOOD_FOR = timedelta(hours=24)
UNKNOWN_FOR = timedelta(hours=1)


def look(url: str, fetcher: Fetcher, files: RobotsFiles, clock: Clock) -> PageCheck:
    """Look at a canonical URL; raises nothing that its host or answer can cause."""
    parts, now = parse(url), clock.now()
    file = files.of(urls.origin(parts), parts.host)
    check = _told_by_robots(PageCheck(urls.url_key(url), url, parts.host, now, now), file)
    try:
        answer = fetcher.get(url, before=partial(_require_leave, files))
    except NotFetched as failure:
        return _timed(replace(check, code=failure.code), None)
    wait = parse_retry_after(answer.headers.get("Retry-After"), now)
    return _timed(_told_by_page(check, answer), wait)


def _told_by_robots(check: PageCheck, file: RobotsFile) -> PageCheck:
    google, google_line = _said(file, check.url_canonical, "Googlebot")
    bing, bing_line = _said(file, check.url_canonical, "bingbot")
    return replace(
        check,
        google_robots=google,
        google_line=google_line,
        bing_robots=bing,
        bing_line=bing_line,
    )


def _said(file: RobotsFile, url: str, agent: str) -> tuple[Robots, str | None]:
    verdict = file.verdict(url, agent)
    if verdict is None:
        return "unknown", None
    return "allowed" if verdict.is_allowed else "blocked", verdict.line


def _require_leave(files: RobotsFiles, url: str) -> None:
    """Our own token, at every hop: a redirect may lead to a host that shuts us out."""
    parts = parse(url)
    file = files.of(urls.origin(parts), parts.host)
    verdict = file.verdict(urls.canonical(url), OWN_AGENT)
    if verdict is None:
        raise FetchFailed("robots_unreachable")
    if not verdict.is_allowed:
        raise FetchFailed("own_agent_blocked")


def _told_by_page(check: PageCheck, answer: Fetched) -> PageCheck:
    found = replace(
        check,
        http_status=answer.status,
        redirects=answer.redirects,
        final_url=answer.url if answer.redirects else None,
    )
    if not found.was_read:
        return found
    told = signals.read(check.url_canonical, answer)
    return replace(
        found,
        content_kind=told.content_kind,
        google_noindex=told.google_noindex,
        bing_noindex=told.bing_noindex,
        canonical_elsewhere=told.canonical_elsewhere,
        google_markup=told.google_markup,
    )


def _timed(check: PageCheck, wait: float | None) -> PageCheck:
    """What is unknown is looked at again sooner, but not before the host wants it."""
    is_unknown = page_state(check)[0] == "unknown"
    pause = UNKNOWN_FOR if is_unknown else GOOD_FOR
    return replace(check, retry_at=_later(check.checked_at, pause, wait))


def _later(at: datetime, pause: timedelta, wait: float | None) -> datetime:
    return at + max(pause, timedelta(seconds=min(wait or 0.0, GOOD_FOR.total_seconds())))
