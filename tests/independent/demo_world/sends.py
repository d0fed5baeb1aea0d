"""Reports of mails sent and of what must not be sent, counted again: docs/metrics.md, section C."""

from __future__ import annotations

import pandas as pd

from tests.independent.demo_world.arithmetic import Row, with_limits
from tests.independent.demo_world.leads import CLASSES, leads, mails, replies
from tests.independent.demo_world.reading import Demo

STATES = ("queued", "approved", "blocked", "sent", "failed")


def send_volume(demo: Demo, by: str | None) -> pd.DataFrame:
    frame = mails(demo)
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    frame["date"] = frame["at"].dt.normalize()
    frame["state"] = frame["status"].where(frame["status"].isin(STATES), "other")
    days = pd.date_range(frame["date"].min(), demo.as_of("outreach").normalize())
    counts = frame.groupby(["group", "date", "state"]).size().unstack(fill_value=0)
    groups = sorted(frame["group"].unique())
    whole = pd.MultiIndex.from_product([groups, days], names=["group", "date"])
    columns = [*STATES, "other"]
    return counts.reindex(whole, fill_value=0).reindex(columns=columns, fill_value=0).reset_index()


def send_weeks(demo: Demo) -> pd.DataFrame:
    volume, today = send_volume(demo, None), demo.as_of("outreach").normalize()
    volume["week"] = volume["date"] - pd.to_timedelta(volume["date"].dt.day_of_week, "D")
    volume["is_past"] = volume["date"] < today
    weeks = volume.groupby("week").agg(sent=("sent", "sum"), past=("is_past", "sum"))
    weeks = weeks.assign(is_complete=weeks["past"] == 7, cap=700)
    return weeks.drop(columns="past").reset_index()


def send_failures(demo: Demo) -> pd.DataFrame:
    frame = mails(demo)
    bad = frame[frame["status"].isin(["failed", "blocked"])].copy()
    bad["reason"] = bad["decision_reason"].replace("", None).fillna("no reason given")
    rows = []
    for (outcome, reason), members in bad.groupby(["status", "reason"]):
        row: Row = {"group": "all", "outcome": outcome, "reason": reason}
        row |= {"failures": len(members), "attempts": len(frame)}
        limits = with_limits(len(members), len(frame), ("failure_rate", "low", "high"))
        rows.append(row | limits)
    return pd.DataFrame(rows)


def compliance_cases(demo: Demo) -> pd.DataFrame:
    """kind, address and time of each case."""
    told = replies(demo)
    no = told[told["classification"] == "not_interested"]
    listed = demo.table("suppressions")
    names = {*listed["email"].str.lower(), *listed["domain"].dropna().str.lower()}
    domain = no["from_email"].str.split("@").str[1]
    is_listed = no["from_email"].isin(names) | domain.isin(names)
    unlisted = no[no["from_email"].notna() & ~is_listed]
    unmatched = told[told["lead_id"].isna()]
    parts = {
        "sent_after_refusal": _refused(demo, no, listed),
        "refusal_not_listed": _cases(unlisted, "from_email"),
        "over_sender_cap": _over(demo, "sender_email", 100),
        "over_domain_cap": _over(demo, "recipient_domain", 20),
        "reply_unmatched": _cases(unmatched, "from_email"),
        "replies_collide": _twins(told),
    }
    return pd.concat([part.assign(kind=kind) for kind, part in parts.items()])


def _cases(frame: pd.DataFrame, address: str) -> pd.DataFrame:
    return pd.DataFrame({"address": frame[address], "happened_at": frame["at"]})


def _refused(demo: Demo, no: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Mails after a refusal of the lead or address, or after the address or domain was listed."""
    sent = mails(demo)
    sent = sent[sent["is_sent"]].copy()
    own = leads(demo).set_index("lead_id")["email"].str.lower()
    sent["address"] = sent["recipient_email"].fillna(sent["lead_id"].map(own))
    listed_at = listed["created_at"].fillna(listed["first_seen_at"])
    since = [
        sent["lead_id"].map(no.groupby("lead_id")["at"].min()),
        sent["address"].map(no.groupby("from_email")["at"].min()),
        sent["address"].map(listed_at.groupby(listed["email"].str.lower()).min()),
        sent["address"].str.split("@").str[1].map(listed_at.groupby(listed["domain"]).min()),
    ]
    return _cases(sent[sent["at"] > pd.concat(since, axis=1).min(axis=1)], "address")


def _over(demo: Demo, column: str, cap: int) -> pd.DataFrame:
    sent = mails(demo)
    sent = sent[sent["is_sent"]].copy()
    sent["recipient_domain"] = sent["recipient_email"].str.split("@").str[1]
    days = sent.groupby([column, sent["at"].dt.normalize()]).size()
    over = days[days > cap].reset_index()
    return pd.DataFrame({"address": over[column], "happened_at": over["at"]})


def _twins(told: pd.DataFrame) -> pd.DataFrame:
    words = told["classification"].fillna("unknown")
    told = told.assign(word=words.where(words.isin([*CLASSES, "unknown"]), "other " + words))
    told = told.dropna(subset=["from_email", "subject"])
    groups = told.groupby(["campaign_id", "from_email", "subject"])
    found = groups.agg(words=("word", "nunique"), at=("at", "max")).reset_index()
    return _cases(found[found["words"] > 1], "from_email")


def compliance_watch(demo: Demo) -> pd.DataFrame:
    cases = compliance_cases(demo)
    kinds = ["sent_after_refusal", "refusal_not_listed", "over_sender_cap", "over_domain_cap"]
    rows = []
    for kind in [*kinds, "reply_unmatched", "replies_collide"]:
        own = cases[cases["kind"] == kind]
        row: Row = {"kind": kind, "is_breach": kind in kinds, "cases": len(own)}
        row["addresses"] = own["address"].nunique()
        rows.append(row | {"latest_at": own["happened_at"].max()})
    return pd.DataFrame(rows)
