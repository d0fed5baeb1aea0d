"""Rates, curves and their limits in numpy: the definitions of docs/metrics.md, no SQL."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

Z = 1.959963984540054
HOUR = pd.Timedelta(hours=1)
Row = dict[str, Any]
POINTS = ["hours", "at_risk", "events", "competing", "censored", "survival", "share", "low", "high"]


def rate(k: float | None, n: float | None) -> float | None:
    """k ÷ n; unknown for n = 0."""
    return None if not n or k is None else k / n


def wilson(k: float, n: float) -> tuple[float | None, float | None]:
    """95 % limits of k of n; unknown for n = 0."""
    if n == 0:
        return None, None
    p = k / n
    middle, half = p + Z * Z / 2 / n, Z * math.sqrt(p * (1 - p) / n + (Z / 2 / n) ** 2)
    low, high = (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)
    return (0.0 if k == 0 else low), (1.0 if k == n else high)


def with_limits(k: float, n: float, names: tuple[str, str, str]) -> Row:
    """A rate and its limits under three names."""
    return dict(zip(names, (rate(k, n), *wilson(k, n)), strict=True))


def hours(start: Any, end: Any) -> Any:
    """Elapsed hours, by element."""
    return (end - start) / HOUR


def groups(frame: pd.DataFrame, key: str | None) -> Iterator[tuple[str, pd.DataFrame]]:
    """Name and rows of each group; without a key one group `all`, be there rows or not."""
    if key is None:
        yield "all", frame
        return
    for name, rows in frame.groupby(frame[key].fillna("unassigned")):
        yield str(name), rows


def looked_up(keys: pd.Series, found: pd.Series, kind: str) -> pd.Series:
    """What stands under each key, or nothing; of this kind whatever there is to look up in."""
    known = found.to_dict()
    return pd.Series([known.get(key) for key in keys], keys.index, dtype=kind)


def moments(keys: pd.Series, found: pd.Series) -> pd.Series:
    return looked_up(keys, found, "datetime64[us]")


def numbers(keys: pd.Series, found: pd.Series) -> pd.Series:
    return looked_up(keys, found, "float64")


def words(keys: pd.Series, found: pd.Series) -> pd.Series:
    return looked_up(keys, found, "object")


def grouped(
    frame: pd.DataFrame, key: str | None, count: Callable[[pd.DataFrame], Row]
) -> pd.DataFrame:
    """One row per group."""
    return pd.DataFrame([{"group": name, **count(rows)} for name, rows in groups(frame, key)])


def curve(spans: pd.DataFrame) -> pd.DataFrame:
    """Aalen-Johansen over entry, exit (hours) and ending; a row at 0 and one per event.

    Variance by the delta method (Marubini and Valsecchi 1995, formula 10.12), limits on log-log.
    """
    spans = spans[(spans["exit"] >= 0) & ~(spans["exit"] <= spans["entry"])]
    if spans.empty:
        return pd.DataFrame(columns=POINTS, dtype=float)
    at = np.unique(np.append(spans["exit"].to_numpy(), 0.0))
    exits, entries = spans["exit"].to_numpy(), spans["entry"].fillna(-1.0).to_numpy()
    ending = spans["ending"].to_numpy()
    n = np.array([((exits >= t) & (entries < t)).sum() for t in at], float)
    d = np.array([((exits == t) & (ending == "event")).sum() for t in at], float)
    c = np.array([((exits == t) & (ending == "competing")).sum() for t in at], float)
    left = np.array([((exits == t) & (ending == "open")).sum() for t in at], float)
    alive = 1.0 - np.divide(d + c, n, out=np.zeros_like(n), where=n > 0)
    before = np.append(1.0, np.cumprod(alive)[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumsum(np.where(n > 0, before * d / n, 0.0))
        a = np.where(n > d + c, (d + c) / (n * (n - d - c)), 0.0)
        b = np.where(n > 0, before**2 * (n - d) * d / n**3, 0.0)
        e = np.where(n > 0, before * d / n**2, 0.0)
    gap = np.tril(share[:, None] - share[None, :])
    variance = gap**2 @ a + np.tril(np.ones_like(gap)) @ b - 2 * gap @ e
    low, high = _log_log(share, np.maximum(variance, 0.0))
    points = pd.DataFrame(
        {
            "hours": at,
            "at_risk": n,
            "events": d,
            "competing": c,
            "censored": left,
            "survival": np.cumprod(alive),
            "share": share,
            "low": low,
            "high": high,
        }
    )
    return points[(points["events"] + points["competing"] > 0) | (points["hours"] == 0)]


def shown(spans: pd.DataFrame) -> pd.DataFrame:
    """The rows of a curve that reports show: competing ends have none of their own."""
    points = curve(spans)
    return points[(points["events"] > 0) | (points["hours"] == 0)]


def _log_log(share: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    left = 1 - share
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        power = np.exp(Z * np.sqrt(variance) / (left * np.abs(np.log(left))))
        low, high = 1 - left ** (1 / power), 1 - left**power
    is_open, is_none = share < 1 - 1e-12, share == 0
    return (
        np.where(is_none, 0.0, np.where(is_open, low, np.nan)),
        np.where(is_none, 0.0, np.where(is_open, high, np.nan)),
    )


def reaches(points: pd.DataFrame, part: float, column: str = "share") -> float | None:
    """The first hour at which a column of a curve reaches a part."""
    values = points[column] if column != "high" else points["high"].fillna(points["share"])
    found = points.loc[values >= part - 1e-9, "hours"]
    return None if found.empty else float(found.min())


def quantile(spans: pd.DataFrame, part: float) -> tuple[float | None, ...]:
    """The hour at which a part is reached, and its limits."""
    points = curve(spans)
    if points.empty:
        return None, None, None
    return tuple(reaches(points, part, column) for column in ("share", "high", "low"))


def follow_up(spans: pd.DataFrame) -> float:
    """Up to which hour the curve is known; for good if the longest span came to its end."""
    spans = spans[spans["exit"] > spans["entry"].fillna(-1)]
    if spans.empty:
        return -1.0
    still = spans.loc[spans["ending"] == "open", "exit"].max()
    longest = spans["exit"].max()
    return float(longest) if still == longest else math.inf


def at(points: pd.DataFrame, hour: float, column: str = "share") -> float | None:
    """What a step curve says at an hour."""
    earlier = points[points["hours"] <= hour]
    return None if earlier.empty else earlier[column].iloc[-1]


def mean_wait(spans: pd.DataFrame, horizon: float) -> float | None:
    """The area above the curve up to a horizon; unknown while nothing was watched so long."""
    points = curve(spans)
    return area(points, horizon) if len(points) and follow_up(spans) >= horizon else None


def area(points: pd.DataFrame, until: float) -> float:
    """The integral of 1 − share from 0 to an hour; beyond its last point the curve is flat."""
    edges = np.append(points["hours"].to_numpy(), math.inf)
    widths = np.clip(np.minimum(edges[1:], until) - edges[:-1], 0, None)
    return float(((1 - points["share"].to_numpy()) * widths).sum())


def ratio_limits(k: pd.Series, n: pd.Series) -> tuple[float, float | None]:
    """Σk ÷ Σn over clusters and the half of its 95 % interval (linearised)."""
    ratio, count = k.sum() / n.sum(), len(k)
    if count < 2:
        return ratio, None
    squares = ((k - n * ratio) ** 2).sum() * count / (count - 1)
    return ratio, Z * math.sqrt(squares) / n.sum()
