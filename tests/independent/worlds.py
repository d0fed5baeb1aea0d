"""Time lines: what was ordered, went live, was indexed and answered, and when.

`Order.seen(now)` is what an honest vendor shows at a moment, so that a server can be read again
after some days.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
LINKS = {"starter": 1, "growth": 3, "scale": 5}
PLATFORMS = ("spotify", "apple", "iheart", "deezer", "spotify")
HOUR = timedelta(hours=1)


@dataclass
class Slot:
    """One link: when it goes live, and when the engine takes it, if ever."""

    platform: str
    url: str
    live_at: datetime
    indexed_at: datetime | None


@dataclass
class Order:
    """An order; `changes_at` is when the vendor estimates anew."""

    id: str
    package: str
    client_id: str | None
    created_at: datetime
    promise: datetime | None
    new_promise: datetime | None
    changes_at: datetime
    fails_at: datetime | None
    slots: list[Slot]

    def status(self, now: datetime) -> str:
        if self.fails_at and self.fails_at <= now:
            return "failed"
        live = sum(slot.live_at <= now for slot in self.slots)
        if live == len(self.slots):
            return "delivered"
        return "in_progress" if live else "queued"

    def shown_slots(self, now: datetime) -> list[Row]:
        """Placements as the document shows them; a failed order gets no further links."""
        until = min(now, self.fails_at or now)
        shown = []
        for slot in self.slots:
            is_live = slot.live_at <= until
            shown.append(
                {
                    "platform": slot.platform,
                    "url": slot.url if is_live else None,
                    "live_at": slot.live_at if is_live else None,
                    "indexed": bool(is_live and slot.indexed_at and slot.indexed_at <= now),
                }
            )
        return shown

    def seen(self, now: datetime) -> Row:
        """The order object without placements."""
        return {
            "id": self.id,
            "status": self.status(now),
            "package": self.package,
            "links_total": len(self.slots),
            "links_delivered": sum(bool(slot["url"]) for slot in self.shown_slots(now)),
            "target_url": f"https://{self.client_id}.example/{self.id}",
            "created_at": self.created_at,
            "estimated_delivery_at": self.new_promise if now >= self.changes_at else self.promise,
            "report_url": None,
        }


def orders(now: datetime, count: int, seed: int) -> list[Order]:
    """Orders of the fifty days before `now`, a few of which are still open by then."""
    rng = random.Random(seed)
    return [_order(rng, now.replace(microsecond=0), number) for number in range(count)]


def _order(rng: random.Random, now: datetime, number: int) -> Order:
    package = rng.choice(list(LINKS))
    oldest = 40 if number % 4 == 0 else 1200  # hours; every fourth is young and may be open
    created_at = now - timedelta(seconds=rng.randrange(3600, oldest * 3600))
    promise = created_at + rng.choice([8, 24, 72]) * HOUR if number % 9 else None
    slots = []
    for place in range(LINKS[package]):
        live_at = created_at + timedelta(seconds=int(rng.lognormvariate(2.5, 1.0) * 3600))
        wait = timedelta(seconds=int(rng.lognormvariate(3, 1.5) * 3600))
        indexed_at = live_at + wait if rng.random() < 0.8 else None
        url = f"https://{PLATFORMS[place]}.example/{number}/{place}"
        slots.append(Slot(PLATFORMS[place], url, live_at, indexed_at))
    if promise and number % 5 == 0:  # delivered on the very second of the promise
        slots = slots[:1]
        slots[0].live_at, slots[0].indexed_at = promise, None
    fails_at = created_at + 30 * HOUR if number % 11 == 0 else None
    if fails_at and max(slot.live_at for slot in slots) <= fails_at:
        fails_at = None  # delivered before
    return Order(
        id=f"ord_{number:04d}",
        package=package,
        client_id=f"cus_{number % 5}" if number % 13 else None,
        created_at=created_at,
        promise=promise,
        new_promise=promise + 12 * HOUR if promise and number % 3 == 0 else promise,
        changes_at=now + 2 * HOUR,
        fails_at=fails_at,
        slots=slots,
    )


@dataclass
class Outreach:
    """Rows as a list endpoint would give them, with `campaign_id` and true times."""

    campaigns: list[Row] = field(default_factory=list)
    leads: list[Row] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)
    replies: list[Row] = field(default_factory=list)


def outreach(now: datetime, sizes: tuple[int, ...], seed: int) -> Outreach:
    """One campaign per size; sends and replies of the sixty days before `now`."""
    rng, world = random.Random(seed), Outreach()
    for number, size in enumerate(sizes):
        campaign = {"id": f"cam_{number}", "name": f"Campaign {number}", "status": "active"}
        campaign["created_at"] = now.replace(microsecond=0) - timedelta(days=100)
        world.campaigns.append(campaign)
        for place in range(size):
            _lead(rng, now.replace(microsecond=0), world, number, place)
    return world


def _lead(rng: random.Random, now: datetime, world: Outreach, campaign: int, place: int) -> None:
    born = now - timedelta(seconds=rng.randrange(3600, 70 * 86400))
    key, host = f"{campaign}_{place}", f"site{campaign}-{place}.example"
    shared = {"campaign_id": f"cam_{campaign}", "lead_id": f"lead_{key}"}
    sent_at = born + timedelta(seconds=rng.randrange(60, 20 * 86400))
    is_sent = sent_at < now and rng.random() < 0.7
    lead = {
        "id": f"lead_{key}",
        "campaign_id": f"cam_{campaign}",
        "website_url": f"https://{host}/write-for-us",
        "contact_email": f"editor@{host}",
        "status": rng.choice(
            ["contacted", "replied", "placed", "bounced", "paused"] if is_sent else ["discovered"]
        ),
        "created_at": born,
    }
    world.leads.append(lead)
    if sent_at >= now:
        return
    status = "sent" if is_sent else rng.choice(["queued", "blocked", "throttled"])
    attempt = {"id": f"att_{key}", **shared, "status": status, "subject": "=1+1"}
    attempt |= {"sent_at": sent_at if is_sent else None, "created_at": sent_at}
    world.attempts.append(attempt)
    answered_at = sent_at + timedelta(seconds=rng.randrange(600, 20 * 86400))
    if is_sent and answered_at < now and rng.random() < 0.6:
        classes = ["interested", "not_interested", "out_of_office", "replied", "later_maybe"]
        reply = {"id": f"rep_{key}", **shared, "received_at": answered_at}
        reply |= {"attempt_id": attempt["id"] if rng.random() < 0.8 else None}
        reply |= {"from_email": lead["contact_email"], "classification": rng.choice(classes)}
        world.replies.append(reply)
