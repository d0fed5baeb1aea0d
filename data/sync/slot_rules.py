"""How reads of an order's slots become the stored placements.

A placement has no id (G24). A list of slots is matched by url, the rest by (platform, n-th of that
platform), so a slot keeps its number when its url arrives (data/sync/slot_matching.py).
The vendor's `indexed` is a claim of this moment, so between two reads lies an interval (G21, G22).
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema import placement_history, placements
from data.sync.entities import Entity, Expression, History, Reading, distinct_words


def _url(row: Reading) -> Expression:
    """A slot that loses its url is lost, not deleted: the link that was there stays known."""
    kept = sa.func.coalesce(row.new.url, row.old.url)
    return sa.case((row.said("url"), kept), else_=row.old.url)


def _canonical(row: Reading) -> Expression:
    return sa.case((row.new.url.is_(None), row.old.url_canonical), else_=row.new.url_canonical)


def _sha256(row: Reading) -> Expression:
    """The same as data.indexing.urls.url_key, without a million calls of it."""
    key = sa.func.sha256(row.new.url_canonical)
    return sa.case((row.new.url.is_(None), row.old.url_sha256), else_=key)


def _lost(row: Reading) -> Expression:
    is_lost = sa.and_(row.said("url"), row.new.url.is_(None), row.old.url.is_not(None))
    return sa.case(
        (is_lost, sa.func.coalesce(row.old.lost_at, row.seen_at)),
        (row.new.url.is_not(None), sa.null()),
        else_=row.old.lost_at,
    )


def _claim(row: Reading) -> Expression:
    """`indexed` of a slot with a link; an empty slot says nothing about the link it had."""
    is_claim = sa.and_(row.new.url.is_not(None), row.new.indexed.is_not(None))
    is_empty = sa.and_(row.old.url.is_(None), row.new.indexed.is_not(None))
    return sa.case((sa.or_(is_claim, is_empty), row.new.indexed), else_=row.old.indexed)


def _says_indexed(row: Reading) -> Expression:
    claim = sa.func.coalesce(row.new.indexed, row.new.indexed_at.is_not(None))
    return sa.and_(row.new.url.is_not(None), claim)


def _says_not_indexed(row: Reading) -> Expression:
    """The claim `false`, or a report whose indexed_at is null (G22)."""
    claim = row.new.indexed == sa.false()
    report = sa.and_(
        row.new.indexed.is_(None), row.said("indexed_at"), row.new.indexed_at.is_(None)
    )
    return sa.and_(row.new.url.is_not(None), sa.or_(claim, report))


def _last_seen_not_indexed(row: Reading) -> Expression:
    before = sa.and_(_says_not_indexed(row), row.old.first_seen_indexed_at.is_(None))
    latest = sa.func.greatest(row.old.last_seen_not_indexed_at, row.seen_at)
    return sa.case((before, latest), else_=row.old.last_seen_not_indexed_at)


def _first_seen_indexed(row: Reading) -> Expression:
    earliest = sa.func.least(row.old.first_seen_indexed_at, row.seen_at)
    return sa.case((_says_indexed(row), earliest), else_=row.old.first_seen_indexed_at)


def _deindexed(row: Reading) -> Expression:
    is_claim = sa.and_(row.new.url.is_not(None), row.new.indexed == sa.false())
    was_indexed = row.old.first_seen_indexed_at.is_not(None)
    return sa.case(
        (_says_indexed(row), sa.null()),
        (sa.and_(is_claim, was_indexed), sa.func.coalesce(row.old.deindexed_at, row.seen_at)),
        else_=row.old.deindexed_at,
    )


def _first_seen_live(row: Reading) -> Expression:
    earliest = sa.func.least(row.old.first_seen_live_at, row.seen_at)
    return sa.case((row.new.url.is_not(None), earliest), else_=row.old.first_seen_live_at)


def _flags(row: Reading) -> Expression:
    """A report's row knows less than a slot of the order, so it only adds its flags."""
    both = distinct_words(sa.func.concat_ws(" ", row.old.flags, row.new.flags))
    return sa.case((row.said("indexed"), row.new.flags), else_=both)


PLACEMENTS = Entity(
    table=placements,
    key=("order_id", "slot"),
    columns=("platform", "url", "indexed", "live_at", "indexed_at"),
    rules={
        "url": _url,
        "url_canonical": _canonical,
        "url_sha256": _sha256,
        "indexed": _claim,
        # A time once told stays known when a later read leaves it out.
        "live_at": lambda row: sa.func.coalesce(row.new.live_at, row.old.live_at),
        "indexed_at": lambda row: sa.func.coalesce(row.new.indexed_at, row.old.indexed_at),
        "last_seen_not_indexed_at": _last_seen_not_indexed,
        "first_seen_indexed_at": _first_seen_indexed,
        "first_seen_live_at": _first_seen_live,
        "lost_at": _lost,
        "deindexed_at": _deindexed,
        "flags": _flags,
    },
    history=History(
        placement_history,
        ("order_id", "slot", "url", "indexed", "live_at", "indexed_at"),
        watched=("url", "indexed", "live_at", "indexed_at", "lost_at"),
        instead={"url": lambda row: sa.case((row.lost_at.is_(None), row.url))},
    ),
)
