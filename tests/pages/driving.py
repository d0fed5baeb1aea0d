"""Opens pages as a browser would and reads what they show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from google.protobuf import text_format
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from data import runtime
from data.warehouse import Warehouse

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"
PAGES = (
    "overview",
    "delivery",
    "indexing",
    "campaigns",
    "replies",
    "money",
    "clients",
    "exports",
    "sync",
    "definitions",
)
WITH_RANGE = ("overview", "delivery", "indexing", "campaigns", "replies", "money", "clients")

# For each AppTest, Streamlit reads the metadata of every installed package: 0.2 s, one answer.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@contextmanager
def running_on(path: Path, **settings: str) -> Iterator[Warehouse]:
    """This process's runtime on a file, with the settings of an environment."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {"WAREHOUSE__URL": f"duckdb:///{path}", **settings}.items():
            environment.setenv(name, value)
        runtime.end()
        st.cache_data.clear()
        try:
            yield runtime.current().warehouse
        finally:
            runtime.end()


def visit(page: str = "overview", *, user: dict[str, Any] | None = None, **link: Any) -> AppTest:
    """A page opened by a link with these parameters: the first thing this session sees."""
    app = AppTest.from_file(FRAME, default_timeout=30)
    if user is not None:
        app.user = user
    for name, value in link.items():
        app.query_params[name] = value
    if page != "overview":
        app.switch_page(f"{page}.py")
    return app.run()


def went_well(app: AppTest) -> bool:
    return not app.exception and not app.error


def answer(app: AppTest) -> str:
    """The one sentence that answers the page's question."""
    (sentence,) = [text for text in markdown(app) if text.startswith("### ")]
    return sentence.removeprefix("### ")


def markdown(app: AppTest) -> list[str]:
    return [str(element.value) for element in app.markdown]


def captions(app: AppTest) -> list[str]:
    return [str(element.value) for element in app.caption]


def cards(app: AppTest) -> dict[str, str]:
    return {element.label: element.value for element in app.metric}


def charts(app: AppTest) -> list[dict[str, Any]]:
    """The figures; json.loads refuses nothing, so that NaN and Infinity are refused here."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} in a chart")

    return [
        json.loads(element.proto.spec, parse_constant=refuse) for element in app.get("plotly_chart")
    ]


def everything_shown(app: AppTest) -> str:
    """All text that is sent to the browser: tables, charts and labels of blocks included."""
    return "\n".join(_text(node) for block in (app.main, app.sidebar) for node in block)


def _text(node: Element | Block) -> str:
    if node.type == "dataframe":
        return str(node.value.to_csv())
    if node.type == "plotly_chart":
        return json.dumps(json.loads(node.proto.spec), ensure_ascii=False)
    return text_format.MessageToString(node.proto, as_utf8=True) if node.proto else ""
