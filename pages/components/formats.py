"""How figures are written, the same on every page (docs/metrics.md explains what they mean).

Pure functions from numbers to text. `None` and NaN mean "not known" and are written as a dash.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

NONE = "—"
NOT_REACHED = "not reached"
NOT_YET_KNOWN = "not yet known"
_SPACE = "\u00a0"
_DASH = "\u2060–\u2060"  # word joiners keep an interval on one line
_HOURS_A_DAY = 24

Number = float | int | None


def is_known(value: Number) -> bool:
    """False for None, NaN and pandas' NA."""
    try:
        return value is not None and not math.isnan(float(value))
    except (TypeError, ValueError):
        return False


def _decimals(share: float) -> int:
    return 0 if share == 0 or round(100 * share, 1) >= 10 else 1


def rate(share: Number) -> str:
    """0.771 -> "77%", 0.035 -> "3.5%"; only 0 is "0%" and only 1 is "100%": 0.999 -> ">99%"."""
    if not is_known(share):
        return NONE
    assert share is not None
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{100 * share:.{_decimals(share)}f}%"


def interval(low: Number, high: Number, *, of: Number = None, brackets: str = "[]") -> str:
    """[72–81%]; decimals follow the rate it belongs to (`of`), those of a rate of 0 the upper
    limit: [0–0.5%]. Empty when a limit is unknown."""
    if not (is_known(low) and is_known(high)):
        return ""
    assert low is not None and high is not None
    places = _decimals(float(of) if of and is_known(of) else high)
    inner = f"{_limit(low, places)}{_DASH}{_limit(high, places)}%"
    return f"{brackets[0]}{inner}{brackets[1]}"


def _limit(share: float, places: int) -> str:
    """A limit that is not 0 or 100 must not round to it: 99.7 -> ">99", 0.02 -> "<0.1"."""
    if share == 0:
        return "0"
    step = 10**-places
    if share > 0 and 100 * share < step / 2:
        return f"<{step:.{places}f}"
    if share < 1 and 100 * share >= 100 - step / 2:
        return f">{100 - step:.{places}f}"
    return f"{100 * share:.{places}f}"


def duration(hours: Number) -> str:
    """Under an hour minutes, under 10 h one decimal, under 72 h whole hours, then days."""
    if not is_known(hours):
        return NONE
    assert hours is not None
    sign, size = ("-" if hours < 0 else ""), abs(hours)
    if round(60 * size) < 60:
        return f"{sign}{60 * size:.0f}{_SPACE}min"
    if round(size, 1) < 10:
        return f"{sign}{size:.1f}{_SPACE}h"
    if round(size) < 72:
        return f"{sign}{size:.0f}{_SPACE}h"
    return f"{sign}{size / _HOURS_A_DAY:.1f}{_SPACE}d"


def duration_interval(low: Number, high: Number, *, brackets: str = "[]") -> str:
    """[29–35 h], [4.1 d–7.5 d]; an upper limit that is not reached stays open: [29 h–…]."""
    if not is_known(low):
        return ""
    if not is_known(high):
        return f"{brackets[0]}{duration(low)}{_DASH}…{brackets[1]}"
    first, last = duration(low).split(_SPACE), duration(high).split(_SPACE)
    start = first[0] if first[1] == last[1] == "h" else _SPACE.join(first)
    return f"{brackets[0]}{start}{_DASH}{_SPACE.join(last)}{brackets[1]}"


def count(value: Number) -> str:
    """1919 -> "1,919"."""
    if not is_known(value):
        return NONE
    assert value is not None
    return f"{value:,.0f}"


def money(value: Number, currency: str = "USD") -> str:
    """12.5 -> "$12.50", 1234.5 -> "$1,234"; other currencies by their code: "EUR 12.50"."""
    if not is_known(value):
        return NONE
    assert value is not None
    sign = "-" if value < 0 else ""
    symbol = "$" if currency == "USD" else f"{currency}{_SPACE}"
    size = abs(value)
    return f"{sign}{symbol}{size:,.0f}" if size >= 1000 else f"{sign}{symbol}{size:,.2f}"


def money_interval(
    low: Number, high: Number, currency: str = "USD", *, brackets: str = "[]"
) -> str:
    """[$45.40–$46.09]; empty when a limit is unknown."""
    if not (is_known(low) and is_known(high)):
        return ""
    return f"{brackets[0]}{money(low, currency)}{_DASH}{money(high, currency)}{brackets[1]}"


def fraction(k: Number, n: Number) -> str:
    """257/334; a dash when either is not known."""
    return f"{count(k)}/{count(n)}" if is_known(k) and is_known(n) else NONE


def noun(number: Number, singular: str, plural: str | None = None) -> str:
    """1 order, 2 orders."""
    word = singular if number == 1 else plural or f"{singular}s"
    return f"{count(number)}{_SPACE}{word}"


def change_of_rate(change: float, rate_now: float) -> str:
    """Points with an ASCII minus: Streamlit reads a typographic one as positive."""
    places = _decimals(rate_now)
    if abs(100 * change) < 0.5 * 10**-places:
        places = 1
    return f"{100 * change:+.{places}f} pt"


def change_of_count(change: float) -> str:
    return f"{change:+,.0f}"


def change_of_duration(hours: float) -> str:
    return f"{'+' if hours > 0 else ''}{duration(hours)}"


def change_of_money(change: float, currency: str = "USD") -> str:
    return f"{'+' if change > 0 else ''}{money(change, currency)}"


def when(at: datetime | None, zone: str) -> str:
    """18 Nov, 00:11 in the chosen zone; `at` is naive UTC."""
    if at is None or at != at:  # NaT is not equal to itself
        return NONE
    local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return f"{local.day}{_SPACE}{local:%b}, {local:%H:%M}"


def day(value: date | None) -> str:
    """18 Nov."""
    if value is None or value != value:
        return NONE
    return f"{value.day}{_SPACE}{value:%b}"


def day_range(start: date, end: date) -> str:
    """31 Aug – 20 Nov 2026; one day stands for itself."""
    if start == end:
        return f"{day(end)} {end.year}"
    first = day(start) if start.year == end.year else f"{day(start)} {start.year}"
    return f"{first} – {day(end)} {end.year}"
