"""Reports of money, counted again: docs/metrics.md, section D."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import (
    Row,
    at,
    curve,
    follow_up,
    hours,
    mean_wait,
    numbers,
    quantile,
    rate,
    ratio_limits,
    with_limits,
    words,
)
from tests.independent.recounts.links import (
    BARRED,
    KNOWN,
    expected_waits,
    links,
    live_links,
    of_all_platforms,
    spans,
)
from tests.independent.recounts.orders import (
    closed,
    delivery_spans,
    orders,
    placed,
    promised,
    promises,
)
from tests.independent.recounts.world import World

MONTH = 30.4375
LABELS = ("exact", "booked", "inferred", "unknown")


def costs(world: World, frame: pd.DataFrame) -> pd.DataFrame:
    """These orders with what they cost and how that is known."""
    prices = world.table("price_book").sort_values("valid_from")
    entered = world.table("order_costs").set_index("order_id")
    fallen = numbers(frame["order_id"], pd.Series(_drops(world)))
    booked = [_price(order, prices) for _, order in frame.iterrows()]
    frame["booked"] = pd.Series([price for price, _ in booked], frame.index, dtype=float)
    frame["booked_in"] = pd.Series([currency for _, currency in booked], frame.index, dtype=object)
    frame["entered"] = numbers(frame["order_id"], entered["cost"])
    frame["refund"] = numbers(frame["order_id"], entered["refund"]).fillna(0)
    frame["cost"] = frame["entered"].fillna(frame["booked"]).fillna(fallen)
    own = words(frame["order_id"], entered["currency"])
    dollars = pd.Series("USD", frame.index).where(fallen.notna())
    else_ = frame["booked_in"].where(frame["booked"].notna(), dollars)
    frame["currency"] = own.where(frame["entered"].notna(), else_)
    cases = [frame["entered"].notna(), frame["booked"].notna(), fallen.notna()]
    frame["basis"] = np.select(cases, LABELS[:3], LABELS[3])
    return frame


def _price(order: pd.Series, prices: pd.DataFrame) -> tuple[float | None, str | None]:
    own = prices[prices["package"] == order["package"]]
    own = own[own["valid_from"] <= order["created_at"]]
    return (float(own["price"].iloc[-1]), own["currency"].iloc[-1]) if len(own) else (None, None)


def _drops(world: World) -> dict[str, float]:
    """By order: what the balance fell between two reads that saw this order alone be placed."""
    seen = world.table("account_snapshots").sort_values("observed_at")
    credits = seen[["credits_starter", "credits_growth", "credits_scale"]].fillna(0).sum(axis=1)
    made = world.table("orders")
    found = {}
    for before, after in zip(seen.index[:-1], seen.index[1:], strict=True):
        since, until = seen["observed_at"][before], seen["observed_at"][after]
        within = made[(made["created_at"] > since) & (made["created_at"] <= until)]
        fallen = float(seen["balance_usd"][before] or 0) - float(seen["balance_usd"][after] or 0)
        if len(within) == 1 and fallen > 0 and credits[before] == credits[after]:
            found[within["order_id"].iloc[0]] = fallen
    return found


def _closed(world: World) -> pd.DataFrame:
    frame = costs(world, closed(world))
    month_ago = world.as_of("podcast") - pd.Timedelta(days=30)
    return frame.assign(is_mature=frame["closed_at"] <= month_ago)


def cost_labels(world: World) -> pd.DataFrame:
    counts = _closed(world)["basis"].value_counts()
    return pd.DataFrame({"cost_basis": LABELS, "orders": [counts.get(k, 0) for k in LABELS]})


def link_costs(world: World, by: str | None) -> pd.DataFrame:
    frame, live = _closed(world), links(of_all_platforms(world))
    live = live[live["is_live"]]
    live = live[live["order_id"].isin(frame.loc[frame["cost"].notna(), "order_id"])]
    in_time = live[live["known_indexed"] <= 720]
    frame["links"] = numbers(frame["order_id"], live["order_id"].value_counts()).fillna(0)
    frame["indexed"] = numbers(frame["order_id"], in_time["order_id"].value_counts()).fillna(0)
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    rows = []
    for (name, currency), own in frame.groupby(["group", "currency"]):
        priced = own[own["cost"].notna()]
        clocks = spans(live[live["order_id"].isin(priced["order_id"])])
        none = frame.loc[frame["group"] == name, "cost"].isna().sum()
        row: Row = {"group": name, "currency": currency, "unpriced_orders": none}
        rows.append(row | _costs(priced, clocks))
    return pd.DataFrame(rows)


def _costs(rows: pd.DataFrame, clocks: pd.DataFrame) -> Row:
    old = rows[rows["is_mature"]]
    gross, links_ = rows["cost"].sum(), rows["links"].sum()
    net, old_net = gross - rows["refund"].sum(), (old["cost"] - old["refund"]).sum()
    share = at(curve(clocks), 720) if follow_up(clocks) >= 720 else None
    return {
        "priced_orders": len(rows),
        "gross": round(gross, 2),
        "refunds": round(rows["refund"].sum(), 2),
        "net": round(net, 2),
        "links": links_,
        **_ratio("gross_per_link", rows["cost"], rows["links"]),
        "net_per_link": rate(net, links_),
        "mature_orders": len(old),
        "mature_gross": round(old["cost"].sum(), 2),
        "mature_links": old["links"].sum(),
        "mature_indexed": old["indexed"].sum(),
        **_ratio("gross_per_indexed", old["cost"], old["indexed"]),
        "net_per_indexed": rate(old_net, old["indexed"].sum()),
        "f_30d": share,
        "gross_per_indexed_expected": rate(gross, links_ * (share or 0)),
    }


def _ratio(name: str, k: pd.Series, n: pd.Series) -> Row:
    if not n.sum():
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    ratio, half = ratio_limits(k, n)
    low, high = (None, None) if half is None else (max(ratio - half, 0), ratio + half)
    return {name: ratio, f"{name}_low": low, f"{name}_high": high}


def valued(world: World) -> pd.DataFrame:
    """Live links with their share of what their page is worth a day."""
    frame = live_links(world)
    values = world.table("page_values").set_index("target_url")
    everywhere = world.view(as_of=world.wanted.as_of)
    on_page = numbers(frame["target_url"], live_links(everywhere)["target_url"].value_counts())
    monthly = numbers(frame["target_url"], values["monthly_value"])
    frame["currency"] = words(frame["target_url"], values["currency"])
    frame["per_day"] = monthly / on_page / MONTH
    frame["is_blocked"] = frame["index_state"].isin(BARRED)
    waits = frame["index_state"].isin([*BARRED, "not_seen", "not_indexed"])
    frame["is_waiting"] = waits
    ramp = world.table("assumptions").set_index("name")["value"].get("value_ramp_days", 0)
    frame["ramp_days"] = float(ramp) or np.nan
    frame["basis"] = "ramp" if ramp else "linear"
    return frame


def lost_days(days: pd.Series, ramp: pd.Series) -> pd.Series:
    """Days of full value in these waits; before a ramp ends, half its height on average."""
    height = (days / ramp).fillna(np.inf).clip(upper=1)
    on_ramp = np.minimum(days, ramp.fillna(0))
    return on_ramp * height / 2 + (days - on_ramp)


def waiting_costs(world: World, by: str | None) -> pd.DataFrame:
    frame, as_of = valued(world), world.as_of("podcast")
    frame["group"] = frame[by].fillna("unassigned") if by else "all"
    natural = world.table("assumptions").set_index("name")["value"].get("natural_wait_days")
    until = frame["event_at"].fillna(as_of)
    frame["waited"] = hours(frame["live_at"], until).clip(lower=0) / 24
    rows = []
    for name, own in frame.groupby("group"):
        own = own.assign(ahead=expected_waits(own))
        wait = mean_wait(spans(own), 720)
        days = wait / 24 if wait is not None else None
        for currency, members in own.groupby(own["currency"].fillna("")):
            row: Row = {"group": name, "currency": currency or None}
            own_wait = None if natural is None else min(natural, 30)
            row |= {"mean_wait_30d_days": days, "natural_wait_30d_days": own_wait}
            row |= {"basis": own["basis"].iloc[0], "ramp_days": own["ramp_days"].iloc[0]}
            rows.append(row | _waiting(members, days, own_wait, bool(currency)))
    return pd.DataFrame(rows)


def _waiting(rows: pd.DataFrame, days: float | None, natural: float | None, has_value: bool) -> Row:
    now, worth = rows[rows["is_waiting"]], rows["per_day"].sum()
    clocked, blocked = rows[~rows["no_clock"]], now[now["is_blocked"]]
    money: Row = {
        "realised": (clocked["per_day"] * lost_days(clocked["waited"], clocked["ramp_days"])).sum(),
        "burn_per_day": now["per_day"].sum(),
        "burn_blocked_per_day": blocked["per_day"].sum(),
        "expected_next_30d": (now["per_day"] * now["ahead"] / 24).sum(),
        "expected_from_live_30d": None if days is None else worth * days,
        "saved_vs_natural_30d": None,
    }
    if days is not None and natural is not None:
        money["saved_vs_natural_30d"] = worth * (natural - days)
    counts = {"links": len(rows), "wait_unknown": rows["no_clock"].sum()}
    counts |= {"waiting": len(now), "blocked": len(blocked)}
    return counts | (money if has_value else dict.fromkeys(money))


def links_to_chase(world: World) -> pd.DataFrame:
    frame = valued(world)
    frame["ahead"] = expected_waits(frame)
    frame = frame[frame["is_waiting"]]
    is_old = frame["is_blocked"] | (frame["age"] >= 168)
    return pd.DataFrame(
        {
            "order_id": frame["order_id"],
            "slot": frame["slot"],
            "state": frame["index_state"],
            "live_at": frame["live_at"],
            "age_hours": frame["age"],
            "currency": frame["currency"],
            "value_per_day": frame["per_day"],
            "expected_wait_days": frame["ahead"] / 24,
            "expected_cost_30d": frame["per_day"] * frame["ahead"] / 24,
            "cost_so_far": frame["per_day"] * lost_days(frame["age"] / 24, frame["ramp_days"]),
            "basis": frame["basis"],
            "ramp_days": frame["ramp_days"],
            "is_blocked": frame["is_blocked"],
            "ask_whom": is_old.map({True: "Podcast Backlinks", False: "nobody yet"}),
        }
    )


def client_summary(world: World) -> pd.DataFrame:
    """Orders and links of each client by its own basis; clients of the ledger have a row."""
    known, live, as_of = orders(world), live_links(world), world.as_of("podcast")
    made, due = costs(world, placed(world)), promised(world)
    ledger = pd.concat(
        [world.table("clients")[["client_id"]], world.table("client_campaigns")[["client_id"]]]
    ).dropna()
    listed = world.chosen(ledger, "client_id")["client_id"]
    rows = []
    for name in sorted({*known["client_id"].fillna("unassigned"), *listed}):
        own, slots, promise = (
            frame[frame["client_id"].fillna("unassigned") == name] for frame in (made, live, due)
        )
        row: Row = {"client_id": name, "links_total": own["links_total"].sum()}
        kept = promises(promise, as_of)
        del kept["longest_overdue_hours"]
        rows.append(row | _work(own) | kept | _index(slots) | _spend(own))
        indexed = rows[-1]["links_indexed"]
        cost = rate(rows[-1]["spend"], indexed)
        rows[-1]["cost_per_indexed_link"] = None if world.wanted.platforms else cost
    return pd.DataFrame(rows)


def _work(own: pd.DataFrame) -> Row:
    row: Row = {state: (own["state"] == state).sum() for state in ("delivered", "open", "failed")}
    row["orders"] = len(own)
    return row | {"km_median_hours": quantile(delivery_spans(own), 0.5)[0]}


def _index(rows: pd.DataFrame) -> Row:
    clocks, points = spans(rows), curve(spans(rows))
    is_known = follow_up(clocks) >= 168 and len(clocks) > 0 and clocks["age"].max() >= 168
    old = rows[(rows["age"] >= 168) & (rows["known_from"] <= 168)]
    k = (old["known_indexed"] <= 168).sum()
    known = rows[rows["index_state"].isin(KNOWN)]
    row: Row = {"links_live": len(rows), "mature_7d_k": k, "mature_7d_n": len(old)}
    row["links_indexed"] = (known["index_state"] == "indexed").sum()
    names = ("", "mature_7d_low", "mature_7d_high")
    limits = with_limits(k, len(old), names)
    row |= {name: limits[name] for name in names[1:]}
    for column, name in (("share", "f_7d"), ("low", "f_7d_low"), ("high", "f_7d_high")):
        row[name] = at(points, 168, column) if is_known else None
    return row


def _spend(own: pd.DataFrame) -> Row:
    """By the price book; unknown while a price is missing. No order, no spend."""
    if own.empty or own["booked"].isna().any() or own["booked_in"].nunique() > 1:
        return {"spend": None}
    return {"spend": own["booked"].sum()}
