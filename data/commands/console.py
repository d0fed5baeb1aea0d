"""Where a command writes: this terminal, or the one of a process that handed the command over."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

# A vendor's text may hold what a terminal obeys: colours, titles, a turned direction of reading.
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


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
        """A line of results; signs that steer a terminal are shown as �."""
        _write_line(self.out, text)

    def say(self, text: str) -> None:
        """A line to people; signs that steer a terminal are shown as �."""
        _write_line(self.err, text)

    def print_json(self, value: Any) -> None:
        """One object on standard output; times as ISO 8601."""
        text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
        self.print(_OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def _write_line(stream: BinaryIO, text: str) -> None:
    stream.write(_OBEYED.sub("\ufffd", f"{text}\n").encode())
    stream.flush()
