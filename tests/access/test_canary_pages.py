"""Forty clients open their pages: no text of another stands in anything that is sent."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.access import CLIENT, MANAGER
from data.schema import roster
from data.warehouse import Warehouse
from tests.access import crowd
from tests.access.opening import PAGES, person, shown
from tests.long.amounts import IS_LONG
from tests.pages.driving import everything_shown, running_on, visit

pytestmark = pytest.mark.usefixtures("signed")

FOR_CLIENTS = ("clients", "delivery", "exports", "indexing")
EVERYBODY = range(crowd.CLIENTS)
# Two clients a page in every run, all of them on all pages in the long one.
VISITS = [
    (page, number)
    for number in EVERYBODY
    for position, page in enumerate(FOR_CLIENTS)
    if IS_LONG or (number < 8 and number % 4 == position)
]
_MOMENT = re.compile(r"\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def signed(crowd_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The crowd behind sign-in."""
    copy = Path(shutil.copy(crowd_file, tmp_path_factory.mktemp("pages") / "crowd.duckdb"))
    with running_on(copy, AUTH__COOKIE_SECRET="x" * 32, APP__SECRET="s" * 40) as warehouse:
        yield warehouse


def test_no_page_shows_a_client_a_text_of_another() -> None:
    for page, number in VISITS:
        said = shown(page, f"client-{number}")
        assert crowd.token(number) in said, f"{page} shows client {number} nothing of its own"
        assert not crowd.foreign(said, number), f"{page} for client {number}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_clients_do_not_have_shows_them_none_of_its_own(page: str) -> None:
    assert not crowd.foreign(shown(page, "client-3"), 3)


@pytest.mark.parametrize("page", PAGES)
def test_a_manager_of_two_clients_meets_these_two(page: str) -> None:
    assert not crowd.foreign(shown(page, "manager"), 0, 1)


@pytest.mark.parametrize("role", [MANAGER, CLIENT])
def test_who_sees_no_client_is_offered_the_report_of_none(signed: Warehouse, role: str) -> None:
    line = {"issuer": crowd.ISSUER, "subject": f"no clients, {role}", "email": "no@one.example"}
    with signed.write(is_data=False) as connection:
        connection.execute(sa.insert(roster), line | {"role": role, "client_ids": []})
    page = visit("clients", user=person(line["subject"]), range="90d", client=crowd.client_id(7))
    assert not page.exception and "What did this client get?" in everything_shown(page)
    assert "client-report/" not in everything_shown(page)
    assert not {"Make a link", "Begin"} & {button.label for button in page.button}


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_meets_nobody(page: str) -> None:
    assert not crowd.foreign(shown(page, "stranger"))


@pytest.mark.parametrize("subject", ["analyst", "administrator"])
def test_staff_meets_everybody(subject: str) -> None:
    """Else the searches above would find nothing because nothing is there."""
    everybody = {crowd.token(number) for number in EVERYBODY}
    assert everybody <= crowd.foreign(shown("clients", subject))
    assert crowd.token(crowd.HOUSE) in shown("sync", subject)


@pytest.mark.parametrize(
    ("page", "kind", "named"),
    [
        ("clients", "client", "cus_{}"),
        ("exports", "campaign", "camp_{}"),
        ("delivery", "package", "package {}"),
        ("indexing", "niche", "niche {}"),
    ],
)
def test_a_link_does_not_tell_whether_a_thing_of_others_exists(
    page: str, kind: str, named: str
) -> None:
    there, nowhere = crowd.token(7), crowd.token(777)
    known, unknown = (
        _MOMENT.sub("", shown(page, "client-3", **{kind: named.format(name)}))
        for name in (there, nowhere)
    )
    assert known.replace(there, nowhere) == unknown
