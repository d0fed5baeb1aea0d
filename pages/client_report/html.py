"""A client's report as one page of HTML: no script, and nothing from anywhere else."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pages.client_report import chart
from pages.client_report.contents import Contents

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("j2",)),
    undefined=StrictUndefined,
)
# Pictures are data URLs, styles stand in the page; a link can be followed, nothing else done.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def render(contents: Contents, *, pdf: str, expires: str | None = None) -> str:
    """The page. `pdf` is the address of the same report as PDF."""
    picture = chart.indexed(contents.curve, contents.brand.colour)
    encoded = base64.b64encode(picture).decode() if picture else ""
    return _TEMPLATES.get_template("report.html.j2").render(
        report=contents,
        picture=f"data:image/svg+xml;base64,{encoded}" if encoded else None,
        pdf=pdf,
        expires=expires,
    )
