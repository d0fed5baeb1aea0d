"""A client's report as PDF and behind a link: whose it is, for how long, and how far it reaches."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.filled import ACME, LEDGERLEAF
from tests.routes.test_signed_exports import cookie
from tests.starting import App

END = datetime.now(UTC).date()
DAYS = f"from={END - timedelta(days=90)}&to={END}"


def report_of(client: str) -> str:
    return f"/client-report/{client}.pdf?{DAYS}"


def test_staff_takes_any_clients_report(signed_app: App) -> None:
    answer = signed_app.get(report_of(ACME), cookies=cookie("analyst"))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_client_takes_its_own_and_no_other(signed_app: App) -> None:
    own = cookie("acme")
    assert signed_app.get(report_of(ACME), cookies=own).status_code == 200
    assert signed_app.get(report_of(LEDGERLEAF), cookies=own).status_code == 403
    assert signed_app.get(report_of(ACME)).status_code == 403


@pytest.mark.parametrize(
    "query", ["", "from=x&to=y", "from=2026-10-02&to=2026-10-01", f"{DAYS}&tz=Moon"]
)
def test_days_that_cannot_be_read_are_one_sentence(app: App, query: str) -> None:
    answer = app.get(f"/client-report/{ACME}.pdf?{query}")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text and answer.text.count("\n") == 1


@pytest.mark.parametrize("days", ["0001-01-01&to=9999-12-31", "0001-01-01&to=0001-01-02"])
def test_a_period_may_be_as_long_as_the_calendar(app: App, days: str) -> None:
    assert app.get(f"/client-report/{ACME}.html?from={days}").status_code == 200


def test_an_unknown_client_has_no_report(app: App) -> None:
    assert app.get(report_of("cus_none")).status_code == 400


def test_a_download_is_noted(app: App) -> None:
    assert app.get(report_of(ACME)).status_code == 200
    lines = app.get("/exports/downloads.json").json()
    noted = [line for line in lines if line["name"] == "client_report"]
    assert json.loads(noted[0]["filters"])["clients"] == ACME


def test_the_page_holds_what_the_pdf_holds_and_no_script(signed_app: App) -> None:
    page = report_of(ACME).replace(".pdf?", ".html?")
    answer = signed_app.get(page, cookies=cookie("acme"))
    assert answer.status_code == 200 and "Promises by the week" in answer.text
    assert "<script" not in answer.text
    assert signed_app.get(page.replace(ACME, LEDGERLEAF), cookies=cookie("acme")).status_code == 403


def test_the_name_of_the_file_says_whose_and_when(app: App) -> None:
    named = app.get(report_of(ACME)).headers["Content-Disposition"]
    assert "linkboard-client_report-Acme" in named and f"-{END}-asof-" in named
