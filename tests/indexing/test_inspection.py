"""What URL Inspection says, in our words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from data.indexing.checkers import CheckRequest, CheckResult
from data.indexing.engines.inspection import result_of
from data.indexing.engines.wire import Exchange
from data.indexing.urls import url_key

PAGE = "https://own.example/a"
AT = datetime(2026, 11, 21, 12)
CRAWLED = "2026-11-20T08:30:00Z"


def said(status: int = 200, message: str = "", **index: Any) -> CheckResult:
    """The result of an answer with these fields of indexStatusResult."""
    body: dict[str, Any] = {"inspectionResult": {"indexStatusResult": index}}
    if status != 200:
        body = {"error": {"code": status, "message": message}}
    request = CheckRequest(url_key(PAGE), PAGE)
    return result_of(request, Exchange(AT, AT, status, document=body))


@pytest.mark.parametrize(
    ("verdict", "ours"),
    [
        ("PASS", "indexed"),
        ("NEUTRAL", "not_indexed"),
        ("FAIL", "not_indexed"),
        ("PARTIAL", "unknown"),
        ("VERDICT_UNSPECIFIED", "unknown"),
        (None, "unknown"),
        ("SOMETHING_NEW", "unknown"),
    ],
)
def test_verdicts(verdict: str | None, ours: str) -> None:
    assert said(verdict=verdict).verdict == ours


NOINDEX = {"indexingState": "BLOCKED_BY_META_TAG"}
CLOSED = {"robotsTxtState": "DISALLOWED"}
BROKEN = {"pageFetchState": "NOT_FOUND"}
ELSEWHERE = {"googleCanonical": "https://own.example/b"}
SEEN = {"lastCrawlTime": CRAWLED}


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (NOINDEX | CLOSED | BROKEN | ELSEWHERE | SEEN, "noindex"),
        ({"indexingState": "BLOCKED_BY_HTTP_HEADER"}, "noindex"),
        (CLOSED | BROKEN | ELSEWHERE | SEEN, "crawl_blocked"),
        ({"pageFetchState": "BLOCKED_ROBOTS_TXT"}, "crawl_blocked"),
        (BROKEN | ELSEWHERE | SEEN, "http_error"),
        *(
            ({"pageFetchState": state}, "http_error")
            for state in (
                "SOFT_404",
                "BLOCKED_4XX",
                "ACCESS_DENIED",
                "ACCESS_FORBIDDEN",
                "SERVER_ERROR",
                "REDIRECT_ERROR",
            )
        ),
        (ELSEWHERE | SEEN, "canonical_elsewhere"),
        ({"googleCanonical": "HTTPS://own.example:443/a#top"} | SEEN, "crawled_not_indexed"),
        (SEEN, "crawled_not_indexed"),
        ({"coverageState": "Crawled - currently not indexed"}, "not_crawled"),
        ({}, "not_crawled"),
    ],
)
def test_the_first_reason_that_fits(index: dict[str, str], reason: str) -> None:
    result = said(verdict="NEUTRAL", **index)
    assert (result.verdict, result.reason_code) == ("not_indexed", reason)


def test_what_is_indexed_has_no_reason_and_keeps_its_crawl_time() -> None:
    result = said(verdict="PASS", lastCrawlTime=CRAWLED, userCanonical=PAGE)
    assert (result.reason_code, result.user_canonical) == (None, PAGE)
    assert result.last_crawl_at == datetime(2026, 11, 20, 8, 30)


@pytest.mark.parametrize(
    ("status", "message", "verdict", "reason"),
    [
        (403, "You do not own this site, or …", "not_permitted", "not_owner"),
        (403, "Request had insufficient authentication scopes.", "error", "credentials"),
        (403, "Search Console API has not been used in project 1", "error", "credentials"),
        (401, "Invalid credentials.", "error", "credentials"),
        (400, "Invalid siteUrl.", "error", "bad_request"),
        (404, "", "error", "endpoint"),
        (429, "Quota exceeded.", "unknown", "rate_limited"),
        (500, "", "unknown", "server_error"),
    ],
)
def test_an_answer_without_a_verdict(status: int, message: str, verdict: str, reason: str) -> None:
    result = said(status, message)
    assert (result.verdict, result.reason_code) == (verdict, reason)


@pytest.mark.parametrize(
    "document", [None, [], {}, {"inspectionResult": 3}, {"inspectionResult": {}}]
)
def test_a_200_that_says_nothing_is_unknown(document: Any) -> None:
    request = CheckRequest(url_key(PAGE), PAGE)
    result = result_of(request, Exchange(AT, AT, 200, document=document))
    assert (result.verdict, result.reason_code) == ("unknown", "bad_answer")
