"""Reports as pages read them: scoped, filtered, and cached until the data changes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data import exports, reports
from data.access import Scope
from data.reports import Filters
from data.runtime import current
from pages.components import access


@st.cache_data(max_entries=600, show_spinner=False)
def _cached(
    name: str, filters: Filters, scope: Scope, data_version: int, given: tuple[tuple[str, Any], ...]
) -> pd.DataFrame:
    """Every argument is part of the key: a viewer's scope above all."""
    return reports.run(current().warehouse, name, filters, scope, **dict(given))


def report(name: str, filters: Filters, **given: Any) -> pd.DataFrame:
    """One report under the viewer's scope; `given` are parameters beyond the filters."""
    version = current().warehouse.data_version()
    return _cached(name, filters, access.scope(), version, tuple(sorted(given.items())))


@st.cache_data(max_entries=100, show_spinner=False)
def _sampled(
    name: str, filters: Filters, scope: Scope, data_version: int, rows: int
) -> tuple[pd.DataFrame, int]:
    return reports.sample(current().warehouse, name, filters, scope, rows=rows)


def sample(name: str, filters: Filters, *, rows: int) -> tuple[pd.DataFrame, int]:
    """The first rows of a report and how many it has in all."""
    version = current().warehouse.data_version()
    return _sampled(name, filters, access.scope(), version, rows)


@st.cache_data(max_entries=100, show_spinner=False)
def _checksum(name: str, filters: Filters, scope: Scope, data_version: int) -> str:
    with exports.opened(current().warehouse, name, filters, scope, "csv") as (file, _):
        for _chunk in file:
            pass
    return file.written.sha256


def checksum(name: str, filters: Filters) -> str:
    """SHA-256 of the CSV file that the export route gives under these filters."""
    return _checksum(name, filters, access.scope(), current().warehouse.data_version())


def only_row(name: str, filters: Filters, **given: Any) -> pd.Series:
    """The single row of an ungrouped report."""
    return report(name, filters, **given).iloc[0]
