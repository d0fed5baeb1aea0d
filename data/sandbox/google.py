"""Google's Indexing API and Search Console's URL Inspection, for the properties of the world."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from data.sandbox.clock import Clock
from data.sandbox.google_accounts import (
    INDEXING_SCOPE,
    INSPECTION_SCOPES,
    GoogleError,
    ServiceAccount,
)
from data.sandbox.inspection import index_status
from data.sandbox.limits import SlidingWindow
from data.sandbox.pages import Web
from data.sandbox.sites import property_name

PUBLISH_PER_DAY, METADATA_PER_MINUTE, ALL_PER_MINUTE = 200, 180, 380
PUBLISH_PER_SECOND = 10  # the indexing guide's figure; Google documents the other three
INSPECTIONS_PER_DAY, INSPECTIONS_PER_MINUTE = 2_000, 600
_PACIFIC = ZoneInfo("America/Los_Angeles")  # quota days end at midnight there
_NOT_OWNED = "You do not own this site, or the inspected URL is not part of this property."

Endpoint = Callable[[Request], Awaitable[Response]]


class Google:
    """Both APIs of one Cloud project. Quota days follow the sandbox's clock, minutes the wall."""

    def __init__(self, web: Web, clock: Clock, account: ServiceAccount) -> None:
        self._web = web
        self._clock = clock
        self._account = account
        self._notified: dict[str, dict[str, Any]] = {}
        self._used: dict[tuple[str, object], int] = {}
        self._second = SlidingWindow(PUBLISH_PER_SECOND, seconds=1.0)
        self._minute = SlidingWindow(ALL_PER_MINUTE)
        self._metadata_minute = SlidingWindow(METADATA_PER_MINUTE)
        self._inspection_minute = SlidingWindow(INSPECTIONS_PER_MINUTE)

    def routes(self) -> list[BaseRoute]:
        """The documented paths behind a prefix for each API."""
        notifications = "/google-indexing/v3/urlNotifications"
        inspect = "/search-console/v1/urlInspection/index:inspect"
        return [
            Route(f"{notifications}:publish", _answered(self._publish), methods=["POST"]),
            Route(f"{notifications}/metadata", _answered(self._metadata), methods=["GET"]),
            Route(inspect, _answered(self._inspect), methods=["POST"]),
        ]

    async def _publish(self, request: Request) -> Response:
        self._account.check(request, INDEXING_SCOPE)
        self._spend_minute("PublishRequestsPerSecondPerProject", self._second, "publish")
        self._spend_minute("DefaultRequestsPerMinutePerProject", self._minute, "all")
        body = await _json_object(request)
        url, kind = body.get("url"), body.get("type")
        if not isinstance(url, str) or kind not in ("URL_UPDATED", "URL_DELETED"):
            raise GoogleError(400, "INVALID_ARGUMENT", "url or type is missing or malformed.")
        self._check_ownership(url)
        self._spend_day("PublishRequestsPerDayPerProject", PUBLISH_PER_DAY, "publish")
        notice = {"url": url, "type": kind, "notifyTime": _zulu(self._clock.now())}
        receipt = self._notified.setdefault(url, {"url": url})
        receipt["latestUpdate" if kind == "URL_UPDATED" else "latestRemove"] = notice
        if kind == "URL_UPDATED":
            self._web.accept(url)
        return JSONResponse({"urlNotificationMetadata": receipt})

    async def _metadata(self, request: Request) -> Response:
        self._account.check(request, INDEXING_SCOPE)
        self._spend_minute("DefaultRequestsPerMinutePerProject", self._minute, "all")
        self._spend_minute("MetadataRequestsPerMinutePerProject", self._metadata_minute, "metadata")
        receipt = self._notified.get(request.query_params.get("url", ""))
        if receipt is None:
            raise GoogleError(404, "NOT_FOUND", "Requested entity was not found.")
        return JSONResponse(receipt)

    async def _inspect(self, request: Request) -> Response:
        self._account.check(request, *INSPECTION_SCOPES)
        body = await _json_object(request)
        url, site_url = body.get("inspectionUrl"), body.get("siteUrl")
        if not isinstance(url, str) or not isinstance(site_url, str):
            raise GoogleError(400, "INVALID_ARGUMENT", "inspectionUrl or siteUrl is missing.")
        if not self._is_part(url, site_url):
            raise GoogleError(403, "PERMISSION_DENIED", _NOT_OWNED)
        self._spend_minute("InspectionsPerMinutePerSite", self._inspection_minute, site_url)
        self._spend_day("InspectionsPerDayPerSite", INSPECTIONS_PER_DAY, site_url)
        return JSONResponse({"inspectionResult": index_status(self._web.page(url), url)})

    def _is_part(self, url: str, site_url: str) -> bool:
        site = self._web.sites.get(_host(url))
        return site is not None and site.is_property and property_name(site) == site_url

    def _check_ownership(self, url: str) -> None:
        site = self._web.sites.get(_host(url))
        if site is None or not site.is_property:
            message = "Permission denied. Failed to verify the URL ownership."
            raise GoogleError(403, "PERMISSION_DENIED", message)

    def _spend_minute(self, name: str, window: SlidingWindow, key: str) -> None:
        if window.take(key):
            raise _exhausted(name)

    def _spend_day(self, name: str, limit: int, key: str) -> None:
        now = self._clock.now().replace(tzinfo=ZoneInfo("UTC"))
        day = (f"{name}/{key}", now.astimezone(_PACIFIC).date())
        if self._used.get(day, 0) >= limit:
            raise _exhausted(name)
        self._used[day] = self._used.get(day, 0) + 1


def _answered(endpoint: Endpoint) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except GoogleError as error:
            return error.answer

    return answer


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise GoogleError(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")
    return body


def _exhausted(limit: str) -> GoogleError:
    return GoogleError(
        429,
        "RESOURCE_EXHAUSTED",
        f"Quota exceeded for quota metric and limit '{limit}'.",
        reason="RATE_LIMIT_EXCEEDED",
        metadata={"quota_limit": limit, "service": "indexing.googleapis.com"},
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _zulu(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat() + "Z"
