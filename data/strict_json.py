"""JSON as a vendor may really send it: strict about the whole, forgiving about one row.

The stock parser keeps the last of two equal keys, reads NaN, and stops with errors of its own at
an integer of more than 4,300 digits or at deep nesting (contract of Podcast Backlinks, 3.3). Here
one row of that kind is handed on as `Unreadable`, so that its neighbours still count.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from data.errors import BadBody

MAX_DEPTH = 64
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTAINERS = frozenset((dict, list))
_NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A list element (or a whole document) that is JSON in shape but cannot be trusted.

    `raw` is its text as sent, `key` the text of its "id" if it has one. `reason` is
    `duplicate_key`, `not_a_number` or `too_many_digits` (an integer of more than 4,300).
    """

    raw: str
    reason: str
    key: str | None = None


def loads(body: bytes) -> Any:
    """Parse UTF-8 JSON, with or without a byte order mark, nested at most 64 deep.

    The outermost list element that holds a duplicate key, NaN, Infinity or an over-long integer
    is replaced by `Unreadable`; without such a list the whole document is. Raises BadBody with
    the reason `invalid_utf8`, `invalid_json` or `too_deep`.
    """
    text = _decode(body)
    try:
        document = _read(text)
    except json.JSONDecodeError as error:
        raise BadBody(
            f"The answer is not JSON from character {error.pos} on ({error.msg}).",
            reason="invalid_json",
        ) from None
    except RecursionError:
        raise _too_deep() from None
    if _looks_deep(body) and _is_too_deep(document):
        raise _too_deep()
    return document


class _Odd(Exception):
    """Readable, but not to be believed; the argument is the reason."""


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd("duplicate_key")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _Odd("not_a_number")


_STRICT = json.JSONDecoder(object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant)
# Only finds where an odd value ends and what its "id" is; numbers stay text.
_LENIENT = json.JSONDecoder(parse_int=str, parse_constant=str)


def _decode(body: bytes) -> str:
    try:
        return body.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadBody(
            f"The answer is not UTF-8 from byte {error.start} on.", reason="invalid_utf8"
        ) from None


def _too_deep() -> BadBody:
    return BadBody(f"The answer is nested more than {MAX_DEPTH} deep.", reason="too_deep")


def _looks_deep(body: bytes) -> bool:
    """Peel off the brackets, innermost first: a page of orders is bare after four rounds.

    A fifth of the time of a walk. Brackets inside texts leave a rest, and the walk decides; only
    texts made to balance each other could hide depth, up to the scanner's own limit.
    """
    brackets = body.translate(None, _NO_BRACKETS)
    for _ in range(MAX_DEPTH // 2):  # one round may peel an object and the list around it
        peeled = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if not peeled:
            return False
        if len(peeled) == len(brackets):
            return True
        brackets = peeled
    return True


def _is_too_deep(document: Any) -> bool:
    level: list[Any] = [[document]]
    for _ in range(MAX_DEPTH + 1):
        level = [
            value
            for container in level
            for value in (container.values() if container.__class__ is dict else container)
            if value.__class__ in _CONTAINERS
        ]
        if not level:
            return False
    return True


def _read(text: str) -> Any:
    """One pass of the C scanner, and a second and slower reading only of an odd document."""
    try:
        return _STRICT.decode(text)
    except _Odd:
        return _keep_the_good_rows(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # int() refuses more than 4,300 digits, and has no better word for it
        return _keep_the_good_rows(text)


def _keep_the_good_rows(text: str) -> Any:
    try:
        document, end = _value(text, _skip(text, 0), MAX_DEPTH)
    except _Odd as oddity:
        return _unreadable(text, str(oddity))
    if _skip(text, end) != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return document


def _value(text: str, at: int, room: int) -> tuple[Any, int]:
    """The value at `at` and where it ends. Objects are walked only until the first list."""
    if room == 0:
        raise _too_deep()
    opener = text[at : at + 1]
    if opener == "[":
        return _rows(text, at)
    if opener == "{":
        return _object(text, at, room)
    return _strictly(text, at)


def _object(text: str, at: int, room: int) -> tuple[dict[str, Any], int]:
    pairs: list[tuple[str, Any]] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        if pairs:
            at = _skip(text, _past(",", text, at))
        key, at = _LENIENT.raw_decode(text, _past('"', text, at) - 1)
        value, at = _value(text, _skip(text, _past(":", text, _skip(text, at))), room - 1)
        pairs.append((key, value))
        at = _skip(text, at)
    return _refuse_duplicates(pairs), at + 1


def _rows(text: str, at: int) -> tuple[list[Any], int]:
    rows: list[Any] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        if rows:
            at = _skip(text, _past(",", text, at))
        start = at
        try:
            row, at = _strictly(text, start)
        except _Odd as oddity:
            _, at = _LENIENT.raw_decode(text, start)
            row = _unreadable(text[start:at], str(oddity))
        rows.append(row)
        at = _skip(text, at)
    return rows, at + 1


def _strictly(text: str, at: int) -> tuple[Any, int]:
    try:
        return _STRICT.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:
        raise _Odd("too_many_digits") from None


def _unreadable(raw: str, reason: str) -> Unreadable:
    row = _LENIENT.decode(raw)
    key = row.get("id") if isinstance(row, dict) else None
    return Unreadable(raw, reason, key if isinstance(key, str) else None)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _past(mark: str, text: str, at: int) -> int:
    if text[at : at + 1] != mark:
        raise json.JSONDecodeError(f"Expecting {mark!r}", text, at)
    return at + 1
