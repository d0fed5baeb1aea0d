"""How a report looks to a client: name, colour and logo of the house, or of the client's own."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

import sqlalchemy as sa

from data import logos
from data.errors import ReportError
from data.http import SYSTEM_CLOCK
from data.schema import brands
from data.warehouse import Warehouse

HOUSE = ""
MOST_LETTERS = 60
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


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
    warehouse: Warehouse, client_id: str, *, name: str, colour: str, logo: bytes | None = None
) -> None:
    """Keep a brand. `logo` is an upload; none leaves the present one.

    Raises ReportError for what cannot be shown.
    """
    if not _COLOUR.fullmatch(colour):
        raise ReportError(f"{colour!r} is no colour; write it like #2B52D6.")
    if len(name) > MOST_LETTERS:
        raise ReportError(f"The name has {len(name)} letters; {MOST_LETTERS} fit.")
    line: dict[str, object] = {"name": " ".join(name.split()), "colour": colour}
    if logo is not None:
        line |= {"logo": logos.picture(logo), "logo_type": "image/png"}
    _keep(warehouse, client_id, line | {"updated_at": SYSTEM_CLOCK.now()})


def remove_logo(warehouse: Warehouse, client_id: str) -> None:
    """From now on the name, or for a client the house's logo, stands in its place."""
    _keep(warehouse, client_id, {"logo": None, "logo_type": None, "updated_at": SYSTEM_CLOCK.now()})


def forget(warehouse: Warehouse, client_id: str) -> None:
    """Back to the house's look; for the house, back to Linkboard's."""
    with warehouse.write(is_data=False) as connection:
        connection.execute(sa.delete(brands).where(brands.c.client_id == client_id))


def has_own(warehouse: Warehouse, client_id: str) -> bool:
    """Whether a look was entered for this client (or the house)."""
    with warehouse.read() as connection:
        found = sa.select(brands.c.client_id).where(brands.c.client_id == client_id)
        return connection.execute(found).first() is not None


def _keep(warehouse: Warehouse, client_id: str, line: dict[str, object]) -> None:
    is_it = brands.c.client_id == client_id
    with warehouse.write(is_data=False) as connection:
        if connection.execute(sa.update(brands).where(is_it).values(line)).rowcount < 1:
            connection.execute(sa.insert(brands).values(line | {"client_id": client_id}))
