"""Money: what does a link cost, and what does waiting for the index cost?"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from data.errors import AccessDenied
from pages.components import (
    access,
    cards,
    changes,
    formats,
    money_costs,
    money_credits,
    money_entries,
    money_outreach,
    money_waiting,
    panels,
    plain,
    states,
)
from pages.components.cards import Card
from pages.components.filters import View
from pages.components.reading import report

QUESTION = "What does a link cost, and what does waiting for the index cost?"


class Cost(NamedTuple):
    """A cost of the report: its card and its columns (value, limits, and what was divided)."""

    metric: str
    value: str
    low: str
    high: str
    spend: str
    links: str
    noun: str

    @property
    def names(self) -> tuple[str, str, str]:
        return self.value, self.low, self.high


PER_LINK = Cost(
    "cost_per_delivered_link",
    "gross_per_link",
    "gross_per_link_low",
    "gross_per_link_high",
    "gross",
    "links",
    "live",
)
PER_INDEXED = Cost(
    "cost_per_indexed_30d",
    "gross_per_indexed",
    "gross_per_indexed_low",
    "gross_per_indexed_high",
    "mature_gross",
    "mature_indexed",
    "indexed in 30 days",
)


def main(view: View) -> None:
    if not access.viewer().is_staff:
        raise AccessDenied("What links cost is for those who see all clients.")
    top = st.container()
    currency = chosen_currency(view)
    cost = in_currency(report("link_costs", view.filters), currency)
    wait = in_currency(report("waiting_costs", view.filters), currency)
    with top:
        panels.answer(view.describe(QUESTION, "podcast"), sentence(view, cost, wait, currency))
        headline(view, cost, wait, currency)
    money_costs.draw(view, currency)
    money_waiting.draw(view, wait, currency)
    money_waiting.chase(view, currency)
    money_credits.draw(view)
    money_outreach.draw(view)
    money_entries.draw(view)


def chosen_currency(view: View) -> str:
    """The one that most orders and links stand in; a choice when there are several."""
    found = report("currencies", view.filters)["currency"].tolist()
    if len(found) < 2:
        return str(found[0]) if found else "USD"
    return panels.switch("Currency", {code: code for code in found}, key="currency")


def in_currency(rows: pd.DataFrame, currency: str) -> pd.Series | None:
    """The row of one currency: amounts of two are never added."""
    found = rows[rows["currency"] == currency]
    return None if found.empty else found.iloc[0]


def sentence(view: View, cost: pd.Series | None, wait: pd.Series | None, currency: str) -> str:
    """The answer; what nobody has entered yet is asked for."""
    if not closed_orders(view) and not live_links(view):
        return f"No order was closed and no link went live in {view.dates}."
    if cost is not None:
        first = _cost_words(cost, currency)
    elif closed_orders(view):
        first = "enter **prices** below to see what a link costs"
    else:
        first = f"no order was closed in {view.dates}"
    if wait is not None:
        burn = formats.money(wait["burn_per_day"], currency)
        second = f"waiting for the index costs **{burn}** a day now"
    elif live_links(view):
        second = "enter **page values** below to see what waiting costs"
    else:
        second = f"no link went live in {view.dates}"
    text = f"{first}; {second}"
    return plain.dollars(f"{text[0].upper()}{text[1:]}.")


def closed_orders(view: View) -> int:
    return int(report("cost_labels", view.filters)["orders"].sum())


def live_links(view: View) -> int:
    return int(report("waiting_costs", view.filters)["links"].sum())


def _cost_words(cost: pd.Series, currency: str) -> str:
    if not cost["links"]:
        spent = formats.money(cost["gross"], currency)
        return f"**{spent}** were spent on orders that brought no live link"
    text = f"a live link costs **{_with_limits(cost, PER_LINK.names, currency)}"
    if not formats.is_known(cost["gross_per_indexed"]):
        return f"{text}; what an indexed one costs is not yet known"
    return f"{text}, an indexed one **{_with_limits(cost, PER_INDEXED.names, currency)}"


def _with_limits(row: pd.Series, names: tuple[str, str, str], currency: str) -> str:
    """`$45.74** ($45.40–$46.09)`: the bold begins before it."""
    value, low, high = (row[name] for name in names)
    limits = formats.money_interval(low, high, currency, brackets="()")
    return f"{formats.money(value, currency)}** {limits}".rstrip()


def headline(view: View, cost: pd.Series | None, wait: pd.Series | None, currency: str) -> None:
    before = None
    if view.before is not None:
        before = in_currency(report("link_costs", view.before), currency)
    cards.row(
        [
            _cost_card(PER_LINK, view, cost, before, currency),
            _cost_card(PER_INDEXED, view, cost, before, currency),
            _waited_card(view, wait, currency),
            _burning_card(view, wait, currency),
        ]
    )


def _cost_card(
    of: Cost, view: View, cost: pd.Series | None, before: pd.Series | None, currency: str
) -> Card:
    if cost is None:
        why = "no price entered" if closed_orders(view) else "no order was closed"
        return Card(of.metric, formats.NONE, why)
    divided = f"{formats.money(cost[of.spend], currency)} ÷ {formats.count(cost[of.links])}"
    limits = formats.money_interval(cost[of.low], cost[of.high], currency)
    return Card(
        of.metric,
        formats.money(cost[of.value], currency),
        plain.dollars(f"{divided} {of.noun} {limits}".rstrip()),
        changes.of_cost(cost, before, of.names, currency),
    )


def _without_value(view: View) -> str:
    return "no page value entered" if live_links(view) else "no link went live"


def _waited_card(view: View, wait: pd.Series | None, currency: str) -> Card:
    name = "Waiting has cost"
    if wait is None:
        return Card("cost_of_waiting", formats.NONE, _without_value(view), called=name)
    links = f"{formats.noun(wait['links'], 'link')} on pages with a value"
    if wait["basis"] == "ramp":
        links += f", with a ramp of {wait['ramp_days']:g} days"
    realised = formats.money(wait["realised"], currency)
    return Card("cost_of_waiting", realised, links, called=name)


def _burning_card(view: View, wait: pd.Series | None, currency: str) -> Card:
    if wait is None:
        return Card("burn_rate", formats.NONE, _without_value(view))
    waiting = (
        f"{formats.noun(wait['waiting'], 'waiting link')} with a value, "
        f"{formats.count(wait['blocked'])} cannot be indexed"
    )
    return Card("burn_rate", formats.money(wait["burn_per_day"], currency), waiting)


if not (states.not_connected("podcast") or states.first_read("podcast")):
    main(st.session_state["view"])
