"""Step 1: what there is to be indexed, from placements that are live and from lists.

Every collected row is kept as an entry: taken, a duplicate of an earlier one, or refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from data import reports
from data.access import Scope
from data.indexing import urls
from data.indexing.refusals import RefusedUrl
from data.reports import Filters
from data.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list or one placement. `row_number` counts from 1 in its list.

    Either `canonical`, `sha256` and `host` are there, or `code` says why the URL is refused.
    `url` is as it was given, but a password in it is masked. `duplicate_of` is the row number of
    the first row with the same page.
    """

    row_number: int
    url: str
    canonical: str | None = None
    sha256: str | None = None
    host: str | None = None
    code: str | None = None
    duplicate_of: int | None = None
    client_id: str | None = None
    list_id: str | None = None


def read_entry(row_number: int, url: str, *, allow_example: bool = False) -> Entry:
    """Judge one URL without any network."""
    try:
        parts = urls.admitted(url, allow_example=allow_example)
        canonical = urls.composed(parts)
    except RefusedUrl as refusal:
        return Entry(row_number, masked(url.strip()), code=refusal.code)
    return Entry(row_number, url.strip(), canonical, urls.url_key(canonical), parts.host)


def masked(url: str) -> str:
    """The text without what may be a user name and password: everything from // to the last @."""
    before, slashes, rest = url.partition("//")
    authority = rest.partition("/")[0]
    if "@" not in authority:
        return url
    hidden = authority.rpartition("@")[2]
    return f"{before}{slashes}…@{hidden}{rest[len(authority) :]}"


def without_repeats(entries: Iterable[Entry]) -> list[Entry]:
    """Name the first row of every page that comes again."""
    first: dict[str, int] = {}
    found = []
    for entry in entries:
        if entry.sha256 and (seen := first.setdefault(entry.sha256, entry.row_number)):
            is_first = seen == entry.row_number
            entry = entry if is_first else replace(entry, duplicate_of=seen)
        found.append(entry)
    return found


def of_placements(
    warehouse: Warehouse, scope: Scope, filters: Filters | None = None, *, allow_example: bool
) -> list[Entry]:
    """Every live placement that the scope may see, in the order of the orders and their slots."""
    table = reports.run_arrow(warehouse, "placements", filters or Filters(), scope)
    live = (
        row for row in table.to_pylist() if row["url"] and row["live_at"] and not row["lost_at"]
    )
    return without_repeats(
        replace(
            read_entry(number, row["url"], allow_example=allow_example),
            client_id=row["client_id"],
        )
        for number, row in enumerate(live, 1)
    )
