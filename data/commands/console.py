"""Where a command writes: this terminal, or the one of a process that handed the command over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO


@dataclass(frozen=True)
class Console:
    """`out` is for results, `err` for words to people.

    `shows_results` and `shows_words` say whether a person watches these two; `folder` is where
    relative paths begin: whoever handed a command over works in another folder.
    """

    out: BinaryIO
    err: BinaryIO
    shows_results: bool = False
    shows_words: bool = False
    folder: Path = Path(".")

    def print(self, text: str) -> None:
        self.out.write(f"{text}\n".encode())
        self.out.flush()

    def say(self, text: str) -> None:
        self.err.write(f"{text}\n".encode())
        self.err.flush()

    def print_json(self, value: Any) -> None:
        """One object on standard output; times as ISO 8601."""
        self.print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
