"""How a report looks to a client: name, colour and logo of the house, or of the client's own."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

import sqlalchemy as sa

from data.errors import ReportError
from data.http import SYSTEM_CLOCK
from data.schema import brands
from data.warehouse import Warehouse

HOUSE = ""
MOST_LOGO_BYTES = 500_000
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# SVG is left out: it can hold scripts and load things.
_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True)
class Brand:
    name: str = "Linkboard"
    colour: str = "#2B52D6"
    logo: bytes | None = None
    logo_type: str | None = None

    @property
    def logo_url(self) -> str | None:
        """The logo as a data URL, so that a page of it asks nobody else for anything."""
        if self.logo is None:
            return None
        return f"data:{self.logo_type};base64,{base64.b64encode(self.logo).decode()}"


def of_client(warehouse: Warehouse, client_id: str) -> Brand:
    """The client's own brand; what it leaves open is the house's, then Linkboard's."""
    with warehouse.read() as connection:
        rows = connection.execute(
            sa.select(brands)
            .where(brands.c.client_id.in_({HOUSE, client_id}))
            .order_by(brands.c.client_id)
        ).mappings()
        lines = [{name: value for name, value in row.items() if value} for row in rows]
    given: dict[str, object] = {}
    for line in lines:
        given |= {
            name: line[name] for name in ("name", "colour", "logo", "logo_type") if name in line
        }
    return Brand(**given)  # type: ignore[arg-type]


def save(
    warehouse: Warehouse, client_id: str, *, name: str, colour: str, logo: bytes | None
) -> None:
    """Keep a brand; no logo leaves the present one. Raises ReportError for what cannot be shown."""
    if not _COLOUR.fullmatch(colour):
        raise ReportError(f"{colour!r} is no colour; write it like #2B52D6.")
    line = {"name": name.strip(), "colour": colour, "updated_at": SYSTEM_CLOCK.now()}
    if logo is not None:
        line |= {"logo": logo, "logo_type": _logo_type(logo)}
    is_it = brands.c.client_id == client_id
    with warehouse.write(is_data=False) as connection:
        if connection.execute(sa.update(brands).where(is_it).values(line)).rowcount < 1:
            connection.execute(sa.insert(brands).values(line | {"client_id": client_id}))


def _logo_type(logo: bytes) -> str:
    if len(logo) > MOST_LOGO_BYTES:
        raise ReportError(f"The logo has {len(logo):,} bytes; {MOST_LOGO_BYTES:,} are enough.")
    for media_type, signature in _SIGNATURES.items():
        if logo.startswith(signature):
            return media_type
    raise ReportError("The logo must be a PNG or JPEG picture.")
