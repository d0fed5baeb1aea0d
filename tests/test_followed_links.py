"""Which addresses of vendors' rows become links in a client's report, and which stay text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from pages.client_report import contents, html, pdf
from pages.client_report.contents import Contents
from tests.access.test_hostile_files import links_of
from tests.filled import ACME, filled
from tests.pages.driving import running_on

SAFE = "HTTPS://shop.example/a"
TOO_LONG = f"https://shop.example/{'x' * 9000}"
UNSAFE = ["https://bank.com@evil.example/", "http://192.168.1.1/x", "javascript:alert(1)", TOO_LONG]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    own = filled(tmp_path_factory.getbasetemp())
    path: Path = own.copy(tmp_path_factory.mktemp("followed"))
    with running_on(path, **own.settings) as warehouse:
        found = contents.collect(warehouse, ACME, date(2020, 1, 1), date.today(), "UTC")
    lines = tuple((url, "", "Indexed", "", url) for url in (SAFE, *UNSAFE))
    rows = replace(found.links, rows=lines, marks=("done",) * len(lines))
    return replace(found, links=rows, open_items=replace(found.open_items, rows=()))


def test_only_public_addresses_of_usual_length_can_be_followed_on_the_page(
    report: Contents,
) -> None:
    page = html.render(report, pdf="a.pdf")
    assert page.count(f'href="{SAFE}"') == 2
    assert not any(f'href="{url}"' in page for url in UNSAFE)
    assert ">shop.example/a<" in page and UNSAFE[0] in page


def test_nor_in_the_document(report: Contents) -> None:
    document = pypdfium2.PdfDocument(pdf.render(report))
    assert set(links_of(document)) == {SAFE}
