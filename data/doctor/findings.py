"""One thing that the doctor looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """`sentence` says what was found, and the mend where one is needed."""

    subject: str
    state: State
    sentence: str


def is_well(found: Iterable[Finding]) -> bool:
    return all(finding.state != "problem" for finding in found)
