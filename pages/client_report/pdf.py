"""A client's report as a printable PDF, set by Typst: no browser, no network, no user's markup.

The template is ours alone; the contents go in as JSON, and Typst shows a JSON string as the text it
is. So an anchor text full of markup is printed letter by letter.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl

from data import exports
from data.exports import About
from data.exports.reporting import DEFINITIONS
from data.models import links
from data.reports import Filters
from data.typesetting import typeset
from pages.client_report import chart
from pages.client_report.contents import Contents
from pages.client_report.tables import Table

PAPERS = {"a4": "a4", "letter": "us-letter"}
_TEMPLATE = Path(__file__).parent / "report.typ"
# DejaVu Sans covers Latin, Greek, Cyrillic, Hebrew and Arabic.
FONTS = str(Path(mpl.get_data_path()) / "fonts" / "ttf")
_TEXTS = (
    *("client", "period", "zone", "as_of", "headline", "promise"),
    *("changes", "index_states", "notes"),
)
_TABLES = ("open_items", "campaigns", "links")
_FILES = {"promises": "promises.svg", "indexed": "indexed.svg", "logo": "logo.png"}


def render(report: Contents, paper: str = "a4") -> bytes:
    """The PDF. `paper` is a4 or letter; anything else is A4. Raises CannotBeSet."""
    pictures = _pictures(report)
    values: dict[str, Any] = {name: getattr(report, name) for name in _TEXTS}
    values["figures"] = [asdict(figure) for figure in report.figures]
    values |= {name: _rows(getattr(report, name)) for name in _TABLES}
    values |= {
        "colour": report.brand.colour,
        "house": report.brand.name,
        "paper": PAPERS.get(paper, PAPERS["a4"]),
        **{f"{name}_file": file if file in pictures else None for name, file in _FILES.items()},
    }
    files = {"main.typ": _TEMPLATE.read_bytes(), "contents.json": json.dumps(values).encode()}
    return typeset(files | pictures, font_paths=[FONTS], ignore_system_fonts=True)


def _rows(table: Table) -> dict[str, Any]:
    cells = {row[column] for row in table.rows for column in table.addresses}
    return asdict(table) | {"followed": sorted(filter(links.may_be_followed, cells))}


def _pictures(report: Contents) -> dict[str, bytes]:
    drawn = chart.draw(report)
    found = {
        "promises": drawn.promises,
        "indexed": drawn.indexed,
        "logo": report.brand.logo,
    }
    return {_FILES[name]: content for name, content in found.items() if content is not None}


def about(report: Contents) -> About:
    """What the audit notes of a report that goes out."""
    return About(
        name="client_report",
        zone=report.zone,
        as_of={"podcast": report.as_of_at},
        generated_at=datetime.now(UTC),
        filters={
            "clients": report.client_id,
            "start": report.start.isoformat(),
            "end": report.end.isoformat(),
        },
        definitions=DEFINITIONS,
    )


def file_name(report: Contents) -> str:
    """linkboard-client_report-Acme-2026-08-31-2026-11-20-asof-20261120T1500Z.pdf"""
    asked = Filters(start=report.start, end=report.end, clients=(report.client,))
    return exports.file_name("client_report", asked, report.as_of_at, "pdf")
