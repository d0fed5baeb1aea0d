"""GET /healthz: can the warehouse be read, and how old is each source?"""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse

from data import reports
from data.access import Scope
from data.errors import LinkboardError
from data.reports import Filters
from data.runtime import current


async def healthz(_: Request) -> JSONResponse:
    """200 with {status, data_version, sources: {name: as_of}}, or 503 with the reason."""
    try:
        body = await anyio.to_thread.run_sync(_health)
    except LinkboardError as error:
        return JSONResponse({"status": "failed", "reason": error.message}, 503)
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _health() -> dict[str, object]:
    warehouse = current().warehouse
    rows = reports.run(warehouse, "freshness", Filters(), Scope.everything())
    times = {
        row.source: None if row.as_of != row.as_of else f"{row.as_of.isoformat()}Z"
        for row in rows.itertuples()
    }
    return {"status": "ok", "data_version": warehouse.data_version(), "sources": times}
