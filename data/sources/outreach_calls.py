"""One call of the outreach API, made the same way for both dialects.

What servers of one document differ in is settled here, per endpoint and once per process: whether
a `limit` is taken, whether the path ends in a slash, and which shape an error body has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from data.errors import BadEnvelope, Rejected, SourceError
from data.http import (
    READ,
    UNKEYED_WRITE,
    Answer,
    Fault,
    HttpClient,
    RetryPolicy,
    Vendor,
    VendorError,
)
from data.sources.outreach_answers import texts
from data.sources.outreach_exports import rows_of
from data.sources.outreach_figures import figures_of
from data.sources.outreach_listing import Listing, ListKind, listing_of

# A 500 of the observed server kills the kept-alive connection under the next request.
OUTREACH_READ = RetryPolicy(READ.attempts, at_once=frozenset({Fault.RESET}))
# Sending twice is worse than not sending: one repeat, and only because the key is known there.
SEND = RetryPolicy(
    {Fault.CONNECT: 5, Fault.RESET: 2, Fault.TRANSPORT: 2, Fault.THROTTLED: 6},
)
POLICY_BLOCKED = "policy_blocked"

_EVERYTHING = 1_000_000
_LONGEST = 1e9  # seconds; no float holds all that JSON can
_NO_SUCH_PARAMETER = (400, 422)
_NOT_OFFERED = (404, 405, 501)

Ids = Mapping[str, str]


def read_error(status: int, body: Any) -> VendorError | None:
    """What an error body says: `detail` is text, a list of `loc`/`msg`, or message and ids."""
    if not isinstance(body, dict):
        return None
    if status < 400 and not ({"detail", "error"} & body.keys() and len(body) <= 2):
        return None
    said = _detail(body.get("detail") or body.get("error") or body.get("message"))
    wait = body.get("retry_after")
    return VendorError(
        code=_code(status, body.get("reason")),
        message=said if status != 403 else ", ".join(_texts(said, body.get("reason"))),
        retry_after=float(min(wait, _LONGEST))
        if isinstance(wait, int | float) and wait > 0
        else None,
    )


VENDOR = Vendor(
    name="Backlink Outreach",
    key_setting="BACKLINK_OUTREACH__TOKEN",
    url_setting="BACKLINK_OUTREACH__BASE_URL",
    limit_setting="BACKLINK_OUTREACH__REQUESTS_PER_MINUTE",
    read_error=read_error,
    mends={
        "unauthenticated": "Session tokens live shortly: the token has probably expired. "
        "Put a new one into BACKLINK_OUTREACH__TOKEN."
    },
)


class OutreachCalls:
    """The calls over one HttpClient; raises what it raises, and BadEnvelope for a wrong shape.

    `refused_ids` are the lead ids that the latest error body named, `not_offered` the figures that
    this server turned out not to have.
    """

    def __init__(self, http: HttpClient) -> None:
        http.vendor = replace(VENDOR, read_error=self._read_error)
        self._http = http
        self.refused_ids: tuple[str, ...] = ()
        self.not_offered: set[str] = set()
        self._slashed: set[str] = set()
        self._unlimited: set[str] = set()

    def get(self, path: str, *, ids: Ids | None = None, **params: Any) -> Any:
        """The parsed body of a GET; parameters that are None are left out."""
        return self._send("GET", path, ids=ids, params=params, retry=OUTREACH_READ).body

    def act(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        ids: Ids | None = None,
        params: Mapping[str, Any] | None = None,
        retry: RetryPolicy = UNKEYED_WRITE,
    ) -> dict[str, Any]:
        """Call something that changes or writes a text; the answer must be an object.

        A person waits for it, so it goes before background calls.
        """
        answer = self._send(
            method, path, ids=ids, params=params, body=body, retry=retry, urgent=True
        )
        if not isinstance(answer.body, dict):
            raise BadEnvelope(f"Backlink Outreach answered {method} {path} without an object.")
        return answer.body

    def forget(self, path: str, *, ids: Ids) -> None:
        """DELETE one object; the body of the answer, if any, does not matter."""
        self._send("DELETE", path, ids=ids, expect="nothing", retry=UNKEYED_WRITE, urgent=True)

    def everything(self, path: str, *, ids: Ids | None = None, **params: Any) -> Any:
        """The parsed body of a GET with a limit that no list reaches.

        A server that ignores `limit` loses nothing by it; one that refuses it (400 or 422) is
        asked again without, and not bothered with it afterwards.
        """
        if path not in self._unlimited:
            try:
                return self.get(path, ids=ids, **params, limit=_EVERYTHING)
            except Rejected as error:
                if error.status not in _NO_SUCH_PARAMETER:
                    raise
            self._unlimited.add(path)
        return self.get(path, ids=ids, **params)

    def listing(
        self, path: str, *, what: str, key: str | None = None, ids: Ids | None = None, **params: Any
    ) -> Listing:
        """All rows of a list; `what` names it in sentences, `key` is where its array stands."""
        return listing_of(self.everything(path, ids=ids, **params), what=what, key=key)

    def export(self, path: str, kind: ListKind, *, what: str, ids: Ids) -> list[Any] | None:
        """The rows of a CSV export, or None where the server offers no such export."""
        try:
            answer = self._send("GET", path, ids=ids, expect="text", retry=OUTREACH_READ)
        except Rejected as error:
            if is_not_offered(error):
                return None
            raise
        content_type = answer.headers.get("Content-Type", "")
        return rows_of(answer.body, content_type, kind, what=what)

    def figures(self, path: str, *, what: str, ids: Ids | None = None) -> dict[str, float]:
        """Figures that the server publishes about itself; {} where it does not offer them.

        No row depends on them, so a server without them is none that failed.
        """
        try:
            body = self.get(path, ids=ids)
        except Rejected as error:
            if not is_not_offered(error):
                raise
            self.not_offered.add(f"GET {path}")
            return {}
        return figures_of(body, what=what)

    def _read_error(self, status: int, body: Any) -> VendorError | None:
        detail = body.get("detail") if isinstance(body, dict) else None
        self.refused_ids = texts(detail.get("lead_ids")) if isinstance(detail, dict) else ()
        return read_error(status, body)

    def _send(self, method: str, path: str, **how: Any) -> Answer:
        """One request; a redirect, which is never followed, is met with a slash at the end."""
        params = how.pop("params", None) or {}
        how["params"] = {name: value for name, value in params.items() if value is not None}
        if path in self._slashed:
            return self._http.request(method, path + "/", **how)
        try:
            return self._http.request(method, path, **how)
        except Rejected as error:
            if error.reason != "unexpected_redirect":
                raise
            answer = self._with_slash(method, path, error, how)
        self._slashed.add(path)
        return answer

    def _with_slash(
        self, method: str, path: str, redirect: Rejected, how: dict[str, Any]
    ) -> Answer:
        try:
            return self._http.request(method, path + "/", **how)
        except Rejected as error:
            # Still sent elsewhere, or unknown: the slash was not the cause.
            raise (redirect if error.status in (301, 302, 303, 307, 308, 404) else error) from None


def is_not_offered(error: SourceError) -> bool:
    """True for the answers of a server that does not have an endpoint at all."""
    return error.status in _NOT_OFFERED


def _code(status: int, reason: Any) -> str | None:
    """403 is a policy decision when it gives a reason, and a matter of the token when not."""
    if status == 401:
        return "unauthenticated"
    if status != 403 or not isinstance(reason, str):
        return None
    return reason if re.fullmatch(r"\w{1,80}", reason) else POLICY_BLOCKED


def _detail(detail: Any) -> str | None:
    if isinstance(detail, list):
        return "; ".join(filter(None, map(_one_detail, detail))) or None
    if isinstance(detail, dict):
        ids = detail.get("lead_ids")
        listed = ": " + ", ".join(map(str, ids)) if isinstance(ids, list) else ""
        return f"{detail.get('message') or 'no message'}{listed}"
    return detail if isinstance(detail, str) else None


def _one_detail(fault: Any) -> str | None:
    if not isinstance(fault, dict):
        return fault if isinstance(fault, str) else None
    place = fault.get("loc")
    where = ".".join(map(str, place)) if isinstance(place, list) else ""
    return " ".join(_texts(where, fault.get("msg")))


def _texts(*values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str) and value]
