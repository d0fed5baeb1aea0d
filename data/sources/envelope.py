"""Where a list answer keeps its rows and its cursor.

The document of Podcast Backlinks shows no list, so this reads every usual shape (contract, G1 and
G2), and takes none of them for an empty list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from data.errors import BadEnvelope, PagingFault

ROW_KEYS = ("data", "orders", "items", "results")
CURSOR_KEYS = ("next_cursor", "cursor", "next")
NESTED_KEYS = ("pagination", "meta", "paging")
# A slash alone says nothing: cursors are often base64.
_LINK = re.compile(r"https?://|/?[^?]*\?(.*&)?cursor=")


def rows_in(body: Any, call: str, keys: tuple[str, ...] = ROW_KEYS) -> tuple[list[Any], str]:
    """The rows of the answer to `call` and the shape they came in: a key's name, or `array`.

    Raises BadEnvelope if there is no list: a missing list is not an empty one.
    """
    if isinstance(body, list):
        return body, "array"
    key = next((key for key in keys if key in body), None) if isinstance(body, dict) else None
    if key is None:
        raise BadEnvelope(
            f"The answer to {call} holds no list: it is no array and has none of "
            f"{', '.join(keys)}. Nothing of it was stored; ask the vendor what has changed."
        )
    rows = body[key]
    if not isinstance(rows, list):
        raise BadEnvelope(
            f'The answer to {call} holds {_kind(rows)} under "{key}" where a list must be. '
            "Nothing of it was stored; ask the vendor what has changed."
        )
    return rows, key


def cursor_in(body: Any, host: str) -> str | None:
    """The cursor of the next page, or None at the end. `host` is the only one a link may name.

    Raises PagingFault `bad_cursor` for a cursor that cannot be used, or where one is missing.
    """
    parts = list(_parts(body))
    said = [part["has_more"] for part in parts if "has_more" in part]
    if False in said:
        return None
    found = next((part[key] for part in parts for key in CURSOR_KEYS if key in part), None)
    cursor = _as_text(found, host)
    if cursor is None and True in said:
        raise _bad_cursor("there is more, and no cursor to it")
    return cursor


def _parts(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        yield body
        yield from (body[key] for key in NESTED_KEYS if isinstance(body.get(key), dict))


def _as_text(value: Any, host: str) -> str | None:
    if value is None or value is False or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _bad_cursor(f"it is {_kind(value)}")
    cursor = _from_link(value, host) if _LINK.match(value) else value
    try:
        cursor.encode()
    except UnicodeEncodeError:
        raise _bad_cursor("it holds half a character") from None
    return cursor


def _from_link(link: str, host: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        raise _bad_cursor("it is a link that cannot be read") from None
    if parts.netloc.lower() not in ("", host.lower()):
        raise _bad_cursor("it is a link to another host")
    cursors = parse_qs(parts.query).get("cursor")
    if not cursors:
        raise _bad_cursor("it is a link without a cursor")
    return cursors[0]


def _bad_cursor(why: str) -> PagingFault:
    return PagingFault(
        f"The cursor of the next page cannot be used: {why}. The pages read so far are kept.",
        reason="bad_cursor",
    )


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "nothing" if value is None else kinds.get(type(value), "a number")
