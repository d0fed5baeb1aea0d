"""Orders in the documented form, by a shorter way to the row.

Nearly every row of a sync is one, and a first sync reads a hundred thousand. The readers of single
values are those of the full reader in data/models/orders.py; what is saved is the account of which
fields were used and given, for all objects of one form agree in that. Where a row differs from its
form (an unknown field, a null where none belongs, a value that cannot be taken, two fields that
contradict each other) the full reader answers. tests/test_models_plain_orders.py holds that both
read the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from data.models import fields
from data.models.fields import Unfit
from data.models.links import url
from data.models.moments import Moments, moments
from data.models.orders import package, read_any_order, status
from data.models.rows import OrderRow, PlacementRow, Rejected

Reader = Callable[[Any, list[str]], Any]
Readers = dict[str, tuple[str, Reader]]

_NULLABLE = frozenset(("report_url", "estimated_delivery_at", "url", "live_at", "indexed_at"))


def read_order(raw: Any, *, seen_at: datetime) -> OrderRow | Rejected:
    """An order from a list, a detail answer or a webhook; `seen_at` is naive UTC."""
    row = plain_order(raw, moments(seen_at)) if type(raw) is dict else None
    return row or read_any_order(raw, seen_at=seen_at)


def plain_order(raw: dict[str, Any], time: Moments) -> OrderRow | None:
    """The row of an order in documented form, with such placements; None for any other."""
    form = _order_form(tuple(raw), time)
    if form is None:
        return None
    flags: list[str] = []
    try:
        row = OrderRow(**form.values(raw, flags), given=form.columns)
        if "placements" in raw:
            row.placements = _placements(raw["placements"], row.order_id, time)
    except Unfit:
        return None
    if row.links_delivered is not None and row.links_delivered > row.links_total:
        return None
    if flags:
        row.flags = tuple(dict.fromkeys(flags))
    return row


def _placements(listed: Any, order_id: str, time: Moments) -> list[PlacementRow]:
    if type(listed) is not list:
        raise _odd()
    rows = [_placement(raw, order_id, slot, time) for slot, raw in enumerate(listed, start=1)]
    if len({row.platform for row in rows}) != len(rows):
        raise _odd()
    return rows


def _placement(raw: Any, order_id: str, slot: int, time: Moments) -> PlacementRow:
    form = _placement_form(tuple(raw), time) if type(raw) is dict else None
    if form is None:
        raise _odd()
    flags: list[str] = []
    values = form.values(raw, flags)
    row = PlacementRow(order_id=order_id, slot=slot, **values, given=form.columns)
    if row.indexed and row.url is None:
        raise _odd()
    if flags:
        row.flags = tuple(dict.fromkeys(flags))
    return row


@dataclass(frozen=True, slots=True)
class _Form:
    """What objects with the same fields have in common: field, column, reader; columns given."""

    readers: tuple[tuple[str, str, Reader], ...]
    columns: frozenset[str]

    def values(self, raw: dict[str, Any], flags: list[str]) -> dict[str, Any]:
        """The values by column. Raises Unfit."""
        values = {
            column: None if (value := raw[name]) is None else read(value, flags)
            for name, column, read in self.readers
        }
        if None in values.values() and any(
            value is None and column not in _NULLABLE for column, value in values.items()
        ):
            raise _odd()
        return values


def _odd() -> Unfit:
    """For what is no mistake yet: the full reader will say."""
    return Unfit("not_plain")


def _form(readers: Readers, needed: set[str], names: set[str]) -> _Form | None:
    """None for objects that lack a needed field or have one without a reader."""
    if not needed <= names <= readers.keys():
        return None
    used = tuple((name, *reader) for name, reader in readers.items() if name in names)
    return _Form(used, frozenset(column for _, column, _ in used))


# The rows of one answer share a handful of forms, so each is worked out once.
@lru_cache(64)
def _order_form(names: tuple[str, ...], time: Moments) -> _Form | None:
    readers: Readers = {
        "id": ("order_id", fields.key),
        "status": ("status", status),
        "links_total": ("links_total", fields.integer),
        "links_delivered": ("links_delivered", fields.integer),
        "metadata": ("client_id", _client_id),
        "package": ("package", package),
        "niche": ("niche", fields.text),
        "target_url": ("target_url", url),
        "anchor_text": ("anchor_text", fields.text),
        "episode_title": ("episode_title", fields.text),
        "report_url": ("report_url", url),
        "created_at": ("created_at", time.event),
        "estimated_delivery_at": ("estimated_delivery_at", time.plan),
    }
    return _form(readers, {"id", "status", "links_total"}, {*names} - {"placements"})


@lru_cache(64)
def _placement_form(names: tuple[str, ...], time: Moments) -> _Form | None:
    readers: Readers = {
        "platform": ("platform", fields.text),
        "url": ("url", url),
        "indexed": ("indexed", fields.yes_or_no),
        "live_at": ("live_at", time.event),
        "indexed_at": ("indexed_at", time.event),
    }
    return _form(readers, {"platform"}, {*names})


def _client_id(metadata: Any, flags: list[str]) -> str:
    if type(metadata) is dict and len(metadata) == 1:
        named = metadata.get("client_id")
        if type(named) is str and named:
            return fields.text(named, flags)
    raise _odd()
