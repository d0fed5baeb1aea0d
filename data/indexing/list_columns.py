"""Which character parts the columns of a list, and which column holds the URLs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from data.indexing.list_text import ListRefused

SEPARATORS = (",", ";", "\t", "|")

# The first of these that is there is meant: `url` is our own export's placement, `target_url` the
# client's page that it points to.
_NAMES = (
    "url",
    "urls",
    "page_url",
    "live_url",
    "placement_url",
    "backlink_url",
    "backlink",
    "backlinks",
    "link",
    "links",
    "live_link",
    "article_url",
    "post_url",
    "source_url",
    "page",
    "address",
    "location",
    "target_url",
    "target",
    "targets",
)
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the URLs stand. `separator` is None for a list of one URL a line."""

    separator: str | None
    column: int
    name: str | None
    has_header: bool


Row = tuple[int, list[str]]
"""The number of the line it begins on, and its cells."""


def rows_of(text: str, separator: str | None) -> Iterator[Row]:
    """The rows of a text that are not blank.

    A cell may hold line ends when its quotes are in order in the whole text; else every line
    stands for itself, so that one lost quote does not swallow the rows after it.
    """
    if separator is None:
        yield from _lines(text)
        return
    try:
        yield from list(_records(text, separator))
    except csv.Error:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield number, [cell.strip().strip('"') for cell in line.split(separator)]


def layout_of(text: str, column: str | None = None) -> Layout:
    """Find header, separator and column; raises ListRefused when no column holds URLs.

    `column` is the name of a column, or its number counted from 1.
    """
    head = "".join(islice(StringIO(text), _LOOKED_AT))
    layouts = [_with_separator(head, separator, column) for separator in SEPARATORS]
    found = [layout for layout in layouts if layout is not None]
    if found:
        return max(found, key=lambda layout: (layout.has_header, layout.name is not None))
    first = next(_lines(text), (1, [""]))[1][0]
    if column is None:
        if _word(first) in _NAMES:
            return Layout(None, 0, first.strip(), True)
        if any(_is_url(cells[0]) for _, cells in islice(_lines(text), _LOOKED_AT)):
            return Layout(None, 0, None, not _is_url(first) and _is_a_word(first))
    raise ListRefused(_no_column(first, column))


def _with_separator(text: str, separator: str, column: str | None) -> Layout | None:
    """The layout if this character parts columns, one of which is meant or holds URLs."""
    rows = [cells for _, cells in rows_of(text, separator)]
    if not rows or len(rows[0]) < 2:
        return None
    head, body = rows[0], rows[1:]
    has_header = not any(_is_url(cell) for cell in head)
    named = _named_column(head, column) if has_header or column else None
    if named is not None:
        return Layout(separator, named, head[named].strip() if has_header else None, has_header)
    if column is not None:
        return None
    holding = _url_columns(body if has_header else rows, len(head))
    if len(holding) > 1 and has_header:
        names = ", ".join(head[number].strip() for number in holding)
        raise ListRefused(f"Several columns hold URLs ({names}). Name the right one `url`.")
    if not holding or (not has_header and len(set(map(len, rows))) > 1):
        return None
    is_quoted = '"' in text
    if not has_header and not is_quoted and _may_be_whole(rows, holding[0], separator):
        return None
    return Layout(separator, holding[0], head[holding[0]] if has_header else None, has_header)


def _may_be_whole(rows: Sequence[Sequence[str]], column: int, separator: str) -> bool:
    """Whether each line may be one URL that holds this character: nothing after it says no."""
    if column > 0 or separator == "\t":
        return False
    later = [cell for row in rows for cell in row[1:]]
    return not any(_is_url(cell) or not cell or len(cell.split()) != 1 for cell in later)


def _named_column(head: Sequence[str], column: str | None) -> int | None:
    words = [_word(cell) for cell in head]
    if column is not None:
        wanted = _word(column)
        if wanted in words:
            return words.index(wanted)
        is_number = wanted.isdecimal() and 1 <= int(wanted) <= len(head)
        return int(wanted) - 1 if is_number else None
    return next((words.index(name) for name in _NAMES if name in words), None)


def _url_columns(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The columns of which at least half of the cells are URLs."""
    found = []
    for number in range(width):
        cells = [row[number] for row in rows if number < len(row) and row[number].strip()]
        if cells and sum(map(_is_url, cells)) * 2 >= len(cells):
            found.append(number)
    return found


def _records(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield before + 1, cells
        before = reader.line_num


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), 1):
        if stripped := line.strip().strip('"').strip():
            yield number, [stripped]


def _word(cell: str) -> str:
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _is_url(cell: str) -> bool:
    return cell.strip().lower().startswith(("http://", "https://"))


def _is_a_word(text: str) -> bool:
    return not any(character in text for character in ":/.?")


def _no_column(first: str, column: str | None) -> str:
    if column is not None:
        return f"There is no column {column!r}. The first line reads: {first[:120]!r}."
    return (
        "No column holds URLs. Name the column `url`, or put one URL on each line. "
        f"The first line reads: {first[:120]!r}."
    )
