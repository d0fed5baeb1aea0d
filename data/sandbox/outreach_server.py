"""The outreach API on the sandbox's port: one dialect answers, the other's prefix is unknown."""

from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount

from data.sandbox.limits import SlidingWindow
from data.sandbox.options import Options
from data.sandbox.outreach_alwrity import alwrity_routes
from data.sandbox.outreach_documented import documented_routes
from data.sandbox.outreach_http import application
from data.sandbox.outreach_state import OutreachState
from data.sandbox.outreach_world import OutreachWorld

PREFIXES = {
    "documented": "/api/v1/backlink-outreach",
    "alwrity": "/api/backlink-outreach",
}


def server_limit(client_rate: int) -> int:
    """Requests per minute that the server takes: 200 where clients are told to keep to 180."""
    return client_rate * 10 // 9


def routes(world: OutreachWorld, options: Options) -> list[BaseRoute]:
    """Both prefixes; the one that is not ``options.outreach_dialect`` answers 404 everywhere."""
    state = OutreachState(world)
    calls = {"documented": documented_routes, "alwrity": alwrity_routes}
    dialect = options.outreach_dialect
    window = SlidingWindow(server_limit(options.outreach_requests_per_minute))
    served = application(calls[dialect](state, options.token), window, world.first_call_seconds)
    unknown = JSONResponse({"detail": "Not Found"}, 404)
    return [
        Mount(prefix, app=served if name == dialect else unknown)
        for name, prefix in PREFIXES.items()
    ]
