"""Reports that are dear and speak of whole reads: asked once a read, not at each batch or event.

While a sync runs the data change every few seconds, and a half-read world compares with nothing.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import reports
from data.access import Scope
from data.reports import Filters
from data.runtime import current
from pages.components import access
from pages.components.reading import report


def settled(name: str, filters: Filters) -> pd.DataFrame:
    """A report under the viewer's scope, as of the end of the last read of each source."""
    return _cached(name, filters, access.scope(), _reads())


@st.cache_data(max_entries=20, show_spinner=False)
def _cached(name: str, filters: Filters, scope: Scope, reads: tuple[str, ...]) -> pd.DataFrame:
    """Every argument is part of the key: a viewer's scope above all."""
    return reports.run(current().warehouse, name, filters, scope)


def _reads() -> tuple[str, ...]:
    """When the last read of each source ended; nothing while the first one runs."""
    return tuple(
        str(row.as_of) if isinstance(row.last_status, str) else ""
        for row in report("freshness", Filters()).itertuples()
    )
