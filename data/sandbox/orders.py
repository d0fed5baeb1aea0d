"""Orders and their slots as Python values, each with its whole life; ``status_at`` cuts it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from data.sandbox import order_ids
from data.sandbox.clients import CLIENTS
from data.sandbox.markets import MEMBERS_AREA, NICHES, PACKAGES, PLATFORMS, Platform
from data.sandbox.noise import Ints, Noise
from data.sandbox.texts import ANCHORS_BY_NICHE, PAGES_BY_CLIENT, TITLES_BY_NICHE
from data.sandbox.timelines import NEVER, Fate, Timelines

_NOT_A_TIME = np.iinfo(np.int64).min
_CLIENT_METADATA = tuple({"client_id": client.client_id} for client in CLIENTS)
_NO_CLIENT_METADATA: tuple[dict[str, str] | None, ...] = (None, {}, {"po_number": "PO-7731"})
_FATES = tuple(Fate)
_FOLDERS = (
    *(f"https://{platform.host}/{platform.path}/" for platform in PLATFORMS),
    *(f"https://{platform.host}/{MEMBERS_AREA}/" for platform in PLATFORMS),
)


class Slot(NamedTuple):
    """One placement of an order. ``is_undated``: its page is shown without a ``live_at``."""

    ordinal: int
    platform: Platform
    url: str
    live_at: datetime | None
    indexed_at: datetime | None
    deindexed_at: datetime | None
    lost_at: datetime | None
    fate: Fate
    is_undated: bool = False

    def is_shown(self, now: datetime) -> bool:
        """True while the slot has a URL."""
        if self.live_at is None or self.live_at > now:
            return False
        return self.lost_at is None or self.lost_at > now

    def is_indexed(self, now: datetime) -> bool:
        """True while an engine has the page, which may be before the link is on it."""
        if self.indexed_at is None or self.indexed_at > now:
            return False
        return self.deindexed_at is None or self.deindexed_at > now


class Order(NamedTuple):
    """One order with everything that ever happens to it. Times are naive UTC, None is never.

    ``number`` is the order's place in the world, from which all else is drawn.
    """

    number: int
    order_id: str
    package: str
    niche: str
    links_total: int
    target_url: str
    anchor_text: str
    episode_title: str | None
    metadata: dict[str, Any] | None
    callback_url: str | None
    created_at: datetime
    promised_at: datetime | None
    revised_at: datetime | None
    second_promise_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    is_failed: bool
    slots: tuple[Slot, ...]
    open_word: str | None = None

    def status_at(self, now: datetime) -> str:
        """The status word shown at ``now``; ``open_word`` replaces the documented open ones."""
        if self.ended_at is not None and self.ended_at <= now:
            return "failed" if self.is_failed else "delivered"
        if self.open_word is not None:
            return self.open_word
        is_started = self.started_at is not None and self.started_at <= now
        return "in_progress" if is_started else "queued"

    def links_delivered(self, now: datetime) -> int:
        """How many slots have gone live so far; a link lost later stays counted."""
        delivered = 0
        for slot in self.slots:  # a plain loop: this runs for every row of every list
            if slot.live_at is not None and slot.live_at <= now:
                delivered += 1
        return delivered


def build(seed: int, noise: Noise, lives: Timelines) -> list[Order]:
    """The orders of one block of timelines, in index order."""
    requests = lives.requests
    ids = order_ids.encode(seed, requests.index, requests.created)
    pick = _picker(noise, requests.index)
    clients, niches = requests.client.tolist(), requests.niche.tolist()
    unnamed = (noise.uniform("unnamed", requests.index) < 0.006).tolist()
    odd = pick("unnamed/how", _NO_CLIENT_METADATA)
    rows = zip(
        requests.index.tolist(),
        ids,
        [PACKAGES[position].name for position in requests.package.tolist()],
        [NICHES[position].slug for position in niches],
        lives.total.tolist(),
        _texts(pick("page", PAGES_BY_CLIENT[0]), PAGES_BY_CLIENT, clients),
        _texts(pick("anchor", ANCHORS_BY_NICHE[0]), ANCHORS_BY_NICHE, niches),
        _texts(pick("title", TITLES_BY_NICHE[0]), TITLES_BY_NICHE, niches),
        [
            _NO_CLIENT_METADATA[how] if bad else _CLIENT_METADATA[client]
            for client, bad, how in zip(clients, unnamed, odd, strict=True)
        ],
        [None] * len(ids),
        _moments(requests.created),
        _moments(lives.promise),
        _moments(lives.revised),
        _moments(lives.second_promise),
        _moments(lives.started),
        _moments(lives.ended),
        lives.failed.tolist(),
        _slots(ids, lives),
        strict=True,
    )
    return [Order(*row) for row in rows]


def _picker(noise: Noise, index: Ints) -> Callable[[str, tuple[Any, ...]], list[int]]:
    def pick(stream: str, table: tuple[Any, ...]) -> list[int]:
        positions: list[int] = (noise.uniform(stream, index) * len(table)).astype(int).tolist()
        return positions

    return pick


def _texts(picked: list[int], tables: tuple[tuple[str, ...], ...], rows: list[int]) -> list[str]:
    return [tables[row][position] for row, position in zip(rows, picked, strict=True)]


def _moments(seconds: Ints) -> list[datetime | None]:
    """Epoch seconds as naive UTC datetimes, ``NEVER`` as None."""
    moments: list[datetime | None] = (
        np.where(seconds == NEVER, _NOT_A_TIME, seconds).astype("datetime64[s]").tolist()
    )
    return moments


def _slots(ids: list[str], lives: Timelines) -> Iterator[tuple[Slot, ...]]:
    """The slots of each order, cut from one flat pass over all slots."""
    order = np.repeat(np.arange(len(ids)), lives.total)
    ordinals = (np.arange(len(order)) - lives.first_slot[order] + 1).tolist()
    fields = zip(
        ordinals,
        map(PLATFORMS.__getitem__, lives.platform.tolist()),
        _urls([order_id[4:].lower() for order_id in ids], order, ordinals, lives),
        _moments(lives.live),
        _moments(lives.indexed),
        _moments(lives.deindexed),
        _moments(lives.lost),
        map(_FATES.__getitem__, lives.fate.tolist()),
        strict=True,
    )
    flat = [Slot(*slot) for slot in fields]
    for first, total in zip(lives.first_slot.tolist(), lives.total.tolist(), strict=True):
        yield tuple(flat[first : first + total])


def _urls(codes: list[str], order: Ints, ordinals: list[int], lives: Timelines) -> list[str]:
    """Page addresses; what robots.txt blocks lies in the members' area of the platform."""
    is_blocked = lives.fate == Fate.ROBOTS_BLOCKED
    folder = (lives.platform + len(PLATFORMS) * is_blocked).tolist()
    return [
        f"{_FOLDERS[place]}{codes[owner]}-{ordinal}"
        for place, owner, ordinal in zip(folder, order.tolist(), ordinals, strict=True)
    ]
