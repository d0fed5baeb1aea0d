"""Exports: the bytes of the CSV, the same rows in every format, the manifest, the file name."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from data.errors import ReportError
from data.exports import About, ExportFile, Written, file_name, manifest, write

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "csv-cases.json").read_text("utf-8")
)["cases"]
# The values that JSON cannot hold, by the text the case file writes for them.
SPECIAL = {
    "decimal-money": pa.array([Decimal("412.50")]),
    "inf": pa.array([float("-inf")]),
    "timestamp": pa.array([datetime(2025, 3, 14, 11, 22, 31, tzinfo=timezone(timedelta(hours=1)))]),
}
ABOUT = About(
    name="orders",
    zone="Europe/Berlin",
    as_of={"podcast": datetime(2026, 11, 20, 15), "outreach": None},
    generated_at=datetime(2026, 11, 20, 15, 0, 30, tzinfo=UTC),
    filters={"Client": "cus_42"},
    definitions="docs/metrics.md",
)
TYPED = pa.table(
    {
        "text": pa.array(["=1+1", "", None, 'a "b"\n,c', "007"]),
        "whole": pa.array([1, 2**62, None, -3, 0]),
        "number": pa.array([0.5, float("nan"), None, 1e-7, 2.0]),
        "money": pa.array([Decimal("412.50"), None, Decimal("0.00"), Decimal("-1.25"), None]),
        "yes": pa.array([True, False, None, True, False]),
        "day": pa.array([date(2026, 8, 31), None, date(2026, 1, 1), date(2026, 1, 2), None]),
        "at": pa.array(
            [datetime(2026, 11, 20, 23, 47, 52, 162396), datetime(2025, 3, 14, 10, 22, 31), None]
            + [datetime(1969, 7, 20, 20, 17, 40)] * 2,
            pa.timestamp("us"),
        ),
        "list": pa.array([["a", '"'], [], None, ["x"], ["y"]]),
    }
)


class Asked(NamedTuple):
    """The part of a report's filters that a file name shows."""

    start: date | None = None
    end: date | None = None
    clients: tuple[str, ...] = ()


def reader(table: pa.Table, rows_per_batch: int = 2) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(
        table.schema, table.to_batches(max_chunksize=rows_per_batch)
    )


def exported(table: pa.Table, format: str) -> bytes:
    out = io.BytesIO()
    write(reader(table), format, out, about=ABOUT)
    return out.getvalue()


def column_of(case: dict[str, Any]) -> pa.Array:
    if case["id"] in SPECIAL:
        return SPECIAL[case["id"]]
    return pa.array([case["value"]], pa.string() if case["type"] == "text" else None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_csv_cell_is_written_byte_for_byte(case: dict[str, Any]) -> None:
    table = pa.table({"before": ["x"], "cell": column_of(case), "after": [1]})
    body = exported(table, "csv")
    expected = f'"before","cell","after"\r\n"x",{case["expected_raw"]},1\r\n'
    assert body == b"\xef\xbb\xbf" + expected.encode()
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    assert rows[1] == ["x", case["expected_parsed"], "1"]


def test_csv_pandas_and_duckdb_read_the_same_texts(tmp_path: Path) -> None:
    cases = [case for case in CASES if case["type"] == "text" and case["value"] is not None]
    expected = [case["expected_parsed"] for case in cases]
    path = tmp_path / "cases.csv"
    numbers = range(len(cases))
    table = pa.table({"n": list(numbers), "cell": [case["value"] for case in cases]})
    path.write_bytes(exported(table, "csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["cell"] for row in csv.DictReader(file, strict=True)] == expected
    frame = pd.read_csv(path, keep_default_na=False, dtype=str, encoding="utf-8-sig")
    assert frame["cell"].tolist() == expected
    rows = duckdb.execute(
        "select cell from read_csv(?, header = true, quote = '\"', escape = '\"', delim = ',',"
        " new_line = '\\r\\n', allow_quoted_nulls = false, all_varchar = true)"
        " order by cast(n as int)",
        [str(path)],
    ).fetchall()
    assert [row[0] for row in rows] == expected


TRIGGERS = "=+-@\t\r\n＝＋－＠"


def unguarded(text: str) -> str:
    """The rule for readers: drop one apostrophe if what follows would have been guarded."""
    rest = text[1:] if text.startswith("'") else ""
    bare = rest.lstrip("'").lstrip(" \u00a0\u200b\ufeff").lstrip("'")
    return rest if bare[:1] and bare[0] in TRIGGERS else text


@given(
    st.text("'= +@-\t\r\n\u00a0\u200b\ufeff＝a\",;", max_size=8)
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)
)
def test_a_guarded_text_can_be_undone_exactly(text: str) -> None:
    stored = "".join(c for c in text if c in "\t\r\n" or not (ord(c) < 32 or ord(c) == 127))
    body = exported(pa.table({"n": [1], "cell": [text]}), "csv")
    ((_, read),) = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))[1:]
    assert unguarded(read) == stored
    assert not read.lstrip(" \u00a0\u200b\ufeff").startswith(tuple(TRIGGERS))


def test_a_csv_without_rows_still_has_its_header() -> None:
    assert exported(TYPED.slice(0, 0), "csv").decode("utf-8-sig") == (
        '"text","whole","number","money","yes","day","at","list"\r\n'
    )


def test_a_csv_row_of_every_type() -> None:
    first, second, third = exported(TYPED, "csv").decode("utf-8-sig").split("\r\n")[1:4]
    assert first == (
        '"\'=1+1",1,0.5,412.50,true,2026-08-31,2026-11-20T23:47:52.162396Z,"[""a"", ""\\""""]"'
    )
    assert second == '"",4611686018427387904,,,false,,2025-03-14T10:22:31Z,"[]"'
    assert third == ",,,0.00,,2026-01-01,,"


def test_json_is_an_array_of_the_same_rows() -> None:
    rows = json.loads(exported(TYPED, "json"))
    assert rows[0] == {
        "text": "=1+1",
        "whole": 1,
        "number": 0.5,
        "money": 412.5,
        "yes": True,
        "day": "2026-08-31",
        "at": "2026-11-20T23:47:52.162396Z",
        "list": ["a", '"'],
    }
    assert rows[1]["number"] is None
    assert rows[2]["text"] is None
    assert len(rows) == TYPED.num_rows


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=10), max_size=5))
def test_json_gives_every_text_back(texts: list[str]) -> None:
    table = pa.table({"cell": pa.array(texts, pa.string())})
    assert [row["cell"] for row in json.loads(exported(table, "json"))] == texts


def test_parquet_keeps_the_types_and_marks_times_as_utc() -> None:
    table = pq.read_table(io.BytesIO(exported(TYPED, "parquet")))
    assert table.schema.field("at").type == pa.timestamp("us", "UTC")
    for name in ("text", "whole", "money", "yes", "day", "list"):
        assert table.column(name).equals(TYPED.column(name))
    notes = json.loads(table.schema.metadata[b"linkboard"])
    assert notes["Time zone of days"] == "Europe/Berlin"


def test_xlsx_holds_texts_never_formulas_and_says_what_it_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(TYPED, "xlsx")))
    assert book.sheetnames == ["orders", "Definitions", "About"]
    header, *rows = book["orders"].iter_rows()
    assert [cell.value for cell in header] == TYPED.column_names
    assert [(cell.value, cell.data_type) for cell in rows[0]][:5] == [
        ("=1+1", "s"), (1, "n"), (0.5, "n"), (412.5, "n"), (True, "b"),
    ]  # fmt: skip
    assert [cell.value for cell in rows[0]][5:7] == ["2026-08-31", "2026-11-20T23:47:52.162396Z"]
    assert (rows[1][1].value, rows[1][2].value) == ("4611686018427387904", None)
    assert rows[4][0].value == "007"
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Filter: Client"] == "cus_42"
    assert about["Data as of: podcast"] == "2026-11-20T15:00:00Z"
    assert about["Data as of: outreach"] == "never"
    assert (about["Rows: orders"], about["Texts cut"]) == ("5", "none")


@pytest.mark.parametrize(
    ("sign", "fit"), [("a", 32_767), ("\u00e9", 32_767), ("\U0001f600", 16_383)]
)
def test_xlsx_cuts_a_text_that_no_cell_can_hold_and_says_so(sign: str, fit: int) -> None:
    body = exported(pa.table({"text": [sign * fit, sign * (fit + 1)]}), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert [str(book["orders"][cell].value) for cell in ("A2", "A3")] == [sign * fit] * 2
    assert list(book["About"].values)[-1] == ("Texts cut", "1 (a cell holds 32,767 characters)")


def test_xlsx_gives_every_text_back() -> None:
    cases = [case for case in CASES if case["type"] == "text" and case["value"] is not None]
    parsed = [(case["expected_parsed"], case["guarded"]) for case in cases]
    expected = [text[1:] if is_guarded else text for text, is_guarded in parsed]
    texts = [case["value"] for case in cases]
    body = exported(pa.table({"text": [*texts, "_x0041_", "https://a.example", "12"]}), "xlsx")
    column = openpyxl.load_workbook(io.BytesIO(body))["orders"]["A"][1:]
    assert {cell.data_type for cell in column} == {"s"}
    # A carriage return is written as _x000D_, which spreadsheets read back and openpyxl does not.
    read = [unescape(str(cell.value)) for cell in column]
    assert read == [*expected, "_x0041_", "https://a.example", "12"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "json"])
def test_the_manifest_counts_and_hashes_the_file(format: str) -> None:
    out = io.BytesIO()
    written = write(reader(TYPED), format, out, about=ABOUT)
    body = out.getvalue()
    assert written == Written(format, 5, len(body), hashlib.sha256(body).hexdigest())
    assert manifest(ABOUT, written) == {
        "name": "orders",
        "format": format,
        "filters": {"Client": "cus_42"},
        "zone": "Europe/Berlin",
        "as_of": {"podcast": "2026-11-20T15:00:00Z", "outreach": None},
        "rows": 5,
        "bytes": len(body),
        "sha256": written.sha256,
        "definitions": "docs/metrics.md",
        "generated_at": "2026-11-20T15:00:30Z",
        "version": 1,
    }


def test_an_unknown_format_is_refused_before_a_row_is_read() -> None:
    with pytest.raises(ReportError, match="choose one of csv, xlsx, parquet, json"):
        ExportFile(reader(TYPED), "pdf", ABOUT)


def test_a_stream_is_read_batch_by_batch() -> None:
    taken: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for number, batch in enumerate(TYPED.to_batches(max_chunksize=1)):
            taken.append(number)
            yield batch

    stream = pa.RecordBatchReader.from_batches(TYPED.schema, batches())
    chunks = iter(ExportFile(stream, "csv", ABOUT))
    next(chunks)
    assert taken == []
    next(chunks)
    assert taken == [0]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (
            Asked(date(2026, 8, 31), date(2026, 11, 20)),
            "linkboard-delivery_times-2026-08-31-2026-11-20-asof-20261120T1500Z.csv",
        ),
        (Asked(clients=("cus_42",)), "linkboard-delivery_times-cus_42-asof-20261120T1500Z.csv"),
        (Asked(clients=("../a é\r\n;",)), "linkboard-delivery_times-a-asof-20261120T1500Z.csv"),
        (Asked(clients=("a", "b")), "linkboard-delivery_times-asof-20261120T1500Z.csv"),
    ],
)
def test_a_file_name_is_safe_and_says_what_is_inside(asked: Asked, name: str) -> None:
    assert file_name("delivery_times", asked, datetime(2026, 11, 20, 15), "csv") == name
