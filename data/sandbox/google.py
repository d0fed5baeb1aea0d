"""Google's Indexing API and Search Console's URL Inspection, for the properties of the world."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

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
from data.sandbox.google_quota import DayQuota, RateQuota
from data.sandbox.inspection import index_status
from data.sandbox.pages import Web
from data.sandbox.sites import property_name

PUBLISH_PER_DAY, METADATA_PER_MINUTE, ALL_PER_MINUTE = 200, 180, 380
PUBLISH_PER_SECOND = 10  # the indexing guide's figure; Google documents the other three
INSPECTIONS_PER_DAY, INSPECTIONS_PER_MINUTE = 2_000, 600
_PROJECT = "sandbox-project"
_NOT_OWNED = "You do not own this site, or the inspected URL is not part of this property."

Endpoint = Callable[[Request], Awaitable[Response]]


class Google:
    """Both APIs of one Cloud project. Quota days follow the sandbox's clock, minutes the wall."""

    def __init__(self, web: Web, clock: Clock, account: ServiceAccount) -> None:
        self._web = web
        self._clock = clock
        self._account = account
        self._notified: dict[str, dict[str, Any]] = {}
        self._all = RateQuota("DefaultRequestsPerMinutePerProject", ALL_PER_MINUTE)
        self._burst = RateQuota("PublishRequestsPerSecondPerProject", PUBLISH_PER_SECOND, 1.0)
        self._publish_day = DayQuota("PublishRequestsPerDayPerProject", PUBLISH_PER_DAY, clock)
        self._receipts = RateQuota("MetadataRequestsPerMinutePerProject", METADATA_PER_MINUTE)
        self._site_minute = RateQuota("InspectionsPerMinutePerSite", INSPECTIONS_PER_MINUTE)
        self._site_day = DayQuota("InspectionsPerDayPerSite", INSPECTIONS_PER_DAY, clock)

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
        self._burst.spend(_PROJECT)
        self._all.spend(_PROJECT)
        body = await _json_object(request)
        url, kind = body.get("url"), body.get("type")
        if not isinstance(url, str) or kind not in ("URL_UPDATED", "URL_DELETED"):
            raise GoogleError(400, "INVALID_ARGUMENT", "url or type is missing or malformed.")
        self._check_ownership(url)
        self._publish_day.spend(_PROJECT)
        notice = {"url": url, "type": kind, "notifyTime": _zulu(self._clock.now())}
        receipt = self._notified.setdefault(url, {"url": url})
        receipt["latestUpdate" if kind == "URL_UPDATED" else "latestRemove"] = notice
        if kind == "URL_UPDATED":
            self._web.accept(url)
        return JSONResponse({"urlNotificationMetadata": receipt})

    async def _metadata(self, request: Request) -> Response:
        self._account.check(request, INDEXING_SCOPE)
        self._all.spend(_PROJECT)
        self._receipts.spend(_PROJECT)
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
        self._site_minute.spend(site_url)
        self._site_day.spend(site_url)
        return JSONResponse({"inspectionResult": index_status(self._web.page(url), url)})

    def _is_part(self, url: str, site_url: str) -> bool:
        site = self._web.sites.get(_host(url))
        return site is not None and site.is_property and property_name(site) == site_url

    def _check_ownership(self, url: str) -> None:
        site = self._web.sites.get(_host(url))
        if site is None or not site.is_property:
            message = "Permission denied. Failed to verify the URL ownership."
            raise GoogleError(403, "PERMISSION_DENIED", message)


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


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _zulu(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat() + "Z"
