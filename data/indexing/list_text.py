"""From the bytes of a file to text, whatever wrote it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from data.errors import LinkboardError

MAX_BYTES = 64 * 2**20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "an Excel or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
)


class ListRefused(LinkboardError):
    """A list that cannot be read as it is; the message says how to mend it."""

    is_usage = True


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, its encoding, and the numbers of lines that were in another one."""

    text: str
    encoding: str
    odd_lines: tuple[int, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read UTF-8 or UTF-16; a line that is not UTF-8 is read as Windows Latin and counted.

    Line by line, because lists are pasted together from files of several programs. Raises
    ListRefused for what is no text.
    """
    if len(data) > MAX_BYTES:
        raise ListRefused(
            "The file is larger than 64 MB. Split it, or keep the column of URLs only."
        )
    for mark, what in _NOT_TEXT:
        if data.startswith(mark):
            raise ListRefused(f"This is {what}. Save the list as CSV (UTF-8) and try again.")
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), _guessed(data))
    try:
        return Decoded(data.decode(encoding), encoding.removesuffix("-sig"))
    except UnicodeDecodeError:
        if encoding.startswith("utf-16"):
            raise ListRefused(
                "The file breaks off in the middle of a character. Save it again."
            ) from None
    lines = data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
    texts = [_line(line) for line in lines]
    odd = tuple(number for number, (_, is_odd) in enumerate(texts, 1) if is_odd)
    kind = "windows-1252" if len(odd) == _not_ascii(lines) else "utf-8 and windows-1252"
    return Decoded("".join(text for text, _ in texts), kind, odd)


def _guessed(data: bytes) -> str:
    """UTF-16 without a mark has a NUL beside each ASCII character; no other text has any."""
    head = data[:2000]
    if b"\0" not in head:
        return "utf-8"
    evens, odds = head[::2].count(0), head[1::2].count(0)
    if max(evens, odds) < len(head) // 4:
        raise ListRefused("The file holds bytes that are no text. Save the list as CSV (UTF-8).")
    return "utf-16-be" if evens > odds else "utf-16-le"


def _line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("cp1252"), True
    except UnicodeDecodeError:
        return line.decode("latin-1"), True


def _not_ascii(lines: list[bytes]) -> int:
    return sum(not line.isascii() for line in lines)
