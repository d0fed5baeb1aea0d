"""An outsider holds a link, and tries what can be tried with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from data import shares
from data.warehouse import Warehouse
from tests.access import crowd
from tests.access.door import DEAD, OLD, SECRET, Door, dead_links, made, newcomer, signing
from tests.chromium import PATIENCE
from tests.starting import Home, app_of


@pytest.fixture(scope="module")
def door(crowd_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    copy = shutil.copy(crowd_file, folder / "crowd.duckdb")
    with Warehouse.open(f"duckdb:///{copy}") as warehouse:
        good = shares.token(signing(SECRET), made(warehouse, 20))
        rotated = shares.token(signing(OLD), made(warehouse, 20))
        dead = dead_links(warehouse)
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://localhost/oauth2callback"\ncookie_secret = "{"c" * 40}"\n'
        f'[app]\nsecret = "{SECRET}"\nold_secrets = ["{OLD}"]\n'
    )
    home = Home(
        folder,
        {
            "WAREHOUSE__URL": f"duckdb:///{copy}",
            "SYNC__EVERY_MINUTES": "0",
            "LINKBOARD_SECRETS": str(secrets),
        },
    )
    with app_of(home, "--secrets.files", str(secrets)) as app:
        yield Door(app, good, rotated, dead)


@pytest.mark.browser
def test_the_page_opens_without_sign_in_and_asks_nobody_for_anything(
    door: Door, browser: Browser
) -> None:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{door.app.url}/share/{door.good}")
    expect(page.get_by_text(crowd.token(20)).first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("this link opens until")).to_be_visible()
    assert not crowd.foreign(page.content(), 20)
    assert page.locator("script, iframe, form, object, embed").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    assert {urlsplit(url)[1] for url in asked} <= {urlsplit(door.app.url).netloc, ""}
    assert not wrong and not context.cookies()
    context.close()


def test_what_a_link_gives_is_kept_by_nobody_and_found_by_no_engine(door: Door) -> None:
    paths = (f"/share/{door.good}", f"/share/{door.good}.pdf", "/share/made.up")
    for answer in [door.get(path, newcomer()) for path in paths]:
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


def test_a_link_that_was_changed_or_has_ended_says_what_an_unknown_one_says(door: Door) -> None:
    for name, token in door.dead.items():
        for end in ("", ".pdf"):
            assert door.get(f"/share/{token}{end}", newcomer()).said == (404, DEAD), name


def test_a_link_of_the_secret_before_opens_while_that_secret_is_kept(door: Door) -> None:
    assert door.get(f"/share/{door.rotated}", newcomer()).status == 200


def test_nothing_in_the_address_widens_a_link(door: Door) -> None:
    query = (
        f"client={crowd.client_id(21)}&client_id={crowd.client_id(21)}&all_clients=true"
        "&from=2020-01-01&to=2030-12-31&start=2020-01-01&end=2030-12-31&as_of=2030-01-01"
        "&tz=Asia/Tokyo&by=client_id&days=30&expires_at=2999-01-01&paper=../../../etc/passwd"
        f"&token={crowd.token(21)}&share_id=share_{crowd.token(21)}"
    )
    plain = door.get(f"/share/{door.good}", newcomer())
    asked = door.get(f"/share/{door.good}?{query}", newcomer())
    assert asked.status == 200
    assert asked.body == plain.body
    document = door.get(f"/share/{door.good}.pdf?{query}", newcomer())
    name = document.headers["content-disposition"]
    assert document.status == 200 and crowd.token(20) in name and not crowd.foreign(name, 20)


@pytest.mark.parametrize(
    "path",
    [
        "/share/{}/../../exports/orders.csv",
        "/share/{}/exports/orders.csv",
        "/share/..%2f..%2fexports%2forders.csv",
        "/share/%2e%2e/exports/orders.csv",
        "/share/{}%2f..%2f..%2fclient-report%2fx.pdf",
        "/share/{}%00.pdf",
        "/share/{}%0d%0aSet-Cookie:%20a=b",
        "/share/{}.pdf.pdf",
        "/share/{}.csv",
        "/share/",
        "//share/{}",
        "/share/{};.csv",
        "/exports/orders.csv?token={}",
        "/client-report/" + crowd.client_id(20) + ".pdf?from=2026-04-01&to=2026-06-30&token={}",
        "/client-report/" + crowd.client_id(20) + ".html?from=2026-04-01&to=2026-06-30",
    ],
)
def test_no_path_around_a_link_leads_to_a_row(door: Door, path: str) -> None:
    answer = door.get(path.format(door.good), newcomer())
    assert answer.status in (200, 301, 400, 403, 404)
    assert not crowd.TOKEN.search(answer.body.decode("utf-8", "replace"))
    assert b"order_id" not in answer.body and b"root:" not in answer.body
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_link_can_be_read_and_nothing_else(door: Door, method: str) -> None:
    answer = door.get(f"/share/{door.good}", newcomer(), method)
    assert answer.status in (403, 404, 405)
    assert not crowd.TOKEN.search(answer.body.decode())


def test_who_tries_tokens_is_slowed_down_and_keeps_no_reader_out(door: Door) -> None:
    thief = newcomer()
    statuses = [door.get(f"/share/try.{number}", thief).status for number in range(15)]
    assert statuses == [404] * 10 + [429] * 5
    late = door.get(f"/share/{door.dead['expired']}", thief)
    assert late.status == 429 and late.headers["retry-after"] == "60"
    assert door.get(f"/share/{door.good}", thief).status == 200
    assert door.get("/share/try.0", newcomer()).status == 404


def test_who_names_another_address_each_time_is_slowed_down_as_well(door: Door) -> None:
    """The last of this file to try wrong links: a minute long nobody's is answered any more."""
    said = [door.get(f"/share/try.{number}", f"198.51.100.{number}").status for number in range(90)]
    assert set(said) == {404, 429} and said[60:] == [429] * 30
    for path in (f"/share/{door.good}", f"/share/{door.good}.pdf"):
        assert door.get(path, newcomer()).status == 200


def test_the_token_stands_in_no_log_and_its_use_in_the_audit(door: Door) -> None:
    door.get(f"/share/{door.good}.pdf", newcomer())
    assert door.good not in door.app.log
    assert SECRET not in door.app.log and OLD not in door.app.log
