"""Rows of the data sets, as they stood at as_of: what is derived in them, derived again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import hours
from tests.independent.recounts.leads import leads, own_replies
from tests.independent.recounts.links import links
from tests.independent.recounts.orders import placed
from tests.independent.recounts.outreach import best_class
from tests.independent.recounts.world import World


def orders(world: World) -> pd.DataFrame:
    frame, as_of = placed(world), world.as_of("podcast")
    is_due = (frame["first_promised_at"] <= as_of) & (frame["state"] != "failed")
    on_time = (frame["delivered_at"] <= frame["first_promised_at"]).astype(object)
    is_open = frame["state"] == "open"
    return pd.DataFrame(
        {
            "order_id": frame["order_id"],
            "status": frame["status"],
            "links_delivered": frame["links_delivered"],
            "delivered_at": frame["delivered_at"],
            "delivered_clock": frame["clock"].where(frame["state"] == "delivered"),
            "delivery_hours": hours(frame["created_at"], frame["delivered_at"]),
            "on_time": on_time.where(is_due, None),
            "average_da": frame["average_da"].mask(is_open),
        }
    )


def placements(world: World) -> pd.DataFrame:
    frame, as_of = links(world), world.as_of("podcast")
    live = frame["live_at"].where(frame["is_live"])
    frame = frame.assign(live=live)[world.within(live.fillna(frame["entered_at"]))]
    is_shown = frame["is_live"] | frame["live_at"].isna()
    at = {
        name: frame[name].where(frame[name] <= as_of)
        for name in ("first_seen_indexed_at", "last_seen_not_indexed_at", "indexed_at", "lost_at")
    }
    return pd.DataFrame(
        {
            "order_id": frame["order_id"],
            "slot": frame["slot"],
            "url": frame["url"].where(is_shown),
            "live_at": frame["live"],
            "index_state": frame["index_state"],
            **at,
        }
    )


def known_leads(world: World) -> pd.DataFrame:
    frame, as_of = leads(world), world.as_of("outreach")
    return pd.DataFrame(
        {
            "lead_id": frame["lead_id"],
            "client_id": frame["client_id"],
            "status": frame["status"],
            "first_contacted_at": frame["first_sent"],
            "first_replied_at": frame["first_reply"],
            "placed_seen_at": frame["placed_seen_at"].where(frame["placed_seen_at"] <= as_of),
            "stage": frame["stage"],
            "best_class": [best_class(seen) for seen in frame["classes"]],
            "sends": frame["sends"],
            "human_replies": frame["human_replies"],
        }
    )


def replies(world: World) -> pd.DataFrame:
    frame = own_replies(world)
    by_attempt = world.table("attempts").set_index("attempt_id")
    named = by_attempt.reindex(frame["attempt_id"])
    same_campaign = named["campaign_id"].to_numpy() == frame["campaign_id"].to_numpy()
    is_named = same_campaign & named["lead_id"].notna().to_numpy()
    has_lead = frame["lead_id"].notna().to_numpy()
    return pd.DataFrame(
        {
            "reply_id": frame["reply_id"],
            "lead_id": frame["lead_id"],
            "client_id": frame["client_id"],
            "received_at": frame["at"],
            "matched_by": np.select([is_named, has_lead], ["attempt", "address"], "none"),
        }
    )


DATASETS = {
    "orders": (orders, ["order_id"]),
    "placements": (placements, ["order_id", "slot"]),
    "leads": (known_leads, ["lead_id"]),
    "replies": (replies, ["reply_id"]),
}
