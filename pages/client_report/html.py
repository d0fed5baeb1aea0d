"""A client's report as one page of HTML: no script, and nothing from anywhere else."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from data.models import links
from pages.client_report import chart
from pages.client_report.contents import Contents
from pages.client_report.tables import MOST_LETTERS
from pages.components import plain

_WEB = re.compile(r"^https?://", re.IGNORECASE)
# Pictures are data URLs, styles stand in the page; a link can be followed, nothing else done.
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def bare(address: str) -> str:
    """The address as it is printed; of a very long one its beginning. What must not be followed
    comes back as it was."""
    if not links.may_be_followed(address):
        return address
    return plain.shortened(_WEB.sub("", address, count=1), MOST_LETTERS)


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("j2",)),
    undefined=StrictUndefined,
)
_TEMPLATES.filters["bare"] = bare


def render(report: Contents, *, pdf: str, expires: str | None = None) -> str:
    """The page. `pdf` is the address of the same report as PDF."""
    light, dark = chart.draw(report), chart.draw(report, "dark")
    return _TEMPLATES.get_template("report.html.j2").render(
        report=report,
        charts=(
            (
                "Promises by the week they were due",
                "Orders due by week: kept, late and overdue",
                _url(light.promises),
                _url(dark.promises),
                "No promise fell due in this period.",
            ),
            (
                "Links indexed, by time since going live",
                "Share of links indexed by time since going live, with its 95% interval",
                _url(light.indexed),
                _url(dark.indexed),
                "No link is indexed yet.",
            ),
        ),
        pdf=pdf,
        expires=expires,
    )


def _url(picture: bytes | None) -> str | None:
    if picture is None:
        return None
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"
