"""The main reports counted again in plain Python: definitions from docs/metrics.md, no SQL."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from tests.independent.podcast_server import PodcastServer
from tests.independent.worlds import HOUR, Order, Outreach, Row

Z = 1.959963984540054
STAGES = ("discovered", "contacted", "delivered", "replied", "positive", "placed")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Span:
    """Hours from entry to exit; kind 1 is the event, 2 a competing end, 0 still open."""

    entry: float
    exit: float
    kind: int


def wilson(k: int, n: int) -> tuple[float | None, float | None, float | None]:
    """Rate and 95 % limits; unknown for n = 0."""
    if n == 0:
        return None, None, None
    p, shrink = k / n, 1 + Z * Z / n
    centre = (p + Z * Z / (2 * n)) / shrink
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / shrink
    return p, centre - half, centre + half


def curve(spans: list[Span]) -> list[tuple[float, float]]:
    """Aalen–Johansen: (hours, share with the event), without competing ends Kaplan–Meier."""
    left, share, points = 1.0, 0.0, []
    for hours in sorted({span.exit for span in spans if span.kind}):
        at_risk = sum(span.entry < hours or hours == 0 for span in spans if span.exit >= hours)
        ends = Counter(span.kind for span in spans if span.exit == hours)
        share += left * ends[1] / at_risk
        left *= 1 - (ends[1] + ends[2]) / at_risk
        points.append((hours, share))
    return points


def reaches(points: list[tuple[float, float]], part: float) -> float | None:
    return next((hours for hours, share in points if share >= part - 1e-12), None)


def grouped(rows: Iterable[Item], key: Callable[[Item], str | None]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for row in rows:
        groups[key(row) or "unassigned"].append(row)
    return groups


def delivered_at(order: Order, as_of: datetime) -> datetime | None:
    is_delivered = order.status(as_of) == "delivered"
    return max(slot.live_at for slot in order.slots) if is_delivered else None


def delivery_times(orders: list[Order], readings: tuple[datetime, ...]) -> Row:
    """One group of orders that was read at these moments, the last being as_of."""
    as_of = readings[-1]
    spans, due, kept = [], 0, 0
    for order in orders:
        done, is_failed = delivered_at(order, as_of), order.status(as_of) == "failed"
        seen_failed = next((at for at in readings if order.status(at) == "failed"), as_of)
        end = done or seen_failed
        spans.append(Span(0, (end - order.created_at) / HOUR, 1 if done else 2 if is_failed else 0))
        if order.promise and order.promise <= as_of and not is_failed:
            due += 1
            kept += done is not None and done <= order.promise
    taken = sorted(span.exit for span in spans if span.kind == 1)
    middle = len(taken) // 2
    median = taken[middle] if len(taken) % 2 else sum(taken[middle - 1 : middle + 1]) / 2
    rate, low, high = wilson(kept, due)
    points = curve(spans)
    counts = Counter(span.kind for span in spans)
    return {
        "orders": len(orders),
        "delivered": counts[1],
        "open": counts[0],
        "failed": counts[2],
        "median_hours_finished": median if taken else None,
        "p90_hours_finished": taken[math.ceil(0.9 * len(taken)) - 1] if taken else None,
        "km_median_hours": reaches(points, 0.5),
        "km_p90_hours": reaches(points, 0.9),
        "due": due,
        "on_time": kept,
        "on_time_rate": rate,
        "on_time_low": low,
        "on_time_high": high,
    }


def promise(order: Order, as_of: datetime) -> Row:
    """A row of the ledger; the first promise counts, whatever was estimated later."""
    done = delivered_at(order, as_of)
    if order.status(as_of) == "failed":
        state = "failed"
    elif order.promise is None:
        state = "no_promise"
    elif done:
        state = "kept" if done <= order.promise else "late"
    else:
        state = "late_open" if order.promise <= as_of else "not_due"
    return {"state": state, "first_promised_at": order.promise, "delivered_at": done}


@dataclass(frozen=True)
class Link:
    """A live link as a reader knows it; without a clock `span` is None."""

    order: Order
    platform: str
    is_indexed: bool
    age: float
    known_from: float
    known_indexed: float | None
    span: Span | None


def links(server: PodcastServer, as_of: datetime) -> list[Link]:
    """From what the server told, not from what is true."""
    return [_link(server, key, as_of) for key in server.told]


def _link(server: PodcastServer, key: tuple[str, int], as_of: datetime) -> Link:
    order, slot = server.orders[key[0]], server.orders[key[0]].slots[key[1] - 1]
    readings, reported = server.told[key], server.reported.get(order.id)
    yes = next((at for at, flag in readings if flag), None)
    exact = (
        slot.indexed_at if reported and slot.indexed_at and slot.indexed_at <= reported else None
    )
    entry = 0.0 if reported else (readings[0][0] - slot.live_at) / HOUR
    age, event = (as_of - slot.live_at) / HOUR, None
    if exact or yes:
        event = ((exact or yes or as_of) - slot.live_at) / HOUR
    has_clock = event is None or exact is not None or not readings[0][1]
    span = Span(entry, age if event is None else event, int(event is not None))
    return Link(
        order=order,
        platform=slot.platform,
        is_indexed=event is not None,
        age=age,
        known_from=entry,
        known_indexed=event,
        span=span if has_clock else None,
    )


def indexing_rates(members: list[Link]) -> Row:
    """One group of live links."""
    spans = [link.span for link in members if link.span]
    points = curve(spans)
    row: Row = {
        "live_links": len(members),
        "indexed_now": sum(link.is_indexed for link in members),
        "km_median_hours": reaches(points, 0.5),
    }
    for name, hours in (("1h", 1), ("24h", 24), ("7d", 168)):
        old = [link for link in members if link.age >= hours and link.known_from <= hours]
        k = sum((link.known_indexed or math.inf) <= hours for link in old)
        _, low, high = wilson(k, len(old))
        row |= {f"mature_{name}_k": k, f"mature_{name}_n": len(old)}
        row |= {f"mature_{name}_low": low, f"mature_{name}_high": high}
        row[f"at_risk_{name}"] = sum(span.entry < hours <= span.exit for span in spans)
        if any(span.exit >= hours for span in spans):
            row[f"f_{name}"] = max((share for at, share in points if at <= hours), default=0.0)
    return row


def funnel(world: Outreach, leads: list[Row], as_of: datetime) -> dict[str, Row]:
    """Stage → counts, for the leads of one group; evidence of a later stage is evidence."""
    evidence = [_evidence(world, lead, as_of) for lead in leads]
    rows: dict[str, Row] = {}
    before: list[tuple[set[str], bool]] = []
    for place, stage in enumerate(STAGES):
        later = set(STAGES[place:])
        reached = [lead for lead in evidence if lead[0] & later]
        rate, low, high = wilson(len(reached), len(before))
        waits = sum(is_open for seen, is_open in before if not seen & later)
        rows[stage] = {"reached": len(reached), "step_rate": rate, "step_low": low}
        rows[stage] |= {"step_high": high, "skipped": sum(stage not in seen for seen, _ in reached)}
        if stage == "replied":
            rows[stage]["still_open"] = waits
        before = reached
    return rows


def _evidence(world: Outreach, lead: Row, as_of: datetime) -> tuple[set[str], bool]:
    """Stages seen, and whether the fourteen days of a reply still run."""
    seen = {"discovered", lead["status"]}
    attempts = [row for row in world.attempts if row["lead_id"] == lead["id"]]
    sent = [row["sent_at"] for row in attempts if row["sent_at"]]
    if sent:
        seen |= {"contacted"} if lead["status"] == "bounced" else {"contacted", "delivered"}
    classes = {row["classification"] for row in world.replies if row["lead_id"] == lead["id"]}
    seen |= {"replied"} if classes - {"out_of_office"} else set()
    seen |= {"positive"} if "interested" in classes else set()
    return seen, bool(sent) and min(sent) + timedelta(days=14) > as_of


def shares(words: Iterable[str], known: Iterable[str]) -> dict[str, Any]:
    """Word → (count, share, low, high); a word we do not know is `other (word)`."""
    counts = Counter(word if word in set(known) else f"other ({word})" for word in words)
    return {word: (k, *wilson(k, counts.total())) for word, k in counts.items()}
