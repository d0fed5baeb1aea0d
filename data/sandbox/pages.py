"""The pages of the world: when each is up, what it says to engines, and when it is indexed."""

import zlib
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from data.sandbox.clock import Clock
from data.sandbox.orders import Order, Slot
from data.sandbox.sites import guest_posts, odd_pages, one_host_posts, sites
from data.sandbox.timelines import Fate
from data.sandbox.world import OrderWorld

_DEAD_AFTER = timedelta(days=1)
_CRAWLED_AFTER = timedelta(hours=20)


class Page(NamedTuple):
    """One page as it is at a moment. ``crawled_at`` and ``indexed_at`` are in the past or None."""

    url: str
    status: int
    fate: Fate
    crawled_at: datetime | None
    indexed_at: datetime | None
    target_url: str
    anchor_text: str


class Web:
    """Answers what is at a URL now. ``accepted`` are the pushes that an engine has taken."""

    def __init__(
        self, world: OrderWorld, clock: Clock, pushed_ago: timedelta = timedelta()
    ) -> None:
        self._world = world
        self._clock = clock
        self._pushed_ago = pushed_ago
        self._posts = {post.url: post for post in (*guest_posts(), *one_host_posts())}
        self._odd = frozenset(odd_pages())
        self.sites = sites()
        self.accepted: dict[str, datetime] = {}

    def page(self, url: str) -> Page | None:
        """The page at a URL, or None where there never was one."""
        if url in self._posts or url in self._odd:
            return self._pushed_page(url)
        found = self._slot_at(url)
        return None if found is None else self._placement_page(*found)

    def accept(self, url: str) -> None:
        """Note that an engine has taken a push of this URL; the first time counts."""
        self.accepted.setdefault(url, self._clock.now() - self._pushed_ago)

    def _pushed_page(self, url: str) -> Page:
        """A guest post: indexed from the start, or some minutes after the first accepted push."""
        post = self._posts.get(url)
        if post is not None and post.is_blocked:
            fate = Fate.ROBOTS_BLOCKED
        elif post is not None and post.is_hopeless:
            fate = Fate.CRAWLED_NOT_INDEXED
        else:
            fate = Fate.INDEXED
        if post is not None and post.is_indexed:
            crawled_at: datetime | None = self._clock.as_of - timedelta(days=30)
        else:
            crawled_at = self._crawl_of(url)
        is_crawled = crawled_at is not None and fate is not Fate.ROBOTS_BLOCKED
        indexed_at = crawled_at if is_crawled and fate is Fate.INDEXED else None
        return Page(url, 200, fate, crawled_at if is_crawled else None, indexed_at, "", "")

    def _crawl_of(self, url: str) -> datetime | None:
        """85 of 100 pushed pages are crawled within the hour, all within two, as the guide says."""
        if url not in self.accepted:
            return None
        share = zlib.crc32(url.encode()) % 1000 / 1000
        minutes = 4 + share * 64 if share < 0.85 else 62 + (share - 0.85) * 370
        crawled_at = self.accepted[url] + timedelta(minutes=minutes)
        return crawled_at if crawled_at <= self._clock.now() else None

    def _slot_at(self, url: str) -> tuple[Order, Slot] | None:
        """The order and slot whose page has this URL: both stand in the last part of the path."""
        code, _, ordinal = urlsplit(url).path.rpartition("/")[2].rpartition("-")
        order = self._world.find(f"ord_{code.upper()}", self._clock.now())
        if order is None:
            return None
        return next(
            (
                (order, slot)
                for slot in order.slots
                if slot.url == url and str(slot.ordinal) == ordinal
            ),
            None,
        )

    def _placement_page(self, order: Order, slot: Slot) -> Page | None:
        now = self._clock.now()
        if slot.live_at is None or not slot.is_shown(now):
            return None
        status = 200
        if now >= slot.live_at + _DEAD_AFTER:
            status = {Fate.NOT_FOUND: 404, Fate.SERVER_ERROR: 503}.get(slot.fate, 200)
        indexed_at = slot.indexed_at if slot.is_indexed(now) else None
        crawled_at = indexed_at
        is_crawlable = slot.fate is not Fate.ROBOTS_BLOCKED
        if crawled_at is None and is_crawlable and now >= slot.live_at + _CRAWLED_AFTER:
            crawled_at = slot.live_at + _CRAWLED_AFTER
        return Page(
            slot.url, status, slot.fate, crawled_at, indexed_at, order.target_url, order.anchor_text
        )
