"""What differs from vendor to vendor: names, settings, and what an error looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.http.redaction import Redactor


@dataclass(frozen=True, slots=True)
class VendorError:
    """What the vendor says of an error in its body; `retry_after` in seconds."""

    code: str | None = None
    message: str | None = None
    request_id: str | None = None
    retry_after: float | None = None


ErrorReader = Callable[[int, Any], VendorError | None]
"""(HTTP status, parsed body or None) -> the error in it. Also asked about 2xx bodies, where it
must answer None unless the body is an error and nothing else."""


def _reads_nothing(status: int, body: Any) -> VendorError | None:
    return None


@dataclass(frozen=True, slots=True)
class Vendor:
    """How one vendor is called in sentences, which settings belong to it, how its errors look.

    `mends` maps an error code to the sentence that says what to do about it.
    """

    name: str
    key_setting: str
    url_setting: str
    limit_setting: str
    read_error: ErrorReader = _reads_nothing
    mends: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def unknown(cls, source: str) -> Vendor:
        return cls(source, "the key", "the base URL", "the requests per minute")


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as its errors speak of it: `endpoint` is the path without ids and query."""

    vendor: Vendor
    method: str
    endpoint: str
    host: str
    redact: Redactor

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def code_word(text: str | None) -> str | None:
    """A vendor's code, if it is one: it ends up in tables, messages and comparisons."""
    return text if text and re.fullmatch(r"[\w.:-]{1,80}", text) else None
