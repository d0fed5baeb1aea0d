"""Figures that vendors publish, beside ours: docs/metrics.md, "Reconciliation"."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import HOUR, moments, rate
from tests.independent.recounts.leads import leads, mails, owned, replies
from tests.independent.recounts.links import links
from tests.independent.recounts.orders import orders
from tests.independent.recounts.world import World

Counts = dict[tuple[str, str, str], float | None]
"""By kind, subject and definition: what our rows give."""

MONTH = 720 * HOUR
NOTHING = "nothing out of nothing, which the server writes as 0"


def published(world: World) -> pd.DataFrame:
    """The latest reading of every figure, and the digits that figures of its name have."""
    told = world.table("api_figures").rename(columns={"value": "published"})
    told = told[told["figure"] != "days"]
    is_report = told["figure"].str.startswith("report.")
    told["kind"] = np.select(
        [is_report, told["subject"] == "workspace"], ["order", "workspace"], "campaign"
    )
    account = world.table("account_snapshots").melt(
        "observed_at",
        ["orders_total", "orders_in_progress", "links_delivered_30d"],
        "figure",
        "published",
    )
    account = account.assign(source="podcast", subject="account", kind="account").dropna()
    told = pd.concat([told, account])
    told = told[told["observed_at"] <= told["source"].map(world.as_of)]
    told["figure"] = told["figure"].str.replace("report.", "").str.replace("report_", "")
    told = told[_is_shown(world, told)].copy()
    told["digits"] = told["published"].map(_digits)
    keys = ["source", "kind", "subject", "figure"]
    digits = told["digits"].groupby([told["kind"], told["figure"]]).transform("max")
    told["rounding"] = [_rounding(*row) for row in zip(told["figure"], digits, strict=True)]
    return told.sort_values("observed_at").groupby(keys).last().reset_index()


def _is_shown(world: World, told: pd.DataFrame) -> pd.Series:
    """Figures of all clients stand beside all our rows, or not at all."""
    asked, kind, subject = world.wanted, told["kind"], told["subject"]
    listed = world.chosen(owned(world, world.table("campaigns")), "client_id", "campaign_id")
    is_whole = {
        "account": not (asked.clients or asked.packages or asked.niches or asked.platforms),
        "workspace": not (asked.clients or asked.campaigns or asked.senders),
    }
    shown = kind.map(is_whole).eq(True)
    shown |= (kind == "order") & subject.isin(orders(world)["order_id"]) & (not asked.platforms)
    return shown | (kind == "campaign") & subject.isin(listed["campaign_id"]) & (not asked.senders)


def _digits(value: float) -> int:
    return len(f"{value:.9f}".rstrip("0").split(".")[1])


def _rounding(figure: str, digits: int) -> float:
    """Half of the last digit: counts are exact, rates have two digits at least."""
    if figure.endswith(("_rate", "_conversion")):
        return float(0.5 * 10.0 ** -max(digits, 2))
    if figure in ("delivered_in_hours", "average_da"):
        return float(0.5 * 10.0**-digits)
    return 0.0


def reconciliation(world: World) -> pd.DataFrame:
    """What is published; whose definition gives it, `ours` tells by the words of the report."""
    names = ["source", "kind", "subject", "figure", "published", "rounding"]
    return published(world)[names]


def ours(world: World) -> Counts:
    """Each definition's value, by the words in which the report names it."""
    found: Counts = {}
    for kind, subjects in (
        ("account", {"account": _account(world)}),
        ("order", _reports(world)),
        ("campaign", _campaigns(world)),
        ("workspace", {"workspace": _workspace(world)}),
    ):
        for subject, values in subjects.items():
            found |= {(kind, subject, name): value for name, value in values.items()}
    return found


def _account(world: World) -> dict[str, float | None]:
    frame, slots, as_of = orders(world), links(world), world.as_of("podcast")
    lately = slots["live_at"] > as_of - MONTH
    is_recent = frame["delivered_at"] > as_of - MONTH
    held = frame.loc[(frame["state"] == "open") | is_recent, "order_id"]
    untimed = slots["url"].notna() & slots["live_at"].isna() & slots["order_id"].isin(held)
    in_30_days = (slots["is_live"] & lately).sum()
    return {
        "all orders": len(frame),
        "orders in progress, queued ones not counted": (frame["status"] == "in_progress").sum(),
        "links that went live in the 30 × 24 hours before the last read": in_30_days,
        "links that went live in the last 30 × 24 hours, and placed ones without a time of "
        "orders open or delivered then": in_30_days + untimed.sum(),
        **_by_calendar(world, slots.loc[slots["is_live"], "live_at"], as_of),
        "live links of orders delivered in the last 30 × 24 hours": _of_orders(
            slots, frame.loc[is_recent & (frame["state"] == "delivered"), "order_id"]
        ),
        "live links of orders placed in the last 30 × 24 hours": _of_orders(
            slots, frame.loc[frame["entered_at"] > as_of - MONTH, "order_id"]
        ),
    }


def _by_calendar(world: World, live: pd.Series, as_of: pd.Timestamp) -> dict[str, float | None]:
    """Links of the last month, as calendars bound it; the demo's hour decides which gives it."""
    today, month = as_of.normalize(), 30 * 24 * HOUR
    days, read_at = live.dt.normalize(), world.table("account_snapshots")["observed_at"].max()
    is_day = days > today - month
    local = world.day(live) > world.today("podcast") - month
    return {
        "links that went live in the 30 × 24 hours before the figure was read": (
            (live > read_at - MONTH) & (live <= read_at)
        ).sum(),
        "links that went live on the last 30 UTC days, today included": is_day.sum(),
        "links that went live on the 30 UTC days before today": (
            (days >= today - month) & (days < today)
        ).sum(),
        "links that went live on the last 30 days of the chosen zone": local.sum(),
        "links that went live in this UTC month": (
            live.dt.strftime("%Y-%m") == as_of.strftime("%Y-%m")
        ).sum(),
    }


def _of_orders(slots: pd.DataFrame, order_ids: pd.Series) -> int:
    return int((slots["is_live"] & slots["order_id"].isin(order_ids)).sum())


def _reports(world: World) -> dict[str, dict[str, float | None]]:
    frame, slots = orders(world).set_index("order_id"), links(world)
    seen = slots["indexed_at"].fillna(slots["first_seen_indexed_at"])
    slots["then"] = seen <= moments(slots["order_id"], frame["report_fetched_at"])
    slots["yes"] = slots["index_state"] == "indexed"
    counts = slots.groupby("order_id")[["yes", "then"]].sum()
    sizes = slots["order_id"].value_counts()
    found: dict[str, dict[str, float | None]] = {}
    for name, order in frame[frame["report_fetched_at"].notna()].iterrows():
        taken = (order["delivered_at"] - order["created_at"]) / HOUR
        first = (order["first_live"] - order["created_at"]) / HOUR
        is_vendor = order["clock"] == "vendor"
        found[str(name)] = {
            "slots of the order": sizes.get(name),
            "links indexed at the last read": counts["yes"].get(name),
            "links indexed when the report was read": counts["then"].get(name),
            "taken over as published: nobody tells the DA of a single link": order["average_da"],
            "hours to delivery, by our clock": None if is_vendor else taken,
            "hours until the first link was live": first,
            "taken over as published: no other clock is known": order["delivered_in_hours"]
            if is_vendor
            else None,
        }
    return found


def _campaigns(world: World) -> dict[str, dict[str, float | None]]:
    known, sent, told = leads(world), mails(world), replies(world)
    return {
        campaign: _campaign(
            known[known["campaign_id"] == campaign],
            sent[sent["campaign_id"] == campaign],
            told[told["campaign_id"] == campaign],
        )
        for campaign in world.table("campaigns")["campaign_id"]
    }


def _workspace(world: World) -> dict[str, float | None]:
    listed = world.table("campaigns")
    names = listed.loc[listed["gone_at"].isna(), "campaign_id"]
    known, sent, told = leads(world), mails(world), replies(world)
    parts = [frame[frame["campaign_id"].isin(names)] for frame in (known, sent, told)]
    return _campaign(*parts) | {"campaigns in the list": len(names)}


def _campaign(
    known: pd.DataFrame, sent: pd.DataFrame, told: pd.DataFrame
) -> dict[str, float | None]:
    went, old = sent[sent["is_sent"]], known[known["reply_mature"]]
    ripe, placed = known[known["placed_mature"]], (known["status"] == "placed").sum()
    days = went["sent_at"].dt.strftime("%Y-%m-%d").value_counts()
    return {
        "leads": len(known),
        "attempts of every state": len(sent),
        "mails sent": len(went),
        "replies of every class": len(told),
        "leads that were ever seen placed": (known["stage"] >= 5).sum(),
        "leads that answered within 14 days ÷ leads contacted 14 or more days ago": rate(
            old["replied_in_time"].sum(), len(old)
        ),
        "leads placed within 45 days ÷ leads contacted 45 or more days ago": rate(
            ripe["placed_in_time"].sum(), len(ripe)
        ),
        "replies ÷ mails sent": rate(len(told), len(went)),
        "leads in status placed ÷ leads with a mail sent": rate(
            placed, known["first_sent"].notna().sum()
        ),
        NOTHING: 0.0 if went.empty else None,
        **{f"leads in status {name}": n for name, n in known["status"].value_counts().items()},
        **{f"replies {name}": n for name, n in told["classification"].value_counts().items()},
        **{f"mails of {day}": n for day, n in days.items()},
    }


LABELLED = {
    "leads in that status at the last read": "leads in status",
    "replies of that class": "replies",
    "mails sent on that day of the chosen zone": "mails of",
}


def named(definition: str, figure: str) -> str:
    """The key of `ours` for a definition: those of a day, status or class are told apart."""
    stem = LABELLED.get(definition)
    return f"{stem} {figure.partition('.')[2]}" if stem else definition
