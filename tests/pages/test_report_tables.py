"""Cells of a client's report: none is so long that it buries the others, no link is cut."""

from __future__ import annotations

import pandas as pd
import pytest

from pages.client_report import html, tables
from pages.client_report.tables import MOST_LETTERS

LONGEST = f"https://blog.example/{'a' * 1_900}"


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (LONGEST, LONGEST),
        (f"{LONGEST}{'a' * 200}", f"{LONGEST[: MOST_LETTERS - 1]}…"),
        ("javascript:" + "a" * 300, "javascript:" + "a" * (MOST_LETTERS - 12) + "…"),
    ],
    ids=["followed", "too long to be followed", "no address"],
)
def test_an_address_is_whole_or_not_followed(target: str, shown: str) -> None:
    (row,) = tables.links(pd.DataFrame([line(target_url=target)]), "UTC").rows
    assert row[4] == shown


def test_of_a_long_address_the_beginning_is_printed() -> None:
    assert html.bare(LONGEST) == f"{LONGEST.removeprefix('https://')[: MOST_LETTERS - 1]}…"
    assert html.bare("https://blog.example/a") == "blog.example/a"


@pytest.mark.parametrize("sign", ["a", "\u0301", "\u200b", "a\n", "😀"])
def test_a_text_of_64_kilobytes_is_cut(sign: str) -> None:
    (row,) = tables.links(pd.DataFrame([line(anchor_text=sign * 65_536)]), "UTC").rows
    assert len(row[3]) <= MOST_LETTERS and row[3].endswith("…")


def test_a_text_is_read_in_its_own_direction() -> None:
    (row,) = tables.links(pd.DataFrame([line(anchor_text="\u202egnp.exe שלום")]), "UTC").rows
    assert row[3] == "gnp.exe שלום"


def line(**texts: str) -> dict[str, object]:
    usual = {"url": "https://pods.example/1", "anchor_text": "", "target_url": ""}
    return {"live_at": pd.Timestamp(2026, 6, 1), "index_state": "indexed", **usual, **texts}
