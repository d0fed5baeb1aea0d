"""A warehouse with a small agency's year in it: the sandbox's world, read once for all tests.

The file stands for itself: whoever changes it takes a copy, for DuckDB lets one process hold one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from data import reports, sync
from data.access import ADMINISTRATOR, ANALYST, CLIENT, MANAGER, Scope
from data.demo import world
from data.reports import Filters
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.schema import roster
from data.warehouse import Warehouse
from tests.fresh import fresh

ORDERS = 400
ISSUER = "https://id.example"
# Two clients with many orders, and what the roster lets people of both see.
ACME, LEDGERLEAF = "cus_42", "cus_07"
PEOPLE = {
    "owner": (ADMINISTRATOR, []),
    "analyst": (ANALYST, []),
    "some": (MANAGER, [ACME, LEDGERLEAF]),
    "acme": (CLIENT, [ACME]),
    "both": (CLIENT, [ACME, LEDGERLEAF]),
    "nobody": (CLIENT, []),
    "leaving": (ANALYST, []),
    "gardener": ("gardener", []),
}
REVOKED = "revoked"
AT = datetime(2026, 1, 1)


@dataclass(frozen=True)
class Filled:
    """`path` is closed and to be copied; `settings` are the environment that it was read with."""

    path: Path
    settings: dict[str, str]

    def copy(self, folder: Path) -> Path:
        return Path(shutil.copy(self.path, folder / self.path.name))


def generous(orders: int = ORDERS, **options: str) -> Options:
    """A world whose lists carry placements and whose limits are not met."""
    return Options(
        orders=orders,
        list_placements=True,
        requests_per_minute=60_000,
        outreach_requests_per_minute=60_000,
        **options,
    )


@cache
def filled(folder: Path) -> Filled:
    """The file of this process, made at the first call."""
    path = folder / "filled.duckdb"
    with Sandbox(generous()) as sandbox, fresh(path) as warehouse:
        world.seed(warehouse, sandbox.announcement["demo"])
        _invite(warehouse)
        results = sync.run(warehouse, world.overlay(sandbox.settings, f"duckdb:///{path}"))
        assert {name: result.status for name, result in results.items()} == {
            "podcast": "ok",
            "outreach": "ok",
            "indexing": "ok",
        }
        return Filled(path, dict(sandbox.settings))


def _invite(warehouse: Warehouse) -> None:
    rows = [
        {
            "issuer": ISSUER,
            "subject": subject,
            "email": f"{subject}@people.example",
            "role": role,
            "client_ids": clients,
            "updated_at": AT,
            "revoked_at": None,
        }
        for subject, (role, clients) in PEOPLE.items()
    ]
    gone = rows[0] | {"subject": REVOKED, "revoked_at": AT}
    with warehouse.write() as connection:
        connection.execute(sa.insert(roster), [*rows, gone])


def asked(
    warehouse: Warehouse, name: str, scope: Scope | None = None, **filters: object
) -> pd.DataFrame:
    """A report by the query runner itself, beside whatever a page, command or route says."""
    wanted = Filters(**filters)  # type: ignore[arg-type]
    return reports.run(warehouse, name, wanted, scope or Scope.everything())


def client_names(warehouse: Warehouse) -> dict[str, str]:
    options = asked(warehouse, "filter_options")
    clients = options[options["kind"] == "client"]
    return dict(zip(clients["value"], clients["label"], strict=True))
