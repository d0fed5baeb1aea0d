"""Column settings that tables share: rates as bars, states as chips, times in the chosen zone."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data.models import links
from pages.components import definitions, formats

ROW_HEIGHT = 36
_MOST_ROWS_SHOWN = 12
_MOST_HOURS = 240
_HOURS, _DAYS = " h", " d"
STATE_LABELS = {
    "indexed": ("Indexed", "green"),
    "not_seen": ("Not seen", "gray"),
    "not_indexed": ("Not indexed", "gray"),
    "crawl_blocked": ("Robots", "red"),
    "noindex": ("Noindex", "red"),
    "dead": ("Dead", "red"),
    "not_permitted": ("No access", "gray"),
    "unknown": ("Unknown", "gray"),
}


def table(
    rows: pd.DataFrame, columns: dict[str, Any], *, key: str, selection: str | None = None
) -> Any:
    """Show the named columns in order; `selection` ("single-row") makes it return the event.

    The heading of a figure says what it means; durations of many days are shown in days.
    """
    in_days = [name for name, column in columns.items() if _is_long(rows[name], column)]
    columns = {
        name: _explained(_in_days(column) if name in in_days else column)
        for name, column in columns.items()
    }
    height = ROW_HEIGHT * (min(len(rows), _MOST_ROWS_SHOWN) + 1) + 2
    common: dict[str, Any] = {
        "hide_index": True,
        "row_height": ROW_HEIGHT,
        "column_config": columns,
        "column_order": list(columns),
        "height": height,
        "key": key,
        "placeholder": formats.NONE,
    }
    linked = [name for name, column in columns.items() if _is_link(column)]
    shown = rows[list(columns)].assign(
        **{name: web_addresses(rows[name]) for name in linked},
        **{name: rows[name] / 24 for name in in_days},
    )
    if selection is None:
        return st.dataframe(shown, **common)
    return st.dataframe(shown, on_select="rerun", selection_mode=selection, **common)


def _explained(column: dict[str, Any]) -> dict[str, Any]:
    """With the words of its figure; a time, which may bear the name of one, with its zone."""
    if column["help"] is not None:
        return column
    if _type_of(column) == "datetime":
        return column | {"help": f"Times in {st.session_state['view'].zone}."}
    return column | {"help": definitions.of(column["label"])}


def _is_long(values: pd.Series, column: dict[str, Any]) -> bool:
    """Whether a column of `hours` holds a duration that nobody reads in hours."""
    return _format_of(column).endswith(_HOURS) and bool((values > _MOST_HOURS).any())


def _in_days(column: dict[str, Any]) -> dict[str, Any]:
    given = column["type_config"]
    days = f"{given['format'].removesuffix(_HOURS)}{_DAYS}"
    return column | {"type_config": given | {"format": days}}


def _format_of(column: dict[str, Any]) -> str:
    return str((column["type_config"] or {}).get("format", ""))


def _type_of(column: dict[str, Any]) -> str | None:
    return (column["type_config"] or {}).get("type")


def newly_selected(event: Any, key: str) -> int | None:
    """The selected row's position, once: a rerun for fresh data must not open a dialog again."""
    rows = list(event.selection.rows)
    if rows == st.session_state.get(f"{key}_opened", []):
        return None
    st.session_state[f"{key}_opened"] = rows
    return rows[0] if rows else None


def text(label: str, width: int | None = None, help: str | None = None) -> Any:
    return st.column_config.TextColumn(label, width=width, help=help)


def number(label: str, width: int | None = 90, help: str | None = None) -> Any:
    return st.column_config.NumberColumn(label, width=width, format="localized", help=help)


def share(label: str, colour: str = "green", width: int = 150) -> Any:
    """A bar over a percentage in 0-100."""
    return st.column_config.ProgressColumn(
        label, width=width, format="%s%%", min_value=0, max_value=100, color=colour
    )


def right(label: str, width: int = 130) -> Any:
    return st.column_config.TextColumn(label, width=width, alignment="right")


def moment(label: str, width: int = 150) -> Any:
    """A time of `times`: a column of texts would sort 2 Dec between 19 and 21 Nov."""
    return st.column_config.DatetimeColumn(
        label, width=width, format="D MMM YYYY, HH:mm", alignment="right"
    )


def hours(label: str, width: int = 90, *, at_least: bool = False) -> Any:
    """A duration in hours, as a number: texts would sort 61 d before 9 d."""
    prefix = "≥\u00a0" if at_least else ""
    return st.column_config.NumberColumn(label, width=width, format=f"{prefix}%.1f{_HOURS}")


def amount(label: str, currency: str = "USD", width: int = 115) -> Any:
    """Money of one currency, as a number that sorts."""
    presets = {"USD": "dollar", "EUR": "euro", "JPY": "yen"}
    shown = presets.get(currency, f"{currency} %.2f")
    return st.column_config.NumberColumn(label, width=width, format=shown)


def link(label: str, width: int | None = 260) -> Any:
    return st.column_config.LinkColumn(label, width=width, display_text=r"https?://(.*)")


def web_addresses(values: pd.Series) -> list[str | None]:
    """What may stand in a link column: `javascript:` and its kind must not be clicked."""
    return [
        value if isinstance(value, str) and links.may_be_followed(value) else None
        for value in values.astype(object)
    ]


def _is_link(column: dict[str, Any]) -> bool:
    return _type_of(column) == "link"


def chips(label: str, labels: dict[str, tuple[str, str]], width: int = 120) -> Any:
    names = list(dict.fromkeys(labels.values()))
    return st.column_config.MultiselectColumn(
        label,
        width=width,
        options=[name for name, _ in names],
        color=[colour for _, colour in names],
    )


def chip(values: pd.Series, labels: dict[str, tuple[str, str]]) -> list[list[str]]:
    """One chip per row; none where there is no value."""
    return [
        [] if pd.isna(value) else [labels.get(value, (str(value), "gray"))[0]] for value in values
    ]


def percent(values: pd.Series, is_small: pd.Series | None = None) -> pd.Series:
    """A fraction as 0-100 for a bar; unknown stays empty, and so does what has too few cases.

    Rounded as `formats.rate` does it: only all is 100, only none is 0.
    """
    rounded = values.astype("float64").map(_rounded_percent, na_action="ignore")
    return rounded if is_small is None else rounded.where(~is_small)


def _rounded_percent(share: float) -> float:
    percent = 100 * share
    if 99.5 <= percent < 100:
        return min(round(percent, 1), 99.9)
    if 0 < percent < 0.1:
        return 0.1
    return round(percent, 1) if percent < 10 else float(round(percent))


def counted(rows: pd.DataFrame, k: str, n: str, low: str, high: str, rate: str) -> list[str]:
    """64/74 [77–92] per row; "too few 3/3" where `ranked` found too few cases, a dash for none."""
    return [_counted(row, (k, n), (low, high), rate) for _, row in rows.iterrows()]


def _counted(row: pd.Series, parts: tuple[str, str], limits: tuple[str, str], rate: str) -> str:
    if not row[parts[1]]:
        return formats.NONE
    fraction = formats.fraction(row[parts[0]], row[parts[1]])
    if row.get("is_small", False):
        return f"too few {fraction}"
    interval = formats.interval(row[limits[0]], row[limits[1]], of=row[rate])
    return f"{fraction} {interval.replace('%', '')}".rstrip()


def amounts(rows: pd.DataFrame, column: str) -> list[str]:
    """A column of money as texts, each in the row's own currency."""
    return [
        formats.money(value, currency)
        for value, currency in zip(rows[column], rows["currency"], strict=True)
    ]


def times(values: pd.Series, zone: str) -> pd.Series:
    """Naive UTC times as wall-clock times of the zone, for `moment`."""
    return (
        pd.to_datetime(values)
        .dt.tz_localize("UTC")
        .dt.tz_convert(ZoneInfo(zone))
        .dt.tz_localize(None)
    )


def small_share(label: str, rates: pd.Series, width: int = 150) -> Any:
    """As `share`, for rates of a few percent: the bar ends at a round maximum."""
    largest = 100 * float(rates.max()) if rates.notna().any() else 0.0
    maximum = next((top for top in (5, 10, 20, 50) if largest <= top), 100)
    return st.column_config.ProgressColumn(
        label, width=width, format="%s%%", min_value=0, max_value=maximum, color="blue"
    )
