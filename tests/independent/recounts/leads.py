"""Reports of leads, mails and replies, counted again: docs/metrics.md, section C."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import (
    Row,
    grouped,
    groups,
    hours,
    moments,
    numbers,
    rate,
    with_limits,
    words,
)
from tests.independent.recounts.orders import curves
from tests.independent.recounts.world import World, once

STAGES = ("discovered", "contacted", "delivered", "replied", "positive", "placed")
STATUSES = ("discovered", "contacted", "replied", "placed", "bounced", "lost", "unsubscribed")
CLASSES = ("interested", "not_interested", "out_of_office", "replied")
BEST = ("interested", "replied", "not_interested", "out_of_office")
DAY = pd.Timedelta(days=1)


@once
def mails(world: World) -> pd.DataFrame:
    """Attempts known at as_of, at the time at which they count; `is_sent` if they went out."""
    frame = attempts(world)
    return frame[frame["at"] <= world.as_of("outreach")]


def attempts(world: World) -> pd.DataFrame:
    """All attempts to write, whenever they count."""
    frame = world.table("attempts")
    is_told = frame["status"].notna()
    frame["is_sent"] = (frame["status"] == "sent") | (~is_told & frame["sent_at"].notna())
    frame["status"] = frame["status"].where(is_told, frame["is_sent"].map({True: "sent"}))
    frame["at"] = frame["sent_at"].fillna(frame["created_at"]).fillna(frame["first_seen_at"])
    return owned(world, frame)


def owned(world: World, frame: pd.DataFrame) -> pd.DataFrame:
    owner = world.table("client_campaigns").set_index("campaign_id")["client_id"]
    return frame.assign(client_id=words(frame["campaign_id"], owner))


def chosen_mails(world: World) -> pd.DataFrame:
    return chosen_by_sender(world, mails(world))


def chosen_by_sender(world: World, frame: pd.DataFrame) -> pd.DataFrame:
    """Those that the filters let through."""
    senders, frame = world.wanted.senders, world.chosen(frame, "client_id", "campaign_id")
    return frame[frame["sender_email"].isin(senders)] if senders else frame


@once
def replies(world: World) -> pd.DataFrame:
    """Replies with their lead: of the attempt named, else by address within the campaign."""
    frame, known = world.table("replies"), world.table("leads")
    sent = attempts(world)
    for column in ("from_email", "subject"):
        frame[column] = frame[column].astype(object).where(frame[column].notna(), None)
    frame["from_email"] = frame["from_email"].map(_lower)
    frame["at"] = frame["received_at"].fillna(frame["first_seen_at"])
    frame["is_human"] = frame["classification"] != "out_of_office"
    by_attempt = world.table("attempts").set_index("attempt_id")
    found = []
    for _, reply in frame.iterrows():
        named = (
            by_attempt.loc[reply["attempt_id"]] if reply["attempt_id"] in by_attempt.index else None
        )
        if (
            named is not None
            and named["campaign_id"] == reply["campaign_id"]
            and pd.notna(named["lead_id"])
        ):
            found.append(named["lead_id"])
            continue
        found.append(_by_address(reply, sent, known))
    frame["lead_id"] = pd.Series(found, frame.index, dtype=object)
    return owned(world, frame[frame["at"] <= world.as_of("outreach")])


def own_replies(world: World) -> pd.DataFrame:
    """Those received in the range that the filters let through; their month is that day's."""
    frame = chosen_replies(world)
    frame = frame[world.within(frame["at"])].copy()
    frame["month"] = world.month(frame["at"])
    return frame


def chosen_replies(world: World) -> pd.DataFrame:
    frame, senders = world.chosen(replies(world), "client_id", "campaign_id"), world.wanted.senders
    made = world.table("attempts")
    to = made.loc[made["sender_email"].isin(senders), "attempt_id"]
    return frame[frame["attempt_id"].isin(to)] if senders else frame


def _lower(address: str | None) -> str | None:
    return address.lower() if isinstance(address, str) else None


def _by_address(reply: pd.Series, sent: pd.DataFrame, known: pd.DataFrame) -> str | None:
    """Of the leads with this address, the one written to last before the reply."""
    address, campaign = reply["from_email"], reply["campaign_id"]
    own = known[(known["campaign_id"] == campaign) & (known["email"].str.lower() == address)]
    to = sent[(sent["campaign_id"] == campaign) & (sent["recipient_email"] == address)]
    leads = sorted({*own["lead_id"], *to["lead_id"].dropna()})
    if not leads:
        return None
    went = sent[sent["is_sent"] & (sent["at"] <= reply["at"])]
    last = went[went["lead_id"].isin(leads)].groupby("lead_id")["at"].max()
    never = pd.Timestamp(0)
    return min(leads, key=lambda lead: (-(last.get(lead, never) - never).total_seconds(), lead))


@once
def leads(world: World) -> pd.DataFrame:
    """One row per lead of the range: its evidence for each stage and its windows at as_of."""
    frame, as_of = owned(world, world.table("leads")), world.as_of("outreach")
    frame["entered_at"] = frame["created_at"].fillna(frame["first_seen_at"])
    frame = frame[(frame["entered_at"] <= as_of) & world.within(frame["entered_at"])]
    frame = world.chosen(frame, "client_id", "campaign_id")
    if world.wanted.senders:
        made = world.table("attempts")
        by = made.loc[made["sender_email"].isin(world.wanted.senders), "lead_id"]
        frame = frame[frame["lead_id"].isin(by)].copy()
    frame["month"] = world.month(frame["entered_at"])
    frame["status"] = _statuses(world, frame, as_of)
    frame["placed_seen_at"] = frame["placed_seen_at"].where(frame["placed_seen_at"] <= as_of)
    return _staged(_answered(world, frame), as_of)


def _statuses(world: World, frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """As they were known at as_of: by the history, of leads of which any of it came later."""
    seen = world.table("lead_history")
    later = set(seen.loc[seen["observed_at"] > as_of, "lead_id"])
    order = seen[seen["observed_at"] <= as_of].sort_values(
        ["observed_at", "status"], ascending=[True, False]
    )
    earlier = order.groupby("lead_id")["status"].agg(lambda told: told.iloc[-1]).to_dict()
    is_later = (frame["status"] == "placed") & (frame["placed_seen_at"] > as_of)
    is_hidden = is_later | (frame["first_seen_at"] > as_of)
    now = frame["status"].astype(object).mask(is_hidden, None)
    past = [
        earlier.get(lead) if lead in later else word
        for lead, word in zip(frame["lead_id"], now, strict=True)
    ]
    return pd.Series(past, frame.index, dtype=object)


def _answered(world: World, frame: pd.DataFrame) -> pd.DataFrame:
    """Mails and replies count for a lead of the same campaign."""
    of = frame.set_index("lead_id")["campaign_id"]
    sent, told = mails(world), replies(world)
    sent = sent[sent["is_sent"] & (sent["campaign_id"] == words(sent["lead_id"], of))]
    told = told[told["campaign_id"] == words(told["lead_id"], of)]
    mailed = sent.groupby("lead_id")["at"].agg(["min", "count"])
    frame["first_sent"] = moments(frame["lead_id"], mailed["min"])
    frame["sends"] = numbers(frame["lead_id"], mailed["count"]).fillna(0)
    human = told[told["is_human"]]
    frame["human_replies"] = numbers(frame["lead_id"], human["lead_id"].value_counts()).fillna(0)
    agreed = human[human["classification"] == "interested"]
    for name, rows in {"first_reply": human, "answered": human, "agreed": agreed}.items():
        if name != "first_reply":
            rows = rows[rows["at"] >= moments(rows["lead_id"], mailed["min"])]
        frame[name] = moments(frame["lead_id"], rows.groupby("lead_id")["at"].min())
    frame["classes"] = words(frame["lead_id"], told.groupby("lead_id")["classification"].agg(set))
    return frame


def _staged(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    status, first = frame["status"], frame["first_sent"]
    evidence = {
        "discovered": pd.Series(True, frame.index),
        "contacted": first.notna() | status.isin(["contacted", "bounced"]),
        "delivered": first.notna() & (status != "bounced"),
        "replied": frame["first_reply"].notna() | (status == "replied"),
        "positive": pd.Series(
            [seen is not None and "interested" in seen for seen in frame["classes"]],
            frame.index,
            dtype=bool,
        ),
        "placed": frame["placed_seen_at"].notna() | (status == "placed"),
    }
    frame["stage"] = 0
    for place, name in enumerate(STAGES):
        frame[f"is_{name}"] = evidence[name]
        frame.loc[evidence[name], "stage"] = place
    reply_end, placed_end = first + 14 * DAY, first + 45 * DAY
    frame["reply_mature"], frame["reply_open"] = reply_end <= as_of, reply_end > as_of
    frame["placed_mature"], frame["placed_open"] = placed_end <= as_of, placed_end > as_of
    frame["replied_in_time"] = frame["answered"] <= reply_end
    frame["agreed_in_time"] = frame["agreed"] <= reply_end
    came_later = frame["last_seen_not_placed_at"] >= placed_end
    frame["placed_in_time"] = frame["is_placed"] & ~came_later
    return frame


def campaign_funnel(world: World, by: str | None) -> pd.DataFrame:
    parts = [_funnel(rows).assign(group=name) for name, rows in groups(leads(world), by)]
    return pd.concat(parts) if parts else pd.DataFrame()


def _funnel(rows: pd.DataFrame) -> pd.DataFrame:
    told, before = [], None
    windows = {"replied": "reply_open", "positive": "reply_open", "placed": "placed_open"}
    for place, stage in enumerate(STAGES):
        reached = rows[rows["stage"] >= place]
        waits = rows[rows["stage"] == place - 1]
        row: Row = {"stage": stage, "reached": len(reached), "entrants": before}
        row["skipped"] = (~reached[f"is_{stage}"]).sum()
        row["still_open"] = waits[windows[stage]].sum() if stage in windows else 0
        names = ("step_rate", "step_low", "step_high")
        row |= with_limits(len(reached), before or 0, names)
        told.append(row | {"cumulative_rate": rate(len(reached), len(rows))})
        before = len(reached)
    return pd.DataFrame(told)


def campaign_outcomes(world: World, by: str | None) -> pd.DataFrame:
    return grouped(leads(world), by, _outcomes)


def _outcomes(rows: pd.DataFrame) -> Row:
    row: Row = {name: (rows["stage"] >= place).sum() for place, name in enumerate(STAGES)}
    row["may_still_reply"] = ((rows["stage"] == 2) & rows["reply_open"]).sum()
    row |= {"sends": rows["sends"].sum(), "mails_replies": rows["human_replies"].sum()}
    kinds = {
        "reply": ("reply_mature", "replied_in_time"),
        "positive": ("reply_mature", "agreed_in_time"),
        "placed": ("placed_mature", "placed_in_time"),
    }
    for name, (mature, good) in kinds.items():
        k, n = (rows[mature] & rows[good]).sum(), rows[mature].sum()
        row |= {f"{name}_k": k, f"{name}_n": n}
        row |= with_limits(k, n, (f"{name}_rate", f"{name}_low", f"{name}_high"))
    return row


def placement_variants(world: World, by: str | None) -> pd.DataFrame:
    told = []
    for name, rows in groups(leads(world), by):
        placed, stage, old = (rows["stage"] >= 5).sum(), rows["stage"], rows["placed_mature"]
        for per, k, n in (
            ("contacted_45_days", (old & rows["placed_in_time"]).sum(), old.sum()),
            ("contacted", placed, (stage >= 1).sum()),
            ("delivered", placed, (stage >= 2).sum()),
            ("leads", placed, len(rows)),
            ("positive", placed, (stage >= 4).sum()),
            ("sends", placed, rows["sends"].sum()),
        ):
            limits = with_limits(k, n, ("placement_rate", "low", "high")) if k <= n else {}
            row: Row = {"group": name, "per": per, "placed": k, "n": n}
            told.append(row | {"placement_rate": rate(k, n)} | limits)
    return pd.DataFrame(told)


def lead_status(world: World, by: str | None) -> pd.DataFrame:
    frame = leads(world)
    frame["status"] = [_label(word, STATUSES) for word in frame["status"]]
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    return frame.groupby(["group", "status"]).size().reset_index(name="leads")


def _label(word: str | None, known: tuple[str, ...]) -> str:
    if word is None or word != word:
        return "unknown"
    return word if word in known else f"other ({word})"


def reply_classes(world: World, by: str | None) -> pd.DataFrame:
    frame = own_replies(world)
    frame["classification"] = [_label(word, CLASSES) for word in frame["classification"]]
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    told = []
    for name, rows in frame.groupby("group"):
        for word, k in rows["classification"].value_counts().items():
            row: Row = {"group": name, "classification": word, "replies": k}
            limits = with_limits(k, len(rows), ("share", "low", "high"))
            told.append(row | limits | {"all_replies": len(rows)})
    return pd.DataFrame(told)


def reply_curve(world: World, by: str | None) -> pd.DataFrame:
    frame, as_of = leads(world), world.as_of("outreach")
    frame = frame[frame["first_sent"].notna()].assign(entry=np.nan)
    frame["exit"] = hours(frame["first_sent"], frame["answered"].fillna(as_of))
    frame["ending"] = np.where(frame["answered"].notna(), "event", "open")
    return curves(frame, by, share="replied_share")


def touches_to_reply(world: World, by: str | None) -> pd.DataFrame:
    frame, sent = leads(world), mails(world)
    of = frame.set_index("lead_id")["campaign_id"]
    sent = sent[sent["is_sent"] & (sent["campaign_id"] == words(sent["lead_id"], of))]
    told = frame[frame["answered"].notna()].set_index("lead_id")["answered"]
    before = sent[sent["at"] <= moments(sent["lead_id"], told)]
    frame["mails"] = numbers(frame["lead_id"], before["lead_id"].value_counts())
    frame = frame[frame["mails"].notna()].copy()
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    rows = []
    for name, members in frame.groupby("group"):
        for count, k in members["mails"].value_counts().items():
            row: Row = {"group": name, "mails": count, "leads": k, "replying_leads": len(members)}
            rows.append(row | with_limits(k, len(members), ("share", "low", "high")))
    return pd.DataFrame(rows)


def reply_outcomes(world: World) -> pd.DataFrame:
    frame, as_of, told = own_replies(world), world.as_of("outreach"), replies(world)
    human = frame[frame["is_human"] & frame["lead_id"].notna()]
    by_lead, sent = human.groupby("lead_id"), mails(world)
    yes = (human["classification"] == "interested").groupby(human["lead_id"]).any().sum()
    first = by_lead["at"].min()
    ever = told[told["is_human"]].groupby("lead_id")["at"].min()
    contacted = sent[sent["is_sent"]].groupby("lead_id")["at"].min()
    first = first[first == ever.reindex(first.index)]  # whoever answered before the range is old
    waits = hours(contacted.reindex(first.index), first).dropna().sort_values()
    waits = waits[waits >= 0]
    open_yes = unanswered(world, frame)
    row: Row = {"human_replies": by_lead.ngroups, "interested_leads": yes}
    row |= with_limits(yes, by_lead.ngroups, ("positive_share", "low", "high"))
    row["median_hours_to_reply"] = waits.median()
    row["p90"] = waits.iloc[math.ceil(0.9 * len(waits)) - 1] if len(waits) else None
    row["unanswered_positive"] = len(open_yes)
    row["longest_unanswered_hours"] = hours(open_yes["at"], as_of).max()
    row["unmatched_replies"] = frame["lead_id"].isna().sum()
    return pd.DataFrame([row])


def unanswered(world: World, frame: pd.DataFrame) -> pd.DataFrame:
    """Of these replies the interested ones that no later mail and no placement follows."""
    sent, known = mails(world), world.table("leads").set_index("lead_id")
    sent, placed = sent[sent["is_sent"]], known["placed_seen_at"] <= world.as_of("outreach")
    address = sent["recipient_email"].fillna(words(sent["lead_id"], known["email"].str.lower()))
    keep = []
    for index, reply in frame[frame["classification"] == "interested"].iterrows():
        if reply["lead_id"] is None:
            same = (sent["campaign_id"] == reply["campaign_id"]) & (address == reply["from_email"])
        else:
            same = sent["lead_id"] == reply["lead_id"]
        is_placed = bool(placed.get(reply["lead_id"], False))
        if not (same & (sent["at"] > reply["at"])).any() and not is_placed:
            keep.append(index)
    return frame.loc[keep]


def response_debt(world: World) -> pd.DataFrame:
    waits = hours(unanswered(world, chosen_replies(world))["at"], world.as_of("outreach"))
    edges = {"under 1 day": 0, "1 to 3 days": 24, "3 to 7 days": 72}
    edges |= {"7 to 30 days": 168, "over 30 days": 720}
    limits = [*edges.values(), math.inf]
    rows = []
    for name, low, high in zip(edges, limits[:-1], limits[1:], strict=True):
        chosen = waits[(waits >= low) & (waits < high)]
        rows.append({"age": name, "replies": len(chosen), "longest_hours": chosen.max()})
    return pd.DataFrame(rows)
