"""One rate by a grouping that the viewer chooses: buttons, forest chart, table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.components import panels
from pages.components.charts import forest
from pages.components.filters import View
from pages.components.headlines import Rate
from pages.components.reading import report

_BUTTONS_HEIGHT = 56


@dataclass(frozen=True)
class ByGroup:
    """`title` is completed by the grouping's name; the first of `groups` is the default."""

    title: str
    caption: str
    report: str
    groups: dict[str, str]
    rate: Rate
    key: str
    empty: str

    @property
    def column(self) -> str:
        """The grouping chosen; known before the buttons are drawn."""
        return st.session_state.get(self.key) or next(iter(self.groups))

    def rows(self, view: View) -> pd.DataFrame:
        rows = report(self.report, view.by(self.column))
        parts = ("k", "n", "rate", "low", "high")
        names = (self.rate.k, self.rate.n, self.rate.value, self.rate.low, self.rate.high)
        return rows.assign(
            label=panels.group_names(rows["group"], self.column),
            **{part: rows[name] for part, name in zip(parts, names, strict=True)},
        )

    def height(self, view: View) -> int:
        """What a chart in the panel beside must take to end at the same line."""
        return forest.height(int((self.rows(view)["n"] > 0).sum())) + _BUTTONS_HEIGHT

    def draw(self, view: View, overall: float | None) -> None:
        word = self.groups[self.column].lower()
        with panels.panel(f"{self.title}, by {word}", self.caption):
            panels.switch("By", self.groups, key=self.key)
            rows = self.rows(view)
            if not rows["n"].sum():
                panels.nothing(self.empty, key=self.key)
                return
            panels.forest_of(
                forest.forest(rows, panels.theme(), overall=overall),
                rows,
                key=f"{self.key}_forest",
                finding=f"{self.title}, by {word}.",
            )
