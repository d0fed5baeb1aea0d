"""A list that a person uploads or pastes: every row read, judged, and kept with its reason.

Nothing is corrected silently. A row is taken, a duplicate of an earlier one (quota saved), or
refused with the code of the rule that it breaks; the rest of the list goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.indexing.collecting import Entry, read_entry, without_repeats
from data.indexing.list_columns import Row, layout_of, rows_of
from data.indexing.list_text import Decoded, ListRefused, decode

__all__ = ["MAX_ROWS", "ListRefused", "ReadList", "read", "read_text"]

MAX_ROWS = 100_000

_STEP = 2_000


@dataclass(frozen=True)
class ReadList:
    """A list as read. `notes` are sentences on what was odd about the file."""

    entries: list[Entry]
    encoding: str
    column: str | None
    notes: tuple[str, ...] = ()

    @property
    def taken(self) -> int:
        return len(self.entries) - self.duplicates - self.refused

    @property
    def duplicates(self) -> int:
        """Rows that repeat a page: so much quota is saved."""
        return sum(entry.duplicate_of is not None for entry in self.entries)

    @property
    def refused(self) -> int:
        return sum(entry.code is not None for entry in self.entries)


def read(
    data: bytes,
    *,
    column: str | None = None,
    allow_example: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ReadList:
    """Read the bytes of a file.

    `column` names the column of URLs or gives its number; else it is found by its name or content.
    Raises ListRefused, in one sentence with the mend, for what is no list of URLs.
    """
    return _judged(decode(data), column, allow_example, progress)


def read_text(
    text: str,
    *,
    allow_example: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ReadList:
    """Read what a person pasted."""
    return _judged(Decoded(text, "text"), None, allow_example, progress)


def _judged(
    decoded: Decoded,
    column: str | None,
    allow_example: bool,
    progress: Callable[[int, int], None] | None,
) -> ReadList:
    if not decoded.text.strip():
        raise ListRefused(
            "The list is empty. Put one URL on each line, or a CSV with a column `url`."
        )
    layout = layout_of(decoded.text, column)
    rows = list(rows_of(decoded.text, layout.separator))[layout.has_header :]
    if not rows:
        raise ListRefused("The list has a header and no rows. Put one URL on each line under it.")
    if len(rows) > MAX_ROWS:
        raise ListRefused(
            f"The list has {len(rows):,} rows; {MAX_ROWS:,} are taken at once. Split it."
        )
    entries = []
    for done, row in enumerate(rows, 1):
        entries.append(_entry(row, layout.column, allow_example))
        if progress and (done % _STEP == 0 or done == len(rows)):
            progress(done, len(rows))
    return ReadList(without_repeats(entries), decoded.encoding, layout.name, _notes(decoded))


def _entry(row: Row, column: int, allow_example: bool) -> Entry:
    number, cells = row
    url = cells[column] if column < len(cells) else ""
    return read_entry(number, url, allow_example=allow_example)


def _notes(decoded: Decoded) -> tuple[str, ...]:
    if not decoded.odd_lines:
        return ()
    shown = ", ".join(map(str, decoded.odd_lines[:5]))
    more = ", …" if len(decoded.odd_lines) > 5 else ""
    return (
        f"{len(decoded.odd_lines):,} lines are not UTF-8 and were read as Windows Latin "
        f"(line {shown}{more}). Check their accents.",
    )
