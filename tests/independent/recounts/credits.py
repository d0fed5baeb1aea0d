"""What becomes of unused credits, counted again: docs/metrics.md, section A."""

from __future__ import annotations

import math

import pandas as pd

from tests.independent.recounts.arithmetic import Row, Z, hours
from tests.independent.recounts.world import World

PACKAGES = ("growth", "scale", "starter")


def credit_expiry(world: World) -> pd.DataFrame:
    """A row for each package once the account was read; none for a chosen client."""
    as_of, seen = world.as_of("podcast"), world.table("account_snapshots")
    seen = seen[seen["observed_at"] <= as_of].sort_values("observed_at")
    if seen.empty or world.wanted.clients:
        return pd.DataFrame()
    wanted = world.wanted.packages or PACKAGES
    return pd.DataFrame(
        [_row(world, name, seen.iloc[-1], as_of) for name in PACKAGES if name in wanted]
    )


def _row(world: World, package: str, read: pd.Series, as_of: pd.Timestamp) -> Row:
    known = read[f"credits_{package}"]
    credits = None if pd.isna(known) else int(known)
    ends = None if pd.isna(read["credits_expire_at"]) else read["credits_expire_at"]
    left = None if ends is None else hours(as_of, ends) / 24
    price, currency = _price(world, package, as_of)
    row: Row = {"package": package, "credits": credits, "read_at": read["observed_at"]}
    row |= {"expires_at": ends, "days_left": left, "price": price, "currency": currency}
    row["worth"] = None if credits is None or price is None else credits * price
    row["state"] = _state(credits, left)
    row |= _use(world, package, as_of, left)
    row |= {"forecast_unused": None, "worth_unused": None}
    if row["expected_use"] is not None and credits is not None:
        row["forecast_unused"] = max(credits - row["expected_use"], 0)
        row["worth_unused"] = None if price is None else row["forecast_unused"] * price
    return row


def _state(credits: int | None, left: float | None) -> str:
    if credits is None:
        return "not_told"
    if left is None:
        return "no_expiry"
    return "valid" if left > 0 else "expired"


def _price(world: World, package: str, day: pd.Timestamp) -> tuple[float | None, str | None]:
    book = world.table("price_book")
    own = book[(book["package"] == package) & (book["valid_from"] <= day)]
    if own.empty:
        return None, None
    last = own.sort_values("valid_from").iloc[-1]
    return float(last["price"]), last["currency"]


def _use(world: World, package: str, as_of: pd.Timestamp, left: float | None) -> Row:
    """Of all the account's orders, whoever they are for."""
    made = world.table("orders")
    made["at"] = made["created_at"].fillna(made["first_seen_at"])
    made = made[made["at"] <= as_of]
    names = ("expected_use", "expected_use_low", "expected_use_high")
    row: Row = {"orders_counted": None, "counted_days": None, **dict.fromkeys(names)}
    if made.empty:
        return row
    since = max(made["at"].min(), as_of - pd.Timedelta(days=90))
    k = int(((made["package"] == package) & (made["at"] >= since)).sum())
    days = hours(since, as_of) / 24
    row |= {"orders_counted": k, "counted_days": days}
    if left is None or left <= 0 or not days:
        return row
    ratio = left / days
    middle = ratio * (k + Z * Z / 2)
    half = Z * math.sqrt(ratio * (1 + ratio) * k + (Z * ratio / 2) ** 2)
    low, high = max(math.ceil(middle - half - 1e-9), 0), math.floor(middle + half + 1e-9)
    return row | dict(zip(names, (k * ratio, low, high), strict=True))
