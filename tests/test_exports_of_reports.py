"""An export of a report holds the rows of the page, all of them, and says how to ask again."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import exports, reports
from data.access import Scope
from data.errors import ReportError
from data.reports import Filters
from data.schema import orders, sync_runs
from data.warehouse import Warehouse
from tests.fresh import fresh

READ_AT = datetime(2026, 11, 20, 15, 0)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with fresh(tmp_path / "w.duckdb") as opened:
        with opened.write() as connection:
            connection.execute(sa.insert(sync_runs), [_run()])
            connection.execute(sa.insert(orders), [_order(1, "cus_1"), _order(2, "cus_2")])
        yield opened


def _run() -> dict[str, object]:
    return {
        "run_id": "r1",
        "source": "podcast",
        "status": "ok",
        "requests": 1,
        "started_at": READ_AT,
        "finished_at": READ_AT,
    }


def _order(number: int, client: str) -> dict[str, object]:
    return {
        "order_id": f"ord_{number}",
        "client_id": client,
        "status": "queued",
        "package": "growth",
        "anchor_text": "=cmd",
        "links_total": 3,
        "links_delivered": 0,
        "created_at": datetime(2026, 11, number, 10),
        "first_seen_at": datetime(2026, 11, number, 10),
        "fetched_at": READ_AT,
    }


def test_an_export_is_the_report_of_the_same_name(warehouse: Warehouse) -> None:
    out = io.BytesIO()
    manifest = exports.export(warehouse, "orders", Filters(), Scope.everything(), "csv", out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    frame = reports.run(warehouse, "orders", Filters(), Scope.everything())
    assert list(rows[0]) == list(frame.columns)
    assert [row["order_id"] for row in rows] == frame["order_id"].tolist()
    assert {row["anchor_text"] for row in rows} == {"'=cmd"}
    assert manifest["rows"] == 2
    assert manifest["as_of"] == {"podcast": "2026-11-20T15:00:00Z"}
    assert manifest["sha256"] == hashlib.sha256(out.getvalue()).hexdigest()


def test_an_export_keeps_to_the_scope_of_its_viewer(warehouse: Warehouse) -> None:
    out = io.BytesIO()
    manifest = exports.export(warehouse, "orders", Filters(), Scope.of(["cus_1"]), "json", out)
    assert manifest["rows"] == 1
    assert b"ord_2" not in out.getvalue()


def test_a_workbook_says_what_each_column_means(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    with path.open("wb") as out:
        exports.export(warehouse, "orders", Filters(), Scope.everything(), "xlsx", out)
    columns = list(reports.catalogue()["orders"].columns)
    meanings = pd.read_excel(path, sheet_name="Definitions")
    assert list(meanings["Column"]) == columns and meanings["Meaning"].notna().all()
    rows = pd.read_excel(path, dtype=str)
    assert list(rows.columns) == columns and list(rows["anchor_text"]) == ["=cmd", "=cmd"]
    assert list(rows["order_id"]) == ["ord_1", "ord_2"]


def test_the_manifest_names_the_filters_that_were_set(warehouse: Warehouse) -> None:
    asked = Filters(start=date(2026, 11, 2), zone="Europe/Berlin", clients=("cus_1", "cus_2"))
    manifest = exports.export(warehouse, "orders", asked, Scope.everything(), "csv", io.BytesIO())
    assert manifest["filters"] == {"start": "2026-11-02", "clients": "cus_1, cus_2"}
    assert (manifest["zone"], manifest["rows"]) == ("Europe/Berlin", 1)


@pytest.mark.parametrize(("name", "format"), [("nonsense", "csv"), ("orders", "pdf")])
def test_what_does_not_exist_is_refused_before_the_first_byte(
    warehouse: Warehouse, name: str, format: str
) -> None:
    out = io.BytesIO()
    with pytest.raises(ReportError):
        exports.export(warehouse, name, Filters(), Scope.everything(), format, out)
    assert out.getvalue() == b""


@pytest.mark.parametrize("format", exports.FORMATS)
def test_every_report_can_be_exported_empty(tmp_path: Path, format: str) -> None:
    with fresh(tmp_path / "empty.duckdb") as empty:
        for name, info in reports.catalogue().items():
            if info.kind == "page":
                continue
            out = io.BytesIO()
            manifest = exports.export(empty, name, Filters(), Scope.everything(), format, out)
            assert (manifest["name"], manifest["bytes"]) == (name, len(out.getvalue()))
