"""Reports of leads, mails and replies, counted again: docs/metrics.md, section C."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tests.independent.demo_world.arithmetic import (
    Row,
    grouped,
    hours,
    rate,
    with_limits,
)
from tests.independent.demo_world.orders import curves
from tests.independent.demo_world.reading import Demo

STAGES = ("discovered", "contacted", "delivered", "replied", "positive", "placed")
STATUSES = ("discovered", "contacted", "replied", "placed", "bounced", "lost", "unsubscribed")
CLASSES = ("interested", "not_interested", "out_of_office", "replied")
BEST = ("interested", "replied", "not_interested", "out_of_office")
DAY = pd.Timedelta(days=1)


def mails(demo: Demo) -> pd.DataFrame:
    """Attempts with the time at which they count; `is_sent` if they went out."""
    frame = demo.table("attempts")
    frame["is_sent"] = (frame["status"] == "sent") | (
        frame["status"].isna() & frame["sent_at"].notna()
    )
    frame["status"] = (
        frame["status"].fillna("sent").where(frame["status"].notna() | frame["is_sent"])
    )
    frame["at"] = frame["sent_at"].fillna(frame["created_at"]).fillna(frame["first_seen_at"])
    owner = demo.table("client_campaigns").set_index("campaign_id")["client_id"]
    frame["client_id"] = frame["campaign_id"].map(owner)
    return frame


def replies(demo: Demo) -> pd.DataFrame:
    """Replies with their lead: of the attempt named, else by address within the campaign."""
    frame, sent, known = demo.table("replies"), mails(demo), demo.table("leads")
    frame["at"] = frame["received_at"].fillna(frame["first_seen_at"])
    frame["is_human"] = frame["classification"] != "out_of_office"
    by_attempt = sent.set_index("attempt_id")
    owner = demo.table("client_campaigns").set_index("campaign_id")["client_id"]
    frame["client_id"] = frame["campaign_id"].map(owner)
    found = []
    for _, reply in frame.iterrows():
        named = by_attempt.loc[reply["attempt_id"]] if pd.notna(reply["attempt_id"]) else None
        if named is not None and named["campaign_id"] == reply["campaign_id"]:
            found.append(named["lead_id"])
            continue
        found.append(_by_address(reply, sent, known))
    frame["lead_id"] = pd.Series(found, frame.index, dtype=object)
    return frame


def _lower(address: str | float) -> str:
    return address.lower() if isinstance(address, str) else ""


def _by_address(reply: pd.Series, sent: pd.DataFrame, known: pd.DataFrame) -> str | None:
    """Of the leads with this address, the one written to last before the reply."""
    address, campaign = _lower(reply["from_email"]), reply["campaign_id"]
    own = known[(known["campaign_id"] == campaign) & (known["email"].str.lower() == address)]
    to = sent[(sent["campaign_id"] == campaign) & (sent["recipient_email"] == address)]
    leads = sorted({*own["lead_id"], *to["lead_id"].dropna()})
    if not leads:
        return None
    went = sent[(sent["status"] == "sent") & (sent["sent_at"] <= reply["at"])]
    last = went[went["lead_id"].isin(leads)].groupby("lead_id")["sent_at"].max()
    never = pd.Timestamp(0)
    return min(leads, key=lambda lead: (-(last.get(lead, never) - never).total_seconds(), lead))


def leads(demo: Demo) -> pd.DataFrame:
    """One row per lead with its evidence for each stage and its windows at as_of."""
    frame, as_of = demo.table("leads"), demo.as_of("outreach")
    owner = demo.table("client_campaigns").set_index("campaign_id")["client_id"]
    frame["client_id"] = frame["campaign_id"].map(owner)
    frame["entered_at"] = frame["created_at"].fillna(frame["first_seen_at"])
    frame["month"] = frame["entered_at"].dt.strftime("%Y-%m")
    sent = mails(demo)
    sent = sent[sent["is_sent"]].groupby("lead_id")["at"].agg(["min", "count"])
    frame["first_sent"] = frame["lead_id"].map(sent["min"])
    frame["sends"] = frame["lead_id"].map(sent["count"]).fillna(0)
    answers = replies(demo)
    human = answers[answers["is_human"]]
    frame["human_replies"] = frame["lead_id"].map(human["lead_id"].value_counts()).fillna(0)
    first = human.groupby("lead_id")["at"].min()
    frame["first_reply"] = frame["lead_id"].map(first)
    for name, rows in {
        "answered": human,
        "agreed": human[human["classification"] == "interested"],
    }.items():
        after = rows[rows["at"] >= rows["lead_id"].map(sent["min"])]
        frame[name] = frame["lead_id"].map(after.groupby("lead_id")["at"].min())
    classes = answers.groupby("lead_id")["classification"].agg(set)
    frame["classes"] = frame["lead_id"].map(classes)
    return _staged(frame, as_of)


def _staged(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    status, first = frame["status"], frame["first_sent"]
    evidence = {
        "discovered": pd.Series(True, frame.index),
        "contacted": first.notna() | status.isin(["contacted", "bounced"]),
        "delivered": first.notna() & (status != "bounced"),
        "replied": frame["first_reply"].notna() | (status == "replied"),
        "positive": frame["classes"].map(lambda seen: seen == seen and "interested" in seen),
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


def campaign_funnel(demo: Demo, by: str | None) -> pd.DataFrame:
    frame = leads(demo)
    names = frame[by].fillna("unassigned") if by else pd.Series("all", frame.index)
    parts = [_funnel(rows).assign(group=name) for name, rows in frame.groupby(names)]
    return pd.concat(parts)


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


def campaign_outcomes(demo: Demo, by: str | None) -> pd.DataFrame:
    return grouped(leads(demo), by, _outcomes)


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


def placement_variants(demo: Demo, by: str | None) -> pd.DataFrame:
    frame = leads(demo)
    names = frame[by].fillna("unassigned") if by else pd.Series("all", frame.index)
    told = []
    for name, rows in frame.groupby(names):
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


def lead_status(demo: Demo, by: str | None) -> pd.DataFrame:
    frame = leads(demo)
    frame["status"] = frame["status"].map(lambda word: _label(word, STATUSES))
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    return frame.groupby(["group", "status"]).size().reset_index(name="leads")


def _label(word: str | None, known: tuple[str, ...]) -> str:
    if word is None or word != word:
        return "unknown"
    return word if word in known else f"other ({word})"


def reply_classes(demo: Demo, by: str | None) -> pd.DataFrame:
    frame = replies(demo)
    frame["classification"] = frame["classification"].map(lambda word: _label(word, CLASSES))
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    told = []
    for name, rows in frame.groupby("group"):
        for word, k in rows["classification"].value_counts().items():
            row: Row = {"group": name, "classification": word, "replies": k}
            limits = with_limits(k, len(rows), ("share", "low", "high"))
            told.append(row | limits | {"all_replies": len(rows)})
    return pd.DataFrame(told)


def reply_curve(demo: Demo, by: str | None) -> pd.DataFrame:
    frame, as_of = leads(demo), demo.as_of("outreach")
    frame = frame[frame["first_sent"].notna()].assign(entry=np.nan)
    frame["exit"] = hours(frame["first_sent"], frame["answered"].fillna(as_of))
    frame["ending"] = np.where(frame["answered"].notna(), "event", "open")
    return curves(frame, by, share="replied_share")


def touches_to_reply(demo: Demo, by: str | None) -> pd.DataFrame:
    frame, sent = leads(demo), mails(demo)
    sent = sent[sent["is_sent"]]
    told = frame[frame["answered"].notna()].set_index("lead_id")["answered"]
    before = sent[sent["at"] <= sent["lead_id"].map(told)]
    frame["mails"] = frame["lead_id"].map(before["lead_id"].value_counts())
    frame = frame[frame["mails"].notna()]
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    rows = []
    for name, members in frame.groupby("group"):
        for count, k in members["mails"].value_counts().items():
            row: Row = {"group": name, "mails": count, "leads": k, "replying_leads": len(members)}
            rows.append(row | with_limits(k, len(members), ("share", "low", "high")))
    return pd.DataFrame(rows)


def reply_outcomes(demo: Demo) -> pd.DataFrame:
    frame, as_of = replies(demo), demo.as_of("outreach")
    known = leads(demo).set_index("lead_id")
    human = frame[frame["is_human"] & frame["lead_id"].notna()]
    by_lead = human.groupby("lead_id")
    yes = (human["classification"] == "interested").groupby(human["lead_id"]).any().sum()
    waits = hours(known["first_sent"], by_lead["at"].min()).dropna().sort_values()
    waits = waits[waits >= 0]
    open_yes = unanswered(demo)
    row: Row = {"human_replies": by_lead.ngroups, "interested_leads": yes}
    row |= with_limits(yes, by_lead.ngroups, ("positive_share", "low", "high"))
    row["median_hours_to_reply"] = waits.median()
    row["p90"] = waits.iloc[math.ceil(0.9 * len(waits)) - 1]
    row["unanswered_positive"] = len(open_yes)
    row["longest_unanswered_hours"] = hours(open_yes["at"], as_of).max()
    row["unmatched_replies"] = frame["lead_id"].isna().sum()
    return pd.DataFrame([row])


def unanswered(demo: Demo) -> pd.DataFrame:
    """Interested replies that no later mail to the lead and no placement follows."""
    frame, sent = replies(demo), mails(demo)
    sent, placed = sent[sent["is_sent"]], leads(demo).set_index("lead_id")["placed_seen_at"]
    own = leads(demo).set_index("lead_id")["email"].str.lower()
    sent = sent.assign(address=sent["recipient_email"].fillna(sent["lead_id"].map(own)))
    keep = []
    for index, reply in frame[frame["classification"] == "interested"].iterrows():
        if pd.isna(reply["lead_id"]):
            same = (sent["campaign_id"] == reply["campaign_id"]) & (
                sent["address"] == _lower(reply["from_email"])
            )
        else:
            same = sent["lead_id"] == reply["lead_id"]
        is_placed = pd.notna(placed.get(reply["lead_id"], None))
        if not (same & (sent["at"] > reply["at"])).any() and not is_placed:
            keep.append(index)
    return frame.loc[keep]


def response_debt(demo: Demo) -> pd.DataFrame:
    waits = hours(unanswered(demo)["at"], demo.as_of("outreach"))
    edges = {"under 1 day": 0, "1 to 3 days": 24, "3 to 7 days": 72}
    edges |= {"7 to 30 days": 168, "over 30 days": 720, "": math.inf}
    names, limits = list(edges), list(edges.values())
    rows = []
    for name, low, high in zip(names[:-1], limits[:-1], limits[1:], strict=True):
        chosen = waits[(waits >= low) & (waits < high)]
        rows.append({"age": name, "replies": len(chosen), "longest_hours": chosen.max()})
    return pd.DataFrame(rows)
