"""What an export says of itself: its manifest, its About sheet, its file name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

# The shape of exported files; raise it when a reader of old files would stumble.
VERSION = 1

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
MAX_PART = 60


@dataclass(frozen=True, kw_only=True)
class About:
    """What was asked: enough to run the export again.

    `filters` are in words for people, `as_of` the UTC time up to which each source was read
    (None = never), `definitions` a link to what the columns mean. Times are naive UTC.
    """

    name: str
    zone: str
    as_of: Mapping[str, datetime | None]
    generated_at: datetime
    filters: Mapping[str, str]
    definitions: str

    @property
    def oldest(self) -> datetime | None:
        """The age of the file's data: that of its oldest source; None when none was ever read."""
        return min((at for at in self.as_of.values() if at), default=None)

    def lines(self) -> list[tuple[str, str]]:
        """Label and text, in reading order."""
        return [
            ("Linkboard export", self.name),
            *((f"Filter: {name}", value) for name, value in self.filters.items()),
            ("Time zone of days", self.zone),
            ("Times", "UTC, ISO 8601 with Z"),
            *((f"Data as of: {name}", _time(at) or "never") for name, at in self.as_of.items()),
            ("Generated at", _time(self.generated_at) or ""),
            ("Definitions", self.definitions),
        ]


@dataclass(frozen=True)
class Written:
    """What came out: format, rows, size in bytes, hash of the file's bytes."""

    format: str
    rows: int
    size: int
    sha256: str


def manifest(about: About, written: Written) -> dict[str, Any]:
    """The manifest as JSON-able values; it stands beside the file, since it holds its hash."""
    return {
        "name": about.name,
        "format": written.format,
        "filters": dict(about.filters),
        "zone": about.zone,
        "as_of": {source: _time(at) for source, at in about.as_of.items()},
        "rows": written.rows,
        "bytes": written.size,
        "sha256": written.sha256,
        "definitions": about.definitions,
        "generated_at": _time(about.generated_at),
        "version": VERSION,
    }


class Range(Protocol):
    """The part of a report's filters that stands in a file name."""

    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def clients(self) -> tuple[str, ...]: ...


def file_name(name: str, filters: Range, as_of: datetime | None, format: str) -> str:
    """linkboard-delivery_times-2026-08-31-2026-11-20-asof-20261120T1500Z.csv

    A single client stands after the name. The stem is letters, digits, `_` and `-` only.
    """
    parts = ["linkboard", name]
    if len(filters.clients) == 1:
        parts += filters.clients
    parts += [day.isoformat() for day in (filters.start, filters.end) if day]
    if as_of:
        parts += ["asof", f"{_utc(as_of):%Y%m%dT%H%MZ}"]
    safe = (_UNSAFE.sub("-", part).strip("-")[:MAX_PART] for part in parts)
    return f"{'-'.join(part for part in safe if part)}.{format}"


def _time(at: datetime | None) -> str | None:
    return None if at is None else f"{_utc(at).isoformat(timespec='seconds')}Z"


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
