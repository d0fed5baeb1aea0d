"""Rows of Podcast Backlinks: orders with their placements, reports, the account.

The vendor's document and its gaps are in contracts; G-numbers name a gap.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from data.models import fields
from data.models.fields import Unfit
from data.models.links import url
from data.models.moments import moments
from data.models.reading import Reading, read_object
from data.models.rows import AccountRow, OrderRow, PlacementRow, Rejected, ReportRow

PACKAGES = frozenset(("starter", "growth", "scale"))
# A status never falls back to a lower rank: a stale list page must not undo a delivery.
STATUS_RANK = {"queued": 0, "in_progress": 1, "delivered": 2, "failed": 2}

status = partial(fields.word, known=frozenset(STATUS_RANK), unknown="unknown_status")


def read_any_order(raw: Any, *, seen_at: datetime) -> OrderRow | Rejected:
    """An order in whatever form; plain ones have a shorter way (data/models/plain_orders.py)."""
    return read_object("orders", raw, moments(seen_at), _order, "id")


def read_report(raw: Any, order_id: str, *, seen_at: datetime) -> ReportRow | Rejected:
    """The report of the order that was asked for; one that names another order is rejected."""
    return read_object("reports", raw, moments(seen_at), partial(_report, order_id), "order_id")


def read_account(raw: Any, *, seen_at: datetime) -> AccountRow | Rejected:
    """One reading of the account."""
    return read_object("account_snapshots", raw, moments(seen_at), _account)


def _order(reading: Reading) -> OrderRow:
    get = reading.get
    row = OrderRow(
        order_id=reading.key("order_id", "id"),
        status=reading.need(status, "status"),
        links_total=reading.need(fields.integer, "links_total"),
        links_delivered=get(fields.integer, "links_delivered"),
        client_id=_client_id(reading),
        package=get(package, "package"),
        niche=get(fields.text, "niche"),
        target_url=get(url, "target_url"),
        anchor_text=get(fields.text, "anchor_text"),
        episode_title=get(fields.text, "episode_title"),
        report_url=get(url, "report_url", nullable=True),
        created_at=get(reading.time.event, "created_at"),
        estimated_delivery_at=get(reading.time.plan, "estimated_delivery_at", nullable=True),
    )
    if row.links_delivered is not None and row.links_delivered > row.links_total:
        reading.flags.append("inconsistent")
    row.placements = _placements(reading, row.order_id, row.rejected)
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def package(value: Any, flags: list[str]) -> str:
    """The name of a package; an unknown one is kept and flagged."""
    name = fields.text(value, flags)
    if name not in PACKAGES:
        flags.append("unknown_package")
    return name


def _client_id(reading: Reading) -> str | None:
    """The client named in `metadata` (G9, G10): opaque text, compared exactly.

    Metadata that names nobody flags the row `unassigned` and stays in `extra`; so does metadata
    that says more than the client.
    """
    metadata = reading.raw.get("metadata")
    if metadata is None:
        reading.skip("metadata")
        return None
    named = metadata.get("client_id") if type(metadata) is dict else None
    if type(named) not in (str, int, float) or named == "":
        reading.flags.append("unassigned")
        return None
    if len(metadata) == 1:
        reading.skip("metadata")
    reading.give("client_id")
    return fields.text(named, reading.flags)


def _placements(
    reading: Reading, order_id: str, rejected: list[Rejected]
) -> list[PlacementRow] | None:
    """The slots of an order or report, None when the key is absent (G5)."""
    if "placements" not in reading.raw:
        return None
    listed = reading.raw["placements"]
    if type(listed) is not list:
        # An object or null is no list of slots; taken for an empty one it would lose links.
        if listed is not None:
            reading.flags.append("bad_placements")
        else:
            reading.skip("placements")
        return None
    reading.skip("placements")
    rows: list[PlacementRow] = []
    for slot, raw in enumerate(listed, start=1):
        row = read_object("placements", raw, reading.time, partial(_placement, order_id, slot))
        if isinstance(row, Rejected):
            row.row_key = f"{order_id}#{slot}"
            rejected.append(row)
        else:
            rows.append(row)
    _flag_repeated_platforms(rows)
    return rows


def _placement(order_id: str, slot: int, reading: Reading) -> PlacementRow:
    get = reading.get
    row = PlacementRow(
        order_id=order_id,
        slot=slot,
        platform=get(fields.text, "platform"),
        url=get(url, "url", nullable=True),
        indexed=get(fields.yes_or_no, "indexed"),
        live_at=get(reading.time.event, "live_at", nullable=True),
        indexed_at=get(reading.time.event, "indexed_at", nullable=True),
    )
    if row.platform is None:
        reading.flags.append("missing_platform")
    if row.indexed and row.url is None:
        reading.flags.append("inconsistent")
    row.extra, row.flags, row.given = reading.rest(), reading.words(), reading.said()
    return row


def _flag_repeated_platforms(rows: list[PlacementRow]) -> None:
    """The same platform twice is two slots (G24), but worth a look."""
    if len({row.platform for row in rows}) == len(rows):
        return
    platforms = [row.platform for row in rows]
    for row in rows:
        if platforms.count(row.platform) > 1:
            row.flags = (*row.flags, "duplicate_placement")


def _report(order_id: str, reading: Reading) -> ReportRow:
    named = reading.get(fields.text, "order_id")
    if named not in (None, order_id):
        raise Unfit("order_mismatch", "order_id")
    summary = _part(reading, "summary")
    row = ReportRow(
        order_id=order_id,
        pdf_url=reading.get(url, "pdf_url"),
        report_links_total=summary.get(fields.integer, "report_links_total", "links_total"),
        report_indexed=summary.get(fields.integer, "report_indexed", "indexed"),
        average_da=summary.get(fields.number, "average_da"),
        delivered_in_hours=summary.get(fields.hours, "delivered_in_hours"),
    )
    row.placements = _placements(reading, order_id, row.rejected)
    _close(row, reading, summary, "summary")
    return row


def _account(reading: Reading) -> AccountRow:
    credit = _part(reading, "credits")
    row = AccountRow(
        balance_usd=reading.get(fields.money, "balance_usd"),
        credits_starter=credit.get(fields.integer, "credits_starter", "starter"),
        credits_growth=credit.get(fields.integer, "credits_growth", "growth"),
        credits_scale=credit.get(fields.integer, "credits_scale", "scale"),
        credits_expire_at=credit.get(credit.time.plan, "credits_expire_at", "expires_at"),
        orders_total=reading.get(fields.integer, "orders_total"),
        orders_in_progress=reading.get(fields.integer, "orders_in_progress"),
        links_delivered_30d=reading.get(fields.integer, "links_delivered_30d"),
        raw=reading.whole(),
    )
    _close(row, reading, credit, "credits")
    return row


def _part(reading: Reading, name: str) -> Reading:
    """An object inside the object; a missing or strange one reads as empty."""
    inner = reading.raw.get(name)
    if type(inner) is dict:
        reading.skip(name)
        return Reading(inner, reading.time)
    return Reading({}, reading.time)


def _close(row: ReportRow | AccountRow, reading: Reading, inner: Reading, name: str) -> None:
    """Put together what the object and the one inside it left over, flagged and gave."""
    left, inner_left = reading.rest(), inner.rest()
    row.extra = {**(left or {}), name: inner_left} if inner_left else left
    row.flags = tuple(dict.fromkeys(reading.words() + inner.words()))
    row.given = reading.said() | inner.said()
