"""Lists of the outreach API: what came, how many there should be, and what was filled in.

No list of this API has pages. One server cuts lists silently at 50 or 100 rows and calls the length
of the answer `total`; servers of the documented API say nothing about it at all. So a list counts
as complete only when something proves it, and is completed from the CSV export otherwise.
Document: Backlink Outreach API, "Endpoint Map"; the observed caps are those of the public server.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from data.errors import BadEnvelope
from data.strict_json import Unreadable

CAPS = frozenset({50, 100})
_TOTALS = ("total", "total_count", "count")


@dataclass(slots=True)
class Listing:
    """Rows of one list, with the vendor's own field names.

    `warnings` are sentences for the Sync page, `announced` the largest number of rows that the
    server or its export spoke of. `is_complete` is False where rows are missing or may be.
    """

    rows: list[Any] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    announced: int | None = None
    is_complete: bool = True

    def announce(self, *counts: int | None) -> None:
        """Raise `announced` to the largest of the counts that are known."""
        known = [count for count in (self.announced, *counts) if count is not None]
        self.announced = max(known, default=None)

    def doubt(self, sentence: str) -> None:
        """Note that rows are missing or may be."""
        self.warnings.append(sentence)
        self.is_complete = False


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of row: its name in sentences, and what its key may be called, best name first."""

    name: str
    keys: tuple[str, ...]

    def key_of(self, row: Any) -> str | None:
        """The row's key as text, or None when it has none that can be read."""
        if isinstance(row, Unreadable):
            return row.key
        values = [row.get(name) for name in self.keys] if isinstance(row, dict) else []
        texts = [str(value) for value in values if isinstance(value, str | int) and value != ""]
        return texts[0] if texts else None


CAMPAIGNS = ListKind("campaigns", ("campaign_id", "id"))
LEADS = ListKind("leads", ("lead_id", "id"))
ATTEMPTS = ListKind("attempts", ("attempt_id", "id"))
FOLLOW_UPS = ListKind("follow-ups", ("schedule_id", "follow_up_id", "id"))
REPLIES = ListKind("replies", ("reply_id", "id"))


def count_in(values: Any, *names: str) -> int | None:
    """The first of the named fields that holds a count (a whole number, not negative)."""
    if not isinstance(values, dict):
        return None
    for name in names:
        value = values.get(name)
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is int and value >= 0:
            return value
    return None


def listing_of(body: Any, *, what: str, key: str | None = None) -> Listing:
    """Read the rows of a list answer. `what` names the list in sentences.

    `key` is the name under which the array is expected, None where a bare array is. The other form
    is accepted with a warning if there is exactly one array to choose. Raises BadEnvelope.
    """
    if isinstance(body, list):
        warnings = [] if key is None else [f"{what}: a bare array came instead of `{key}`."]
        return Listing(body, warnings)
    if not isinstance(body, dict):
        raise BadEnvelope(f"{what}: the answer holds no list.")
    announced = count_in(body, *_TOTALS)
    if key is not None and isinstance(body.get(key), list):
        return Listing(body[key], announced=announced)
    arrays = [name for name, value in body.items() if isinstance(value, list)]
    if len(arrays) != 1:
        raise BadEnvelope(f"{what}: the answer is an object with {len(arrays)} lists, not one.")
    expected = "a bare array" if key is None else f"`{key}`"
    warning = f"{what}: the rows came under `{arrays[0]}` instead of {expected}."
    return Listing(body[arrays[0]], [warning], announced)


def needs_proof(listing: Listing, counted: int | None, *, are_caps_known: bool) -> bool:
    """True when the list may lack rows, so that the export (or another list) must be asked.

    A length of exactly 50 or 100 is a known cap and never trusted; a count above the length is
    proof of a cut. Where the caps are unknown, only an equal count proves a list complete: that
    spares three exports per campaign on servers that count, and costs them on those that do not.
    """
    length = len(listing.rows)
    if length in CAPS or max(counted or 0, listing.announced or 0) > length:
        return True
    return not are_caps_known and counted != length


def add_missing(listing: Listing, more: Iterable[Any], kind: ListKind) -> int:
    """Add to `listing` those of `more` whose key it lacks, and return how many they were.

    A row that the list has stays as it is: the list is richer than the export, which lacks texts
    and scores. Rows without a key are added too; the quarantine counts them.
    """
    known = {kind.key_of(row) for row in listing.rows} - {None}
    had = len(listing.rows)
    for row in more:
        key = kind.key_of(row)
        if key is None or key not in known:
            listing.rows.append(row)
            known.add(key)
    listing.announce(len(listing.rows))
    return len(listing.rows) - had


def check_count(listing: Listing, counted: int | None, *, what: str) -> None:
    """Note a list that is still shorter than the server's own count."""
    listing.announce(counted)
    expected = listing.announced or 0
    if len(listing.rows) < expected:
        listing.doubt(f"{what}: only {len(listing.rows)} of {expected} could be read.")


def check_cap(listing: Listing, *, what: str) -> None:
    """Note a list that ends at a known cap and that nothing else could confirm."""
    if len(listing.rows) in CAPS and listing.is_complete:
        listing.doubt(f"{what}: exactly {len(listing.rows)} rows, which may be a cut-off list.")
