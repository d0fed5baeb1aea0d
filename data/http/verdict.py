"""What a reply means: an answer, or a failure with a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from data import strict_json
from data.errors import (
    BadBody,
    NotFound,
    Postponed,
    RateLimited,
    Refused,
    Rejected,
    ServerFault,
    SourceError,
)
from data.http.retry import LONGEST_PAUSE, Failure, Fault, parse_retry_after
from data.http.transport import Reply
from data.http.vendor import Call, VendorError, code_word

Expect = Literal["json", "text", "nothing"]

_LOOKED_AT = 4_000  # bytes of an unreadable body, of which 200 characters are shown


def read_reply(reply: Reply, call: Call, expect: Expect, now: datetime) -> Any:
    """The parsed body of a good reply; raises Failure for every other. `now` is naive UTC."""
    if 200 <= reply.status < 300:
        return _answer(reply, call, expect)
    if 300 <= reply.status < 400:
        raise _redirected(reply, call)
    raise _refusal(reply, call, now)


def _answer(reply: Reply, call: Call, expect: Expect) -> Any:
    if expect == "nothing":
        return None
    if expect == "text":
        return _text(reply, call)
    body = _json(reply, call)
    error = call.vendor.read_error(reply.status, body)
    if error is not None:
        message = f"{call.vendor.name} put an error into a {reply.status} answer to {call}"
        raise Failure(
            Fault.BODY,
            BadBody(
                f"{message}{_details(error, call)} Try again later.",
                reason="error_in_200",
                status=reply.status,
                code=code_word(error.code),
                request_id=code_word(error.request_id),
            ),
        )
    return body


def _json(reply: Reply, call: Call) -> Any:
    if not reply.body.strip():
        raise _bad_body(reply, call, "empty_body", "an empty body")
    try:
        return strict_json.loads(reply.body)
    except BadBody as error:
        if error.reason == "invalid_json" and reply.body.lstrip().startswith(b"<"):
            raise _bad_body(reply, call, "not_json", "a web page instead of JSON") from None
        what = f"a body that cannot be read. {error.message.rstrip('.')}"
        raise _bad_body(reply, call, error.reason, what) from None


def _text(reply: Reply, call: Call) -> str:
    try:
        return reply.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad_body(reply, call, "invalid_utf8", "text that is not UTF-8") from None


def _bad_body(reply: Reply, call: Call, reason: str, what: str) -> Failure:
    start = call.redact.excerpt(reply.body[:_LOOKED_AT].decode("utf-8", "replace"))
    shown = f" It begins: {start}" if start else ""
    sentence = f"{call.vendor.name} answered {call} with {what}. Try again later.{shown}"
    return Failure(Fault.BODY, BadBody(sentence, reason=reason, status=reply.status))


def _redirected(reply: Reply, call: Call) -> Failure:
    sentence = (
        f"{call.vendor.name} sent {call} on to another address ({reply.status}), which is not "
        f"followed so that the key stays with {call.host}. Check {call.vendor.url_setting}."
    )
    error = Rejected(sentence, reason="unexpected_redirect", status=reply.status)
    return Failure(Fault.FINAL, error)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What an error status means: `says` and `mend` are format strings over the call's words."""

    fault: Fault
    error: type[SourceError]
    says: str
    mend: str


_MEANINGS = {
    401: _Meaning(
        Fault.FINAL, Refused, "{name} refused the key ({status})", "Check {key_setting}."
    ),
    403: _Meaning(
        Fault.FINAL, Refused, "{name} does not let this key {call} (403)", "Check {key_setting}."
    ),
    404: _Meaning(
        Fault.FINAL,
        NotFound,
        "{name} has nothing at {call} (404)",
        "If that is new, check {url_setting}.",
    ),
    429: _Meaning(
        Fault.THROTTLED,
        RateLimited,
        "{name} got too many requests (429 to {call})",
        "Rows read so far are kept; wait a minute or lower {limit_setting}.",
    ),
}
_SERVER = _Meaning(
    Fault.SERVER,
    ServerFault,
    "{name} failed on its side ({status} to {call})",
    "Try again later, or ask its support.",
)
_REJECTED = _Meaning(
    Fault.FINAL, Rejected, "{name} said no to {call} ({status})", "Mend the request."
)


def _meaning(status: int, error: VendorError) -> _Meaning:
    if status >= 500:
        return _SERVER
    if status == 403 and code_word(error.code):
        # With a code it is an answer about the thing asked for, not about the key.
        return _REJECTED
    return _MEANINGS.get(status, _REJECTED)


def _refusal(reply: Reply, call: Call, now: datetime) -> Failure:
    said = _vendor_error(reply, call)
    meaning = _meaning(reply.status, said)
    code = code_word(said.code)
    sentence = _sentence(meaning, call, reply.status, said)
    about: dict[str, Any] = {
        "reason": code or (f"http_{reply.status}" if meaning is _REJECTED else None),
        "status": reply.status,
        "code": code,
        "request_id": code_word(said.request_id),
    }
    wait = parse_retry_after(reply.headers.get("Retry-After"), now) or said.retry_after
    if wait is not None and wait > LONGEST_PAUSE and meaning.fault is not Fault.FINAL:
        until = f"{now + timedelta(seconds=min(wait, 10**9)):%Y-%m-%d %H:%M} UTC"
        about["reason"] = about["reason"] or meaning.error.reason
        sentence = f"Paused by {call.vendor.name} until {until}; a sync after that goes on."
        return Failure(Fault.FINAL, Postponed(sentence, **about))
    return Failure(meaning.fault, meaning.error(sentence, **about), retry_after=wait)


def _vendor_error(reply: Reply, call: Call) -> VendorError:
    try:
        body = strict_json.loads(reply.body)
    except BadBody:
        body = None
    return call.vendor.read_error(reply.status, body) or VendorError()


def _sentence(meaning: _Meaning, call: Call, status: int, said: VendorError) -> str:
    vendor = call.vendor
    words = {
        "name": vendor.name,
        "call": call,
        "status": status,
        "key_setting": vendor.key_setting,
        "url_setting": vendor.url_setting,
        "limit_setting": vendor.limit_setting,
    }
    mend = vendor.mends.get(said.code or "", meaning.mend.format(**words))
    return f"{meaning.says.format(**words)}{_details(said, call)} {mend}"


def _details(said: VendorError, call: Call) -> str:
    parts = [code_word(said.code), call.redact.excerpt(said.message or "").rstrip(".")]
    if request_id := code_word(said.request_id):
        parts.append(f"request {request_id}")
    named = ", ".join(part for part in parts if part)
    return f": {named}." if named else "."
