"""Every report of a warehouse, for a process of its own: `python -m … WAREHOUSE OUT`."""

from __future__ import annotations

import pickle
import sys
from datetime import date
from pathlib import Path

import pandas as pd

from data import queries, reports
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse

SPRING = Filters(start=date(2026, 1, 10), end=date(2026, 3, 29), zone="Europe/Berlin")


def answers(warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    """By name; in the last of its groupings, over a range that ends in a night of clock changes."""
    found = {}
    for name in queries.names("reports"):
        by = next(reversed(queries.compose(name).file.note("by")), None)
        asked = Filters(SPRING.start, SPRING.end, SPRING.zone, by=by)
        found[name] = reports.run(warehouse, name, asked, Scope.everything())
    return found


if __name__ == "__main__":
    with Warehouse.open(f"duckdb:///{sys.argv[1]}") as opened:
        Path(sys.argv[2]).write_bytes(pickle.dumps(answers(opened)))
