"""The demo's own warehouse, made anew at each start, and the settings that go with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_origin

import duckdb
import sqlalchemy as sa

from data import commits, damage
from data import settings as settings_module
from data.errors import WarehouseBusy
from data.schema import client_campaigns, clients, page_values, price_book
from data.settings import LOCAL, Settings
from data.warehouse import Warehouse

DEMO_FILE = LOCAL / "demo.duckdb"


def overlay(announced: Mapping[str, str], warehouse_url: str) -> Settings:
    """The settings with the sandbox's own on top; texts as they would stand in the environment."""
    nested: dict[str, Any] = {"warehouse": {"url": warehouse_url}}
    for name, text in announced.items():
        section, _, key = name.lower().partition("__")
        fields: Any = Settings.model_fields[section].annotation
        is_json = get_origin(fields.model_fields[key].annotation) in (list, dict)
        nested.setdefault(section, {})[key] = json.loads(text) if is_json else text
    return settings_module.load(**nested)


def new_file() -> str:
    """Remove the demo warehouse of an earlier start; returns the URL of the next one.

    Raises WarehouseBusy when a demo runs on it: two would write one log.
    """
    DEMO_FILE.parent.mkdir(parents=True, exist_ok=True)
    try:
        duckdb.connect(str(DEMO_FILE)).close()
    except duckdb.Error as error:
        if isinstance(held := damage.explain(DEMO_FILE, error), WarehouseBusy):
            raise held from None
    log = DEMO_FILE.with_name(f"{DEMO_FILE.name}.wal")
    for file in (DEMO_FILE, log, commits.file_of(DEMO_FILE)):
        file.unlink(missing_ok=True)
    return f"duckdb:///{DEMO_FILE}"


def seed(warehouse: Warehouse, demo: Mapping[str, Any]) -> None:
    """What a real user would tell Linkboard: clients, their campaigns, prices, page values."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with warehouse.write() as connection:
        for table, rows in (
            (clients, demo["clients"]),
            (client_campaigns, demo["client_campaigns"]),
            (price_book, [_price(row) for row in demo["price_book"]]),
            (page_values, [_page_value(row) for row in demo["page_values"]]),
        ):
            connection.execute(sa.insert(table), [row | {"updated_at": now} for row in rows])


def _price(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "package": row["package"],
        "price": Decimal(str(row["price_usd"])),
        "currency": "USD",
        "valid_from": datetime.fromisoformat(row["valid_from"].removesuffix("Z")),
    }


def _page_value(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "target_url": row["target_url"],
        "monthly_value": Decimal(str(row["monthly_value_usd"])),
        "currency": "USD",
    }
