"""Forty clients take files away: no text of another stands in any of them, whatever the format."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pyarrow.parquet as parquet
import pypdfium2

from data import exports, reports
from data.access import Scope
from data.exports import FORMATS
from data.reports import Filters
from data.warehouse import Warehouse
from pages.client_report import contents, html, pdf
from tests.access import crowd
from tests.long.amounts import IS_LONG, amount

NAMES = [name for name, info in reports.catalogue().items() if info.kind != "page"]
# Every name in one format, or in all; each file for the next client.
FILES = [
    (name, format)
    for position, name in enumerate(NAMES)
    for turn, format in enumerate(FORMATS)
    if IS_LONG or position % len(FORMATS) == turn or reports.info(name).kind == "dataset"
]


def taken(warehouse: Warehouse, name: str, format: str, number: int, **filters: object) -> bytes:
    wanted = Filters(**filters)  # type: ignore[arg-type]
    out = io.BytesIO()
    scope = Scope.of([crowd.client_id(number)])
    manifest = exports.export(warehouse, name, wanted, scope, format, out)
    return out.getvalue() + json.dumps(manifest).encode()


def texts(body: bytes, format: str) -> str:
    """All that can be read in a file, its own notes included."""
    if format == "xlsx":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist())
    if format == "parquet":
        file = parquet.read_table(io.BytesIO(body[: body.rindex(b"PAR1") + 4]))
        return f"{file.to_pylist()}{file.schema.metadata}"
    return body.decode()


def test_no_file_holds_a_text_of_another_client(crowded: Warehouse) -> None:
    found_own = 0
    for position, (name, format) in enumerate(FILES):
        for number in range(position, position + amount(1, long=4)):
            viewer = number % crowd.CLIENTS
            said = texts(taken(crowded, name, format, viewer), format)
            assert not crowd.foreign(said, viewer), f"{name}.{format}"
            found_own += crowd.token(viewer) in said
    assert found_own > len(FILES) / 3


def test_a_file_that_asks_for_another_client_is_as_one_that_asks_for_nobody(
    crowded: Warehouse,
) -> None:
    for name in ("orders", "leads", "client_summary", "index_urls"):
        there, nowhere = (
            taken(crowded, name, "csv", 3, clients=(f"cus_{token}",)).partition(b'{"name"')[0]
            for token in (crowd.token(7), crowd.token(777))
        )
        assert there == nowhere, name


def test_no_client_report_names_another_client(crowded: Warehouse) -> None:
    """Page, PDF and file name of the report that is shared and mailed."""
    for number in range(0, crowd.CLIENTS, amount(10, long=1)):
        report = contents.collect(
            crowded, crowd.client_id(number), date(2026, 4, 1), date(2026, 6, 30), "UTC"
        )
        page = html.render(report, pdf="x.pdf")
        document = pypdfium2.PdfDocument(pdf.render(report))
        printed = "".join(leaf.get_textpage().get_text_bounded() for leaf in document)
        said = f"{page}{printed.replace(chr(0x200B), '')}{pdf.file_name(report)}"
        assert crowd.token(number) in said
        assert not crowd.foreign(said, number)
