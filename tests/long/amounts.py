"""How many trials a test makes: few in every run, all of them in the long profile."""

from __future__ import annotations

import os

IS_LONG = os.environ.get("LONG") == "1"


def amount(short: int, *, long: int) -> int:
    """The number of trials for this run."""
    return long if IS_LONG else short
