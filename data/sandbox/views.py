"""What the API shows of an order at a moment, in the shapes of the document's examples."""

from datetime import datetime
from typing import Any

from data.sandbox.orders import Order, Slot

Json = dict[str, Any]


def placement(slot: Slot, now: datetime) -> Json:
    """One slot; pending and lost slots are there with ``url: null``."""
    if not slot.is_shown(now):
        return {"platform": slot.platform.name, "url": None, "live_at": None, "indexed": False}
    return {
        "platform": slot.platform.name,
        "url": slot.url,
        "live_at": None if slot.is_undated else slot.live_at,
        "indexed": slot.is_indexed(now),
    }


def estimate(order: Order, now: datetime) -> datetime | None:
    """The promise as it reads now: the second one, once the vendor has put the first one off."""
    if order.revised_at is not None and order.revised_at <= now:
        return order.second_promise_at
    return order.promised_at


def created(order: Order, now: datetime, reports_url: str) -> Json:
    """The object of the 201 answer: nine fields, no placements."""
    status = order.status_at(now)
    return {
        "id": order.order_id,
        "status": status,
        "package": order.package,
        "links_total": order.links_total,
        "links_delivered": order.links_delivered(now),
        "target_url": order.target_url,
        "created_at": order.created_at,
        "estimated_delivery_at": estimate(order, now),
        "report_url": f"{reports_url}{order.order_id}.pdf" if status == "delivered" else None,
    }


def listed(order: Order, now: datetime, reports_url: str, with_placements: bool) -> Json:
    """One row of ``GET /orders``: the 201 object and the texts of the order."""
    row = created(order, now, reports_url)
    row["anchor_text"] = order.anchor_text
    row["episode_title"] = order.episode_title
    row["niche"] = order.niche
    row["metadata"] = order.metadata
    if with_placements:
        row["placements"] = [placement(slot, now) for slot in order.slots]
    return row


def full(order: Order, now: datetime, reports_url: str) -> Json:
    """The "full order object" of webhooks: everything that is known about the order."""
    row = listed(order, now, reports_url, with_placements=True)
    row["callback_url"] = order.callback_url
    return row


def detail(order: Order, now: datetime, reports_url: str) -> Json:
    """``GET /orders/{id}``: the six fields of the document's example and no others."""
    row = created(order, now, reports_url)
    return {
        "id": row["id"],
        "status": row["status"],
        "links_total": row["links_total"],
        "links_delivered": row["links_delivered"],
        "placements": [placement(slot, now) for slot in order.slots],
        "report_url": row["report_url"],
    }


def report(order: Order, now: datetime, reports_url: str) -> Json:
    """``GET /orders/{id}/report`` of a delivered order, index times as of now."""
    shown = [slot for slot in order.slots if slot.is_shown(now)]
    last_live = max((slot.live_at for slot in order.slots if slot.live_at), default=None)
    hours = None if last_live is None else (last_live - order.created_at).total_seconds() / 3600
    authority = sum(slot.platform.authority for slot in shown)
    return {
        "order_id": order.order_id,
        "pdf_url": f"{reports_url}{order.order_id}.pdf",
        "summary": {
            "links_total": order.links_total,
            "indexed": sum(slot.is_indexed(now) for slot in shown),
            "average_da": round(authority / len(shown)) if shown else None,
            "delivered_in_hours": None if hours is None else round(hours, 1),
        },
        "placements": [
            {
                "platform": slot.platform.name,
                "url": slot.url if slot.is_shown(now) else None,
                "indexed_at": slot.indexed_at if slot in shown and slot.is_indexed(now) else None,
            }
            for slot in order.slots
        ],
    }
