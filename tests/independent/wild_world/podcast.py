"""Orders, slots, looks and costs as no vendor should send them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tests.independent.wild_world.drawing import AS_OF, DAY, HOUR, Draw, Row

PACKAGES = ("starter", "growth", "scale", "Größe L", None)
CLIENTS = ("cus_a", "cus_b", "cus_A", None)
NICHES = ("saas", "pets", None)
STATUSES = (
    "queued",
    "in_progress",
    "delivered",
    "delivered",
    "delivered",
    "failed",
    "paused",
    None,
)
PLATFORMS = ("spotify", "apple", "own blog", None)
VERDICTS: tuple[str, ...] = (
    "indexed",
    "not_indexed",
    "not_seen",
    "noindex",
    "dead",
    "crawl_blocked",
    "clear",
)
VERDICTS += ("unknown", "not_permitted", "error")
REASONS = (None, None, "noindex", "crawl_blocked", "http_error", "crawled_not_indexed")


def orders(draw: Draw, count: int) -> list[Row]:
    return [_order(draw, number) for number in range(count)]


def _order(draw: Draw, number: int) -> Row:
    created_at = draw.maybe(draw.moment(), 0.95)
    first_seen_at = draw.read(created_at)
    status, total = draw.choice(STATUSES), draw.maybe(draw.randint(0, 4), 0.95)
    is_closed = status in ("delivered", "failed")
    promise = draw.maybe(draw.after(created_at), 0.85)
    closed_at = draw.read(first_seen_at) if is_closed else None
    return {
        "order_id": f"ord_{number}",
        "client_id": draw.choice(CLIENTS),
        "package": draw.choice(PACKAGES),
        "niche": draw.choice(NICHES),
        "status": status,
        "target_url": f"https://shop.example/{number % 7}",
        "links_total": total,
        "links_delivered": draw.maybe(draw.randint(0, 4)),
        "created_at": created_at,
        "first_promised_at": promise,
        "estimated_delivery_at": draw.maybe(draw.after(promise)),
        "last_seen_open_at": draw.maybe(first_seen_at, 0.6) if is_closed else None,
        "first_seen_closed_at": draw.maybe(closed_at, 0.9),
        "delivered_event_at": draw.maybe(draw.after(created_at), 0.3) if is_closed else None,
        "delivered_in_hours": draw.maybe(round(draw.uniform(-2, 300), 2), 0.4),
        "average_da": draw.maybe(round(draw.uniform(0, 90), 1), 0.5),
        "report_fetched_at": draw.maybe(closed_at, 0.5),
        "first_seen_at": first_seen_at,
        "fetched_at": draw.read(closed_at or first_seen_at),
    }


def failures(draw: Draw, made: list[Row]) -> list[Row]:
    """Events of failing; some were never applied, some orders have two."""
    events = []
    for order in made:
        for again in range(draw.choice((0, 0, 1, 2)) if order["status"] == "failed" else 0):
            at = draw.after(order["created_at"]) or order["first_seen_at"]
            event = {"event_type": "order.failed", "order_id": order["order_id"], "event_at": at}
            event |= {"body_sha256": f"{order['order_id']}-{again}", "body": "{}"}
            events.append(event | {"received_at": at, "applied_at": draw.maybe(at, 0.9)})
    return events


def observations(draw: Draw, made: list[Row]) -> list[Row]:
    rows = []
    for order in made:
        seen_at = order["first_seen_at"]
        for _ in range(draw.randint(0, 3)):
            estimate = draw.maybe(draw.after(order["first_promised_at"]))
            row = {"order_id": order["order_id"], "status": order["status"], "origin": "list"}
            rows.append(row | {"estimated_delivery_at": estimate, "observed_at": seen_at})
            seen_at += draw.randint(1, 90) * HOUR
    return rows


def slots(draw: Draw, made: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for order in made:
        for slot in range(1, (order["links_total"] or 1) + draw.choice((0, 0, 0, 1))):
            rows.append(_slot(draw, order, slot, len(rows)))
    return rows


def _slot(draw: Draw, order: Row, slot: int, number: int) -> Row:
    first_seen_at = order["first_seen_at"]
    has_url = draw.random() < 0.9
    page = number if draw.random() < 0.95 else draw.randint(0, number)  # one page, two slots
    live_at = draw.maybe(draw.after(order["created_at"] or first_seen_at), 0.9)
    is_indexed = draw.choice((True, True, False, None))
    indexed_at = draw.maybe(draw.after(live_at), 0.4) if is_indexed else None
    first_live = draw.maybe(draw.read(live_at), 0.8) if live_at else None
    last_no = draw.maybe(draw.read(first_live), 0.6) if first_live else None
    first_yes = draw.maybe(draw.read(last_no or live_at), 0.8) if is_indexed else None
    return {
        "order_id": order["order_id"],
        "slot": slot,
        "platform": draw.choice(PLATFORMS),
        "url": f"https://pods.example/{page}" if has_url else None,
        "url_canonical": f"https://pods.example/{page}" if has_url else None,
        "url_sha256": f"sha{page}" if has_url else None,
        "indexed": is_indexed,
        "live_at": live_at,
        "indexed_at": indexed_at,
        "first_seen_live_at": first_live,
        "last_seen_not_indexed_at": last_no,
        "first_seen_indexed_at": first_yes,
        "deindexed_at": draw.maybe(draw.read(first_yes or indexed_at), 0.2),
        "lost_at": draw.maybe(draw.moment(), 0.05),
        "first_seen_at": first_seen_at,
        "fetched_at": AS_OF,
    }


def looks(draw: Draw, links: list[Row]) -> list[Row]:
    rows = []
    for link in links:
        at = link["live_at"] or link["first_seen_at"]
        for _ in range(draw.choice((0, 0, 0, 1, 2, 3)) if link["url_sha256"] else 0):
            at = draw.after(at) or at
            rows.append(_look(draw, link, at))
    return rows


def _look(draw: Draw, link: Row, at: datetime) -> Row:
    verdict = draw.choice(VERDICTS)
    is_page = verdict in ("dead", "crawl_blocked", "clear")
    return {
        "url_sha256": link["url_sha256"],
        "url_canonical": link["url_canonical"],
        "engine": None if is_page else draw.choice(("google", "bing")),
        "provider": "own",
        "method": "page_check" if is_page else draw.choice(("url_inspection", "site_query")),
        "verdict": verdict,
        "reason_code": None if is_page else draw.choice(REASONS),
        "confidence": draw.choice(("authoritative", "observed", "reported", None)),
        "checked_at": at,
    }


def money(draw: Draw, made: list[Row]) -> dict[str, list[Row]]:
    prices = [
        {
            "package": name,
            "valid_from": AS_OF - days * DAY,
            "price": Decimal(days),
            "currency": word,
        }
        for name in ("starter", "growth", "scale")
        for days, word in (
            (300, "USD"),
            (60, "USD"),
            (draw.randint(1, 40), draw.choice(("USD", "EUR"))),
        )
        if draw.random() < 0.8
    ]
    costs = [
        {
            "order_id": order["order_id"],
            "cost": draw.maybe(Decimal(draw.randint(0, 300))),
            "refund": draw.maybe(Decimal(draw.randint(0, 50)), 0.4),
            "currency": draw.choice(("USD", "EUR")),
        }
        for order in draw.sample(made, len(made) // 4)
    ]
    values = [
        {
            "target_url": f"https://shop.example/{number}",
            "monthly_value": Decimal(draw.randint(1, 900)),
            "currency": draw.choice(("USD", "EUR")),
        }
        for number in range(5)
    ]
    assumed = [
        {"name": name, "value": draw.choice((0.0, 12.5, 45.0))}
        for name in ("natural_wait_days", "value_ramp_days")
    ]
    return {
        "price_book": prices,
        "order_costs": costs,
        "page_values": values,
        "assumptions": [row for row in assumed if draw.random() < 0.7],
        "account_snapshots": _balances(draw),
    }


def _balances(draw: Draw) -> list[Row]:
    """Reads of an account a few hours apart: some see one order alone, and the balance fall."""
    balance, at, rows = 9000, AS_OF - 200 * DAY, []
    while at < AS_OF:
        rows.append(
            {
                "balance_usd": draw.maybe(Decimal(balance), 0.97),
                "credits_starter": draw.choice((2, 2, 2, 3)),
                "credits_growth": draw.maybe(1, 0.97),
                "credits_scale": 0,
                "credits_expire_at": draw.maybe(AS_OF + draw.randint(-90, 90) * DAY, 0.9),
                "orders_total": draw.maybe(draw.randint(0, 90)),
                "orders_in_progress": draw.randint(0, 9),
                "links_delivered_30d": draw.randint(0, 99),
                "observed_at": at,
            }
        )
        balance -= draw.choice((0, 0, 79, 149, -500))
        at += draw.randint(20, 120) * HOUR
    return rows
