"""The tables of a client's report: texts in rows, with what each may link to and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from data.models import links as web
from pages.client_report import wording
from pages.components import formats, plain

MOST_LINKS = 200
MOST_LETTERS = 200  # a text of 64 kB would fill pages, and keep the typesetter busy for seconds
_MOST_OPEN = 20
_MOST_CAMPAIGNS = 12


@dataclass(frozen=True)
class Table:
    """Rows of texts under headings; `more` rows of the warehouse are left out.

    `addresses` are the places of columns that hold web addresses. `marks` is the outcome of each
    row (see pages/components/palette.py), shown before the text at `marked`. Columns at `short`
    stay on one line.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0
    addresses: tuple[int, ...] = ()
    marked: int | None = None
    marks: tuple[str, ...] = ()
    short: tuple[int, ...] = ()


def links(rows: pd.DataFrame, zone: str) -> Table:
    """Newest first, the first 200."""
    shown = rows.head(MOST_LINKS)
    lines = zip(
        shown["url"],
        (formats.when(at, zone) for at in shown["live_at"]),
        (wording.state(code) for code in shown["index_state"]),
        shown["anchor_text"],
        shown["target_url"],
        strict=True,
    )
    return Table(
        ("Link", "Live since", "Index", "Anchor", "Target"),
        _texts(lines),
        more=len(rows) - len(shown),
        addresses=(0, 4),
        marked=2,
        marks=tuple(wording.outcome(code) for code in shown["index_state"]),
        short=(1, 2),
    )


def campaigns(rows: pd.DataFrame) -> Table:
    shown = rows.head(_MOST_CAMPAIGNS)
    lines = [
        (
            row["campaign_name"],
            formats.count(row["contacted"]),
            formats.count(row["replied"]),
            wording.rate_of(row, "positive"),
            formats.count(row["placed"]),
        )
        for _, row in shown.iterrows()
    ]
    headings = ("Campaign", "Contacted", "Replied", "Positive / contacted", "Placed")
    return Table(headings, _texts(lines), more=len(rows) - len(shown))


def open_items(ask: Callable[[str], pd.DataFrame], zone: str) -> Table:
    """What the client may ask about: late orders first, then links that no index will take."""
    stuck = ask("stuck_links")
    stuck = stuck[stuck["state"].isin(wording.CANNOT_BE_INDEXED)]
    lines = [
        *(_late(row, zone) for _, row in ask("overdue_orders").iterrows()),
        *(_stuck(row) for _, row in stuck.iterrows()),
    ]
    shown = lines[:_MOST_OPEN]
    return Table(
        ("Open", "How it stands"), _texts(shown), more=len(lines) - len(shown), addresses=(0,)
    )


def _late(order: pd.Series, zone: str) -> tuple[str, str]:
    delivered = f"{formats.fraction(order['links_delivered'], order['links_total'])} links live, "
    return (
        f"Order {order['order_id']}",
        f"{delivered}promised for {formats.when(order['first_promised_at'], zone)}, "
        f"late by {formats.duration(order['lateness_hours'])} so far",
    )


def _stuck(link: pd.Series) -> tuple[str, str]:
    return (
        str(link["url"]),
        f"{wording.state(link['state'])}, live for {formats.duration(link['age_hours'])}",
    )


def _texts(lines: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(formats.NONE if pd.isna(cell) else _text(str(cell)) for cell in line)  # type: ignore[call-overload]
        for line in lines
    )


def _text(cell: str) -> str:
    """An address that may be followed stays whole: cut it would lead elsewhere."""
    if web.may_be_followed(cell):
        return cell
    return plain.shortened(plain.line(cell), MOST_LETTERS)
