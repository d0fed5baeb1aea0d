"""Google's Indexing API v3: one URL a request, and the receipt of what it was told before.

Only for pages with JobPosting, or BroadcastEvent inside a VideoObject, on an own property. A
receipt says that the notice came, never that the page is indexed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from data.errors import SourceError
from data.http import Vendor
from data.indexing.engines.google_token import GoogleToken
from data.indexing.engines.meanings import RECEIVED, Meaning, failing_server, unanswered
from data.indexing.engines.wire import Exchange, Wire

VENDOR = Vendor(
    "Google's Indexing API",
    "INDEXING__GOOGLE_SERVICE_ACCOUNT",
    "INDEXING__GOOGLE_INDEXING_URL",
    "the requests per minute",
)
PER_DAY, PER_MINUTE, PER_SECOND = 200, 380, 10
RECEIPTS_PER_MINUTE = 180


@dataclass(frozen=True)
class GoogleIndexing:
    """The API of one Cloud project. `publish_url` ends in `:publish`."""

    wire: Wire
    publish_url: str
    token: GoogleToken

    def publish(self, url: str) -> Exchange:
        """Tell Google that a page is new or has changed. Raises what GoogleToken.text raises."""
        document = {"url": url, "type": "URL_UPDATED"}
        return signed(
            self.token,
            lambda token: self.wire.send("POST", self.publish_url, document=document, token=token),
        )

    def receipt(self, url: str) -> Exchange:
        """Ask what Google was told of this URL before; 404 if nothing."""
        address = self.publish_url.removesuffix(":publish") + "/metadata"
        return signed(
            self.token,
            lambda token: self.wire.send("GET", address, params={"url": url}, token=token),
        )


def signed(token: GoogleToken, send: Callable[[str], Exchange]) -> Exchange:
    """Send with the token; once more with a new one if Google says that this one is over.

    Raises what GoogleToken.text raises, but only before anything was sent.
    """
    exchange = send(token.text())
    if exchange.status != 401:
        return exchange
    try:
        renewed = token.text(renewed=True)
    except SourceError:
        return exchange
    return send(renewed)


def meaning_of(exchange: Exchange, *, is_count_full: bool = False) -> Meaning:
    """What an answer to a publish says.

    `is_count_full`: by our own count, for Google tells none, the day is used up.
    """
    status = exchange.status
    if status is None:
        return unanswered(exchange)
    if status == 200:
        return RECEIVED
    if status == 429:
        is_day = is_day_over(exchange) if quota_limit(exchange) else is_count_full
        return Meaning("stop_engine", "quota") if is_day else Meaning("retry", "throttled")
    if status == 403 and "ownership" in message_of(exchange).lower():
        return Meaning("stop_host", "not_owner")
    if status in (401, 403):
        return Meaning("stop_engine", "credentials")
    return failing_server(status) or Meaning("refused", "refused_permanent")


def is_day_over(exchange: Exchange) -> bool:
    """Whether a 429 names a limit of the day; nothing more goes before Google's midnight."""
    return "perday" in (quota_limit(exchange) or "").lower()


def quota_limit(exchange: Exchange) -> str | None:
    """The name of the limit in a 429: `details[].metadata.quota_limit`."""
    details = _error(exchange).get("details")
    for detail in details if isinstance(details, list) else []:
        metadata = detail.get("metadata") if isinstance(detail, dict) else None
        if isinstance(metadata, dict) and metadata.get("quota_limit"):
            return str(metadata["quota_limit"])
    return None


def message_of(exchange: Exchange) -> str:
    """Google's own sentence about an error; empty if there is none."""
    return str(_error(exchange).get("message") or "")


def notified_at(exchange: Exchange) -> datetime | None:
    """When Google was last told of the URL (naive UTC), from a receipt."""
    latest = exchange.member.get("latestUpdate")
    told = latest.get("notifyTime") if isinstance(latest, dict) else None
    return utc_time(told)


def utc_time(text: Any) -> datetime | None:
    """One of Google's times (`2026-11-21T12:00:00.123Z`) as naive UTC; None if it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _error(exchange: Exchange) -> dict[str, Any]:
    error = exchange.member.get("error")
    return error if isinstance(error, dict) else {}
