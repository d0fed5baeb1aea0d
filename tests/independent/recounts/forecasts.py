"""What open orders will bring, and how past forecasts did, counted again."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tests.independent.recounts.arithmetic import Row, Z, at, curve, hours, rate, with_limits
from tests.independent.recounts.links import links, of_all_platforms
from tests.independent.recounts.orders import orders
from tests.independent.recounts.world import World

AHEAD = {"1d": 24, "3d": 72, "7d": 168, "14d": 336}
LEAST_HISTORY, WEEKS, WEEK = 30, 12, pd.Timedelta(days=7)


def open_orders_ahead(world: World) -> pd.DataFrame:
    """Chances of open orders now; limits rest on a bootstrap and are not recounted."""
    return _ahead(_dated(world), _live_times(world), world.as_of("podcast"))


def delivery_forecast(world: World) -> pd.DataFrame:
    """What the open orders of each package, and of all, are expected to bring."""
    told, as_of = open_orders_ahead(world), world.as_of("podcast")
    if told.empty:
        return told
    rows = []
    for package in ["all", *sorted(told["package"].unique())]:
        own = told if package == "all" else told[told["package"] == package]
        history = own.groupby("package")["closed_orders"].first().sum()
        for name, ahead in AHEAD.items():
            known = own[own[f"chance_{name}"].notna()]
            chance = known[f"chance_{name}"].astype(float)
            row: Row = {"group": package, "horizon_hours": ahead, "closed_orders": history}
            row |= {"open_orders": len(own), "open_links": own["links_open"].sum()}
            row |= {"foretold_orders": len(known), "foretold_links": known["links_open"].sum()}
            row |= {"until_at": as_of + pd.Timedelta(hours=ahead)}
            row |= {"has_too_little_history": len(known) < len(own)}
            expected = (known["links_open"] * chance).sum()
            row["expected_orders"] = chance.sum() if len(known) else None
            rows.append(row | {"expected_links": expected if len(known) else None})
    return pd.DataFrame(rows)


def _dated(world: World) -> pd.DataFrame:
    frame = orders(world)
    frame["package"] = frame["package"].fillna("unassigned")
    return frame[frame["created_at"].notna()]


def _live_times(world: World) -> pd.DataFrame:
    frame = links(of_all_platforms(world))
    return frame.loc[frame["is_live"], ["order_id", "live_at"]]


def _ahead(frame: pd.DataFrame, live: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """One row per order open at a moment, with its chances as the history until then tells."""
    known = frame[frame["created_at"] <= moment]
    spans = {package: _spans(own, moment) for package, own in known.groupby("package")}
    ended = known["delivered_at"].fillna(known["failed_at"])
    # of a failure that nobody dated it is not known until when it was open
    is_open = ~(ended <= moment) & ~known["is_undated"]
    slots = live.loc[live["live_at"] <= moment, "order_id"].value_counts()
    rows = []
    for _, order in known[is_open].iterrows():
        own = spans[order["package"]]
        links = max(_number(order["links_total"]) - slots.get(order["order_id"], 0), 0)
        closed = (own["ending"] != "open").sum()
        row: Row = {"order_id": order["order_id"], "package": order["package"]}
        row |= {"closed_orders": closed, "links_open": links}
        rows.append(row | _chances(own, hours(order["created_at"], moment), closed))
    return pd.DataFrame(rows)


def _number(value: float | None) -> float:
    return 0 if value is None or pd.isna(value) else value


def _spans(frame: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    is_done, is_lost = frame["delivered_at"] <= moment, frame["failed_at"] <= moment
    ended = frame["delivered_at"].where(is_done, frame["failed_at"].where(is_lost))
    ending = np.select([is_done, is_lost], ["event", "competing"], "open")
    exits = hours(frame["created_at"], ended.fillna(moment))
    return pd.DataFrame({"entry": np.nan, "exit": exits, "ending": ending})


def _chances(own: pd.DataFrame, age: float, closed: int) -> Row:
    points = curve(own)
    left = at(points, age, "survival")
    chances: Row = {}
    for name, ahead in AHEAD.items():
        gain = (at(points, age + ahead) or 0) - (at(points, age) or 0)
        is_known = closed >= LEAST_HISTORY and left is not None and left > 1e-12
        chances[f"chance_{name}"] = min(max(gain / left, 0), 1) if is_known and left else None
    return chances


def forecast_calibration(world: World) -> pd.DataFrame:
    """Forecasts of a week from each of the last twelve weeks, and what came of them."""
    frame, live, as_of = _dated(world), _live_times(world), world.as_of("podcast")
    parts = [pd.DataFrame(columns=["week", "chance", "came", "links_open"])]
    done = frame.set_index("order_id")["delivered_at"]
    for week in range(1, WEEKS + 1):
        moment = as_of - week * WEEK
        told = _ahead(frame, live, moment)
        if len(told):
            came = told["order_id"].map(done) <= moment + WEEK
            told = told.assign(week=week, chance=told["chance_7d"].astype(float), came=came)
            parts.append(told[told["chance"].notna()])
    every = pd.concat([part for part in parts if len(part)] or parts)
    n, k = len(every), every["came"].astype(bool).sum()
    row: Row = {"forecasts": n, "came": k, "weeks": every["week"].nunique()}
    row |= with_limits(k, n, ("came_rate", "came_low", "came_high"))
    share = rate(k, n)
    row["base_brier"] = None if share is None else share * (1 - share)
    row["mean_chance"] = every["chance"].mean()
    row["brier"] = ((every["chance"] - every["came"]) ** 2).mean()
    return pd.DataFrame([row | {"covered": _surely_covered(every)}])


def _surely_covered(every: pd.DataFrame) -> int:
    """Weeks within the spread of the orders' own outcomes; the bootstrap only widens it."""
    weeks = 0
    for _, told in every.groupby("week"):
        links, chance = told["links_open"], told["chance"]
        half = Z * math.sqrt((links**2 * chance * (1 - chance)).sum())
        low, high = (links * chance).sum() - half, (links * chance).sum() + half
        came = (links * told["came"]).sum()
        weeks += math.floor(max(low, 0)) <= came <= math.ceil(min(high, links.sum()))
    return weeks
