"""Numbers as large as a vendor may write them: no report breaks on them."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from data import reports
from data.models.fields import MAX_INTEGER
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago

LARGE = (1e308, -1e308, 2.0**63, 1e28, -1.0)
# It works on numbers that are handed to it and reads no row.
ROWLESS = "rate_change"


def test_no_number_of_a_vendor_breaks_a_report(world: PodcastWorld) -> None:
    for number, value in enumerate(LARGE):
        world.order(
            f"o{number}",
            status="delivered",
            links_total=MAX_INTEGER,
            links_delivered=MAX_INTEGER,
            report_links_total=MAX_INTEGER,
            delivered_in_hours=value,
            average_da=value,
            first_seen_closed_at=ago(days=2),
            report_fetched_at=ago(days=1),
        )
        world.slot(f"o{number}", live_at=ago(days=4))
        for figure in ("send_volume", "response_rate", "report.average_da", "volume.2026-06-01"):
            row = {"source": "outreach", "subject": f"c{number}", "observed_at": AS_OF}
            world.add("api_figures", figure=figure, value=value, **row)
    broken = {}
    for name in set(reports.catalogue()) - {ROWLESS}:
        try:
            world.ask(name, order="o0")
        except DBAPIError as error:
            broken[name] = str(error)[:200]
    assert broken == {}
