"""Single values: a vendor's JSON value in, ours out.

Every reader takes the value and the row's list of flags. It returns the value, adds a flag when it
had to coerce, returns None for a blank (a CSV cell knows no null), and raises Unfit when the value
would be a guess. Rules: contracts of Podcast Backlinks 2.2 and Backlink Outreach 3.12.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from email.utils import parseaddr
from typing import Any, Never

from data.strict_json import Unreadable

MAX_INTEGER = 2**31 - 1
MAX_TEXT_BYTES = 64 * 1024
SURELY_SMALL = MAX_TEXT_BYTES // 4
MAX_HOURS = 10 * 8766
MAX_MONEY = Decimal("9999999999.99")

_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,200}", re.ASCII).fullmatch
_INTEGER_TEXT = re.compile(r"[+-]?[0-9]+(\.0*)?", re.ASCII).fullmatch
_NUMBER_TEXT = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?", re.ASCII | re.IGNORECASE
).fullmatch
_SURROGATE = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+").fullmatch
_YES = frozenset(("true", "yes", "1"))
_NO = frozenset(("false", "no", "0"))


_UNREADABLE = {"duplicate_key": "duplicate_keys", "too_many_digits": "out_of_range"}


class Unfit(ValueError):
    """A value that cannot be taken; `reason` is the word for the quarantine."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def is_plain(value: str) -> bool:
    """Storable as it is: short, and printable characters (no control, no surrogate) only."""
    return len(value) <= SURELY_SMALL and value.isprintable()


def storable(value: str, flags: list[str]) -> str:
    """Text the warehouse can hold: no NUL, no lone surrogate, at most 64 KB."""
    if is_plain(value):
        return value
    if _is_too_large(value):
        raise Unfit("too_large")
    if "\0" in value:
        flags.append("control_char")
        value = value.replace("\0", "")
    if _SURROGATE.search(value):
        flags.append("bad_unicode")
        value = _SURROGATE.sub("\ufffd", value)
    return value


def _is_too_large(value: str) -> bool:
    if len(value) <= SURELY_SMALL:
        return False
    return len(value.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES


def text(value: Any, flags: list[str]) -> str:
    """Text as it is. A number becomes text (`normalised`), anything else JSON text (`not_text`)."""
    if type(value) is str:
        return storable(value, flags)
    flags.append("normalised" if type(value) is int or type(value) is float else "not_text")
    return storable(json_text(value), flags)


def unreadable_word(part: Unreadable) -> str:
    """Why the parser could not trust a part, as the quarantine says it."""
    return _UNREADABLE.get(part.reason, part.reason)


def _refuse(part: Unreadable) -> Never:
    """A list anywhere in an object may hold what could not be read."""
    raise Unfit(unreadable_word(part))


def json_text(value: Any) -> str:
    """A value as JSON; Unfit when even Python refuses to print it (an integer of 4,301 digits)."""
    try:
        return json.dumps(value, default=_refuse)
    except Unfit:
        raise
    except ValueError:
        raise Unfit("too_large") from None


def reference(value: Any, flags: list[str]) -> str | None:
    """The id of another row: text compared exactly; blank is None."""
    return text(value, flags) or None


def key(value: Any, flags: list[str]) -> str | None:
    """The row's own id: letters, digits and `_.:-`, at most 200 of them; a number becomes text."""
    if value is None or value == "":
        return None
    if type(value) is int:
        flags.append("normalised")
        value = json_text(value)
    if type(value) is not str or not _KEY(value):
        raise Unfit("bad_id")
    return str(value)


def integer(value: Any, flags: list[str]) -> int | None:
    """A count: 0 to 2^31-1. `"3"` and `3.0` are coerced and flagged, `2.5` and booleans Unfit."""
    if type(value) is int:
        return _in_range(value)
    if type(value) is float and math.isinf(value):
        raise Unfit("out_of_range")
    if type(value) is float and value.is_integer():
        flags.append("int_from_float")
        return _in_range(int(value))
    if type(value) is str:
        return _integer_from_text(value.strip(), flags)
    raise Unfit("bad_int")


def _integer_from_text(value: str, flags: list[str]) -> int | None:
    if not value:
        return None
    if not _INTEGER_TEXT(value):
        raise Unfit("bad_int")
    digits = value.partition(".")[0]
    # int() refuses more than 4,300 digits; far fewer are out of range already.
    if len(digits) > 40:
        raise Unfit("out_of_range")
    flags.append("int_from_string")
    return _in_range(int(digits))


def _in_range(value: int) -> int:
    if 0 <= value <= MAX_INTEGER:
        return value
    raise Unfit("out_of_range")


def number(value: Any, flags: list[str]) -> float | None:
    """A finite number; numeric text is coerced and flagged, `"85%"` is Unfit `bad_number`."""
    if type(value) is str:
        value = value.strip()
        if not value:
            return None
        if not _NUMBER_TEXT(value):
            raise Unfit("bad_number")
        flags.append("number_from_string")
    elif type(value) is not float and type(value) is not int:
        raise Unfit("bad_number")
    try:
        result = float(value)
    except OverflowError:
        raise Unfit("out_of_range") from None
    if math.isfinite(result):
        return result
    raise Unfit("bad_number" if math.isnan(result) else "out_of_range")


def score(value: Any, flags: list[str]) -> float | None:
    """A fraction; one outside 0 to 1 is stored as it is and flagged."""
    result = number(value, flags)
    if result is not None and not 0 <= result <= 1:
        flags.append("out_of_range_score")
    return result


def hours(value: Any, flags: list[str]) -> float | None:
    """A duration of ten years at most; a negative one is stored and flagged, and left out."""
    result = number(value, flags)
    if result is not None and abs(result) > MAX_HOURS:
        raise Unfit("out_of_range")
    if result is not None and result < 0:
        flags.append("negative_duration")
    return result


def money(value: Any, flags: list[str]) -> Decimal | None:
    """An amount with two decimals that fits DECIMAL(12, 2)."""
    result = number(value, flags)
    if result is None:
        return None
    amount = Decimal(str(value).strip()).quantize(Decimal("0.01")) if abs(result) < 1e10 else None
    if amount is None or abs(amount) > MAX_MONEY:
        raise Unfit("out_of_range")
    return amount


def yes_or_no(value: Any, flags: list[str]) -> bool | None:
    """A boolean; `"true"` and `1` are coerced and flagged."""
    if type(value) is bool:
        return value
    if type(value) is str:
        word, flag = value.strip().lower(), "bool_from_string"
    elif type(value) is int and value in (0, 1):
        word, flag = str(value), "bool_from_number"
    else:
        raise Unfit("bad_bool")
    if not word:
        return None
    if word not in _YES | _NO:
        raise Unfit("bad_bool")
    flags.append(flag)
    return word in _YES


def word(value: Any, flags: list[str], known: frozenset[str], unknown: str) -> str | None:
    """A status word: known ones in their one spelling, unknown ones as they came, flagged."""
    if type(value) is not str:
        raise Unfit("bad_status")
    if value in known:
        return value
    raw = storable(value, flags)
    plain = re.sub(r"[\s-]+", "_", raw.strip().lower())
    if not plain:
        return None
    flags.append("normalised" if plain in known else unknown)
    return plain if plain in known else raw


def email(value: Any, flags: list[str]) -> str | None:
    """The lower-case address of `Name <a@b>`; a text without one is kept and flagged."""
    raw = text(value, flags).strip()
    if not raw:
        return None
    if not _ADDRESS(address := _address_in(raw)):
        flags.append("bad_email")
        return raw
    if address != raw.lower():
        flags.append("normalised")
    return address


def _address_in(header: str) -> str:
    try:
        return parseaddr(header)[1].lower()
    except RecursionError:  # comments may nest, and the parser calls itself for each
        return ""
