"""GET /exports/<name>.<format>: the file of the command, under the viewer's scope."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import openpyxl
import pyarrow.parquet as parquet
import pytest
import requests

from data import exports, reports
from data.access import Scope
from data.exports import audit
from data.reports import Filters
from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.filled import ACME
from tests.starting import App

BOM = b"\xef\xbb\xbf"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


def rows_in(answer: requests.Response, format: str) -> int:
    body = answer.content
    if format == "csv":
        return len(list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))) - 1
    if format == "parquet":
        return int(parquet.read_table(io.BytesIO(body)).num_rows)
    if format == "xlsx":
        return int(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].max_row) - 1
    return len(json.loads(body))


@pytest.mark.parametrize("format", TYPES)
def test_every_format_holds_all_rows(app: App, format: str) -> None:
    answer = app.get(f"/exports/delivery_times.{format}?by=client_id")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[format]
    assert rows_in(answer, format) == rows_in(app.get("/exports/client_summary.csv"), "csv")


def test_an_export_is_private_and_not_kept(app: App) -> None:
    headers = app.get("/exports/orders.csv").headers
    assert headers["Cache-Control"] == "private, no-store"
    name = headers["Content-Disposition"]
    assert name.startswith('attachment; filename="linkboard-orders-asof-')
    assert name.endswith('.csv"')


def test_head_gives_the_headers_alone(app: App) -> None:
    answer = app.ask("HEAD", "/exports/orders.csv")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"]
    assert answer.content == b""


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("?from=2026-01-01&to=2026-06-30", ["--from", "2026-01-01", "--to", "2026-06-30"]),
        (f"?client={ACME}&client=cus_07", ["--client", ACME, "--client", "cus_07"]),
        ("?tz=Asia/Tokyo&package=growth", ["--tz", "Asia/Tokyo", "--package", "growth"]),
        ("?as_of=2026-06-01T00:00:00Z", ["--as-of", "2026-06-01T00:00:00Z"]),
        ("?as-of=2026-06-01", ["--as-of", "2026-06-01"]),
    ],
)
def test_the_route_and_the_command_give_the_same_bytes(
    app: App, twin: Warehouse, query: str, words: list[str]
) -> None:
    by_route = app.get(f"/exports/orders.csv{query}").content
    by_command = run(twin, "export", "orders", *words).out
    assert by_route == by_command
    assert by_route.startswith(BOM)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("orders.csv?colour=red", "'colour'"),
        ("orders.csv?from=yesterday", "'yesterday'"),
        ("orders.csv?from=2026-02-01&to=2026-01-01", "empty"),
        ("orders.csv?from=2026-01-01&from=2026-02-01", "2 times"),
        ("orders.csv?tz=Mars/Olympus", "Mars/Olympus"),
        ("orders.csv?as_of=noon", "'noon'"),
        ("orders.csv?as_of=0001-01-01T00:00:00%2B14:00", "'0001-01-01"),
        ("orders.csv?by=client_id", "client_id"),
        ("delivery_times.csv?by=password", "password"),
        ("no_such_report.csv", "no_such_report"),
        ("sqlite_master.csv", "sqlite_master"),
        ("orders.exe", "'exe'"),
        ("orders", "orders"),
        (".csv", ""),
    ],
)
def test_what_cannot_be_read_is_400_and_one_sentence(app: App, path: str, says: str) -> None:
    answer = app.get(f"/exports/{path}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert says in answer.text
    assert answer.text.count("\n") == 1 and len(answer.text) < 600
    assert "Traceback" not in answer.text and "select" not in answer.text.lower()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "dashboard.local:8501"])
@pytest.mark.parametrize("path", ["/exports/orders.csv"])
def test_a_foreign_name_for_this_machine_is_refused(app: App, host: str, path: str) -> None:
    answer = app.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert "order_id" not in answer.text


def test_localhost_is_a_name_of_this_machine(app: App) -> None:
    port = app.url.rpartition(":")[2]
    answer = app.get("/exports/orders.csv", headers={"Host": f"localhost:{port}"})
    assert answer.status_code == 200


def test_every_download_leaves_a_line_with_the_hash_of_what_went_out(app: App) -> None:
    body = app.get("/exports/orders.csv?client=cus_42").content
    newest = app.get("/exports/downloads.json").json()
    (line,) = [line for line in newest if line["sha256"] == hashlib.sha256(body).hexdigest()]
    assert (line["name"], line["format"], line["state"]) == ("orders", "csv", "whole")
    assert line["identity"] == "local administrator"
    assert line["row_count"] == len(list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))) - 1
    assert json.loads(line["filters"])["clients"] == "cus_42"


def test_a_download_that_was_broken_off_has_no_hash(twin: Warehouse) -> None:
    about = exports.describe(twin, "leads", Filters())
    audit.begin(twin, about, "csv", "ann@example.com")
    lines = reports.run(twin, "downloads", Filters(), Scope.everything())
    (line,) = lines[lines["identity"] == "ann@example.com"].itertuples()
    assert (line.name, line.state) == ("leads", "cut")
    assert reports.run(twin, "downloads", Filters(), Scope.of([ACME])).empty
