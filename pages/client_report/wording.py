"""The sentences of a client's report. Plain texts: both faces escape them."""

from __future__ import annotations

import pandas as pd

from pages.components import formats

CANNOT_BE_INDEXED = ("crawl_blocked", "noindex", "dead")
NOTES = (
    "Promises kept: orders delivered by the first promised time, of those whose time has come; "
    "an order that is overdue and open counts as late.",
    "Indexed: links found in an index, of those whose state is known. Not seen is no proof of "
    "absence. In 7 days: of links live for at least 7 days. The curve counts younger links as "
    "still open (Kaplan–Meier), with its 95% interval.",
    "A paler bar is of a week that is not over, or not wholly in the period. What changed leaves "
    "out a day that is not over. Brackets hold 95% intervals (Wilson): what a rate from so few "
    "cases may truly be.",
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
_FEW = 10
_OUTCOMES = {"indexed": "done", "crawl_blocked": "failed", "noindex": "failed", "dead": "failed"}
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
        said += f", {formats.count(links['indexed_now'])} of them {_is_are(live)} indexed"
    return f"{said}; {_kept(orders)}." if orders["due"] else f"{said}."


def _kept(orders: pd.Series) -> str:
    """A rate with its interval; of few promises the counts alone."""
    if orders["due"] < _FEW:
        due = formats.noun(orders["due"], "promise")
        return f"{formats.count(orders['on_time'])} of {due} kept"
    rate = orders["on_time_rate"]
    limits = formats.interval(orders["on_time_low"], orders["on_time_high"], of=rate, brackets="()")
    return f"{formats.rate(rate)} of promises due were kept {limits}"


def promise(orders: pd.Series) -> str:
    """What was promised and what came, in one to three sentences."""
    said = [_due(orders)]
    if formats.is_known(orders["km_median_hours"]):
        pace = formats.duration(orders["km_median_hours"])
        said.append(f"Half of the orders arrive within {pace}.")
    if waiting := orders["not_due_open"]:
        under_way = f"{formats.noun(waiting, 'order')} {_is_are(waiting)} under way"
        said.append(f"{under_way} and not due yet.")
    return " ".join(said)


def _due(orders: pd.Series) -> str:
    if not orders["due"]:
        return "No promise fell due in this period."
    overdue = orders["overdue_open"]
    late = orders["due"] - orders["on_time"] - overdue
    parts = [
        f"{formats.count(orders['on_time'])} came in time",
        *([f"{formats.count(late)} came late"] if late else ()),
        *(
            [f"{formats.count(overdue)} {_is_are(overdue)} overdue and still open"]
            if overdue
            else ()
        ),
    ]
    said = ", ".join(parts[:-1]) + (" and " if parts[1:] else "") + parts[-1]
    return f"Of {formats.noun(orders['due'], 'order')} due, {said}."


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


def outcome(code: str) -> str:
    """done, failed or open: the colour of an index state."""
    return _OUTCOMES.get(code, "open")


def counted_states(rows: pd.DataFrame) -> str:
    """149 indexed, 51 not seen yet."""
    return ", ".join(
        f"{formats.count(row['links'])} {state(row['state'])[:1].lower()}{state(row['state'])[1:]}"
        for _, row in rows.iterrows()
    )


def changes(rows: pd.DataFrame, before: str) -> tuple[str, ...]:
    """One sentence a figure against the period before; no clear change is an answer."""
    totals = rows[rows["is_total"]] if "is_total" in rows else rows
    return tuple(
        _change(row, before)
        for _, row in totals.iterrows()
        if row["figure"] in _CHANGES and row["n"] and row["n_before"]
    )


def _change(row: pd.Series, before: str) -> str:
    name = _CHANGES[row["figure"]]
    now = f"{formats.rate(row['rate'])} ({formats.fraction(row['k'], row['n'])})"
    counted_then = formats.fraction(row["k_before"], row["n_before"])
    then = f"{formats.rate(row['rate_before'])} ({counted_then}) in {before}"
    return f"{name}: {now} against {then}, {_verdict(row)}."


def _verdict(row: pd.Series) -> str:
    if row["verdict"] == "too few":
        return "too few to compare"
    points = formats.change_of_rate(row["change"], row["rate"])
    return points if row["verdict"] in ("up", "down") else f"{points}: no clear change"


def _is_are(number: float) -> str:
    return "is" if number == 1 else "are"
