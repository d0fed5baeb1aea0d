"""How a named case is written down: times as hours after the order came in."""

from datetime import datetime, timedelta
from typing import NamedTuple

from data.sandbox.markets import PLATFORMS
from data.sandbox.orders import Order, Slot
from data.sandbox.timelines import Fate

_BY_NAME = {platform.name: platform for platform in PLATFORMS}


class Link(NamedTuple):
    """One slot of a case; None is never."""

    platform: str
    live: float | None = None
    indexed: float | None = None
    deindexed: float | None = None
    lost: float | None = None
    is_undated: bool = False


def lived(
    order: Order,
    *links: Link,
    promise: float | None = 8.0,
    started: float | None = 0.5,
    ended: float | None = None,
    is_failed: bool = False,
) -> Order:
    """The order with its whole life replaced; without ``ended`` it stays open for ever."""

    def after(hours: float | None) -> datetime | None:
        return None if hours is None else order.created_at + timedelta(seconds=round(hours * 3600))

    def slot(ordinal: int, link: Link) -> Slot:
        platform = _BY_NAME[link.platform]
        url = f"https://{platform.host}/{platform.path}/{order.order_id[4:].lower()}-{ordinal}"
        return Slot(
            ordinal,
            platform,
            url,
            live_at=after(link.live),
            indexed_at=after(link.indexed),
            deindexed_at=after(link.deindexed),
            lost_at=after(link.lost),
            fate=Fate.CRAWLED_NOT_INDEXED if link.indexed is None else Fate.INDEXED,
            is_undated=link.is_undated,
        )

    return order._replace(
        package={1: "starter", 2: "starter", 3: "growth", 4: "growth"}.get(len(links), "scale"),
        links_total=len(links),
        promised_at=after(promise),
        revised_at=None,
        second_promise_at=None,
        started_at=after(started),
        ended_at=after(ended),
        is_failed=is_failed,
        slots=tuple(slot(ordinal, link) for ordinal, link in enumerate(links, start=1)),
    )


def delivered(order: Order) -> Order:
    """A plain order of three links, delivered on time and all indexed."""
    return lived(
        order,
        Link("spotify", 2.0, 5.0),
        Link("apple", 2.5, 9.0),
        Link("iheart", 4.0, 30.0),
        ended=4.5,
    )
