"""What must not be read in a log or an error: secrets, e-mail addresses, query strings."""

from __future__ import annotations

import logging
import re
import string
from collections.abc import Iterable
from urllib.parse import quote

_SHOWN = 4  # characters of a key that are shown, enough to tell two keys apart
_IN_A_WORD = string.ascii_letters + string.digits + "._%+-@=/~"
_PATTERNS = (
    (re.compile(r"\b(Bearer|Basic)\s+[^\s\"']+", re.I), r"\1 …"),
    (re.compile(r"\bpk_[a-z]+_\w*?(?=\w{0,4}\b)"), "…"),
    (re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+"), "<e-mail>"),
    (re.compile(r"(https?://[^\s\"'<>?#]*|/[^\s\"'<>?#]*)[?#][^\s\"'<>]*"), r"\1?…"),
)


class Redactor:
    """Takes the known secrets, and whatever looks like one, out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: a secret may be the beginning of another.
        known = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…" + (secret[-_SHOWN:] if len(secret) > 12 else ""))
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def excerpt(self, text: str, length: int = 200) -> str:
        """One line of at most `length` characters of foreign text.

        Of a longer text only a part is looked at, without its last word: half a secret or half an
        address would be taken for neither.
        """
        part = text[: 4 * length]
        if len(part) < len(text):
            part = part.rstrip(_IN_A_WORD)
        words = " ".join(self(part).split())
        shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in words)
        return shown if len(shown) <= length else shown[: length - 1] + "…"


class RedactingFilter(logging.Filter):
    """For the loggers of libraries that write request lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _redact_patterns(record.getMessage()), None
        return True


_redact_patterns = Redactor()
