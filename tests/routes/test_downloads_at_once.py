"""Each download holds a connection while it is read, so that only a few may run at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from data.access import CLIENT, Scope, Viewer
from data.errors import LinkboardError
from pages.http.exports import MOST_AT_ONCE, MOST_OF_A_CLIENT, _one_of_few, download
from tests.filled import filled
from tests.pages.driving import running_on

ASKED = {
    "type": "http",
    "method": "GET",
    "path": "/exports/orders.csv",
    "path_params": {"file": "orders.csv"},
    "query_string": b"",
    "headers": [(b"host", b"127.0.0.1")],
    "client": ("127.0.0.1", 40_000),
}


@pytest.fixture(scope="module", autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    own = filled(tmp_path_factory.getbasetemp())
    folder: Path = tmp_path_factory.mktemp("downloads")
    with running_on(own.copy(folder), **own.settings):
        yield


def begun() -> Response:
    """An answer whose body nobody has read yet.

    Asked in a thread of its own: Playwright leaves an event loop running in the tests' thread.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(download(Request(ASKED)))).result()


def test_one_too_many_is_asked_to_come_back() -> None:
    running = [begun() for _ in range(MOST_AT_ONCE)]
    assert {answer.status_code for answer in running} == {200}
    refused = begun()
    assert refused.status_code == 503
    assert bytes(refused.body) == b"6 downloads are running. Try again in a moment.\n"


def test_a_client_has_fewer_places_than_all_have() -> None:
    client = Viewer("ann@example.com", CLIENT, Scope.of(["cus_42"]))
    with ExitStack() as taken:
        for _ in range(MOST_OF_A_CLIENT):
            taken.enter_context(_one_of_few(client))
        with pytest.raises(LinkboardError, match="2 downloads are running"):
            taken.enter_context(_one_of_few(client))
        other = Viewer("bob@example.com", CLIENT, Scope.of(["cus_07"]))
        taken.enter_context(_one_of_few(other))
    with _one_of_few(client):
        pass


def test_a_download_that_is_cut_off_makes_room() -> None:
    for _ in range(3 * MOST_AT_ONCE):
        assert begun().status_code == 200
