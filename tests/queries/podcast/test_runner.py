"""The query runner: names, parameters, types and streams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data import queries, reports
from data.access import Scope
from data.errors import ReportError
from data.reports import Filters
from tests.queries.podcast.worlds import EVERYTHING, PodcastWorld, ago, order_row

ESTIMATES = {f"{part}{which}": 0.5 for part in ("value", "low", "high") for which in "10"}


SCOPED = [name for name, info in reports.catalogue().items() if info.source != "ledger"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodcastWorld]:
    world = PodcastWorld(tmp_path_factory.mktemp("empty"))
    yield world
    world.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodcastWorld]:
    world = PodcastWorld(tmp_path_factory.mktemp("filled"))
    world.order("o", client_id="cus_a", status="delivered", delivered_event_at=ago(days=3))
    world.slot("o", live_at=ago(days=4))
    world.order("overdue", first_promised_at=ago(days=5))
    yield world
    world.close()


def _table(world: PodcastWorld, name: str, scope: Scope, by: str | None = None) -> pa.Table:
    given = ESTIMATES if name == "rate_change" else {}
    filters = Filters(by=by, order="o")
    return reports.run_arrow(world.warehouse, name, filters, scope, **given)


@pytest.mark.parametrize("name", reports.catalogue())
def test_every_query_runs_on_an_empty_warehouse_in_every_grouping(
    empty: PodcastWorld, name: str
) -> None:
    info = reports.catalogue()[name]
    for by in (None, *info.groupings):
        table = _table(empty, name, EVERYTHING, by)
        assert tuple(table.column_names) == info.columns
        assert not any(pa.types.is_null(kind) for kind in table.schema.types), table.schema


@pytest.mark.parametrize("name", SCOPED)
def test_a_viewer_without_clients_sees_an_empty_world(
    empty: PodcastWorld, filled: PodcastWorld, name: str
) -> None:
    nobody = Scope.of([])
    assert _table(filled, name, nobody).equals(_table(empty, name, nobody))


def test_unknown_names_are_told_in_one_sentence(world: PodcastWorld) -> None:
    with pytest.raises(ReportError, match="no report or dataset named 'orderz'"):
        world.ask("orderz")
    with pytest.raises(ReportError, match="cannot be grouped by 'platform': choose one of package"):
        world.ask("delivery_times", by="platform")
    with pytest.raises(ReportError, match="it has no groups"):
        world.ask("client_summary", by="month")
    with pytest.raises(ReportError, match="not a time zone"):
        world.ask("orders", zone="Mars/Base")
    with pytest.raises(ReportError, match="after its end"):
        world.ask("orders", start=date(2026, 2, 1), end=date(2026, 1, 1))
    with pytest.raises(ReportError, match="rate_change needs high0, high1, low0"):
        world.ask("rate_change")


def test_a_path_is_not_a_name() -> None:
    with pytest.raises(ReportError):
        queries.compose("../steps/horizons")


def test_values_are_bound_and_never_become_sql(world: PodcastWorld) -> None:
    world.order("o", client_id="x') or (1=1")
    assert world.ask("orders", clients=("y') or (1=1",)) == []
    assert len(world.ask("orders", clients=("x') or (1=1", "z"))) == 1


def test_a_date_at_the_edge_of_time_leaves_the_range_open(world: PodcastWorld) -> None:
    world.order("o")
    assert len(world.ask("orders", start=date.min, end=date.max, zone="Asia/Tokyo")) == 1
    assert world.ask("orders", start=date.max) == []
    assert world.ask("orders", end=date.min) == []


def test_money_times_and_days_keep_their_types(world: PodcastWorld) -> None:
    world.add("price_book", package="growth", valid_from=ago(days=90), price=Decimal("99.90"))
    world.order("o", client_id="cus_a", package="growth")
    world.slot("o", live_at=ago(days=3))
    summary = reports.run(world.warehouse, "client_summary", Filters(), EVERYTHING)
    assert summary["spend"].tolist() == [Decimal("99.90")]
    orders = reports.run(world.warehouse, "orders", Filters(), EVERYTHING)
    assert orders["created_at"].dtype == "datetime64[us]"
    weeks = reports.run(world.warehouse, "link_weeks", Filters(), EVERYTHING)
    assert weeks["week"].dtype.kind == "M"


def test_a_stream_gives_the_rows_of_the_frame_in_batches(world: PodcastWorld) -> None:
    world.fill([order_row(f"o{number:06}") for number in range(70_000)])
    with reports.stream(world.warehouse, "orders", Filters(), EVERYTHING) as stream:
        batches = list(stream.batches)
    assert len(batches) > 1 and stream.schema.names[0] == "order_id"
    whole = reports.run_arrow(world.warehouse, "orders", Filters(), EVERYTHING)
    assert pa.Table.from_batches(batches, stream.schema).equals(whole.combine_chunks())


def test_a_stream_may_be_left_early(world: PodcastWorld) -> None:
    world.fill([order_row(f"o{number:06}") for number in range(70_000)])
    with reports.stream(world.warehouse, "orders", Filters(), EVERYTHING) as stream:
        next(stream.batches)
    assert len(world.ask("orders")) == 70_000


def test_an_empty_stream_still_has_columns(world: PodcastWorld) -> None:
    with reports.stream(world.warehouse, "orders", Filters(), EVERYTHING) as stream:
        assert list(stream.batches) == [] and "order_id" in stream.schema.names


def test_as_of_of_a_source_that_was_never_read_is_unknown(world: PodcastWorld) -> None:
    assert reports.as_of(world.warehouse, "podcast") is not None
    assert reports.as_of(world.warehouse, "indexing") is None


def test_the_catalogue_tells_reports_from_data_sets() -> None:
    catalogue = reports.catalogue()
    assert catalogue["delivery_times"].kind == "report"
    assert catalogue["delivery_times"].groupings == ("package", "niche", "client_id", "month")
    assert catalogue["orders"].kind == "dataset"
    assert catalogue["orders"].source == "podcast"


@pytest.mark.parametrize("name", reports.catalogue())
def test_no_comment_or_literal_reads_as_a_bind(name: str) -> None:
    known = {*ESTIMATES, "all_clients", "clients", "filter_clients", "start_at", "end_at", "zone"}
    known |= {"as_of", "podcast_as_of", "outreach_as_of", "by", "order_id"}
    known |= {f"{period}_{end}_at" for period in ("now", "before") for end in ("start", "end")}
    for kind in ("client", "package", "niche", "platform", "campaign", "sender"):
        known |= {f"any_{kind}", f"{kind}s"}
    assert queries.compose(name).binds <= known


def test_views_and_macros_are_defined_in_one_go(world: PodcastWorld) -> None:
    with world.warehouse.write() as connection:
        for statement in queries.definitions():
            connection.exec_driver_sql(statement)
    views = sa.inspect(world.warehouse.engine).get_view_names()
    assert {*queries.names("staging"), *queries.names("marts")} <= set(views)
