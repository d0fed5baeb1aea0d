"""Every report of links is what pandas makes of the same rows."""

from __future__ import annotations

import pytest

from tests.independent.demo_world import followed, links
from tests.independent.demo_world.reading import Demo, compare


@pytest.mark.parametrize("by", [None, "platform", "package", "month"])
def test_indexing_rates(demo: Demo, by: str | None) -> None:
    compare(demo.ask("indexing_rates", by), links.indexing_rates(demo, by), "group")


@pytest.mark.parametrize("by", [None, "platform"])
def test_the_index_curve(demo: Demo, by: str | None) -> None:
    told = demo.ask("indexing_curve", by)
    compare(told, links.indexing_curve(demo, by), "group", "hours")


def test_both_edges_of_what_polling_leaves_open(demo: Demo) -> None:
    told = demo.ask("indexing_envelope")
    compare(told, links.indexing_envelope(demo), "edge", "hours")


@pytest.mark.parametrize("by", [None, "package"])
def test_the_further_figures_of_indexing(demo: Demo, by: str | None) -> None:
    compare(demo.ask("indexing_figures", by), links.indexing_figures(demo, by), "group")


@pytest.mark.parametrize("by", [None, "client_id", "month"])
def test_links_delivered(demo: Demo, by: str | None) -> None:
    compare(demo.ask("links_delivered", by), links.links_delivered(demo, by), "group")


@pytest.mark.parametrize("by", [None, "package"])
def test_links_that_stay_indexed(demo: Demo, by: str | None) -> None:
    compare(demo.ask("still_indexed", by), followed.still_indexed(demo, by), "group")


def test_the_curve_of_links_that_stay(demo: Demo) -> None:
    compare(demo.ask("still_indexed_curve"), followed.still_indexed_curve(demo), "hours")


def test_how_far_links_can_be_followed(demo: Demo) -> None:
    compare(demo.ask("lineage_joins"), followed.lineage_joins(demo), "edge")
