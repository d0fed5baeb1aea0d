"""What a person saw: verdicts entered one by one or as a CSV.

A person is believed, and the row says so: method `manual`, confidence `reported`. Absence is
`not_seen`, whatever word was used: only an engine's own tool can say that a page is not indexed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from data.arrow import append
from data.errors import LinkboardError
from data.indexing.check_rows import row_of
from data.indexing.checkers import CheckRequest, CheckResult, Verdict
from data.indexing.refusals import RefusedUrl
from data.indexing.urls import canonical, url_key
from data.schema import index_checks
from data.warehouse import Warehouse

ENGINES = ("google", "bing", "yandex", "naver", "seznam", "yep")
_WORDS: dict[str, Verdict] = {
    **dict.fromkeys(("indexed", "yes", "true", "1"), "indexed"),
    **dict.fromkeys(("not_indexed", "not_seen", "not indexed", "no", "false", "0"), "not_seen"),
    **dict.fromkeys(("unknown", ""), "unknown"),
}
_URL_NAMES = ("url", "page", "link", "address")
_VERDICT_NAMES = ("verdict", "indexed", "state", "status", "result")


class BadVerdictFile(LinkboardError):
    """A file in which verdicts cannot be found."""

    is_usage = True


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that was not taken: its number in the file (from 1), its text, the reason's code."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Taken:
    """How a file of verdicts went: so many stored, the others set aside with their reasons."""

    stored: int
    set_aside: tuple[SetAside, ...]


def verdict_of(
    url: str,
    word: str,
    *,
    now: datetime,
    engine: str = "google",
    checked_at: datetime | None = None,
    note: str | None = None,
) -> CheckResult:
    """A person's word as a check. Raises RefusedUrl for no URL, ValueError for no verdict.

    Times are naive UTC; one in the future is a mistake.
    """
    page, verdict = canonical(url), _WORDS.get(word.strip().lower())
    moment = checked_at or now
    if verdict is None:
        raise ValueError("bad_verdict")
    if engine not in ENGINES:
        raise ValueError("bad_engine")
    if moment > now:
        raise ValueError("bad_time")
    request = CheckRequest(url_key(page), page, engine)
    return CheckResult(request, verdict, moment, evidence=note)


def store(warehouse: Warehouse, verdicts: Sequence[CheckResult], *, by: str) -> int:
    """Append a person's verdicts; `by` is who says so. Nothing that was seen before is erased."""
    rows = [row_of(verdict, by, "manual", "reported") for verdict in verdicts]
    with warehouse.write() as connection:
        return append(connection, index_checks, rows)


def store_csv(warehouse: Warehouse, data: bytes, *, by: str, now: datetime) -> Taken:
    """Take a CSV with a URL and a verdict per line; engine, checked_at and note are optional.

    Raises BadVerdictFile when it has no such columns.
    """
    reader = csv.DictReader(io.StringIO(_text(data), newline=""))
    names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    url_name, word_name = _column(names, _URL_NAMES), _column(names, _VERDICT_NAMES)
    good: list[CheckResult] = []
    bad: list[SetAside] = []
    for row in reader:
        cells = {name: (row.get(written) or "").strip() for name, written in names.items()}
        try:
            good.append(_read(cells, url_name, word_name, now))
        except RefusedUrl as refusal:
            bad.append(SetAside(reader.line_num, cells[url_name], refusal.code))
        except ValueError as error:
            bad.append(SetAside(reader.line_num, cells[url_name], str(error)))
    return Taken(store(warehouse, good, by=by), tuple(bad))


def _read(cells: dict[str, str], url_name: str, word_name: str, now: datetime) -> CheckResult:
    return verdict_of(
        cells[url_name],
        cells[word_name],
        now=now,
        engine=cells.get("engine", "").lower() or "google",
        checked_at=_moment(cells.get("checked_at", "")),
        note=cells.get("note") or None,
    )


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("bad_time") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _column(names: dict[str, str], wanted: Sequence[str]) -> str:
    found = next((name for name in wanted if name in names), None)
    if found is None:
        raise BadVerdictFile(
            f"The file has no column named {' or '.join(wanted[:2])}. Its first line must name "
            "the columns, such as url,verdict."
        )
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
