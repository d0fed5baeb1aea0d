"""Foreign text stays text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components import plain


def test_addresses_do_not_become_links_by_themselves() -> None:
    shown = plain.markdown("see https://evil.example, www.evil.example or a@evil.example")
    assert "://" not in shown
    assert not re.search(r"www\\?\.", shown)
    assert "@e" not in shown


def test_an_icon_name_stays_a_word() -> None:
    assert ":material" not in plain.markdown(":material/home:")


@given(st.text(max_size=60))
def test_nothing_but_glue_and_backslashes_is_added(text: str) -> None:
    shown = plain.markdown(text).replace("\\", "").replace("\u2060", "")
    assert shown == plain.line(text).replace("\\", "").replace("\u2060", "")


@pytest.mark.parametrize("shown", [plain.line, plain.markdown, plain.chart])
def test_a_name_turns_no_word_around_it(shown: Callable[[str], str]) -> None:
    assert shown("a\u202egnp\u202c \u2066b\u2069\n\n c") == "agnp b c"
    assert shown("שלום عربي") == "שלום عربي"


def test_a_chart_prints_tags_instead_of_obeying_them() -> None:
    assert plain.chart('<b>x</b> "y"') == '&lt;b&gt;x&lt;/b&gt; "y"'
