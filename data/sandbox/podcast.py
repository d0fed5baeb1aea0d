"""The routes of the Podcast Backlinks API under ``/v1``, and the PDF of its reports."""

import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from data.sandbox import listing, reports_pdf, views
from data.sandbox.account import Account
from data.sandbox.answers import ApiError, ErrorAnswers, dumps, json_response
from data.sandbox.limits import SlidingWindow
from data.sandbox.markets import NICHES
from data.sandbox.options import REPORTS_URL, Options
from data.sandbox.orders import Order
from data.sandbox.placing import OrderDesk
from data.sandbox.world import OrderWorld

_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]

Endpoint = Callable[[Request], Awaitable[Response]]


class PodcastApi:
    """The endpoints over one world. Every answer follows the document's examples."""

    def __init__(self, world: OrderWorld, options: Options) -> None:
        self._world = world
        self._options = options
        self._reports_url = REPORTS_URL
        self._account = Account(world)
        self._desk = OrderDesk(world, self._account, self._reports_url)
        self._limit = SlidingWindow(options.requests_per_minute)
        self._errors = ErrorAnswers()

    def routes(self) -> list[BaseRoute]:
        """``/v1`` and the PDFs; paths and methods that do not exist answer in the shape too."""
        return [
            Mount(
                "/v1",
                routes=[
                    Route("/orders", self._guarded(self._orders), methods=_ANY),
                    Route("/orders/{order_id}", self._guarded(self._order), methods=_ANY),
                    Route("/orders/{order_id}/report", self._guarded(self._report), methods=_ANY),
                    Route("/account", self._guarded(self._figures), methods=_ANY),
                    Route("/niches", self._guarded(self._niches), methods=_ANY),
                    Route("/{path:path}", self._guarded(self._missing), methods=_ANY),
                ],
            ),
            Route("/{order_id}.pdf", self._pdf),
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                self._let_in(request)
                return await endpoint(request)
            except ApiError as error:
                return self._errors(error)

        return answer

    def _let_in(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        is_key = hmac.compare_digest(key.strip().encode(), self._options.api_key.encode())
        if scheme.lower() != "bearer" or not is_key:
            raise ApiError("unauthenticated", "Missing or invalid API key.")
        if wait := self._limit.take(key):
            message = f"Too many requests: {self._options.requests_per_minute} a minute."
            raise ApiError("rate_limited", message, {"Retry-After": str(wait)})

    async def _orders(self, request: Request) -> Response:
        if request.method == "POST":
            key = request.headers.get("idempotency-key")
            return json_response(self._desk.place(await request.body(), key), 201)
        _only_get(request)
        body = listing.answer(self._world, self._options, self._reports_url, request.query_params)
        return json_response(body)

    async def _order(self, request: Request) -> Response:
        order = self._found(request)
        return self._json(views.detail(order, self._world.clock.now(), self._reports_url))

    async def _report(self, request: Request) -> Response:
        order, now = self._found(request), self._world.clock.now()
        if order.status_at(now) != "delivered":
            message = f"There is no report before order {order.order_id} is delivered."
            raise ApiError("report_not_ready", message)
        return self._json(views.report(order, now, self._reports_url))

    async def _figures(self, request: Request) -> Response:
        _only_get(request)
        return self._json(self._account.figures(self._world.clock.now()))

    async def _niches(self, request: Request) -> Response:
        _only_get(request)
        rows = [{"id": n.slug, "name": n.name, "available": n.available} for n in NICHES]
        return self._json({"data": rows})

    async def _missing(self, request: Request) -> Response:
        raise ApiError("not_found", f"There is nothing at /v1/{request.path_params['path']}.")

    async def _pdf(self, request: Request) -> Response:
        now = self._world.clock.now()
        order = self._world.find(request.path_params["order_id"], now)
        if order is None or order.status_at(now) != "delivered":
            return Response("Not Found", 404, media_type="text/plain")
        return Response(reports_pdf.render(order, now), media_type="application/pdf")

    def _found(self, request: Request) -> Order:
        _only_get(request)
        order_id = request.path_params["order_id"]
        order = self._world.find(order_id, self._world.clock.now())
        if order is None:
            raise ApiError("not_found", f"There is no order {order_id}.")
        return order

    def _json(self, value: views.Json) -> Response:
        return json_response(dumps(value))


def _only_get(request: Request) -> None:
    if request.method not in ("GET", "HEAD"):
        raise ApiError("method_not_allowed", f"{request.method} is not offered here.")
