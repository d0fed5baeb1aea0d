"""A client's report as a printable PDF, set by Typst: no browser, no network, no user's markup.

The template is ours alone; the contents go in as JSON, and Typst shows a JSON string as the text it
is. So an anchor text full of markup is printed letter by letter.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
import typst

from data.exports import About
from data.exports.reporting import DEFINITIONS
from pages.client_report import chart
from pages.client_report.contents import Contents

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
PAPERS = {"a4": "a4", "letter": "us-letter"}
_TEMPLATE = Path(__file__).parent / "report.typ"
# DejaVu Sans covers Latin, Greek, Cyrillic, Hebrew and Arabic.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


def render(contents: Contents, paper: str = "a4") -> bytes:
    """The PDF. `paper` is a4 or letter; anything else is A4."""
    files = {"main.typ": _TEMPLATE.read_bytes()}
    values = {
        name: value for name, value in asdict(contents).items() if name not in ("brand", "curve")
    }
    brand = contents.brand
    values |= {"colour": brand.colour, "house": brand.name, "paper": PAPERS.get(paper, "a4")}
    if (picture := chart.indexed(contents.curve, brand.colour)) is not None:
        files["curve.svg"] = picture
    if brand.logo is not None:
        files["logo.png" if brand.logo_type == "image/png" else "logo.jpg"] = brand.logo
    values |= {
        "curve_file": "curve.svg" if "curve.svg" in files else None,
        "logo_file": next((name for name in files if name.startswith("logo.")), None),
    }
    files["contents.json"] = json.dumps(values).encode()
    return bytes(typst.compile(files, font_paths=[str(_FONTS)], ignore_system_fonts=True))


def about(contents: Contents) -> About:
    """What the audit notes of a report that goes out."""
    return About(
        name="client_report",
        zone=contents.zone,
        as_of={},
        generated_at=datetime.now(UTC),
        filters={"client": contents.client_id, "period": contents.period},
        definitions=DEFINITIONS,
    )


def file_name(contents: Contents) -> str:
    """linkboard-report-acme-crm-1-Sep-31-Oct-2026.pdf; safe in a header."""
    return f"linkboard-report-{_plain(contents.client)}-{_plain(contents.period)}.pdf"


def _plain(text: str) -> str:
    return _UNSAFE.sub("-", text).strip("-")[:60] or "client"
