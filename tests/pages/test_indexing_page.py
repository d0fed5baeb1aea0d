"""The workflow on the Indexing page: empty, filled, sent, and as a client sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data.access import Scope
from data.catalogue import workflow
from data.indexing import campaigns, list_store, lists, manual, preparing
from data.runtime import current
from data.sandbox.server import Sandbox
from data.schema import index_checks, index_queue, index_submissions
from data.warehouse import Warehouse
from pages.components import formats
from pages.components.indexing_waiting import cost
from tests.filled import ACME, LEDGERLEAF, Filled, asked, generous
from tests.pages.driving import (
    answer,
    captions,
    cards,
    charts,
    everything_shown,
    running_on,
    visit,
    went_well,
)
from tests.pages.test_who_sees_what import person

OURS = [f"https://one-host.example/posts/{n}" for n in range(1, 13)]
PARTS = ("workflow", "send", "recover", "waiting", "archive")


def part(name: str, **link: Any) -> AppTest:
    """One part of the page, as after a click on its button."""
    app = visit("indexing", range="all", **link)
    return app.button_group(key="indexing_part").set_value(name).run()


def bring(warehouse: Warehouse, urls: list[str], client_id: str | None = None) -> str:
    """A list on record, planned by what is known and queued."""
    read = lists.read_text("\n".join(urls), allow_example=True)
    stored = list_store.save(
        warehouse, read, name=f"List of {client_id}", created_by="test", client_id=client_id
    )
    campaign = preparing.of_list(warehouse, stored.list_id, Scope.everything())
    plan = preparing.by_what_is_known(warehouse, current().settings, campaign, Scope.everything())
    campaigns.record(warehouse, stored.list_id, plan, datetime.now(UTC).replace(tzinfo=None))
    return stored.list_id


def pushed(warehouse: Warehouse, campaign: str, urls: list[str], indexed: int) -> None:
    """As if an engine had taken these pages three hours ago, and a person had seen some."""
    now = datetime.now(UTC).replace(tzinfo=None)
    at = now - timedelta(hours=3)
    rows = [
        {"url_sha256": result.request.url_sha256, "url_canonical": result.request.url_canonical}
        for result in (manual.verdict_of(url, "indexed", now=now) for url in urls)
    ]
    own = {"campaign_id": campaign, "engine": "indexnow", "host": "one-host.example"}
    sent = own | {"state": "received", "http_status": 200, "attempt": 0, "sent_at": at}
    with warehouse.write() as connection:
        connection.execute(
            sa.insert(index_submissions),
            [row | sent | {"request_id": "r1", "finished_at": at} for row in rows],
        )
        connection.execute(
            sa.insert(index_queue),
            [row | own | {"state": "received", "queued_at": at, "accepted_at": at} for row in rows],
        )
    words = ["indexed"] * indexed + ["not_seen"] * (len(urls) - indexed)
    seen = [
        manual.verdict_of(url, word, now=now, checked_at=now - timedelta(hours=1))
        for url, word in zip(urls, words, strict=True)
    ]
    manual.store(warehouse, seen, by="test")


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("name", PARTS)
def test_a_part_with_nothing_in_it_says_so(name: str) -> None:
    app = part(name)
    assert went_well(app)
    assert answer(app)


def test_the_workflow_tells_what_the_reports_say(own: Warehouse) -> None:
    pushed(own, bring(own, OURS), OURS, 9)
    now = asked(own, "indexing_workflow").iloc[0]
    app = part("workflow")
    assert went_well(app)
    assert cards(app)["Taken by engines"] == "12"
    assert cards(app)["Indexed of taken"] == formats.rate(9 / 12)
    assert f"**{formats.rate(now['index_rate_submitted'])}** of 12" in answer(app)
    assert len(charts(app)) == 2
    assert any("9/12 [" in text for text in captions(app))
    funnel = asked(own, "indexing_funnel").set_index("stage")["reached"]
    assert (funnel["accepted"], funnel["indexed"]) == (12, 9)


def test_every_figure_of_the_workflow_stands_on_one_of_its_parts(own: Warehouse) -> None:
    pushed(own, bring(own, OURS), OURS, 9)
    text = "\n".join(everything_shown(part(name)) for name in PARTS).lower()
    missing = [
        metric.id
        for metric in workflow.METRICS
        if not any(name.lower() in text for name in (metric.label, *metric.labels))
    ]
    assert not missing, ", ".join(missing)


def test_recovery_names_the_mend_and_the_archive_keeps_what_got_in(own: Warehouse) -> None:
    pushed(own, bring(own, OURS), OURS, 9)
    app = part("recover")
    assert "**3\u00a0pages** need a hand" in answer(app)
    assert any("no proof of absence" in text.value for text in app.markdown)
    archive = part("archive")
    assert "**9** indexed after an engine took them" in answer(archive)
    assert len(archive.dataframe[0].value) == 12


def test_a_pasted_list_is_shown_before_it_is_kept_and_its_refusals_can_be_taken_away(
    own: Warehouse,
) -> None:
    app = part("send")
    app.text_area(key="url_text").set_value(
        f"{OURS[0]}\n{OURS[0]}#again\njavascript:alert(1)\nhttp://10.0.0.1/x"
    ).run()
    assert went_well(app)
    shown = everything_shown(app)
    assert "1 taken" in shown and "1\u00a0repeat" in shown and "2 refused" in shown
    preview = app.dataframe[0].value
    assert list(preview["why"][:1]) == ["The same page stands in row 1."]
    assert "Only http and https can be a backlink." in set(preview["why"])
    (taken,) = [b for b in app.get("download_button") if "refusals" in b.proto.label]
    assert taken is not None
    with own.read() as connection:
        assert list_store.all_lists(connection, Scope.everything()) == []
    app.text_input[-1].set_value("Spring")
    (keep,) = [button for button in app.button if button.label == "Keep this list"]
    keep.click().run()
    with own.read() as connection:
        (stored,) = list_store.all_lists(connection, Scope.everything())
    assert (stored.name, stored.taken, stored.duplicates, stored.refused) == ("Spring", 1, 1, 2)


def test_what_is_no_list_is_said_in_a_sentence(own: Warehouse) -> None:
    app = part("send")
    app.text_area(key="url_text").set_value("name,price\nshoe,12").run()
    assert not app.exception
    assert "No column holds URLs" in app.error[0].value.replace("\\", "")


def test_a_client_looks_at_its_own_rows_and_sends_nothing(
    filled_file: Filled, tmp_path: Path
) -> None:
    settings = filled_file.settings | {"AUTH__COOKIE_SECRET": "x" * 32}
    with running_on(filled_file.copy(tmp_path), **settings) as warehouse:
        pushed(warehouse, bring(warehouse, OURS[:5], ACME), OURS[:5], 5)
        pushed(warehouse, bring(warehouse, OURS[5:], LEDGERLEAF), OURS[5:], 0)
        bring(warehouse, OURS[:2])
        acme = person("acme")
        page = visit("indexing", user=acme, range="all")
        group = page.button_group(key="indexing_part")
        assert "Send" not in [option.content for option in group.proto.options]
        app = part("workflow", user=acme)
        assert cards(app)["Taken by engines"] == "5"
        lists_shown = app.selectbox(key="index_campaign").options
        assert len(lists_shown) == 3 and "LEDGER" not in str(lists_shown).upper()
        recover = part("recover", user=acme)
        assert went_well(recover)
        assert not [b for b in recover.button if "again" in b.label or b.label == "Keep"]
        archive = part("archive", user=acme)
        shown = everything_shown(archive)
        assert OURS[0] in shown and OURS[6] not in shown


def test_a_client_sees_what_waits_and_not_what_others_used_of_the_quota(
    filled_file: Filled, tmp_path: Path
) -> None:
    settings = filled_file.settings | {"AUTH__COOKIE_SECRET": "x" * 32}
    with running_on(filled_file.copy(tmp_path), **settings) as warehouse:
        pushed(warehouse, bring(warehouse, OURS[:5], ACME), OURS[:5], 5)
        with warehouse.write() as connection:
            connection.execute(
                sa.update(index_queue)
                .where(index_queue.c.url_canonical == OURS[0])
                .values(state="queued")
            )
        app = part("workflow", user=person("acme"))
        assert went_well(app)
        (quotas,) = [one.value for one in app.dataframe if "of_day" in one.value]
        assert list(quotas["of_day"]) == ["—"] and list(quotas["waiting"]) == [1]
        assert quotas["days_to_clear"].isna().all()


def test_a_list_is_looked_at_and_sent_from_the_page(filled_file: Filled, tmp_path: Path) -> None:
    with (
        Sandbox(generous(orders=20)) as sandbox,
        running_on(filled_file.copy(tmp_path), **sandbox.settings) as warehouse,
    ):
        read = lists.read_text("\n".join(OURS[:2]), allow_example=True)
        stored = list_store.save(warehouse, read, name="Two", created_by="test")
        app = part("send")
        app.selectbox(key="send_campaign").set_value(stored.list_id).run()
        app.button(key="look_at_pages").click().run()
        ended()
        app.run()
        assert "2\u00a0pages" in app.button(key="send_pages").label
        app.button(key="send_pages").click().run()
        ended()
        with warehouse.read() as connection:
            states = set(connection.scalars(sa.select(index_queue.c.state)))
        assert states == {"received"}
        assert went_well(app.run())
        assert "2 taken by engines in 1 request," in everything_shown(app).replace("\\", "")


def ended() -> None:
    """Wait for the page's work, which has its own thread."""
    work = current().indexing
    work.wait(30)
    assert not work.state().is_running and not work.state().is_failed


def test_a_verdict_of_a_person_is_kept_as_reported(own: Warehouse) -> None:
    app = part("recover")
    app.text_input[-2].set_value(OURS[0])
    (keep,) = [button for button in app.button if button.label == "Keep"]
    keep.click().run()
    assert went_well(app)
    with own.read() as connection:
        rows = connection.execute(
            sa.select(index_checks.c.verdict, index_checks.c.method, index_checks.c.confidence)
        ).all()
    assert [tuple(row) for row in rows] == [("indexed", "manual", "reported")]


def test_the_calculator_is_the_printed_formula() -> None:
    assert cost(300, 21) == pytest.approx(206.98, abs=0.005)
    assert cost(0, 30) == 0


@pytest.fixture
def waiting(reading: Warehouse) -> Iterator[AppTest]:
    yield part("waiting")


def test_the_calculator_prints_formula_assumption_and_what_was_measured(waiting: AppTest) -> None:
    assert went_well(waiting)
    text = everything_shown(waiting).replace("\\", "")
    assert "monthly value × days ÷ 30.4375" in text
    assert "Assumes value accrues evenly" in text
    assert "Measured: links of this view wait" in text or "no saving is shown" in text
    assert len(charts(waiting)) == 1
