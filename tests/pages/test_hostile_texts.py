"""Names and texts from vendors are shown as text: no markup of theirs is rendered anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data.schema import campaigns, clients, leads, orders, placements, replies, sync_runs
from data.warehouse import Warehouse
from pages.components import plain, tables
from tests.filled import ACME, Filled
from tests.pages.driving import PAGES, charts, everything_shown, running_on, visit

pytestmark = pytest.mark.usefixtures("hostile")

LINK = "[win](https://evil.example/a)"
IMAGE = "![x](https://evil.example/p.png)"
TAGS = '<a href="https://evil.example">b</a><img src=x onerror=alert(1)>'
COLOUR = ":red[danger]"
BADGE = ":material/check: **bold** `code` $x^2$ ~~gone~~"
RIGHT_TO_LEFT = "\u202egnp.exe\u202c"
HOSTILE = f"{LINK} {IMAGE} {TAGS} {COLOUR} {BADGE} {RIGHT_TO_LEFT}"
FORMULA = '=HYPERLINK("https://evil.example";"CRM")'
# What Streamlit would render, were it to stand unescaped in Markdown.
RENDERED = (
    "[win]",
    "](",
    "![x]",
    ":red[",
    "**bold**",
    "`code`",
    "$x^2$",
    "~~gone~~",
    "<img",
    "<a ",
)
ESCAPED = re.compile(r"\\.")


@pytest.fixture(scope="module")
def hostile(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Every text that a vendor or a user supplies, made hostile."""
    copy = filled_file.copy(tmp_path_factory.mktemp("hostile"))
    with running_on(copy, **filled_file.settings) as warehouse:
        with warehouse.write() as connection:
            for table, *columns in (
                (clients, "name"),
                (campaigns, "name"),
                (orders, "niche", "package", "anchor_text", "episode_title"),
                (placements, "platform"),
                (leads, "title", "url"),
                (replies, "subject", "from_email", "classification"),
                (sync_runs, "message"),
            ):
                connection.execute(sa.update(table).values(dict.fromkeys(columns, HOSTILE)))
            connection.execute(
                sa.update(orders).where(orders.c.client_id != ACME).values(anchor_text=FORMULA)
            )
            connection.execute(
                sa.update(sync_runs).where(sync_runs.c.source == "outreach").values(status="failed")
            )
            connection.execute(
                sa.update(sync_runs).where(sync_runs.c.source == "podcast").values(status="partial")
            )
        yield warehouse


def rendered_texts(app: AppTest) -> Iterator[str]:
    """What Streamlit reads as Markdown: bodies, labels and helps, but no table, code or option."""
    for block in (app.main, app.sidebar):
        for node in block:
            if node.type in ("markdown", "caption", "alert", "error", "warning", "info"):
                yield node.proto.body
            for field in ("label", "help"):
                if (text := getattr(node.proto, field, None)) and isinstance(text, str):
                    yield text
            if node.type == "popover":
                yield node.proto.popover.label


@pytest.mark.parametrize("link", [{}, {"client": ACME, "niche": HOSTILE}], ids=["all", "filtered"])
@pytest.mark.parametrize("page", PAGES)
def test_no_markup_of_theirs_is_rendered(page: str, link: dict[str, str]) -> None:
    app = visit(page, range="all", **link)
    assert not app.exception
    for text in rendered_texts(app):
        unescaped = ESCAPED.sub("", text)
        for markup in RENDERED:
            assert markup not in unescaped, text
    for chart in charts(app):
        drawn = json.dumps([{**trace, "customdata": None} for trace in chart["data"]])
        assert "<img" not in drawn + json.dumps(chart["layout"])


def test_the_texts_reach_the_pages_at_all() -> None:
    shown = everything_shown(visit("clients", range="all", client=ACME))
    assert LINK in shown
    assert IMAGE in shown


def test_both_messages_of_vendors_stand_in_the_state_lines() -> None:
    app = visit("delivery", range="all")
    assert [len(app.error), len(app.warning)] == [1, 1]
    assert r"\[win\]\(https\:" in app.error[0].value


def test_a_chart_prints_quotes_as_they_are() -> None:
    assert plain.chart("<b>\"A\" & 'B'</b>") == "&lt;b&gt;\"A\" &amp; 'B'&lt;/b&gt;"


def test_a_formula_stays_text_in_the_table(hostile: Warehouse) -> None:
    app = visit("exports", range="all")
    preview = app.dataframe[0].value
    assert FORMULA in set(preview["anchor_text"])


def test_only_web_addresses_are_links(hostile: Warehouse) -> None:
    unsafe = "javascript:alert(document.domain)"
    with hostile.read() as connection:
        found = sa.select(orders.c.client_id).where(orders.c.target_url == unsafe)
        client = connection.scalar(found)
    app = visit("clients", range="all", client=client)
    links = next(table.value for table in app.dataframe if "target_url" in table.value)
    assert links["target_url"].isna().any()
    assert unsafe not in everything_shown(app)


def test_no_other_address_than_a_web_address_may_be_clicked() -> None:
    given = ["https://a.example/", "javascript:alert(1)", " https://a.example", "data:,x", None]
    assert tables.web_addresses(pd.Series(given)) == ["https://a.example/", *[None] * 4]
