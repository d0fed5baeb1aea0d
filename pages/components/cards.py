"""The four headline figures under the answer: value, change, k/n with interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st


@dataclass(frozen=True)
class Change:
    """How a figure moved. Its text begins with an ASCII sign: Streamlit reads a typographic minus
    as positive."""

    text: str
    colour: Literal["normal", "inverse", "off"] = "normal"
    is_clear: bool = True
    against: str = "vs prior"


NO_CLEAR_CHANGE = Change("no clear change", "off", is_clear=False)


@dataclass(frozen=True)
class Card:
    label: str
    value: str
    caption: str
    change: Change | None = None
    help: str | None = None


def row(cards: Sequence[Card]) -> None:
    """Four in a row, two on a phone; the grid's border gives equal heights."""
    with st.grid(4, min_column_width=160, gap="small", border=True):
        for card in cards:
            with st.container(gap="xxsmall"):
                _draw(card)


def _draw(card: Card) -> None:
    change = card.change
    if change is None:
        st.metric(card.label, card.value)
    elif change.is_clear:
        st.metric(
            card.label,
            card.value,
            delta=change.text,
            delta_color=change.colour,
            delta_description=change.against,
        )
    else:
        st.metric(card.label, card.value, delta=change.text, delta_color="off", delta_arrow="off")
    st.caption(card.caption, help=card.help)
