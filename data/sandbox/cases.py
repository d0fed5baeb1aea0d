"""The cases that every world holds by name: what real accounts contain and dashboards get wrong.

``CASES`` is the one list. ``seated`` gives each case an order of the world whose time fits, so that
creation times never fall with the index; a world of fewer than about forty orders holds not all.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from data.sandbox.case_lives import Link, delivered, lived
from data.sandbox.clients import CLIENTS
from data.sandbox.intake import Intake
from data.sandbox.orders import Order

EXAMPLE_ID = "ord_01HZX9P7R8MA3K4VYTQ"
UNKNOWN_STATUS = "on_hold"


class Case(NamedTuple):
    """``moment`` gives the creation time for a world dated ``as_of``, ``rewrite`` the life."""

    name: str
    moment: Callable[[datetime], datetime]
    rewrite: Callable[[Order], Order]


def ago(days: float) -> Callable[[datetime], datetime]:
    """A moment some days before ``as_of``."""
    return lambda as_of: as_of - timedelta(seconds=round(days * 86_400))


def _example_time(as_of: datetime) -> datetime:
    return datetime.combine(as_of.date() - timedelta(days=12), time(10, 22, 31))


def clock_change(month: int, as_of: datetime) -> datetime:
    """The last European clock change of March or October before ``as_of``: 01:00 UTC, a Sunday."""

    def in_year(year: int) -> datetime:
        last_day = date(year, month, 31)
        sunday = last_day - timedelta(days=(last_day.weekday() + 1) % 7)
        return datetime.combine(sunday, time(1, 0))

    this_year = in_year(as_of.year)
    is_over = this_year + timedelta(days=2) <= as_of
    return this_year if is_over else in_year(as_of.year - 1)


def _half_an_hour_before(month: int) -> Callable[[datetime], datetime]:
    return lambda as_of: clock_change(month, as_of) - timedelta(minutes=30)


def _example(order: Order) -> Order:
    """The document's order: its three clocks say 7.66 h, 5.7 h and a promise of 7.62 h."""
    named = order._replace(order_id=EXAMPLE_ID)
    hour = 3600.0
    return lived(
        named,
        Link("spotify", 9_509 / hour, 12_000 / hour),
        Link("apple", 10_529 / hour, 14_400 / hour),
        Link("iheart", 20_520 / hour, 27_000 / hour),
        promise=27_449 / hour,
        ended=27_580 / hour,
    )._replace(
        niche="saas",
        target_url=f"https://{CLIENTS[0].domain}/blog/post",
        anchor_text="best CRM for startups",
        episode_title="How AI is reshaping SaaS in 2025",
        metadata={"client_id": "cus_42"},
    )


def _overdue(order: Order) -> Order:
    return lived(order, Link("spotify", 6.0, 20.0), Link("castbox"), Link("player_fm"))


def _on_hold(order: Order) -> Order:
    return lived(order, Link("spotify", 3.0), Link("apple"))._replace(open_word=UNKNOWN_STATUS)


def _null_slot(order: Order) -> Order:
    first, second = Link("spotify", 2.0, 6.0), Link("youtube", 3.0, 4.0)
    return lived(order, first, second, Link("castbox"), ended=7.0)


def _re_promised(order: Order) -> Order:
    life = lived(order, Link("apple", 20.0, 40.0), Link("podbean", 25.0), promise=10.0, ended=26.0)
    created = order.created_at
    return life._replace(
        revised_at=created + timedelta(hours=9), second_promise_at=created + timedelta(hours=30)
    )


def _clock_change_night(order: Order) -> Order:
    """Created before and live after the change: an hour of wall clock is missing or twice there."""
    return lived(order, Link("spotify", 1.0, 4.0), Link("apple", 3.0, 5.0), promise=3.5, ended=3.25)


def _plain(**texts: Any) -> Callable[[Order], Order]:
    return lambda order: delivered(order)._replace(**texts)


def _life(*links: Link, **times: Any) -> Callable[[Order], Order]:
    return lambda order: lived(order, *links, **times)


def _alone_in(niche: str, *links: Link) -> Callable[[Order], Order]:
    """The only order of its niche, so that a group shows a rate of k out of three."""
    return lambda order: lived(order, *links, ended=6.0)._replace(niche=niche)


_ALL_INDEXED = (Link("spotify", 2, 3), Link("apple", 2, 5), Link("youtube", 3, 4))
_NONE_INDEXED = (Link("castbox", 2), Link("player_fm", 4), Link("podchaser", 5))

CASES = (
    Case("document_example", _example_time, _example),
    Case("overdue_open", ago(9.2), _overdue),
    Case("long_overdue_open", ago(61.3), _overdue),
    Case("unknown_status", ago(4.1), _on_hold),
    Case("null_slot", ago(15.4), _null_slot),
    Case("indexed_before_live", ago(16.6), _life(Link("apple", 5.0, -30.0), ended=5.5)),
    Case("deindexed", ago(48.2), _life(Link("spotify", 3.0, 12.0, 700.0), ended=3.5)),
    Case("lost_link", ago(52.7), _life(Link("apple", 3.0, 9.0, lost=900.0), ended=3.2)),
    Case(
        "url_without_time",
        ago(18.3),
        _life(Link("spotify", 3.0, is_undated=True), Link("apple", 4.0, 9.0), ended=4.2),
    ),
    Case(
        "duplicate_platform",
        ago(19.8),
        _life(Link("spotify", 3.0, 8.0), Link("spotify", 5.0, 11.0), ended=5.4),
    ),
    Case(
        "failed_with_a_link",
        ago(21.1),
        _life(Link("castbox", 2.0), Link("iheart"), ended=40.0, is_failed=True),
    ),
    Case("failed_without_links", ago(23.4), _life(Link("apple"), ended=22.0, is_failed=True)),
    Case("no_promise", ago(24.9), _life(Link("apple", 6.0, 9.0), promise=None, ended=6.5)),
    Case("re_promised", ago(26.2), _re_promised),
    Case("on_the_second", ago(27.5), _life(Link("youtube", 8.0, 9.0), promise=8.0, ended=8.0)),
    Case("three_of_three", ago(28.8), _alone_in("aviation", *_ALL_INDEXED)),
    Case("none_of_three", ago(29.7), _alone_in("beekeeping", *_NONE_INDEXED)),
    Case("client_id_null", ago(31.0), _plain(metadata=None)),
    Case("client_id_missing", ago(32.4), _plain(metadata={})),
    Case("client_id_other_case", ago(33.3), _plain(metadata={"client_id": "CUS_42"})),
    Case("client_id_number", ago(33.9), _plain(metadata={"client_id": 42})),
    Case(
        "anchor_markup", ago(34.6), _plain(anchor_text='<script>alert("x")</script> & <b>CRM</b>')
    ),
    Case(
        "anchor_formula", ago(35.5), _plain(anchor_text='=HYPERLINK("https://evil.example";"CRM")')
    ),
    Case("anchor_command", ago(36.1), _plain(anchor_text="-2+3+cmd|' /C calc'!A0")),
    Case("anchor_right_to_left", ago(37.2), _plain(anchor_text="أفضل نظام CRM للشركات الناشئة")),
    Case("anchor_bidi_override", ago(38.4), _plain(anchor_text="CRM \u202egnp.tnempoleved\u202c")),
    Case("anchor_spreadsheet_tab", ago(39.1), _plain(anchor_text='\t@SUM(A1:A9)"\r\nnext, row')),
    Case("title_missing", ago(40.3), _plain(episode_title=None)),
    Case("unsafe_target", ago(41.8), _plain(target_url="javascript:alert(document.domain)")),
    Case("clock_change_autumn", _half_an_hour_before(10), _clock_change_night),
    Case("clock_change_spring", _half_an_hour_before(3), _clock_change_night),
)


def seated(intake: Intake, as_of: datetime) -> dict[int, tuple[Case, datetime]]:
    """Order number -> (case, its creation time).

    A case takes the last order made before its moment that is still free. Seats are given from the
    newest case backwards, so that a case never comes before an ordinary order of a lower number.
    """
    seats: dict[int, tuple[Case, datetime]] = {}
    ceiling = intake.count(as_of)
    for case in sorted(CASES, key=lambda case: case.moment(as_of), reverse=True):
        moment = case.moment(as_of)
        ceiling = min(ceiling, intake.count(moment)) - 1
        if ceiling < 0:
            break
        seats[ceiling] = (case, moment)
    return seats
