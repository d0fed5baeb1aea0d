"""X-PodcastBacklinks-Signature: HMAC-SHA256 over the raw body.

The vendor's document names neither encoding nor prefix, so the usual ones are all taken (gaps G11
to G13 of the contract). Comparing bytes, not text: text that is not ASCII raises in compare_digest.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Sequence

HEADER = "X-PodcastBacklinks-Signature"
MAX_CANDIDATES = 5

_SEPARATORS = re.compile(r"[,\s]+")
_PREFIX = re.compile(r"(sha256|v1)=", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
_BASE64 = re.compile(r"([A-Za-z0-9+/_-]{43})=?")
_TO_PLAIN_BASE64 = str.maketrans("-_", "+/")


def is_authentic(body: bytes, candidates: Sequence[bytes], secrets: Sequence[bytes]) -> bool:
    """Was the body signed with one of the secrets?

    Every pair is compared, in lists and not in generators, so that the time it takes tells nothing.
    """
    expected = [hmac.digest(secret, body, "sha256") for secret in secrets]
    return any([hmac.compare_digest(given, mac) for given in candidates for mac in expected])


def candidates(header: str) -> list[bytes]:
    """The signatures in a header value, 32 bytes each; empty if there are none or too many."""
    words = [word for word in _SEPARATORS.split(header) if word and word.lower() != "v1"]
    if len(words) > MAX_CANDIDATES:
        return []
    return [mac for word in words if (mac := _decode(word)) is not None]


def refusal(header: str | None, body: bytes, secrets: Sequence[bytes]) -> str | None:
    """Why this body is not to be believed, None if it is."""
    if not header or not header.strip():
        return "missing_signature"
    given = candidates(header)
    if not given:
        return "malformed_signature"
    return None if is_authentic(body, given, secrets) else "bad_signature"


def _decode(word: str) -> bytes | None:
    word = _PREFIX.sub("", word, count=1) if _PREFIX.match(word) else word
    if _HEX.fullmatch(word):
        return bytes.fromhex(word)
    if found := _BASE64.fullmatch(word):
        return base64.b64decode(found[1].translate(_TO_PLAIN_BASE64) + "=")
    return None
