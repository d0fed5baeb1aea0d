"""Rows held of rows that a vendor announces: docs/metrics.md, "Coverage"."""

from __future__ import annotations

import pandas as pd

from tests.independent.recounts.world import World

PAGES = (50, 100)
"""Lengths at which the public outreach server cuts a list off without a word."""
TRUSTED = ("orders_total", "report.report_links_total", "lead_count")
THINGS = (
    ("podcast", "orders", ("orders_total",)),
    ("podcast", "slots of links", ("report.report_links_total",)),
    ("outreach", "campaigns", ("total_campaigns",)),
    ("outreach", "leads", ("lead_count", "total_leads")),
    ("outreach", "attempts", ("total_attempts",)),
    ("outreach", "replies", ("total_replies", "reply_count")),
)


def coverage(world: World) -> pd.DataFrame:
    held, told = _held(world), _announced(world)
    rows = []
    for source, thing, names in THINGS:
        numbers = told[told["figure"].isin(names)].groupby("subject")["value"].max()
        counts = held[thing].reindex(held[thing].index.union(numbers.index), fill_value=0)
        with_number = counts[counts.index.isin(numbers.index)]
        is_capped = thing in ("leads", "attempts", "replies")
        lists = counts[counts.index.notna()]
        silent = lists[~lists.index.isin(numbers.index)]
        rows.append(
            {
                "source": source,
                "thing": thing,
                "held_in_all": counts.sum(),
                "held": with_number.sum(),
                "announced": numbers.sum(),
                "coverage": with_number.sum() / numbers.sum() if numbers.sum() else None,
                "lists": len(lists) if is_capped else None,
                "suspects": silent.isin(PAGES).sum() if is_capped else None,
            }
        )
    return pd.DataFrame(rows)


def _announced(world: World) -> pd.DataFrame:
    """The latest number of each subject and name; none where it is only a page's length."""
    told = world.table("api_figures")[["source", "subject", "figure", "value", "observed_at"]]
    is_apart = (told["subject"] == "workspace") != (told["figure"] == "total_campaigns")
    account = world.table("account_snapshots").assign(
        source="podcast", subject="account", figure="orders_total"
    )
    account = account.rename(columns={"orders_total": "value"})[told.columns].dropna()
    told = pd.concat([told[~is_apart], account])
    told = told[told["observed_at"] <= told["source"].map(world.as_of)]
    told = told.sort_values("observed_at").groupby(["subject", "figure"]).last().reset_index()
    campaigns = world.table("campaigns").rename(
        columns={"campaign_id": "subject", "lead_count": "value"}
    )
    stored = campaigns.assign(figure="lead_count")[["subject", "figure", "value"]].dropna()
    told = pd.concat([told[["subject", "figure", "value"]], stored])
    return told[told["figure"].isin(TRUSTED) | ~told["value"].isin(PAGES)]


def _held(world: World) -> dict[str, pd.Series]:
    podcast, outreach = world.as_of("podcast"), world.as_of("outreach")
    orders, slots = world.table("orders"), world.table("placements")
    orders["at"] = orders["created_at"].fillna(orders["first_seen_at"])
    known = orders[orders["at"] <= podcast]
    campaigns = world.table("campaigns")
    leads, sent, replies = (world.table(name) for name in ("leads", "attempts", "replies"))
    leads["at"] = leads["created_at"].fillna(leads["first_seen_at"])
    sent["at"] = sent["sent_at"].fillna(sent["created_at"]).fillna(sent["first_seen_at"])
    replies["at"] = replies["received_at"].fillna(replies["first_seen_at"])
    return {
        "orders": pd.Series({"account": len(known)}),
        "slots of links": slots[slots["order_id"].isin(known["order_id"])][
            "order_id"
        ].value_counts(),
        "campaigns": pd.Series({"workspace": campaigns["gone_at"].isna().sum()}),
        "leads": _by_campaign(leads, outreach),
        "attempts": _by_campaign(sent, outreach),
        "replies": _by_campaign(replies, outreach),
    }


def _by_campaign(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    return frame[frame["at"] <= as_of]["campaign_id"].value_counts(dropna=False)
