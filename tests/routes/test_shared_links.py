"""A shared link as its holder meets it: without a login, for one client and period alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from data import shares
from data.access import Scope
from data.runtime import current
from data.schema import exports
from data.shares import Share
from pages.http import client_reports
from pages.routes import ROUTES
from tests.filled import ACME, LEDGERLEAF, filled
from tests.pages.driving import running_on

TODAY = datetime.now(UTC).date()
SECRET = "a-secret-of-more-than-thirty-two-characters"
MANY = 20  # wrong links are refused sooner


@pytest.fixture(scope="module", autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    own = filled(tmp_path_factory.getbasetemp())
    path = own.copy(tmp_path_factory.mktemp("shared"))
    with running_on(path, **own.settings, APP__SECRET=SECRET):
        yield


@dataclass(frozen=True)
class Outsider:
    """Somebody with an address of their own."""

    host: str

    def get(self, path: str) -> httpx.Response:
        # in a thread of its own: Playwright leaves an event loop running in the tests' thread
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(self._get(path))).result()

    async def _get(self, path: str) -> httpx.Response:
        way = httpx.ASGITransport(Starlette(routes=ROUTES), client=(self.host, 1))
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
            return await client.get(path)


@pytest.fixture
def outsider(request: pytest.FixtureRequest) -> Outsider:
    return Outsider(request.node.name)


def made(client_id: str = ACME, days: int = 90) -> Share:
    return shares.create(
        current().warehouse,
        current().settings,
        client_id=client_id,
        start=TODAY - timedelta(days=days),
        end=TODAY,
        zone="UTC",
        as_of=None,
        created_by="ann",
    )


def address(share: Share) -> str:
    return f"/share/{shares.token(current().settings, share)}"


def test_a_link_opens_its_report_and_its_pdf(outsider: Outsider) -> None:
    link = address(made())
    page = outsider.get(link)
    assert page.status_code == 200 and "Acme" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "script" not in page.headers["Content-Security-Policy"]
    assert outsider.get(f"{link}.pdf?paper=letter").content.startswith(b"%PDF-")


def test_each_opening_is_noted(outsider: Outsider) -> None:
    share = made()
    outsider.get(address(share))
    outsider.get(f"{address(share)}.pdf")
    with current().warehouse.read() as connection:
        noted = connection.execute(
            sa.select(exports.c.format).where(exports.c.identity == f"share {share.share_id}")
        ).scalars()
        assert sorted(noted) == ["html", "pdf"]


def test_a_document_is_made_once_a_minute_however_often_it_is_opened(outsider: Outsider) -> None:
    share = made(days=0)
    link = f"{address(share)}.pdf"
    before = client_reports._document.cache_info().misses
    for paper in ("a4", "b5", "", "../x", "A4", "a4%00"):
        assert outsider.get(f"{link}?paper={paper}").content.startswith(b"%PDF-")
    assert client_reports._document.cache_info().misses - before <= 2  # a minute may end meanwhile
    with current().warehouse.read() as connection:
        is_mine = exports.c.identity == f"share {share.share_id}"
        assert connection.scalar(sa.select(sa.func.count()).where(is_mine)) == 6


def test_nothing_in_the_address_widens_it(outsider: Outsider) -> None:
    link = address(made(days=0))
    plain = outsider.get(link).text
    wider = outsider.get(f"{link}?client={LEDGERLEAF}&from=2020-01-01&to=2030-01-01&tz=Asia/Tokyo")
    assert wider.text == plain and "Ledgerleaf" not in plain


@pytest.mark.parametrize("ending", ["x", ".pdfx", ".pdf.pdf", ".csv", "%00"])
def test_a_changed_link_opens_nothing(outsider: Outsider, ending: str) -> None:
    assert outsider.get(f"{address(made())}{ending}").status_code == 404


def test_a_revoked_link_is_dead_at_the_next_request(outsider: Outsider) -> None:
    share = made()
    assert outsider.get(address(share)).status_code == 200
    shares.revoke(current().warehouse, share.share_id, Scope.everything())
    assert outsider.get(address(share)).status_code == 404


def test_who_tries_links_is_slowed_down_and_keeps_nobody_out(outsider: Outsider) -> None:
    """Behind a proxy everybody has the proxy's address."""
    answers = [outsider.get(f"/share/guess{number}").status_code for number in range(MANY)]
    assert answers[0] == 404 and answers[-1] == 429
    assert outsider.get(address(made(days=0))).status_code == 200


def test_a_link_that_is_opened_too_often_rests_and_no_other_does(
    outsider: Outsider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_reports, "_OPENINGS", client_reports.Gate(1, 60.0))
    link = address(made(days=0))
    assert [outsider.get(link).status_code for _ in range(2)] == [200, 429]
    assert outsider.get(address(made(days=0))).status_code == 200
