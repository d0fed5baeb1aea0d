"""The Podcast Backlinks API, complete: six reads and one write.

What the vendor's document says is in part 1 of our contract for it, what it leaves open in part 2
(the numbers G1, G2, … below). Rows come out as the vendor sent them; `data.models` reads them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import BadEnvelope, PagingFault, Rejected
from data.http import KEYED_WRITE, HttpClient, Vendor, VendorError
from data.sources.envelope import ROW_KEYS, cursor_in, rows_in
from data.sources.paging import Trail, is_descending
from data.strict_json import Unreadable

SMALLEST_LIMIT = 25  # below that the vendor's default is asked for
_CURSOR_REFUSED = "cursor_refused"
_CURSOR_REFUSALS = (400, 404, 410, 422)
_NICHE_KEYS = ("niches", *ROW_KEYS)
_ANSWERS = ("id", "order_id", *ROW_KEYS)  # one of these stands in every answer but the account's

log = logging.getLogger(__name__)


def read_error(status: int, body: Any) -> VendorError | None:
    """`{"error": {"code", "message", "doc_url", "request_id"}}`, the one documented shape.

    In a good answer only if nothing else is in it: a failed order may well name its error.
    """
    error = body.get("error") if isinstance(body, dict) else None
    if not error or (status < 400 and any(body.get(name) for name in _ANSWERS)):
        return None
    if not isinstance(error, dict):
        return VendorError(message=error) if isinstance(error, str) else None
    code, message, request_id = (
        value if isinstance(value := error.get(name), str) else None
        for name in ("code", "message", "request_id")
    )
    return VendorError(code, message, request_id)


VENDOR = Vendor(
    name="Podcast Backlinks",
    key_setting="PODCAST_BACKLINKS__API_KEY",
    url_setting="PODCAST_BACKLINKS__BASE_URL",
    limit_setting="PODCAST_BACKLINKS__REQUESTS_PER_MINUTE",
    read_error=read_error,
    mends={
        "invalid_request": "Correct what it names.",
        "insufficient_funds": "Top up the balance, then place the order again.",
        "url_blocked": "Choose another target URL.",
        "duplicate_order": "Look at the order that is already in progress for this URL.",
        "content_rejected": "Change the content to fit the vendor's guidelines.",
        "niche_unavailable": "Choose a broader niche.",
    },
)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of orders, as sent. A row may be anything a hostile list can hold.

    `cursor` is that of the next page, None on the last. `descending` says that `created_at` has
    not risen up to here, within the page or from the page before (G4).
    """

    rows: list[Any]
    cursor: str | None
    descending: bool


class PodcastBacklinks:
    """Objects are dicts as sent, or `Unreadable` where the text cannot be trusted.

    `largest_limit` is the largest page that the vendor gives, as learnt from a refusal; 0 stands
    for its default, None for not refused so far.
    """

    def __init__(self, http: HttpClient, *, largest_limit: int | None = None) -> None:
        http.vendor = VENDOR
        self._http = http
        self.largest_limit = largest_limit
        self._shape: str | None = None

    def order_pages(
        self, *, status: str | None = None, limit: int = 100, cursor: str | None = None
    ) -> Iterator[OrderPage]:
        """All pages from `cursor` on; `status` is one value, never a list (G6).

        Raises PagingFault after the last good page when the pages lead nowhere. A cursor that is
        refused on the way starts the list again from the top, once: ids may then come twice.
        """
        try:
            yield from self._pages(status, limit, cursor)
            return
        except PagingFault as fault:
            if fault.reason != _CURSOR_REFUSED:
                raise
        yield from self._pages(status, limit, None)

    def order(self, order_id: str) -> dict[str, Any] | Unreadable:
        """One order with its placements. The document's example leaves out half the fields (G8).

        Raises NotFound if the vendor no longer knows it.
        """
        return self._object("/orders/{order_id}", {"order_id": order_id})

    def report(self, order_id: str) -> dict[str, Any] | Unreadable | None:
        """The report of a delivered order, or None while there is none (G26)."""
        try:
            return self._object("/orders/{order_id}/report", {"order_id": order_id})
        except Rejected as answer:
            if answer.status in (404, 409, 422):
                return None
            raise

    def account(self) -> dict[str, Any] | Unreadable:
        """Balance in US dollars, credits and counters."""
        return self._object("/account", {})

    def niches(self) -> list[str]:
        """The words that `niche` may hold: an array of texts or of objects, as it comes (G34)."""
        rows, _ = rows_in(self._http.request("GET", "/niches").body, "GET /niches", _NICHE_KEYS)
        named = (_niche(row) for row in rows)
        return [niche for niche in named if niche]

    def place_order(
        self, body: Mapping[str, Any], *, idempotency_key: str
    ) -> dict[str, Any] | Unreadable:
        """Place an order; the caller has stored key and body before (contract, 3.1).

        The same key and the same bytes go out on every retry. Raises Rejected with the vendor's
        code; `duplicate_order` is such an answer, not a fault.
        """
        if not idempotency_key:
            raise ValueError("an order needs an idempotency key")
        answer = self._http.request(
            "POST",
            "/orders",
            body=body,
            headers={"Idempotency-Key": idempotency_key},
            retry=KEYED_WRITE,
            urgent=True,
        )
        return _one(answer.body, "POST /orders")

    def _object(self, path: str, ids: Mapping[str, str]) -> dict[str, Any] | Unreadable:
        return _one(self._http.request("GET", path, ids=ids).body, f"GET {path}")

    def _pages(self, status: str | None, limit: int, cursor: str | None) -> Iterator[OrderPage]:
        trail, created_at = Trail(cursor), None
        while True:
            body = self._list(status, limit, cursor)
            rows = self._rows(body)
            descending, created_at = is_descending(rows, created_at)
            try:
                cursor = cursor_in(body, self._http.host)
                if cursor is not None:
                    trail.follow(rows, cursor)
            except PagingFault:
                yield OrderPage(rows, None, descending)
                raise
            yield OrderPage(rows, cursor, descending)
            if cursor is None:
                return

    def _rows(self, body: Any) -> list[Any]:
        rows, shape = rows_in(body, "GET /orders")
        if self._shape not in (None, shape):
            log.warning("The order list came as %r, before as %r.", shape, self._shape)
        self._shape = shape
        return rows

    def _list(self, status: str | None, limit: int, cursor: str | None) -> Any:
        """One list call; a limit that is refused is halved and remembered (G3)."""
        allowed = limit if self.largest_limit is None else min(limit, self.largest_limit)
        params = {"status": status, "limit": allowed or None, "cursor": cursor}
        try:
            return self._http.request("GET", "/orders", params=params).body
        except Rejected as refusal:
            if allowed and _may_mean_limit(refusal, cursor):
                self.largest_limit = allowed // 2 if allowed // 2 >= SMALLEST_LIMIT else 0
            elif cursor and refusal.status in _CURSOR_REFUSALS:
                raise _cursor_refused(refusal) from None
            else:
                raise
        return self._list(status, limit, cursor)


def _one(body: Any, call: str) -> dict[str, Any] | Unreadable:
    if isinstance(body, dict | Unreadable):
        return body
    raise BadEnvelope(f"{VENDOR.name} answered {call} with something else than one object.")


def _may_mean_limit(refusal: Rejected, cursor: str | None) -> bool:
    """Whether a smaller page may be taken: codes are promised stable, the words of a 400 are not.

    A 400 that names nothing we sent is put down to the limit on a first page, later to the cursor.
    """
    if refusal.status != 400:
        return False
    named = set(re.findall(r"\b(limit|status)\b", refusal.message.lower()))
    return "limit" in named or (cursor is None and not named)


def _cursor_refused(refusal: Rejected) -> PagingFault:
    return PagingFault(
        f"{VENDOR.name} refused the cursor of a next page. The rows read so far are kept; the "
        "next sync starts again.",
        reason=_CURSOR_REFUSED,
        status=refusal.status,
        code=refusal.code,
        request_id=refusal.request_id,
    )


def _niche(row: Any) -> str | None:
    named = [row.get(name) for name in ("id", "slug", "name")] if isinstance(row, dict) else [row]
    return next((name for name in named if isinstance(name, str) and name), None)
