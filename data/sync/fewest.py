"""The fewest requests with which a pass over Podcast Backlinks could have done (contract 3.5).

    R = max(1, ceil(q/L)) + max(1, ceil(p/L)) + v + d + m + 1 + ceil((n+1)/L)

Counted from what the pass found, not from what it sent: an attempt after a fault, a limit that was
refused, a page that came twice and the hour of overlap are spent, but not part of it. What the
contract counts apart (index beats, second looks at reports) is one request each, like v, d and m;
a list that must be read whole is ceil(N/L).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class ListShown:
    """What one list has shown: `orders` of any age, and `new`, born after `since`, each once."""

    since: datetime | None = None
    orders: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    def add(self, shown: Iterable[tuple[str, datetime | None]]) -> None:
        """Take the orders of a page: their ids and when each was born."""
        for order_id, created_at in shown:
            self.orders.add(order_id)
            if self.since and created_at and created_at > self.since:
                self.new.add(order_id)

    def needed(self) -> int:
        """All rows; of the newest list those that are new, and one known that ends it."""
        return len(self.orders) if self.since is None else len(self.new) + 1


@dataclass
class Fewest:
    """What a pass has found so far. `questions` are asked once each: orders, reports, account."""

    questions: int = 0
    lists: list[ListShown] = field(default_factory=list)
    _page_rows: int = 0

    def list_begins(self, since: datetime | None = None) -> ListShown:
        """A list is read, whole or only as far as it is newer than `since`."""
        self.lists.append(ListShown(since))
        return self.lists[-1]

    def page(self, rows: int, *, is_last: bool) -> None:
        """Only a page that another follows is known to be as long as the vendor makes them."""
        if not is_last:
            self._page_rows = max(self._page_rows, rows)

    def requests(self) -> int:
        """R as far as the pass came; a list costs a request even if it is empty."""
        return sum(self._pages(shown.needed()) for shown in self.lists) + self.questions

    def _pages(self, rows: int) -> int:
        return max(1, -(-rows // self._page_rows)) if self._page_rows else 1
