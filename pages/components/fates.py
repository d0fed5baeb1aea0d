"""Links by the week they went live, and what became of them."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from pages.components import formats, panels
from pages.components.charts.bars import Series, weekly
from pages.components.filters import View
from pages.components.reading import report

_FATES = (
    Series("indexed", "Indexed", "done"),
    Series("not_yet", "Not indexed yet", "open"),
    Series("blocked", "Cannot be indexed", "failed"),
)


def link_weeks(view: View, *, at: DeltaGenerator) -> None:
    with panels.panel(
        "Links live, by week",
        f"What became of them · {panels.weeks_of(view)}",
        at=at,
    ):
        rows = report("link_weeks", view.filters)
        if rows.empty or not rows["live"].sum():
            panels.nothing(f"No links went live in {view.dates}.", key="link_weeks")
            return
        total = formats.noun(rows["live"].sum(), "link")
        panels.chart(
            weekly(rows, panels.theme(), week="week", series=_FATES),
            key="link_weeks",
            finding=f"{total} went live in {formats.noun(len(rows), 'week')}, "
            f"{formats.count(rows['indexed'].sum())} of them are indexed.",
            rows=rows,
        )
