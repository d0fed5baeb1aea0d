"""Reports of mails sent and of what must not be sent, counted again: docs/metrics.md, section C."""

from __future__ import annotations

import pandas as pd

from tests.independent.recounts.arithmetic import Row, groups, moments, with_limits, words
from tests.independent.recounts.leads import (
    CLASSES,
    attempts,
    chosen_by_sender,
    chosen_mails,
    own_replies,
    replies,
)
from tests.independent.recounts.world import World

KEYS = ["kind", "address", "happened_at"]
STATES = ("queued", "approved", "blocked", "sent", "failed")


def send_volume(world: World, by: str | None) -> pd.DataFrame:
    frame = chosen_mails(world)
    frame = frame[world.within(frame["at"])].copy()
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    frame["date"] = world.day(frame["at"])
    frame["state"] = frame["status"].where(frame["status"].isin(STATES), "other")
    columns = [*STATES, "other"]
    counts = frame.groupby(["group", "date", "state"]).size().unstack(fill_value=0)
    names = sorted(frame["group"].unique()) if by else ["all"]
    whole = pd.MultiIndex.from_product([names, _days(world, frame)], names=["group", "date"])
    counts = counts.reindex(whole, fill_value=0).reindex(columns=columns, fill_value=0)
    return counts.reset_index()


def _days(world: World, frame: pd.DataFrame) -> pd.DatetimeIndex:
    """The range's days up to as_of; an open one begins with the first mail."""
    start, end, last = world.wanted.start, world.wanted.end, world.today("outreach")
    first = pd.Timestamp(start) if start else frame["date"].min()
    if pd.isna(first):
        return pd.DatetimeIndex([])
    return pd.date_range(first, min(last, pd.Timestamp(end)) if end else last, unit="us")


def send_weeks(world: World) -> pd.DataFrame:
    volume, today = send_volume(world, None), world.today("outreach")
    volume["date"] = pd.to_datetime(volume["date"])
    volume["week"] = volume["date"] - pd.to_timedelta(volume["date"].dt.day_of_week, "D")
    volume["is_past"] = volume["date"] < today
    weeks = volume.groupby("week").agg(sent=("sent", "sum"), past=("is_past", "sum"))
    weeks = weeks.assign(is_complete=weeks["past"] == 7, cap=700)
    return weeks.drop(columns="past").reset_index()


def send_failures(world: World, by: str | None) -> pd.DataFrame:
    """By the day on which an attempt was made, whether or not it was sent later."""
    frame = chosen_by_sender(world, attempts(world))
    made = frame["created_at"].fillna(frame["at"])
    frame = frame[world.within(made) & (made <= world.as_of("outreach"))]
    rows = []
    for group, own in groups(frame, by):
        bad = own[own["status"].isin(["failed", "blocked"])].copy()
        bad["reason"] = bad["decision_reason"].replace("", None).fillna("no reason given")
        for (outcome, reason), members in bad.groupby(["status", "reason"]):
            row: Row = {"group": group, "outcome": outcome, "reason": reason}
            row |= {"failures": len(members), "attempts": len(own)}
            limits = with_limits(len(members), len(own), ("failure_rate", "low", "high"))
            rows.append(row | limits)
    return pd.DataFrame(rows)


def compliance_cases(world: World) -> pd.DataFrame:
    """kind, address and time of each case."""
    told, as_of = own_replies(world), world.as_of("outreach")
    no = told[told["classification"] == "not_interested"]
    listed = world.table("suppressions")
    listed["at"] = listed["created_at"].fillna(listed["first_seen_at"])
    known = listed[listed["at"] <= as_of]
    names = {*known["email"].str.lower(), *known["domain"].dropna().str.lower()}
    domain = no["from_email"].astype(object).str.split("@").str[1]
    is_listed = no["from_email"].isin(names) | domain.isin(names)
    unlisted = no[no["from_email"].notna() & ~is_listed]
    unmatched = told[told["lead_id"].isna()]
    parts = {
        "sent_after_refusal": _refused(world, listed),
        "refusal_not_listed": _cases(unlisted, "from_email"),
        "over_sender_cap": _over(world, "sender_email", 100),
        "over_domain_cap": _over(world, "domain", 20),
        "reply_unmatched": _cases(unmatched, "from_email"),
        "replies_collide": _twins(told),
    }
    return pd.concat([part.assign(kind=kind) for kind, part in parts.items()])


def compliance_list(world: World) -> pd.DataFrame:
    cases = compliance_cases(world)
    return numbered(cases)


def numbered(cases: pd.DataFrame) -> pd.DataFrame:
    """With the number of each case among those of the same kind, address and moment."""
    cases = cases.sort_values("campaign_id")
    return cases.assign(nth=cases.groupby(KEYS, dropna=False).cumcount())


def _cases(frame: pd.DataFrame, address: str) -> pd.DataFrame:
    # a cap counts the mails of all campaigns
    campaign = frame.get("campaign_id")
    told = {"address": frame[address], "happened_at": frame["at"], "campaign_id": campaign}
    return pd.DataFrame(told, frame.index)


def _refused(world: World, listed: pd.DataFrame) -> pd.DataFrame:
    """Mails after a refusal of the lead or address, or after the address or domain was listed."""
    told = replies(world)
    no = told[told["classification"] == "not_interested"]
    sent = _addressed(world)
    since = [
        moments(sent["lead_id"], no.groupby("lead_id")["at"].min()),
        moments(sent["address"], no.groupby("from_email")["at"].min()),
        moments(sent["address"], listed.groupby(listed["email"].str.lower())["at"].min()),
        moments(sent["domain"], listed.groupby(listed["domain"].str.lower())["at"].min()),
    ]
    earliest = pd.concat(since, axis=1).min(axis=1)
    return _cases(sent[sent["at"] > earliest], "address")


def _addressed(world: World) -> pd.DataFrame:
    """Mails of the range; one without a recipient went to the lead's own address."""
    sent = chosen_mails(world)
    sent = sent[sent["is_sent"] & world.within(sent["at"])].copy()
    own = world.table("leads").set_index("lead_id")["email"].str.lower()
    address = sent["recipient_email"].fillna(words(sent["lead_id"], own)).astype(object)
    return sent.assign(address=address, domain=address.str.split("@").str[1])


def _over(world: World, column: str, cap: int) -> pd.DataFrame:
    sent = _addressed(world)
    days = sent.groupby([column, sent["at"].dt.normalize()]).size()
    over = days[days > cap].reset_index()
    return _cases(over, column)


def _twins(told: pd.DataFrame) -> pd.DataFrame:
    words = told["classification"].fillna("unknown")
    told = told.assign(word=words.where(words.isin([*CLASSES, "unknown"]), "other " + words))
    told = told.dropna(subset=["from_email", "subject"])
    groups = told.groupby(["campaign_id", "from_email", "subject"])
    found = groups.agg(words=("word", "nunique"), at=("at", "max")).reset_index()
    return _cases(found[found["words"] > 1], "from_email")


def compliance_watch(world: World) -> pd.DataFrame:
    cases = compliance_cases(world)
    kinds = ["sent_after_refusal", "refusal_not_listed", "over_sender_cap", "over_domain_cap"]
    rows = []
    for kind in [*kinds, "reply_unmatched", "replies_collide"]:
        own = cases[cases["kind"] == kind]
        row: Row = {"kind": kind, "is_breach": kind in kinds, "cases": len(own)}
        row["addresses"] = own["address"].nunique()
        rows.append(row | {"latest_at": own["happened_at"].max()})
    return pd.DataFrame(rows)
