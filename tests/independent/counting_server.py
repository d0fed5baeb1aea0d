"""A vendor that counts what it is asked, and knows how much it would have had to be asked.

Its list is newest first, in pages of its own length, and shows no placements; every link that is
live is indexed, and every report complete, so that nothing needs a second look.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from tests.independent.answering import Answer, Freedom, Row, Server

APART = timedelta(hours=2)  # two orders; further than any overlap of two reads
BEGAN = datetime(2026, 1, 1)


@dataclass
class Held:
    """An order as the vendor holds it."""

    id: str
    born: datetime
    status: str
    links: int = 0

    def row(self) -> Row:
        return {
            "id": self.id,
            "status": self.status,
            "package": "scale",
            "links_total": 6,
            "links_delivered": self.links,
            "target_url": "https://acme.example/",
            "created_at": f"{self.born.isoformat()}Z",
            "report_url": None,
        }

    def at(self) -> str:
        """When its links went live and were indexed."""
        return f"{(self.born + timedelta(minutes=30)).isoformat()}Z"

    def live(self) -> list[Row]:
        return [
            {"platform": "spotify", "url": f"https://spotify.example/{self.id}/{number}"}
            for number in range(self.links)
        ]


@dataclass(frozen=True)
class Mix:
    """What happens between two reads, in the letters of the formula."""

    queued: int
    in_progress: int
    new: int
    vanished: int
    changed: int
    delivered: int
    page: int

    @classmethod
    def drawn(cls, seed: int) -> Mix:
        rng = random.Random(seed)
        page = rng.choice((7, 20, 50))
        new = rng.randint(0, 45)
        # With the known order as the last of its page, the overlap costs a page more.
        new += (new + 1) % page == 0
        in_progress = rng.randint(0, 60)
        vanished = rng.randint(0, 12)
        return cls(
            queued=rng.randint(0, 30),
            in_progress=in_progress,
            new=new,
            vanished=vanished,
            changed=rng.randint(0, min(15, in_progress)),
            delivered=rng.randint(0, vanished),
            page=page,
        )

    def requests(self) -> int:
        """R of the contract, 3.5."""
        lists = max(1, ceil((self.queued + self.new) / self.page))
        lists += max(1, ceil(self.in_progress / self.page)) + ceil((self.new + 1) / self.page)
        return lists + self.vanished + self.changed + self.delivered + 1


class CountingServer(Server):
    """Holds the orders of a mix as they are before `pass_time`; `arrived` counts requests."""

    prefix = "/v1"

    def __init__(self, mix: Mix, *, closed: int = 130) -> None:
        self.mix, self.arrived = mix, 0
        # The closed ones are the newest: an order that leaves its list shows on no other.
        statuses = ["in_progress"] * (mix.vanished + mix.in_progress)
        statuses += ["queued"] * mix.queued + ["delivered"] * closed
        self.orders = [self._born(n, status) for n, status in enumerate(statuses)]
        super().__init__(Freedom(), lambda: datetime.now(UTC).replace(tzinfo=None))

    def _born(self, number: int, status: str) -> Held:
        links = 1 if status == "delivered" else 0
        return Held(f"ord_{number:04}", BEGAN + number * APART, status, links)

    def requests_of_the_first_pass(self) -> int:
        """The whole list, every order that has links, every report, the account."""
        closed = sum(order.status == "delivered" for order in self.orders)
        return ceil(len(self.orders) / self.mix.page) + 2 * closed + 1

    def pass_time(self) -> None:
        """Let all of the mix happen."""
        mix = self.mix
        working = [order for order in self.orders if order.status == "in_progress"]
        for number, order in enumerate(working[: mix.vanished]):
            is_delivered = number < mix.delivered
            order.status, order.links = ("delivered", 2) if is_delivered else ("failed", 0)
        for order in working[mix.vanished :][: mix.changed]:
            order.links += 1
        first = len(self.orders)
        self.orders += [self._born(number, "queued") for number in range(first, first + mix.new)]

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        self.arrived += 1
        if steps == ["orders"]:
            return 200, self._list(query), {}
        if steps == ["account"]:
            return 200, {"balance_usd": 1.0, "orders_total": len(self.orders)}, {}
        (order,) = [order for order in self.orders if order.id == steps[1]]
        if len(steps) == 2:
            live = [{**slot, "live_at": order.at(), "indexed": True} for slot in order.live()]
            return 200, order.row() | {"placements": live}, {}
        reported = [{**slot, "indexed_at": order.at()} for slot in order.live()]
        return 200, {"order_id": order.id, "summary": {}, "placements": reported}, {}

    def _list(self, query: Mapping[str, str]) -> Row:
        wanted, start = query.get("status"), int(query.get("cursor", "0"))
        rows = [order for order in reversed(self.orders) if wanted in (None, order.status)]
        end = start + min(self.mix.page, int(query["limit"]))
        following = str(end) if end < len(rows) else None
        return {"data": [order.row() for order in rows[start:end]], "next_cursor": following}
