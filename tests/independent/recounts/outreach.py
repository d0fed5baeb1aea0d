"""Bounces, follow-ups and the suppression list, counted again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import Row, grouped, moments, rate, with_limits, words
from tests.independent.recounts.leads import BEST, DAY, leads, mails
from tests.independent.recounts.world import World


def outreach_figures(world: World, by: str | None) -> pd.DataFrame:
    frame, as_of, sent = leads(world), world.as_of("outreach"), mails(world)
    of = frame.set_index("lead_id")
    sent = sent[
        sent["is_sent"] & (sent["campaign_id"] == words(sent["lead_id"], of["campaign_id"]))
    ]
    own = words(sent["lead_id"], of["email"].str.lower())
    sent = sent.assign(address=sent["recipient_email"].fillna(own))
    plans = world.table("follow_ups")
    lead_of = world.table("attempts").set_index("attempt_id")["lead_id"]
    planned = plans.groupby(words(plans["attempt_id"], lead_of))["scheduled_for"].max()
    frame["planned"] = moments(frame["lead_id"], planned)
    listed = world.table("suppressions")
    listed["at"] = listed["created_at"].fillna(listed["first_seen_at"])
    listed = listed[listed["at"] <= as_of]
    barred = _listed_since(frame["email"].str.lower(), listed).notna()
    barred |= frame["lead_id"].isin(
        sent.loc[_listed_since(sent["address"], listed).notna(), "lead_id"]
    )
    frame["is_barred"] = barred

    def count(rows: pd.DataFrame) -> Row:
        told = _addresses(sent[sent["lead_id"].isin(rows["lead_id"])], listed)
        return _bounces(rows) | _follow_ups(rows, as_of) | _suppressed(told)

    return grouped(frame, by, count)


def _bounces(rows: pd.DataFrame) -> Row:
    contacted = rows[rows["stage"] >= 1]
    refused = [best_class(seen) == "not_interested" for seen in contacted["classes"]]
    bounced = ((contacted["status"] == "bounced") & ~np.array(refused, bool)).sum()
    words = ["discovered", "lost", "unsubscribed"]
    has_mail, status = rows["first_sent"].notna(), rows["status"]
    row: Row = {"leads": len(rows), "contacted": len(contacted), "bounced": bounced}
    row |= with_limits(bounced, len(contacted), ("bounce_rate", "bounce_low", "bounce_high"))
    return row | {
        "delivery_rate": rate(len(contacted) - bounced, len(contacted)),
        "status_without_mail": (~has_mail & status.notna() & ~status.isin(words)).sum(),
        "mail_without_status": (has_mail & (status == "discovered")).sum(),
    }


def best_class(classes: set[str] | float) -> str | None:
    if not isinstance(classes, set):
        return None
    human = {word if word in BEST else "replied" for word in classes}
    return next(word for word in BEST if word in human)


def _addresses(sent: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    told = sent.groupby("address")["at"].min().rename("first").reset_index()
    return told.assign(listed=_listed_since(told["address"], listed))


def _listed_since(addresses: pd.Series, listed: pd.DataFrame) -> pd.Series:
    """When the list took in an address, by itself or by its domain."""
    by_mail = listed.groupby(listed["email"].str.lower())["at"].min()
    by_domain = listed.groupby(listed["domain"].str.lower())["at"].min()
    domain = addresses.astype(object).str.split("@").str[1]
    return pd.concat([moments(addresses, by_mail), moments(domain, by_domain)], axis=1).min(axis=1)


def _follow_ups(rows: pd.DataFrame, as_of: pd.Timestamp) -> Row:
    due_at = rows["first_sent"] + 5 * DAY
    is_due = (due_at <= as_of) & (rows["status"] != "bounced") & ~(rows["answered"] < due_at)
    due = rows[is_due & ~rows["is_barred"]]
    covered, alone = (due["sends"] > 1).sum(), due[due["sends"] <= 1]
    names = ("follow_up_rate", "follow_up_low", "follow_up_high")
    row: Row = {"follow_up_eligible": len(due), "followed_up": covered}
    row |= with_limits(covered, len(due), names)
    row["follow_up_planned"] = (alone["planned"] > as_of).sum()
    return row | {"follow_up_overdue": (alone["planned"] <= as_of).sum()}


def _suppressed(told: pd.DataFrame) -> Row:
    k, names = told["listed"].notna().sum(), ("suppression_rate", "suppression_low")
    row: Row = {"addresses": len(told), "suppressed": k}
    row |= with_limits(k, len(told), (*names, "suppression_high"))
    before = (told["listed"] <= told["first"]).sum()
    return row | {"suppressed_before": before, "suppressed_after": k - before}
