"""A vendor whose order list is paged in a way that a seed has chosen, honest or not."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from tests.independent.answering import Answer, Freedom, Row, Server

HONEST = ("honest", "shrinks", "has_gaps")
CIRCLES = ("circle_of_one", "circle_of_two", "circle_of_new_names")
UNSTEADY = ("expires", "grows", "overlaps")
START = datetime(2026, 3, 1)


@dataclass
class Served:
    """One answer: the cursor that was asked for, the ids in it, and the cursor it named."""

    asked: str | None
    ids: list[str]
    named: str | None


@dataclass
class Paging:
    """What a seed has chosen. `turning` is the page from which on a dishonest server turns."""

    seed: int
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = rng = random.Random(self.seed)
        self.kind = rng.choice(HONEST + CIRCLES + UNSTEADY)
        self.count, self.size = rng.randint(0, 60), rng.randint(1, 20)
        self.turning = rng.randint(1, 4)
        self.shape = rng.choice(("data", "orders", "items", "results"))
        self.end: Any = rng.choice((None, "", "missing"))
        self.prefix = rng.choice(("", "eyJpZCI6", "c=", "/", "page "))
        self.expires_for_ever = rng.random() < 0.3


class PagingServer(Server):
    """Answers the whole list only; since `begin` it has answered `served`."""

    prefix: ClassVar[str] = "/v1"

    def __init__(self) -> None:
        super().__init__(Freedom(), lambda: datetime.now(UTC).replace(tzinfo=None))

    def begin(self, paging: Paging) -> None:
        self.paging, self.served = paging, list[Served]()
        self.ids = [f"s{paging.seed}_{number}" for number in range(paging.count)]
        self.ids_before = set(self.ids)
        self._starts: dict[str, int] = {}
        self._has_expired = False

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        if steps == ["account"]:
            return 200, {"balance_usd": 1.0, "orders_total": len(self.ids)}, {}
        if steps != ["orders"]:
            return 404, {"error": {"code": "not_found", "message": "No."}}, {}
        asked = query.get("cursor")
        if self._refuses(asked):
            return 410, {"error": {"code": "invalid_request", "message": "cursor expired"}}, {}
        ids, following = self._page(self._starts[asked] if asked else 0)
        named = None if following is None else self._token(following)
        self.served.append(Served(asked, ids, named))
        return 200, self._body([self._row(order_id) for order_id in ids], named), {}

    def _refuses(self, asked: str | None) -> bool:
        paging, turn = self.paging, len(self.served)
        if paging.kind != "expires" or asked is None or turn < paging.turning:
            return False
        if self._has_expired and not paging.expires_for_ever:
            return False
        self._has_expired = True
        return True

    def _page(self, start: int) -> tuple[list[str], int | None]:
        """The ids of a page, and where the next one starts."""
        paging, rng, size = self.paging, self.paging.rng, self.paging.size
        has_turned = len(self.served) + 1 >= paging.turning
        if paging.kind == "has_gaps" and rng.random() < 0.3:
            return [], start
        if paging.kind == "grows":
            new = [f"s{paging.seed}_new_{len(self.ids)}_{n}" for n in range(rng.randint(0, 3))]
            self.ids[:0] = new
        if paging.kind == "overlaps" and start:
            start -= rng.randint(0, min(start, size // 2))
        if paging.kind == "shrinks":
            size = rng.randint(1, size)
        ids, following = self.ids[start : start + size], start + size
        if paging.kind in CIRCLES and has_turned:
            back = 0 if paging.kind == "circle_of_one" else size
            return ids, max(0, start - back) if start or not back else following
        return ids, following if following < len(self.ids) else None

    def _token(self, start: int) -> str:
        """Cursors of one place are equal, except where pages are empty or the circle hides."""
        is_new = self.paging.kind in ("has_gaps", "circle_of_new_names")
        token = f"{self.paging.prefix}{start}{f'.{len(self._starts)}' if is_new else ''}"
        self._starts[token] = start
        return token

    def _body(self, rows: list[Row], cursor: str | None) -> Row:
        paging = self.paging
        told = {} if cursor is None and paging.end == "missing" else {"next_cursor": cursor}
        if cursor is None and paging.end == "":
            told = {"next_cursor": ""}
        if paging.shape == "items":
            return {"items": rows, "pagination": told}
        return {paging.shape: rows, **told}

    def _row(self, order_id: str) -> Row:
        """A failed order without links: a sync asks for nothing more about it."""
        age = timedelta(minutes=self.ids.index(order_id))
        return {
            "id": order_id,
            "status": "failed",
            "links_total": 3,
            "links_delivered": 0,
            "created_at": f"{(START - age).isoformat()}Z",
        }
