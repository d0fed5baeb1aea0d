"""With sign-in the export route reads the same cookie and asks the same roster as the pages."""

from __future__ import annotations

import csv
import io
import secrets
import time
from typing import Any

import pytest
import requests
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.filled import ACME, ISSUER, LEDGERLEAF, REVOKED
from tests.routes.cookies import COOKIE_SECRET
from tests.starting import App


def cookie(subject: str, *, secret: str = COOKIE_SECRET, **claims: Any) -> dict[str, str]:
    """What Streamlit sets after a sign-in, by its own hand."""
    told = {
        "is_logged_in": True,
        "iss": ISSUER,
        "sub": subject,
        "exp": int(time.time()) + 3600,
    } | claims
    jar: dict[str, str] = {}

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(secret, name, value)

    def put(name: str, value: str) -> None:
        jar[name] = sign(name, value).decode()

    set_cookie_with_chunks(put, sign, "_streamlit_user", told, cookie_attr_size=60)
    return jar


def clients_in(answer: requests.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    reader = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["client_id"] for row in reader}


@pytest.mark.parametrize(
    "cookies",
    [
        {},
        {"_streamlit_user": "made up"},
        cookie("owner", secret="another secret of more than 32 characters"),
        cookie("owner", exp=1),
        cookie("owner", is_logged_in=False),
        cookie("stranger"),
        cookie(REVOKED),
        cookie("gardener"),
        cookie("owner", iss="https://evil.example"),
    ],
    ids=["none", "junk", "forged", "expired", "out", "stranger", "revoked", "role", "issuer"],
)
def test_without_a_good_sign_in_there_is_no_file(signed_app: App, cookies: dict[str, str]) -> None:
    answer = signed_app.get("/exports/orders.csv", cookies=cookies)
    assert answer.status_code == 403
    assert "order_id" not in answer.text and answer.text.count("\n") == 1


def test_staff_gets_all_clients(signed_app: App) -> None:
    found = clients_in(signed_app.get("/exports/orders.csv", cookies=cookie("analyst")))
    assert {ACME, LEDGERLEAF} < found


def test_a_client_gets_its_own_rows_whatever_the_link_asks(signed_app: App) -> None:
    own = cookie("acme")
    assert clients_in(signed_app.get("/exports/orders.csv", cookies=own)) == {ACME}
    asked = f"/exports/orders.csv?client={LEDGERLEAF}"
    assert clients_in(signed_app.get(asked, cookies=own)) == set()
    both = f"{asked}&client={ACME}"
    assert clients_in(signed_app.get(both, cookies=own)) == {ACME}
    assert clients_in(signed_app.get("/exports/orders.csv", cookies=cookie("nobody"))) == set()


@pytest.mark.parametrize("name", ["quarantine", "source_status", "row_counts", "sync_history"])
def test_what_is_for_staff_is_empty_for_a_client(signed_app: App, name: str) -> None:
    answer = signed_app.get(f"/exports/{name}.csv", cookies=cookie("acme"))
    assert answer.status_code in (200, 400, 403)
    if answer.status_code == 200:
        assert len(answer.content.splitlines()) == 1


@pytest.mark.parametrize("who", ["analyst", "some", "acme"])
@pytest.mark.parametrize("format", ["csv", "json"])
def test_who_took_what_away_is_for_administrators_alone(
    signed_app: App, who: str, format: str
) -> None:
    path = f"/exports/downloads.{format}"
    answer = signed_app.get(path, cookies=cookie(who))
    assert (answer.status_code, answer.text) == (
        403, "Only administrators see who took what away.\n"
    )  # fmt: skip
    assert signed_app.get(path, cookies=cookie("owner")).status_code == 200


def test_a_cookie_above_four_kilobytes_comes_in_parts(signed_app: App) -> None:
    cookies = cookie("analyst", groups=[secrets.token_hex(16) for _ in range(300)])
    assert len(cookies) > 2
    assert ACME in clients_in(signed_app.get("/exports/orders.csv", cookies=cookies))
    cookies.popitem()
    assert signed_app.get("/exports/orders.csv", cookies=cookies).status_code == 403


def test_health_needs_no_sign_in_and_tells_no_rows(signed_app: App) -> None:
    answer = signed_app.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "data_version", "sources"}
