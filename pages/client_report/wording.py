"""The sentences of a client's report. Plain texts: both faces escape them."""

from __future__ import annotations

import pandas as pd

from pages.components import formats

CANNOT_BE_INDEXED = ("crawl_blocked", "noindex", "dead")
NOTES = (
    "Promises kept: orders delivered by the first promised time, of those whose time has come; "
    "an order that is overdue and open counts as late.",
    "Indexed: links found in an index, of those whose state is known. Not seen is no proof of "
    "absence. The curve counts young links as still open (Kaplan–Meier), with its 95% interval.",
    "Brackets hold 95% intervals (Wilson): what a rate from so few cases may truly be.",
)
_STATES = {
    "indexed": "Indexed",
    "not_seen": "Not seen yet",
    "not_indexed": "Not indexed",
    "crawl_blocked": "Blocked by robots.txt",
    "noindex": "Page says noindex",
    "dead": "Page is gone",
    "not_permitted": "Cannot be checked",
    "unknown": "Not known",
}
_CHANGES = {
    "promise_kept": "Promises kept",
    "indexed_7d": "Indexed within 7 days",
    "positive": "Positive answers per contacted lead",
}


def headline(orders: pd.Series, links: pd.Series) -> str:
    """The answer in one sentence."""
    live = links["live_links"]
    if not live:
        return "No links went live in this period."
    said = f"{formats.noun(live, 'link')} went live"
    if links["known_now"]:
        said += f", {formats.count(links['indexed_now'])} of them are indexed"
    if orders["due"]:
        said += f"; {formats.rate(orders['on_time_rate'])} of promises were kept"
    return f"{said}."


def counted(row: pd.Series, k: str, n: str, stem: str, noun: str) -> str:
    """22/26 due [66–94%]."""
    rate = row[f"{stem}_rate"]
    limits = formats.interval(row[f"{stem}_low"], row[f"{stem}_high"], of=rate)
    return f"{formats.fraction(row[k], row[n])} {noun} {limits}".rstrip()


def rate_of(row: pd.Series, stem: str) -> str:
    """4.2% of 120 [1.8–9.4%]."""
    if not row[f"{stem}_n"]:
        return formats.NONE
    limits = formats.interval(row[f"{stem}_low"], row[f"{stem}_high"], of=row[f"{stem}_rate"])
    share = formats.rate(row[f"{stem}_rate"])
    return f"{share} of {formats.count(row[f'{stem}_n'])} {limits}".rstrip()


def state(code: str) -> str:
    return _STATES.get(code, code)


def changes(rows: pd.DataFrame, before: str) -> tuple[str, ...]:
    """One sentence a figure against the period before; no clear change is an answer."""
    totals = rows[rows["is_total"]] if "is_total" in rows else rows
    return tuple(
        _change(row, before)
        for _, row in totals.iterrows()
        if row["figure"] in _CHANGES and row["n"] and row["n_before"]
    )


def _change(row: pd.Series, before: str) -> str:
    now = f"{_CHANGES[row['figure']]}: {formats.rate(row['rate'])}"
    then = f"{formats.rate(row['rate_before'])} in {before}"
    points = formats.change_of_rate(row["change"], row["rate"])
    is_clear = row["change_low"] > 0 or row["change_high"] < 0
    return f"{now} against {then} ({points}{'' if is_clear else ', no clear change'})."
