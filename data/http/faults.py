"""What it means when no complete reply came."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import requests
from urllib3 import exceptions as urllib3_errors

from data.errors import BadBody, Unreachable
from data.http.retry import Failure, Fault
from data.http.transport import BodyTooLarge
from data.http.vendor import Call


def transport_failure(error: Exception, call: Call) -> Failure:
    """The failure behind what the transport raised."""
    if isinstance(error, BodyTooLarge):
        sentence = (
            f"{call.vendor.name} answered {call} with more than we take in one answer (32 MB). "
            "Nothing of it is kept; ask for less at a time."
        )
        return Failure(Fault.FINAL, BadBody(sentence, reason="too_large"))
    if isinstance(error, ValueError) and not isinstance(error, requests.exceptions.InvalidHeader):
        sentence = f"{call.vendor.url_setting} is not an address that can be asked. Correct it."
        return Failure(Fault.FINAL, Unreachable(sentence, reason="bad_url"))
    fault, outcome, what = _transport_fault(error)
    if outcome == "tls":
        sentence = (
            f"{call.host} did not prove that it is {call.vendor.name} (its certificate is not "
            f"valid), so nothing was sent. Check {call.vendor.url_setting}."
        )
        return Failure(fault, Unreachable(sentence, reason="tls"))
    sentence = (
        f"Could not reach {call.host} for {call} ({what}); the last good data stays. "
        f"Check the network and {call.vendor.url_setting}."
    )
    return Failure(fault, Unreachable(sentence), outcome=outcome)


def _transport_fault(error: Exception) -> tuple[Fault, str, str]:
    """(kind, word for the log, words for people) of what requests raised."""
    causes = list(_causes(error))
    if _has(causes, ssl.SSLError) and not _has(causes, ssl.SSLEOFError):
        return Fault.FINAL, "tls", "wrong certificate"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Fault.CONNECT, "connect_timeout", "no connection in time"
    if _has(causes, urllib3_errors.NameResolutionError):
        return Fault.CONNECT, "unreachable", "its name is not known"
    if _has(causes, urllib3_errors.NewConnectionError):
        return Fault.CONNECT, "unreachable", "connection refused"
    if _has(causes, urllib3_errors.ReadTimeoutError, TimeoutError):
        return Fault.TRANSPORT, "read_timeout", "no complete answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Fault.TRANSPORT, "incomplete_read", "the answer was cut short"
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return Fault.TRANSPORT, "bad_encoding", "the answer could not be decompressed"
    return Fault.RESET, "reset", "the connection was cut"


def _has(causes: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _causes(error: object) -> Iterator[BaseException]:
    """An exception and all it wraps; requests and urllib3 keep the cause among the arguments."""
    while isinstance(error, BaseException):
        yield error
        wrapped = [arg for arg in error.args if isinstance(arg, BaseException)]
        error = getattr(error, "reason", None) or (wrapped[0] if wrapped else error.__cause__)
