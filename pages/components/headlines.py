"""Headline figures that several pages show: written once, so that no two pages word them apart."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pages.components import changes, formats
from pages.components.cards import Card

Row = pd.Series


class Rate(NamedTuple):
    """The columns of one rate in a report: the fraction, what it counts, its 95% limits."""

    value: str
    k: str
    n: str
    low: str
    high: str


ON_TIME = Rate("on_time_rate", "on_time", "due", "on_time_low", "on_time_high")
INDEXED_NOW = Rate(
    "indexed_now_rate", "indexed_now", "known_now", "indexed_now_low", "indexed_now_high"
)
MATURE_7D = Rate("mature_7d_rate", "mature_7d_k", "mature_7d_n", "mature_7d_low", "mature_7d_high")
POSITIVE = Rate("positive_rate", "positive_k", "positive_n", "positive_low", "positive_high")

_WITHIN = {"24h": ("Indexed in 24 hours", "24 h"), "7d": ("Indexed in 7 days", "7 d")}


def told(row: Row, rate: Rate, *, of: str = "") -> str:
    """`**77%** of promises were kept (72–81%)`, without the words: value and limits for prose."""
    limits = formats.interval(row[rate.low], row[rate.high], of=row[rate.value], brackets="()")
    middle = f" {of}" if of else ""
    return f"**{formats.rate(row[rate.value])}**{middle} {limits}".rstrip()


def rate_card(
    metric: str,
    now: Row,
    before: Row | None,
    rate: Rate,
    *,
    noun: str,
    called: str = "",
    note: str = "",
) -> Card:
    """A rate with its k/n and interval under it, and its change if that is clear."""
    limits = formats.interval(now[rate.low], now[rate.high], of=now[rate.value])
    return Card(
        metric,
        formats.rate(now[rate.value]),
        f"{formats.fraction(now[rate.k], now[rate.n])} {noun} {limits}".rstrip(),
        changes.of_rate(now, before, rate.value, rate.low, rate.high),
        called,
        note,
    )


def links_live(orders: Row, links: Row, before: Row | None) -> Card:
    ordered = formats.noun(orders["orders"], "order")
    return Card(
        "live_links",
        formats.count(links["live_links"]),
        f"{formats.count(orders['delivered'])} of {ordered} placed then are delivered",
        changes.of_count(
            links["live_links"], None if before is None else before["live_links"], of="links"
        ),
        note="Below them the orders placed in the range: links of earlier orders went live too.",
    )


def promise_kept(now: Row, before: Row | None) -> Card:
    return rate_card("on_time_rate", now, before, ON_TIME, noun="due")


def indexed_now(now: Row) -> Card:
    """Without a change: the links of an earlier period have had more time to be indexed."""
    unknown = formats.noun(now["unknown_now"], "link")
    return rate_card(
        "indexed_now",
        now,
        None,
        INDEXED_NOW,
        noun="known",
        note=f"Unknown: {unknown}. To compare periods take “within 7 days”: older links have had "
        "more time.",
    )


def indexed_within(now: Row, before: Row | None, hours: str) -> Card:
    """`hours` is "24h" or "7d": the estimate as value with its limits, then the k/n that can be
    recounted."""
    called, age = _WITHIN[hours]
    value, low, high = (now[f"f_{hours}{end}"] for end in ("", "_low", "_high"))
    counted = formats.fraction(now[f"mature_{hours}_k"], now[f"mature_{hours}_n"])
    limits = formats.interval(low, high, of=value)
    caption = " · ".join(filter(None, (limits, f"{counted} aged ≥ {age}")))
    if formats.is_known(value) and now[f"is_thin_{hours}"]:
        caption += f" · only {formats.count(now[f'at_risk_{hours}'])} still watched then"
    if formats.is_known(value):
        shown = formats.rate(value)
    else:
        shown = formats.NOT_YET_KNOWN if now["live_links"] else formats.NONE
    return Card(
        "f_h",
        shown,
        caption,
        changes.of_rate(now, before, f"f_{hours}", f"f_{hours}_low", f"f_{hours}_high"),
        called,
        "Below it the limits of that estimate, then the plain count over links old enough.",
    )


def quantile_card(
    metric: str,
    now: Row,
    before: Row | None,
    stem: str,
    *,
    n: str,
    caption: str,
    note: str = "",
) -> Card:
    """A survival quantile in hours (`stem`_hours, _low, _high); `n` names the cohort's size."""
    names = (f"{stem}_hours", f"{stem}_low", f"{stem}_high")
    value, low, high = (now[name] for name in names)
    if formats.is_known(value):
        shown = formats.duration(value)
    else:
        shown = formats.NOT_REACHED if now[n] else formats.NONE
    return Card(
        metric,
        shown,
        " · ".join(filter(None, (formats.duration_interval(low, high), caption))),
        changes.of_duration(now, before, *names),
        note=note,
    )
