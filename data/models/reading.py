"""One vendor's object being read: which names are used, given and left over."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from data.models.fields import Unfit, json_text, key, storable, unreadable_word
from data.models.moments import Moments
from data.models.rows import Rejected
from data.strict_json import Unreadable

T = TypeVar("T")
R = TypeVar("R")

# What the parser calls them, in the words of the quarantine.
Reader = Callable[[Any, list[str]], T | None]


class Reading:
    """Hands out the fields of one object and keeps the account of it.

    A null counts as said only for a column that may be null (`nullable`): then it overwrites.
    """

    __slots__ = ("raw", "time", "flags", "_given", "_used")

    def __init__(self, raw: dict[str, Any], time: Moments) -> None:
        self.raw = raw
        self.time = time
        self.flags: list[str] = []
        self._given: list[str] = []
        self._used: set[str] = set()

    def key(self, column: str, *names: str) -> str:
        """The row's own id, under the first of these names that holds one."""
        for name in names:
            found = self.get(key, column, name)
            if found is not None:
                return found
        raise Unfit("missing_id", names[0])

    def get(
        self, read: Reader[T], column: str, name: str = "", *, nullable: bool = False
    ) -> T | None:
        """The value of a column, from the field of that name unless another is given.

        A sync calls it a dozen times for each row, hence plain code.
        """
        name = name or column
        raw = self.raw
        if name not in raw:
            return None
        self._used.add(name)
        try:
            value = None if raw[name] is None else read(raw[name], self.flags)
        except Unfit as unfit:
            unfit.field = name
            raise
        if nullable or value is not None:
            self._given.append(column)
        return value

    def first(self, read: Reader[T], column: str, *names: str) -> T | None:
        """As `get` (nullable), from the first of these names that holds a value."""
        for name in names:
            value = self.get(read, column, name, nullable=True)
            if value is not None:
                return value
        return None

    def need(self, read: Reader[T], column: str) -> T:
        """As `get`, for a column without which there is no row: Unfit `missing_<column>`."""
        value = self.get(read, column)
        if value is None:
            raise Unfit(f"missing_{column}", column)
        return value

    def skip(self, *names: str) -> None:
        """These fields are read elsewhere and are not unknown."""
        self._used.update(name for name in names if name in self.raw)

    def give(self, column: str) -> None:
        self._given.append(column)

    def rest(self) -> dict[str, Any] | None:
        """The fields that nobody used, made storable; None when there are none."""
        if len(self._used) == len(self.raw):
            return None
        left = {name: value for name, value in self.raw.items() if name not in self._used}
        return self._storable(left)

    def whole(self) -> dict[str, Any]:
        """The whole object, made storable."""
        return self._storable(self.raw)

    def _storable(self, raw: dict[str, Any]) -> dict[str, Any]:
        return {storable(k, self.flags): _storable_json(v, self.flags) for k, v in raw.items()}

    def words(self) -> tuple[str, ...]:
        """The flags, each once, in the order they arose. Call after `rest`."""
        return tuple(dict.fromkeys(self.flags)) if self.flags else ()

    def said(self) -> frozenset[str]:
        """The columns the object spoke of."""
        return _columns(tuple(self._given))


@lru_cache(maxsize=1024)
def _columns(names: tuple[str, ...]) -> frozenset[str]:
    """One set for all rows of a shape: four of its own would be half the weight of an order."""
    return frozenset(names)


def _storable_json(value: Any, flags: list[str]) -> Any:
    """The same JSON with storable texts and without numbers that JSON has no word for."""
    if type(value) is str:
        return storable(value, flags)
    if type(value) is dict:
        return {storable(k, flags): _storable_json(v, flags) for k, v in value.items()}
    if type(value) is list:
        return [_storable_json(item, flags) for item in value]
    if type(value) is float and not math.isfinite(value):
        raise Unfit("not_a_number")
    if type(value) is int:
        json_text(value)
    if type(value) is Unreadable:
        raise Unfit(unreadable_word(value))
    return value


def read_object(
    entity: str, raw: Any, time: Moments, build: Callable[[Reading], R], *keys: str
) -> R | Rejected:
    """Build a row from one object of a list, or say why not. Never raises for a JSON value."""
    if type(raw) is not dict:
        return _not_an_object(entity, raw)
    try:
        return build(Reading(raw, time))
    except Unfit as unfit:
        return Rejected(entity, _row_key(raw, keys), unfit.reason, unfit.field, raw_text(raw))


def _not_an_object(entity: str, raw: Any) -> Rejected:
    if isinstance(raw, Unreadable):
        reason = unreadable_word(raw)
        return Rejected(entity, _row_key({"id": raw.key}, ("id",)), reason, None, raw.raw)
    return Rejected(entity, None, "not_an_object", None, raw_text(raw))


def _row_key(raw: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for name in keys:
        try:
            found = key(raw.get(name), [])
        except Unfit:
            continue
        if found is not None:
            return found
    return None


def raw_text(raw: Any) -> str:
    """The row as JSON text, readable where UTF-8 can hold it."""
    try:
        text = json.dumps(raw, ensure_ascii=False, default=_as_sent)
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(raw, default=_as_sent)
    except ValueError:
        return json.dumps(_without_long_integers(raw), default=_as_sent)
    return text


def _as_sent(part: Unreadable) -> str:
    """A list inside the row may hold what could not be read, as the text that came."""
    return part.raw


def _without_long_integers(value: Any) -> Any:
    """Integers that Python refuses to print in decimal, printed in hexadecimal instead."""
    if type(value) is dict:
        return {name: _without_long_integers(item) for name, item in value.items()}
    if type(value) is list:
        return [_without_long_integers(item) for item in value]
    return hex(value) if type(value) is int and value.bit_length() > 4096 else value
