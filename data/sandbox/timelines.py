"""The whole life of many orders at once, as arrays of epoch seconds: nothing here knows "now"."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from data.sandbox.clients import CLIENTS
from data.sandbox.intake import DAY, HOUR
from data.sandbox.markets import NICHES, PACKAGES, PLATFORMS
from data.sandbox.noise import Floats, Ints, Noise

NEVER = 2**62
MAX_SLOTS = 8
LONGEST_DAYS = 21  # no ordinary order stays open longer; only the named cases do

Flags = NDArray[np.bool_]


class Fate(IntEnum):
    """What becomes of a live link at the search engines; all but ``INDEXED`` are for good."""

    INDEXED = 0
    CRAWLED_NOT_INDEXED = 1
    NOINDEX = 2
    CANONICAL_ELSEWHERE = 3
    ROBOTS_BLOCKED = 4
    NOT_FOUND = 5
    SERVER_ERROR = 6


_UNINDEXED_ODDS = np.array([0.0, 0.5, 0.14, 0.12, 0.1, 0.08, 0.06])

_NICHE_SLOWNESS = np.array([niche.slowness for niche in NICHES])
_PACKAGE_SLOWNESS = np.array([package.slowness for package in PACKAGES])
_PATIENCE = np.array([client.patience for client in CLIENTS])
_PLATFORM_SLOWNESS = np.array([platform.slowness for platform in PLATFORMS])
_PLATFORM_SHARES = np.array([platform.share for platform in PLATFORMS])
_INDEX_HOURS = np.array([platform.index_hours for platform in PLATFORMS])
_NEVER_INDEXED = np.array([platform.never_indexed for platform in PLATFORMS])
_BY_WEEKDAY = np.array([1.0, 1.0, 1.0, 1.05, 1.3, 1.7, 1.4])


@dataclass(frozen=True, slots=True)
class Requests:
    """What was ordered, when and by whom: one entry per order, positions in the tables above."""

    index: Ints
    created: Ints
    client: Ints
    package: Ints
    niche: Ints


@dataclass(frozen=True, slots=True)
class Timelines:
    """Events of orders, and of all their slots in one flat row; ``NEVER`` does not come.

    Slot arrays start at ``platform``; those of order ``i`` begin at ``first_slot[i]``.
    """

    requests: Requests
    total: Ints
    first_slot: Ints
    promise: Ints
    revised: Ints
    second_promise: Ints
    started: Ints
    ended: Ints
    failed: Flags
    platform: Ints
    live: Ints
    indexed: Ints
    deindexed: Ints
    lost: Ints
    fate: Ints


def draw_requests(noise: Noise, index: Ints, created: Ints) -> Requests:
    """Who ordered what, for orders of which only the time is known."""
    client = noise.choice("client", index, np.array([client.weight for client in CLIENTS]))
    package = noise.choice("package", index, np.array([package.share for package in PACKAGES]))
    slugs = [niche.slug for niche in NICHES]
    main = np.array([slugs.index(client.niches[0]) for client in CLIENTS])
    other = np.array([slugs.index(client.niches[-1]) for client in CLIENTS])
    niche = np.where(noise.uniform("niche", index) < 0.7, main[client], other[client])
    return Requests(index, created, client, package, niche)


def draw_timelines(noise: Noise, requests: Requests) -> Timelines:
    """The full life of each order, a pure function of the seed and of the request."""
    index, created = requests.index, requests.created
    total = _links_total(noise, requests)
    first_slot = np.cumsum(total) - total
    order = np.repeat(np.arange(len(index)), total)
    place = np.arange(len(order)) - first_slot[order]
    slot = index[order] * MAX_SLOTS + place
    platform = _platforms(noise, index)[order, place]
    quoted = _quoted_slowness(requests)
    slowness = quoted * _PATIENCE[requests.client] * _hard_luck(noise, index)
    started = created + _seconds(noise.lognormal("wait", index, 1.4 * slowness, 0.7), 4 * DAY)
    pace = 4.2 * slowness * noise.lognormal("pace", index, 1.0, 0.55)
    hours = noise.lognormal("slot", slot, pace[order] * _PLATFORM_SLOWNESS[platform], 0.5)
    live = started[order] + _seconds(hours, 14 * DAY)
    last = np.maximum.reduceat(live, first_slot)
    failed = noise.uniform("fails", index) < 0.022 + 0.008 * _NICHE_SLOWNESS[requests.niche]
    checked = last + _seconds(noise.lognormal("check", index, 0.3, 0.8), DAY)
    broken = started + _seconds(noise.lognormal("breaks", index, 20.0, 0.6), 7 * DAY)
    ended = np.where(failed, broken, checked)
    has_gap = (noise.uniform("gap", index) < 0.012) & (total > 1) & ~failed
    is_missing = (live > ended[order]) | (has_gap[order] & (live == last[order]))
    live = np.where(is_missing, NEVER, live)
    promise = _promise(noise, index, created, quoted)
    revised, second_promise = _revision(noise, index, created, promise, ended)
    return Timelines(
        requests, total, first_slot, promise, revised, second_promise, started, ended, failed,
        platform, live, *_index_fates(noise, slot, platform, live),
    )  # fmt: skip


def _seconds(hours: Floats, longest: int) -> Ints:
    return np.minimum(hours * HOUR, longest).astype(np.int64)


def _links_total(noise: Noise, requests: Requests) -> Ints:
    total = np.zeros_like(requests.index)
    for position, package in enumerate(PACKAGES):
        drawn = noise.choice(f"size/{package.name}", requests.index, np.array(package.odds))
        total = np.where(requests.package == position, np.array(package.sizes)[drawn], total)
    return total


def _platforms(noise: Noise, index: Ints) -> Ints:
    """Different platforms for the slots of an order, the big ones oftener (exponential races)."""
    racer = index[:, None] * len(PLATFORMS) + np.arange(len(PLATFORMS))
    finish = -np.log1p(-noise.uniform("platform", racer)) / _PLATFORM_SHARES
    return np.argsort(finish, axis=1)[:, :MAX_SLOTS]


def _quoted_slowness(requests: Requests) -> Floats:
    """The part of the slowness that the vendor knows when it promises."""
    weekday = (requests.created // DAY + 3) % 7
    slowness = _NICHE_SLOWNESS[requests.niche] * _PACKAGE_SLOWNESS[requests.package]
    quoted: Floats = slowness * _BY_WEEKDAY[weekday]
    return quoted


def _hard_luck(noise: Noise, index: Ints) -> Floats:
    return np.where(noise.uniform("stuck", index) < 0.07, 5.0, 1.0)


def _promise(noise: Noise, index: Ints, created: Ints, quoted: Floats) -> Ints:
    """Creation plus the quoted time, up to the next full or half hour; rarely there is none."""
    half_hour = HOUR // 2
    promise = -(-(created + _seconds(14.5 * quoted, 18 * DAY)) // half_hour) * half_hour
    return np.where(noise.uniform("unpromised", index) < 0.004, NEVER, promise)


def _revision(
    noise: Noise, index: Ints, created: Ints, promise: Ints, ended: Ints
) -> tuple[Ints, Ints]:
    """When the estimate was put off and to when: one late order in three, shortly before due."""
    is_late = (ended > promise) & (promise != NEVER)
    is_revised = is_late & (noise.uniform("revises", index) < 0.35)
    notice = _seconds(noise.lognormal("notice", index, 1.5, 0.5), 6 * HOUR)
    more = _seconds(noise.lognormal("more", index, 10.0, 0.6), 6 * DAY)
    at = np.maximum(promise - notice, created + 60)
    never = np.full_like(promise, NEVER)
    return np.where(is_revised, at, never), np.where(is_revised, promise + more, never)


def _index_fates(
    noise: Noise, slot: Ints, platform: Ints, live: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Times indexed, de-indexed and lost, and the fate, of each slot."""
    never = np.full_like(live, NEVER)
    is_live = live != NEVER
    refused = noise.uniform("refused", slot) < _NEVER_INDEXED[platform]
    fate = np.where(refused, noise.choice("fate", slot, _UNINDEXED_ODDS), Fate.INDEXED)
    wait = _seconds(noise.lognormal("index", slot, _INDEX_HOURS[platform], 1.2), 120 * DAY)
    # A page that stood before the link was added to it was indexed before the link went live.
    is_older = noise.uniform("older", slot) < 0.006
    found = np.where(is_older, live - wait, live + wait)
    indexed = np.where(is_live & ~refused, found, never)
    is_dropped = (indexed != NEVER) & (noise.uniform("dropped", slot) < 0.03)
    seen = np.maximum(indexed, live)
    deindexed = _later_where(is_dropped, seen, noise, "stay", slot, median_days=18)
    is_lost = is_live & (noise.uniform("lost", slot) < 0.004)
    lost = _later_where(is_lost, live, noise, "upright", slot, median_days=40)
    return indexed, deindexed, lost, fate


def _later_where(
    mask: Flags, since: Ints, noise: Noise, stream: str, slot: Ints, *, median_days: float
) -> Ints:
    """Some days after ``since`` where the mask holds, else never; draws only for the few."""
    later = np.full_like(since, NEVER)
    days = noise.lognormal(stream, slot[mask], median_days, 0.8)
    later[mask] = since[mask] + _seconds(24 * days, 200 * DAY)
    return later
