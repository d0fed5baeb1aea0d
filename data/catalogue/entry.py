"""What the catalogue says of one figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True)
class Metric:
    """One figure. `direction` says whether up is good; `basis` names the event whose time puts a
    row into the range.

    `columns` names its columns in `reports`, parted by blanks; limits (`_low`, `_high`) of a named
    one need no name.
    `labels` are further names by which `pages` show it: cards, table headings, titles of charts.
    """

    id: str
    label: str
    unit: str
    direction: Direction
    definition: str
    basis: str
    reports: tuple[str, ...]
    columns: str = ""
    labels: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
