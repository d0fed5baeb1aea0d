"""What URL Inspection says of a page: the index's view, never a live test."""

from typing import Any
from urllib.parse import quote, urlsplit

from data.sandbox.pages import Page
from data.sandbox.timelines import Fate

_ALLOWED = {
    "robotsTxtState": "ALLOWED",
    "indexingState": "INDEXING_ALLOWED",
    "pageFetchState": "SUCCESSFUL",
}
_UNSEEN = {
    "verdict": "NEUTRAL",
    "coverageState": "URL is unknown to Google",
    "robotsTxtState": "ROBOTS_TXT_STATE_UNSPECIFIED",
    "indexingState": "INDEXING_STATE_UNSPECIFIED",
    "pageFetchState": "PAGE_FETCH_STATE_UNSPECIFIED",
}
_OUTCOMES: dict[Fate, dict[str, str]] = {
    # A page that will be indexed, but has only been crawled; also one that was dropped again.
    Fate.INDEXED: {"verdict": "NEUTRAL", "coverageState": "Crawled - currently not indexed"},
    Fate.CRAWLED_NOT_INDEXED: {
        "verdict": "NEUTRAL",
        "coverageState": "Crawled - currently not indexed",
    },
    Fate.NOINDEX: {
        "verdict": "NEUTRAL",
        "coverageState": "Excluded by 'noindex' tag",
        "indexingState": "BLOCKED_BY_META_TAG",
    },
    Fate.CANONICAL_ELSEWHERE: {
        "verdict": "NEUTRAL",
        "coverageState": "Alternate page with proper canonical tag",
    },
    Fate.ROBOTS_BLOCKED: {
        "verdict": "NEUTRAL",
        "coverageState": "Blocked by robots.txt",
        "robotsTxtState": "DISALLOWED",
        "pageFetchState": "BLOCKED_ROBOTS_TXT",
    },
    Fate.NOT_FOUND: {
        "verdict": "NEUTRAL",
        "coverageState": "Not found (404)",
        "pageFetchState": "NOT_FOUND",
    },
    Fate.SERVER_ERROR: {
        "verdict": "FAIL",
        "coverageState": "Server error (5xx)",
        "pageFetchState": "SERVER_ERROR",
    },
}


def index_status(page: Page | None, url: str) -> dict[str, Any]:
    """The ``inspectionResult`` of a URL; a page that does not exist is unknown to Google."""
    link = f"https://search.google.com/search-console/inspect?id={quote(url, safe='')}"
    return {"inspectionResultLink": link, "indexStatusResult": _result(page)}


def _result(page: Page | None) -> dict[str, Any]:
    if page is None:
        return dict(_UNSEEN)
    if page.indexed_at is not None:
        result = {"verdict": "PASS", "coverageState": "Submitted and indexed", **_ALLOWED}
    elif page.fate is Fate.ROBOTS_BLOCKED:
        return {**_ALLOWED, **_OUTCOMES[page.fate]}
    elif page.crawled_at is None:
        return dict(_UNSEEN)
    else:
        result = {**_ALLOWED, **_OUTCOMES[page.fate]}
    if page.crawled_at is not None:
        result["lastCrawlTime"] = page.crawled_at.replace(microsecond=0).isoformat() + "Z"
        result["crawledAs"] = "MOBILE"
    return {**result, **_canonicals(page)}


def _canonicals(page: Page) -> dict[str, str]:
    if page.fate is Fate.CANONICAL_ELSEWHERE:
        front = f"https://{urlsplit(page.url).hostname}/"
        return {"googleCanonical": front, "userCanonical": front}
    if page.indexed_at is None:
        return {"userCanonical": page.url}
    return {"googleCanonical": page.url, "userCanonical": page.url}
