"""When the orders of the world come in: a rate with a trend, quiet weekends and office hours."""

from datetime import UTC, datetime

import numpy as np

from data.sandbox.noise import Floats, Ints, Noise

HOUR = 3_600
DAY = 24 * HOUR
HISTORY_DAYS = 380  # a little over a year, so that each clock change of the last year is inside
FUTURE_DAYS = 400

_BY_WEEKDAY = np.array([1.1, 1.15, 1.1, 1.05, 0.9, 0.2, 0.12])
_BY_HOUR = np.array([1.0] * 6 + [3.0, 6.0] + [12.0] * 9 + [8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0])
_GROWTH_A_DAY = 0.8 / HISTORY_DAYS


def epoch(moment: datetime) -> int:
    """Seconds since 1970 of a naive UTC time."""
    return int(moment.replace(tzinfo=UTC).timestamp())


def _rates(hours: Ints) -> Floats:
    """Relative orders per hour, for the start of each hour (epoch seconds)."""
    days = hours // DAY
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    trend = 1.0 + _GROWTH_A_DAY * (days - days[0])
    dates = days.astype("datetime64[D]")
    day_of_year = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    holidays = np.where((day_of_year >= 354) | (day_of_year <= 2), 0.45, 1.0)
    rates: Floats = _BY_WEEKDAY[weekday] * _BY_HOUR[hours % DAY // HOUR] * trend * holidays
    return rates


class Intake:
    """Order ``i`` comes in when the cumulated rate reaches ``i`` plus a random part of one.

    So times never fall with the index, ``orders`` of them lie before ``as_of``, and any one of a
    million is known without the others.
    """

    def __init__(self, orders: int, as_of: datetime, noise: Noise) -> None:
        first = epoch(as_of) // HOUR * HOUR - HISTORY_DAYS * DAY
        hours = first + HOUR * np.arange((HISTORY_DAYS + FUTURE_DAYS) * 24 + 1, dtype=np.int64)
        cumulated = np.concatenate([[0.0], np.cumsum(_rates(hours[:-1]))])
        at_start = np.interp(epoch(as_of), hours, cumulated)
        self._hours = hours.astype(np.float64)
        self._cumulated = cumulated * (orders / at_start)
        self._noise = noise

    def created(self, index: Ints) -> Ints:
        """Creation times in epoch seconds."""
        reached = index + self._noise.uniform("intake", index)
        return np.interp(reached, self._cumulated, self._hours).astype(np.int64)

    def count(self, now: datetime) -> int:
        """How many orders exist at ``now``."""
        about = int(np.interp(epoch(now) + 1, self._hours, self._cumulated))
        first = max(about - 2, 0)
        nearby = np.arange(first, about + 3, dtype=np.int64)
        return first + int(np.count_nonzero(self.created(nearby) <= epoch(now)))
