"""Search Console's URL Inspection: what Google's index holds of a page of an own property.

It shows the indexed version only and is no live test. The coverage sentence is localised text: it
is stored, never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.http import Vendor
from data.indexing.checkers import CheckRequest, CheckResult, Verdict
from data.indexing.engines.google import message_of, signed, utc_time
from data.indexing.engines.google_token import GoogleToken
from data.indexing.engines.wire import Exchange, Wire
from data.indexing.refusals import RefusedUrl
from data.indexing.urls import canonical

VENDOR = Vendor(
    "URL Inspection",
    "INDEXING__GOOGLE_SERVICE_ACCOUNT",
    "INDEXING__INSPECTION_URL",
    "the inspections per minute",
)
PER_PROPERTY_AND_DAY, PER_PROPERTY_AND_MINUTE = 2_000, 600

_VERDICTS: dict[Any, Verdict] = {"PASS": "indexed", "NEUTRAL": "not_indexed", "FAIL": "not_indexed"}
_NOINDEX = ("BLOCKED_BY_META_TAG", "BLOCKED_BY_HTTP_HEADER")
_HTTP_ERRORS = (
    "NOT_FOUND",
    "BLOCKED_4XX",
    "ACCESS_DENIED",
    "ACCESS_FORBIDDEN",
    "SERVER_ERROR",
    "REDIRECT_ERROR",
    "SOFT_404",
)
# A 403 that is about the key or the project, not about the page.
_OUR_FAULT = ("scope", "has not been used", "is disabled", "credentials")


@dataclass(frozen=True)
class UrlInspection:
    """The API behind one address."""

    wire: Wire
    url: str
    token: GoogleToken

    def inspect(self, page: str, site_url: str) -> Exchange:
        """Ask for one page of the property `site_url`. Raises what GoogleToken.text raises."""
        document = {"inspectionUrl": page, "siteUrl": site_url, "languageCode": "en-US"}
        return signed(
            self.token,
            lambda token: self.wire.send("POST", self.url, document=document, token=token),
        )


def result_of(request: CheckRequest, exchange: Exchange) -> CheckResult:
    """The verdict and its reason by the tables of the contract, section 8."""
    at, status = exchange.finished_at, exchange.status
    found = exchange.member.get("inspectionResult")
    index = found.get("indexStatusResult") if isinstance(found, dict) else None
    if status != 200 or not isinstance(found, dict) or not isinstance(index, dict):
        verdict, reason = _failure(exchange)
        return CheckResult(request, verdict, at, reason, raw=exchange.document)
    verdict = _VERDICTS.get(index.get("verdict"), "unknown")
    return CheckResult(
        request,
        verdict,
        at,
        reason_code=_reason(request, index) if verdict == "not_indexed" else None,
        last_crawl_at=utc_time(index.get("lastCrawlTime")),
        google_canonical=_text(index.get("googleCanonical")),
        user_canonical=_text(index.get("userCanonical")),
        evidence=_text(found.get("inspectionResultLink")),
        raw=exchange.document,
    )


def _reason(request: CheckRequest, index: dict[str, Any]) -> str:
    """The first that fits, in the order of the contract."""
    if index.get("indexingState") in _NOINDEX:
        return "noindex"
    is_closed = index.get("pageFetchState") == "BLOCKED_ROBOTS_TXT"
    if is_closed or index.get("robotsTxtState") == "DISALLOWED":
        return "crawl_blocked"
    if index.get("pageFetchState") in _HTTP_ERRORS:
        return "http_error"
    if _is_elsewhere(index.get("googleCanonical"), request.url_canonical):
        return "canonical_elsewhere"
    return "crawled_not_indexed" if index.get("lastCrawlTime") else "not_crawled"


def _is_elsewhere(google_canonical: Any, url: str) -> bool:
    if not isinstance(google_canonical, str) or not google_canonical:
        return False
    try:
        return canonical(google_canonical) != url
    except RefusedUrl:
        return True


def _failure(exchange: Exchange) -> tuple[Verdict, str]:
    status = exchange.status
    if status == 403:
        is_ours = any(word in message_of(exchange).lower() for word in _OUR_FAULT)
        return ("error", "credentials") if is_ours else ("not_permitted", "not_owner")
    if status == 401:
        return "error", "credentials"
    if status == 429:
        return "unknown", "rate_limited"
    if status is None or status >= 500 or status == 200:
        return "unknown", exchange.fault or ("bad_answer" if status == 200 else "server_error")
    return "error", "bad_request" if status == 400 else "endpoint"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
