"""Two periods compared, counted again: docs/metrics.md, "What changed"."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import Row, rate, wilson
from tests.independent.recounts.leads import leads
from tests.independent.recounts.links import live_links
from tests.independent.recounts.orders import promised
from tests.independent.recounts.world import World

FEWEST = 5
# By what a figure can be cut: links alone have a platform, leads alone a campaign.
CUTS = {
    "promise_kept": ("package", "niche", "client_id"),
    "indexed_7d": ("package", "niche", "client_id", "platform"),
    "positive": ("client_id", "campaign_id"),
}


def what_changed(world: World, by: str | None) -> pd.DataFrame:
    """The range beside as many days directly before it; without a range there is no before."""
    start, end = world.wanted.start, world.wanted.end
    assert start and end
    before = start - (end - start) - timedelta(days=1), start - timedelta(days=1)
    rows: list[Row] = []
    for figure, cases in _cases(world).items():
        if by not in (None, *CUTS[figure]):
            continue
        cases["group"] = cases[by].fillna("unassigned") if by else "all"
        now = cases[world.between(cases["at"], start, end)]
        then = cases[world.between(cases["at"], *before)]
        if len(now) + len(then):
            rows += [row | {"figure": figure} for row in _figure(now, then, by is not None)]
    return pd.DataFrame(rows)


def _cases(world: World) -> dict[str, pd.DataFrame]:
    """Each figure's cases with their time and whether they went well; no day that still runs."""
    always = replace(world, wanted=replace(world.wanted, start=None, end=None))
    due, live, written = promised(always), live_links(always), leads(always)
    due = due[(due["first_promised_at"] <= world.as_of("podcast")) & (due["state"] != "failed")]
    old = live[(live["age"] >= 168) & (live["known_from"] <= 168)]
    ripe = written[written["reply_mature"]]
    found = {
        "promise_kept": due.assign(
            at=due["first_promised_at"], good=due["delivered_at"] <= due["first_promised_at"]
        ),
        "indexed_7d": old.assign(at=old["live_at"], good=old["known_indexed"] <= 168),
        "positive": ripe.assign(at=ripe["entered_at"], good=ripe["agreed_in_time"]),
    }
    for figure, cases in found.items():
        today = world.today("outreach" if figure == "positive" else "podcast")
        found[figure] = cases[world.day(cases["at"]) < today].copy()
    return found


def _figure(now: pd.DataFrame, then: pd.DataFrame, is_cut: bool) -> list[Row]:
    names = sorted({*now["group"], *then["group"]})
    parts = [
        _counts(now[now["group"] == name], then[then["group"] == name]) | {"group": name}
        for name in names
    ]
    for part in parts:
        part["share"], part["share_before"] = (
            rate(part["n"], len(now)),
            rate(part["n_before"], len(then)),
        )
        part |= _effects(part)
    _correct([part for part in parts if min(part["n"], part["n_before"]) >= FEWEST])
    whole = _counts(now, then) | {"group": "all", "is_total": True}
    whole |= {"share": rate(len(now), len(now)), "share_before": rate(len(then), len(then))}
    for name in ("mix_effect", "rate_effect"):
        told = [part[name] for part in parts if part[name] is not None]
        whole[name] = sum(told) if told else None
    listed = [whole, *(part | {"is_total": False} for part in parts if is_cut)]
    return [row | {"verdict": _verdict(row)} for row in listed]


def _counts(now: pd.DataFrame, then: pd.DataFrame) -> Row:
    row: Row = {}
    for suffix, cases in (("", now), ("_before", then)):
        k, n = int(cases["good"].sum()), len(cases)
        row |= {f"k{suffix}": k, f"n{suffix}": n, f"rate{suffix}": rate(k, n)}
        row |= dict(zip((f"low{suffix}", f"high{suffix}"), wilson(k, n), strict=True))
    return row | {"p_value": None, "q_value": None} | _change(row)


def _change(row: Row) -> Row:
    """Newcombe's limits of a difference of two rates."""
    p, low, high = row["rate"], row["low"], row["high"]
    p0, low0, high0 = row["rate_before"], row["low_before"], row["high_before"]
    if p is None or p0 is None:
        return dict.fromkeys(("change", "change_low", "change_high"))
    return {
        "change": p - p0,
        "change_low": p - p0 - math.hypot(p - low, high0 - p0),
        "change_high": p - p0 + math.hypot(high - p, p0 - low0),
    }


def _effects(part: Row) -> Row:
    """What the mix did and what the rate did; a segment new or gone is mix alone."""
    share, share_before = part["share"], part["share_before"]
    r, r0 = part["rate"], part["rate_before"]
    if share is None or share_before is None:
        return {"mix_effect": None, "rate_effect": None}
    known = r if r0 is None else r0
    moved = 0.0 if r is None or r0 is None else share * (r - r0)
    return {"mix_effect": (share - share_before) * known, "rate_effect": moved}


def _correct(parts: list[Row]) -> None:
    """Benjamini and Hochberg's q of each part, from the score test's two-sided p."""
    for part in parts:
        part["p_value"] = _chance(part["k"], part["n"], part["k_before"], part["n_before"])
    least, tested = 1.0, len(parts)
    ordered = sorted(parts, key=lambda part: (part["p_value"], part["group"]))
    for place, part in reversed(list(enumerate(ordered, start=1))):
        least = min(least, part["p_value"] * tested / place)
        part["q_value"] = least


def _chance(k: int, n: int, k0: int, n0: int) -> float:
    both = (k + k0) / (n + n0)
    spread = np.sqrt(both * (1 - both) * (1 / n + 1 / n0))
    return 1.0 if spread == 0 else math.erfc(abs(k / n - k0 / n0) / spread / math.sqrt(2))


def _verdict(row: Row) -> str:
    if row["n_before"] == 0:
        return "no data then"
    if row["n"] == 0:
        return "no data now"
    if min(row["n"], row["n_before"]) < FEWEST:
        return "too few"
    is_sure = row["q_value"] is None or row["q_value"] <= 0.05
    if is_sure and row["change_low"] > 0:
        return "up"
    return "down" if is_sure and row["change_high"] < 0 else "no clear change"
