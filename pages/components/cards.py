"""The four headline figures under the answer: value, change, k/n with interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from data import catalogue
from pages.components import definitions

Colour = Literal["normal", "inverse", "off"]
_COLOURS: dict[catalogue.Direction, Colour] = {"up": "normal", "down": "inverse", "none": "off"}


@dataclass(frozen=True)
class Change:
    """How a figure moved. Its text begins with an ASCII sign: Streamlit reads a typographic minus
    as positive."""

    text: str
    is_clear: bool = True
    against: str = "vs prior"


NO_CLEAR_CHANGE = Change("no clear change", is_clear=False)


@dataclass(frozen=True)
class Card:
    """One figure of the catalogue: what it means and whether up is good stand there.

    `called` is one of the entry's further names; `note` stands after its definition.
    """

    metric: str
    value: str
    caption: str
    change: Change | None = None
    called: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        return self.called or catalogue.BY_ID[self.metric].label

    @property
    def colour(self) -> Colour:
        """Green when it moved for the better; a volume has no better."""
        return _COLOURS[catalogue.BY_ID[self.metric].direction]

    @property
    def help(self) -> str:
        return definitions.words(catalogue.BY_ID[self.metric], note=self.note)


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
            delta_color=card.colour,
            delta_description=change.against,
        )
    else:
        st.metric(card.label, card.value, delta=change.text, delta_color="off", delta_arrow="off")
    st.caption(card.caption, help=card.help)
