"""Hostile texts in PDF, CSV, XLSX, JSON and Parquet: printed as they are, and given back."""

from __future__ import annotations

import csv
import ctypes
import io
import json
import re
from collections.abc import Iterator
from datetime import date

import openpyxl
import pyarrow.parquet as parquet
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from openpyxl.utils.escape import unescape

from data import exports
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse
from pages.client_report import contents, html, pdf
from pages.client_report.contents import Contents
from tests.access import crowd, hostile
from tests.fresh import fresh
from tests.test_exports import unguarded

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe-\uffff\x00]")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with fresh(tmp_path_factory.mktemp("hostile") / "crowd.duckdb") as opened:
        hostile.fill(opened)
        yield opened


@pytest.fixture(scope="module")
def reports(warehouse: Warehouse) -> list[Contents]:
    """All clients' reports; between them they hold most of the texts."""
    return [
        contents.collect(
            warehouse, crowd.client_id(number), date(2026, 4, 1), date(2026, 6, 30), "UTC"
        )
        for number in range(hostile.CLIENTS)
    ]


def links_of(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Where its link annotations lead."""
    for page in document:
        place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(page, place, link):
            action = pdfium.FPDFLink_GetAction(link)
            size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
            target = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(document, action, target, size)
            yield target.value.decode("latin-1")


def squeezed(text: str) -> str:
    """What is printed of it: letters without spaces, breaks and signs that have no shape."""
    return _INVISIBLE.sub("", _CONTROLS.sub("", text))


def test_a_pdf_prints_every_text_and_does_what_none_of_them_says(
    warehouse: Warehouse, reports: list[Contents]
) -> None:
    for report in reports:
        document = pypdfium2.PdfDocument(pdf.render(report))
        printed = squeezed("".join(page.get_textpage().get_text_bounded() for page in document))
        assert "root:x:0" not in printed
        for target in links_of(document):
            assert target.startswith(("https://pods.example/", "https://canary")), target
        document.init_forms()
        assert not pdfium.FPDFDoc_GetJavaScriptActionCount(document)
        place = report.links.headings.index("Anchor")
        for text in (row[place] for row in report.links.rows):
            # Signs beyond ASCII may be joined, turned around or shapeless.
            if text.isascii() and len(text) < 200:
                assert squeezed(text) in printed


def test_no_file_beside_the_report_can_be_named_in_its_texts(reports: list[Contents]) -> None:
    for report in reports:
        name = pdf.file_name(report)
        assert re.fullmatch(r"[A-Za-z0-9_-]+\.pdf", name), name


def test_the_page_of_a_report_holds_no_markup_of_theirs(reports: list[Contents]) -> None:
    for report in reports[::3]:
        page = html.render(report, pdf="report.pdf")
        for markup in ("<script", "<iframe", "<form", "onerror=fetch('", "<base", "<link"):
            assert markup not in page.replace("&lt;", "(lt)")
        assert 'href="javascript' not in page.lower()
        assert page.count("<img") == page.count('src="data:image/')


def texts(warehouse: Warehouse, format: str) -> list[str]:
    """The anchor texts of all orders as a file gives them back."""
    out = io.BytesIO()
    exports.export(warehouse, "orders", Filters(), Scope.everything(), format, out)
    if format == "csv":
        rows = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))
        return [unguarded(row["anchor_text"]) for row in rows]
    if format == "json":
        return [row["anchor_text"] for row in json.loads(out.getvalue())]
    if format == "parquet":
        return list(parquet.read_table(out)["anchor_text"].to_pylist())
    header, *lines = openpyxl.load_workbook(out).worksheets[0].iter_rows()
    place = [cell.value for cell in header].index("anchor_text")
    assert {line[place].data_type for line in lines} == {"s"}
    return [unescape(str(line[place].value)) for line in lines]


@pytest.mark.parametrize("format", exports.FORMATS)
def test_every_text_comes_back_from_a_file(warehouse: Warehouse, format: str) -> None:
    found = texts(warehouse, format)
    keeps_controls = format in ("json", "parquet")
    for text in hostile.STRINGS:
        assert (text if keeps_controls else _CONTROLS.sub("", text)) in found


def test_no_cell_of_a_csv_begins_like_a_formula(warehouse: Warehouse) -> None:
    for name in ("orders", "leads", "replies", "attempts", "campaigns", "placements"):
        out = io.BytesIO()
        exports.export(warehouse, name, Filters(), Scope.everything(), "csv", out)
        rows = csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))
        for cell in (cell for row in rows for cell in row):
            bare = cell.lstrip(" \u00a0\u200b\ufeff")
            is_number = re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?", cell)
            assert is_number or not bare.startswith(tuple("=+-@\t\r\n＝＋－＠")), cell
