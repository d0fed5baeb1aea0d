"""With sign-in: who is on the roster sees their own rows, on the pages of their role."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from data.access import Scope
from data.roster import people
from data.schema import roster
from data.warehouse import Warehouse
from pages.components import formats
from tests.filled import ACME, AT, ISSUER, LEDGERLEAF, REVOKED, Filled, asked, client_names
from tests.long.amounts import amount
from tests.pages.driving import (
    PAGES,
    answer,
    cards,
    charts,
    everything_shown,
    running_on,
    visit,
    went_well,
)

pytestmark = pytest.mark.usefixtures("signed")

CLIENT_PAGES = ("delivery", "indexing", "clients", "exports")
STAFF_PAGES = ("overview", "campaigns", "replies", "sync")
AN_HOUR = 3600


@pytest.fixture(scope="module")
def signed(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A filled warehouse behind sign-in."""
    own = filled_file.settings | {"AUTH__COOKIE_SECRET": "x" * 32}
    copy = filled_file.copy(tmp_path_factory.mktemp("signed"))
    with running_on(copy, **own) as warehouse:
        yield warehouse


def person(subject: str, **claims: Any) -> dict[str, Any]:
    """A sign-in as the identity provider tells it."""
    return {
        "is_logged_in": True,
        "iss": ISSUER,
        "sub": subject,
        "exp": int(time.time()) + AN_HOUR,
        "email": f"{subject}@people.example",
    } | claims


NOBODY = {
    "not signed in": {"is_logged_in": False},
    "no claims": {},
    "not on the roster": person("stranger"),
    "revoked": person(REVOKED),
    "role unknown": person("gardener"),
    "expired": person("owner", exp=1),
    "no expiry": person("owner", exp=None),
    "another issuer": person("owner", iss="https://evil.example"),
    "only the address": person("", email="owner@people.example"),
}


@pytest.mark.parametrize("user", NOBODY.values(), ids=NOBODY)
@pytest.mark.parametrize("page", ["overview", "sync"])
def test_who_is_not_on_the_roster_sees_only_the_sign_in(page: str, user: dict[str, Any]) -> None:
    app = visit(page, user=user, client=ACME)
    assert went_well(app)
    assert answer(app) == "Linkboard"
    ways_on = ["Sign in", "Sign out"] if user.get("is_logged_in") else ["Sign in"]
    assert [button.label for button in app.button] == ways_on
    assert not charts(app) and not app.dataframe and not cards(app)
    assert "Acme" not in everything_shown(app)


@pytest.mark.parametrize("subject", ["owner", "analyst"][: amount(1, long=2)])
@pytest.mark.parametrize("page", PAGES)
def test_staff_opens_every_page(page: str, subject: str) -> None:
    app = visit(page, user=person(subject), range="all")
    assert went_well(app)
    assert answer(app) != "Linkboard"


@pytest.mark.parametrize("page", CLIENT_PAGES)
def test_a_client_meets_no_other_client(signed: Warehouse, page: str) -> None:
    app = visit(page, user=person("acme"), range="all")
    assert went_well(app)
    shown = everything_shown(app)
    others = {name: label for name, label in client_names(signed).items() if name != ACME}
    assert len(others) > 20
    for client_id, name in others.items():
        if len(client_id) > 2:  # one client of the world is called 42
            assert client_id not in shown
            assert name not in shown


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_a_page_of_staff_is_not_there_for_a_client(page: str) -> None:
    app = visit("delivery", user=person("acme"))
    with pytest.raises(ValueError, match="not"):
        app.switch_page(f"{page}.py")


@pytest.mark.parametrize("page", ["campaigns", "replies", "sync"])
def test_a_link_to_a_page_of_staff_opens_the_clients_first_page(page: str) -> None:
    app = visit(page, user=person("acme"), range="all")
    first = visit("clients", user=person("acme"), range="all")
    assert answer(app) == answer(first)
    assert cards(app) == cards(first)


@pytest.mark.parametrize("subject", ["analyst", "some", "acme"])
def test_the_roster_is_there_for_administrators_alone(subject: str) -> None:
    app = visit("delivery", user=person(subject))
    with pytest.raises(ValueError, match="not"):
        app.switch_page("people.py")


def test_an_administrator_invites_on_the_page(signed: Warehouse) -> None:
    app = visit("people", user=person("owner"))
    assert went_well(app)
    app.text_input[0].input("new@people.example")
    app.multiselect(key="invited_clients").select(ACME)
    (save,) = [button for button in app.button if button.label == "Save"]
    save.click().run()
    assert went_well(app)
    invited = {line.email: line for line in people(signed)}["new@people.example"]
    assert (invited.role, invited.clients, invited.issuer) == ("client", (ACME,), ISSUER)
    assert "new@people.example" in everything_shown(app)


def test_a_manager_sees_the_clients_of_its_line_and_not_how_sources_are_read(
    signed: Warehouse,
) -> None:
    app = visit("overview", user=person("some"), range="all")
    assert went_well(app)
    shown = everything_shown(app)
    for client_id, name in client_names(signed).items():
        assert len(client_id) <= 2 or client_id in (ACME, LEDGERLEAF) or name not in shown
    with pytest.raises(ValueError, match="not"):
        app.switch_page("sync.py")


def test_a_clients_figures_are_those_of_its_scope(signed: Warehouse) -> None:
    now = asked(signed, "delivery_times", Scope.of([ACME])).iloc[0]
    app = visit("delivery", user=person("acme"), range="all")
    assert cards(app)["Median delivery"] == formats.duration(now["km_median_hours"])
    assert cards(app)["Promise kept"] == formats.rate(now["on_time_rate"])


@pytest.mark.parametrize("page", CLIENT_PAGES)
def test_a_link_to_another_client_changes_nothing_for_a_client(page: str) -> None:
    own = visit(page, user=person("acme"), range="all")
    forged = visit(page, user=person("acme"), range="all", client=LEDGERLEAF)
    assert answer(forged) == answer(own)
    assert cards(forged) == cards(own)
    assert LEDGERLEAF not in everything_shown(forged)


def test_a_client_of_two_sees_both_and_may_choose(signed: Warehouse) -> None:
    both = asked(signed, "indexing_rates", Scope.of([ACME, LEDGERLEAF])).iloc[0]
    one = asked(signed, "indexing_rates", Scope.of([LEDGERLEAF])).iloc[0]
    user = person("both")
    rate = formats.rate
    shown = cards(visit("indexing", user=user, range="all"))
    assert shown["Indexed now"] == rate(both["indexed_now_rate"])
    shown = cards(visit("indexing", user=user, range="all", client=LEDGERLEAF))
    assert shown["Indexed now"] == rate(one["indexed_now_rate"])


@pytest.mark.parametrize("page", CLIENT_PAGES)
def test_a_client_without_any_id_sees_nothing_of_anybody(signed: Warehouse, page: str) -> None:
    app = visit(page, user=person("nobody"), range="all")
    assert went_well(app)
    assert not charts(app)
    shown = everything_shown(app)
    for name in client_names(signed).values():
        assert len(name) <= 2 or name not in shown


def test_what_one_viewer_asked_is_not_kept_for_the_next() -> None:
    visit("delivery", user=person("owner"), range="all")
    client = visit("delivery", user=person("acme"), range="all")
    owner = visit("delivery", user=person("owner"), range="all")
    assert cards(client) != cards(owner)


def test_a_client_never_sees_what_its_links_cost(signed: Warehouse) -> None:
    assert "Spend" in cards(visit("clients", user=person("owner"), range="all", client=ACME))
    assert "Spend" not in cards(visit("clients", user=person("acme"), range="all"))


def test_who_is_revoked_while_looking_is_out_at_the_next_click(signed: Warehouse) -> None:
    app = visit("delivery", user=person("leaving"))
    assert answer(app) != "Linkboard"
    with signed.write() as connection:
        leaving = sa.update(roster).where(roster.c.subject == "leaving")
        connection.execute(leaving.values(revoked_at=AT))
    app.run()
    assert answer(app) == "Linkboard"
    assert not charts(app)
