"""A server of the Podcast Backlinks API that is read from its document alone.

It keeps what it told about indexing (`told`, `reported`): a reader can know no more than that.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime

from tests.independent.answering import Answer, Freedom, Row, Server
from tests.independent.worlds import Order


def refusal(status: int, code: str) -> Answer:
    return status, {"error": {"code": code, "message": "No.", "doc_url": "", "request_id": "r"}}, {}


class PodcastServer(Server):
    """Odd-numbered delivered orders have a report, the others 404."""

    prefix = "/v1"

    def __init__(self, orders: list[Order], freedom: Freedom, now: Callable[[], datetime]) -> None:
        self.orders = {order.id: order for order in orders}
        self.told: dict[tuple[str, int], list[tuple[datetime, bool]]] = {}
        self.reported: dict[str, datetime] = {}
        super().__init__(freedom, now)

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        match steps:
            case ["orders"]:
                return self._list(query)
            case ["orders", order_id] if order_id in self.orders:
                return 200, self._detail(self.orders[order_id]), {}
            case ["orders", order_id, "report"] if self._has_report(order_id):
                return 200, self._report(self.orders[order_id]), {}
            case ["account"]:
                return 200, {"balance_usd": 12.5, "orders_total": len(self.orders)}, {}
        return refusal(404, "not_found")

    def _has_report(self, order_id: str) -> bool:
        order = self.orders.get(order_id)
        return order is not None and order.status(self.now()) == "delivered" and is_odd(order_id)

    def _texts(self, row: Row) -> Row:
        times = (datetime, type(None))
        return {
            name: self.freedom.time(value) if isinstance(value, times) else value
            for name, value in row.items()
        }

    def _item(self, order: Order) -> Row:
        row = self._texts(order.seen(self.now())) | self.freedom.extra
        if self.freedom.has_metadata:
            row["metadata"] = {"client_id": order.client_id} if order.client_id else None
        return row | ({"placements": self._slots(order)} if self.freedom.has_placements else {})

    def _slots(self, order: Order) -> list[Row]:
        shown = order.shown_slots(self.now())
        for number, slot in enumerate(shown, 1):
            if slot["url"]:
                told = self.told.setdefault((order.id, number), [])
                told.append((self.now(), slot["indexed"]))
        return [self._texts(slot) for slot in shown]

    def _detail(self, order: Order) -> Row:
        names = ("id", "status", "links_total", "links_delivered", "report_url")
        row = self._texts(order.seen(self.now()))
        if not self.freedom.has_metadata:  # the six fields of the document's example
            row = {name: row[name] for name in names}
        return row | {"placements": self._slots(order)}

    def _report(self, order: Order) -> Row:
        now = self.now()
        self.reported[order.id] = now
        placements = []
        for slot in order.slots:
            known = slot.indexed_at if slot.indexed_at and slot.indexed_at <= now else None
            row = {"platform": slot.platform, "url": slot.url, "indexed_at": known}
            placements.append(self._texts(row))
        summary = {"links_total": len(order.slots), "average_da": 60, "delivered_in_hours": 1.0}
        summary["indexed"] = sum(bool(slot["indexed_at"]) for slot in placements)
        return {"order_id": order.id, "pdf_url": None, "summary": summary, "placements": placements}

    def _list(self, query: Mapping[str, str]) -> Answer:
        limit, start = int(query.get("limit", 20)), int(query.get("cursor", "c0")[1:])
        if limit > self.freedom.largest_page:
            return refusal(400, "invalid_request")
        rows = sorted(self.orders.values(), key=lambda order: order.created_at)
        if self.freedom.is_shuffled:
            random.Random(3).shuffle(rows)
        wanted = query.get("status")
        rows = [order for order in rows if wanted in (None, order.status(self.now()))]
        first = max(start - 1, 0)  # the last row of a page comes again on the next
        items = [self._item(order) for order in rows[first : start + limit]]
        if not start and not wanted:
            items[1:1] = self.freedom.bad_rows
        cursor = f"c{start + limit}" if start + limit < len(rows) else None
        if self.freedom.envelope == "items":
            link = f"{self.url}/orders?limit={limit}&cursor={cursor}" if cursor else None
            return 200, {"items": items, "pagination": {"next": link}}, {}
        return 200, {"orders": items, "cursor": cursor}, {}


def is_odd(order_id: str) -> bool:
    return int(order_id.removeprefix("ord_")) % 2 == 1
