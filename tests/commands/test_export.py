"""`export`: any dataset or report, all rows, in one file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as parquet
import pytest

from data import reports
from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.filled import ACME, LEDGERLEAF, asked

BOM = b"\xef\xbb\xbf"
EXPORTED = sorted(
    info.name for info in reports.catalogue().values() if info.kind in ("dataset", "report")
)


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def columns(body: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", EXPORTED)
def test_every_dataset_and_report_comes_out_whole(filled_warehouse: Warehouse, name: str) -> None:
    ran = run(filled_warehouse, "export", name)
    assert (ran.code, ran.err) == (0, "")
    expected = asked(filled_warehouse, name)
    assert ran.out.startswith(BOM)
    assert ran.out.endswith(b"\r\n")
    rows = table(ran.out)
    assert len(rows) == len(expected)
    assert columns(ran.out) == list(expected.columns)


@pytest.mark.parametrize("format", ["xlsx", "parquet", "json"])
def test_every_other_format_holds_the_same_rows(filled_warehouse: Warehouse, format: str) -> None:
    ran = run(filled_warehouse, "export", "orders", "--format", format)
    ids = [row["order_id"] for row in table(run(filled_warehouse, "export", "orders").out)]
    if format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(ran.out), read_only=True).worksheets[0]
        found = [row[0] for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True)]
    elif format == "parquet":
        found = parquet.read_table(io.BytesIO(ran.out))["order_id"].to_pylist()
    else:
        found = [row["order_id"] for row in ran.json]
    assert found == ids


def test_the_first_columns_are_those_that_scripts_rely_on(filled_warehouse: Warehouse) -> None:
    promised = {
        "orders": "order_id,client_id,package,status,niche,target_url,anchor_text,episode_title,"
        "links_total,links_delivered,created_at,estimated_delivery_at,first_promised_at,"
        "delivered_at,delivered_clock,delivery_hours,on_time,average_da,report_url",
        "placements": "order_id,slot,client_id,package,niche,platform,url,url_sha256,live_at,"
        "indexed,indexed_at,first_seen_indexed_at,last_seen_not_indexed_at,index_state,index_source",
        "leads": "lead_id,campaign_id,website_url,website_title,contact_email,status,"
        "quality_score,relevance_score,guest_post_likelihood,source,created_at,"
        "first_contacted_at,first_replied_at,placed_seen_at",
        "replies": "reply_id,attempt_id,lead_id,campaign_id,from_email,subject,classification,"
        "received_at",
    }
    for name, first in promised.items():
        found = columns(run(filled_warehouse, "export", name).out)
        assert found[: first.count(",") + 1] == first.split(",")


def test_by_gives_one_row_a_group(filled_warehouse: Warehouse) -> None:
    ran = run(filled_warehouse, "export", "delivery_times", "--by", "package")
    groups = [row["group"] for row in table(ran.out)]
    assert len(groups) > 1 and len(set(groups)) == len(groups)
    whole = table(run(filled_warehouse, "export", "delivery_times").out)
    assert [row["group"] for row in whole] == ["all"]
    counted = sum(int(row["orders"]) for row in table(ran.out))
    assert counted == int(whole[0]["orders"])


def test_both_days_of_a_range_are_inside(filled_warehouse: Warehouse) -> None:
    created = [row["created_at"] for row in table(run(filled_warehouse, "export", "orders").out)]
    day = sorted(created)[len(created) // 2][:10]
    ran = run(filled_warehouse, "export", "orders", "--from", day, "--to", day)
    found = [row["created_at"] for row in table(ran.out)]
    assert sorted(found) == sorted(moment for moment in created if moment.startswith(day))
    assert found


def test_the_zone_moves_the_days_and_not_the_times(filled_warehouse: Warehouse) -> None:
    here = table(run(filled_warehouse, "export", "orders").out)
    times = {row["order_id"]: row["created_at"] for row in here}
    day = sorted(times.values())[200][:10]
    words = ("--from", day, "--to", day, "--tz", "Pacific/Auckland")
    there = table(run(filled_warehouse, "export", "orders", *words).out)
    expected = asked(
        filled_warehouse,
        "orders",
        start=date.fromisoformat(day),
        end=date.fromisoformat(day),
        zone="Pacific/Auckland",
    )
    assert [row["order_id"] for row in there] == list(expected["order_id"])
    assert all(row["created_at"] == times[row["order_id"]] for row in there)
    assert all(row["created_at"].endswith("Z") for row in there)


def test_a_list_may_be_given_several_times(filled_warehouse: Warehouse) -> None:
    words = ("export", "orders", "--client", ACME, "--client", LEDGERLEAF)
    assert {row["client_id"] for row in table(run(filled_warehouse, *words).out)} == {
        ACME,
        LEDGERLEAF,
    }
    assert table(run(filled_warehouse, "export", "orders", "--client", "cus_none").out) == []


def test_as_of_hides_what_came_later(filled_warehouse: Warehouse) -> None:
    created = sorted(
        row["created_at"] for row in table(run(filled_warehouse, "export", "orders").out)
    )
    middle = created[len(created) // 2]
    ran = run(filled_warehouse, "export", "delivery_times", "--as-of", middle)
    (then,) = table(ran.out)
    assert int(then["orders"]) == sum(moment <= middle for moment in created)


def test_without_a_terminal_the_file_goes_to_standard_output(
    filled_warehouse: Warehouse, tmp_path: Path
) -> None:
    plain = run(filled_warehouse, "export", "campaigns", folder=tmp_path)
    dashed = run(filled_warehouse, "export", "campaigns", "--out", "-", folder=tmp_path)
    assert plain.out == dashed.out != b""
    assert not list(tmp_path.iterdir())


def test_on_a_terminal_a_well_named_file_is_written(
    filled_warehouse: Warehouse, tmp_path: Path
) -> None:
    words = ("export", "orders", "--client", ACME, "--from", "2026-01-01", "--to", "2026-01-31")
    ran = run(filled_warehouse, *words, folder=tmp_path, is_terminal=True)
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("linkboard-orders-cus_42-2026-01-01-2026-01-31-asof-")
    assert ran.out == b""
    assert str(file) in ran.err


def test_out_names_a_file_and_the_manifest_stands_beside_it(
    filled_warehouse: Warehouse, tmp_path: Path
) -> None:
    words = ("export", "orders", "--client", ACME, "--tz", "Asia/Tokyo", "--out", "mine.csv")
    ran = run(filled_warehouse, *words, "--manifest", folder=tmp_path)
    assert (ran.code, ran.out) == (0, b"")
    body = (tmp_path / "mine.csv").read_bytes()
    told = json.loads((tmp_path / "mine.csv.manifest.json").read_text("utf-8"))
    assert told["sha256"] == hashlib.sha256(body).hexdigest()
    assert told["rows"] == len(table(body)) and told["bytes"] == len(body)
    assert told["filters"] == {"clients": ACME} and told["zone"] == "Asia/Tokyo"
    assert told["as_of"]["podcast"].endswith("Z")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "mine.csv",
        "mine.csv.manifest.json",
    ]


def test_a_file_that_cannot_be_written_is_named(
    filled_warehouse: Warehouse, tmp_path: Path
) -> None:
    ran = run(filled_warehouse, "export", "orders", "--out", "no/such/x.csv", folder=tmp_path)
    assert ran.code != 0
    assert "x.csv cannot be written" in ran.err and ran.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["no_such_report"], "no_such_report"),
        ([], "Name a dataset"),
        (["orders", "--by", "package"], "package"),
        (["delivery_times", "--by", "secret"], "secret"),
        (["orders", "--from", "soon"], "soon"),
        (["orders", "--from", "2026-02-30"], "2026-02-30"),
        (["orders", "--from", "2026-02-02", "--to", "2026-02-01"], "empty"),
        (["orders", "--tz", "Mars/Olympus"], "Mars/Olympus"),
        (["orders", "--as-of", "noon"], "noon"),
    ],
)
def test_wrong_words_are_exit_2_and_one_sentence(
    filled_warehouse: Warehouse, words: list[str], says: str
) -> None:
    ran = run(filled_warehouse, "export", *words)
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err
    assert ran.err.count("\n") == 1 and "Traceback" not in ran.err


def test_an_empty_warehouse_gives_a_header(empty_warehouse: Warehouse) -> None:
    ran = run(empty_warehouse, "export", "orders")
    assert ran.code == 0
    assert ran.out.count(b"\r\n") == 1
