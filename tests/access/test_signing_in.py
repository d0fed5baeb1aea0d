"""Two clients sign in at an OpenID Connect provider, in one app, at the same time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from tests.access import crowd, provider
from tests.access.provider import Person, Provider
from tests.chromium import PATIENCE, settle
from tests.starting import App, Home, app_of, free_port

pytestmark = pytest.mark.browser

NOT_ON_IT = "You are signed in, but not on this dashboard's roster."
ASKS = "Please sign in."
INVITED = "new.client@people.example"


@dataclass(frozen=True)
class House:
    """The app and who vouches for its people."""

    app: App
    provider: Provider


@pytest.fixture(scope="module")
def house(crowd_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    copy = shutil.copy(crowd_file, folder / "crowd.duckdb")
    port = free_port()
    with provider.running(crowd.ISSUER) as vouching:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            f"""[auth]
            redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
            cookie_secret = "{"c" * 40}"
            client_id = "{provider.CLIENT_ID}"
            client_secret = "{provider.CLIENT_SECRET}"
            server_metadata_url = "{vouching.metadata_url}"
            """
        )
        settings = {
            "WAREHOUSE__URL": f"duckdb:///{copy}",
            "SYNC__EVERY_MINUTES": "0",
            "LINKBOARD_SECRETS": str(secrets),
        }
        home = Home(folder, settings)
        with app_of(home, "--secrets.files", str(secrets), port=port) as app:
            yield House(app, vouching)


class Visitor:
    """A browser that shares nothing with others, and every byte that websockets bring it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self._frames: list[bytes] = []
        context.on("page", self._opened)

    def leave(self) -> None:
        """Close all pages and forget who was signed in; the app's scripts stay in the cache."""
        self.context.remove_listener("page", self._opened)
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()

    def _opened(self, page: Page) -> None:
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, frame: bytes | str) -> None:
        self._frames.append(frame.encode() if isinstance(frame, str) else frame)

    @property
    def heard(self) -> str:
        return b"".join(self._frames).decode("utf-8", "replace")


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2)]
    yield contexts
    for context in contexts:
        context.close()


@pytest.fixture
def visitors(contexts: list[BrowserContext]) -> Iterator[list[Visitor]]:
    """Two of them, not signed in."""
    visitors = [Visitor(context) for context in contexts]
    yield visitors
    for visitor in visitors:
        visitor.leave()


def sign_in(house: House, visitor: Visitor, subject: str) -> Page:
    """Through the button, the provider's page and back."""
    page = visitor.context.new_page()
    page.goto(f"{house.app.url}/?range=all")
    page.get_by_role("button", name="Sign in").click(timeout=PATIENCE)
    page.locator("input[name=subject]").fill(subject, timeout=PATIENCE)
    page.get_by_role("button", name="Go").click()
    page.wait_for_url(f"{house.app.url}/**", timeout=PATIENCE)
    return page


def exported(house: House, visitor: Visitor) -> tuple[int, str]:
    answer = visitor.context.request.get(f"{house.app.url}/exports/orders.csv")
    return answer.status, answer.text()


def opens(page: Page) -> None:
    """The first page of a client stands there."""
    expect(page.get_by_text("What did this client get?").first).to_be_visible(timeout=PATIENCE)
    settle(page)


def test_two_clients_at_once_hear_of_their_own_rows_alone(
    house: House, visitors: list[Visitor]
) -> None:
    both = dict(enumerate(visitors, 10))
    pages = {number: sign_in(house, both[number], f"client-{number}") for number in both}
    for name in ("Delivery", "Exports"):
        for page in pages.values():
            page.get_by_role("link", name=name, exact=True).first.click()
        for page in pages.values():
            settle(page)
    for number, visitor in both.items():
        assert visitor.heard.count(crowd.token(number)) > 50
        assert not crowd.foreign(visitor.heard, number)
        status, text = exported(house, visitor)
        assert status == 200 and crowd.token(number) in text
        assert not crowd.foreign(text, number)


def test_the_ear_hears_what_staff_is_sent(house: House, visitors: list[Visitor]) -> None:
    page = sign_in(house, visitors[0], "analyst")
    page.get_by_role("link", name="Clients", exact=True).first.click()
    expect(page.get_by_text("What did each client get?").first).to_be_visible(timeout=PATIENCE)
    settle(page)
    assert len(crowd.foreign(visitors[0].heard)) > crowd.CLIENTS


def test_who_is_taken_off_the_roster_is_out_at_the_next_click_and_the_next_file(
    house: House, visitors: list[Visitor]
) -> None:
    leaving, staying = visitors
    page, other = sign_in(house, leaving, "client-12"), sign_in(house, staying, "client-13")
    opens(page)
    opens(other)
    address = f"client-12@{crowd.token(crowd.HOUSE)}.example"
    assert house.app.home.run("roster", "revoke", address).returncode == 0
    page.get_by_role("link", name="Delivery").first.click()
    expect(page.get_by_text(NOT_ON_IT)).to_be_visible(timeout=PATIENCE)
    assert exported(house, leaving) == (403, f"{NOT_ON_IT} Ask its owner.\n")
    assert exported(house, staying)[0] == 200


def test_a_sign_in_ends_with_its_token(house: House, visitors: list[Visitor]) -> None:
    house.provider.people["client-14"] = Person(seconds=5)
    page = sign_in(house, visitors[0], "client-14")
    opens(page)
    ended = page.get_by_text("Your sign-in has expired.")
    for _ in range(60):
        page.reload()
        expect(ended.or_(page.locator("h3")).first).to_be_visible(timeout=PATIENCE)
        if ended.is_visible():
            break
    expect(ended).to_be_visible()
    assert exported(house, visitors[0])[0] == 403


def test_an_invitation_is_taken_up_by_a_verified_address_alone_and_once(
    house: House, visitors: list[Visitor]
) -> None:
    invitation = ("--issuer", crowd.ISSUER, "--role", "client", "--client", crowd.client_id(15))
    assert house.app.home.run("roster", "invite", INVITED, *invitation).returncode == 0
    people = house.provider.people
    for subject, verified in (("no", False), ("text", "true"), ("yes", True)):
        people[subject] = Person({"email": INVITED, "email_verified": verified})
    for subject in ("no", "text"):
        page = sign_in(house, visitors[0], subject)
        expect(page.get_by_text(NOT_ON_IT)).to_be_visible(timeout=PATIENCE)
        visitors[0].context.clear_cookies()
    opens(sign_in(house, visitors[0], "yes"))
    people["later"] = people["yes"]
    page = sign_in(house, visitors[1], "later")
    expect(page.get_by_text(NOT_ON_IT)).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    "person",
    [
        Person(nonce="another"),
        Person(key=RSAKey.generate_key(2048)),
        Person({"aud": "another-app"}),
        Person({"iss": "https://evil.example"}),
        Person(seconds=-600),
    ],
    ids=["nonce", "key", "audience", "issuer", "expired"],
)
def test_a_token_that_was_not_made_for_this_sign_in_opens_nothing(
    house: House, visitors: list[Visitor], person: Person
) -> None:
    house.provider.people["client-16"] = person
    page = sign_in(house, visitors[0], "client-16")
    expect(page.get_by_text(ASKS)).to_be_visible(timeout=PATIENCE)
    assert exported(house, visitors[0]) == (403, f"{ASKS}\n")


def test_a_callback_opens_once_and_only_where_it_was_asked_for(
    house: House, visitors: list[Visitor]
) -> None:
    first, second = visitors
    house.provider.people.pop("client-17", None)
    opens(sign_in(house, first, "client-17"))
    used = house.provider.callbacks[-1]
    for visitor in visitors:
        visitor.context.clear_cookies()
        page = visitor.context.new_page()
        page.goto(used)
        expect(page.get_by_text(ASKS)).to_be_visible(timeout=PATIENCE)
        assert exported(house, visitor)[0] == 403
    # A code of the thief's own, put before somebody who is about to sign in: no state of theirs.
    page.goto(f"{used.partition('state=')[0]}state=made-up")
    expect(page.get_by_text(ASKS)).to_be_visible(timeout=PATIENCE)
    assert exported(house, second)[0] == 403


def test_an_administrator_no_more_sends_nobody_away_in_a_dialog_left_open(
    house: House, visitors: list[Visitor]
) -> None:
    page = sign_in(house, visitors[0], "administrator")
    more = page.get_by_test_id("stTopNavSection").filter(has_text="More")
    more.first.click(timeout=PATIENCE)
    page.get_by_role("menuitem", name="People", exact=True).click()
    settle(page)
    first_box = {"x": 16, "y": 54}  # the table is drawn on a canvas
    page.locator(".st-key-roster").get_by_test_id("stDataFrame").click(position=first_box)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("This person sees nothing more")).to_be_visible(timeout=PATIENCE)
    invite = ("roster", "invite", "--issuer", crowd.ISSUER, "--role")
    run = house.app.home.run
    assert run(*invite, "administrator", "next@people.example").returncode == 0
    told = f"administrator@{crowd.token(crowd.HOUSE)}.example"
    assert run(*invite, "analyst", told).returncode == 0
    before = run("roster", "list").stdout
    dialog.get_by_role("button", name="Take access away").click()
    expect(dialog.get_by_text("Only administrators keep the roster.")).to_be_visible()
    assert run("roster", "list").stdout == before
