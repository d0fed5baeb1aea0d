"""The outreach world holds believable campaigns and every awkward case, and repeats itself."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import median

import pytest

from data.sandbox.options import Options
from data.sandbox.outreach_calendar import clock_changes, next_poll
from data.sandbox.outreach_cases import Case
from data.sandbox.outreach_plan import PARTNER, SCRIPTED, STRONG, WEAK, Quality, campaign_count
from data.sandbox.outreach_rows import Attempt, Lead, Reply
from data.sandbox.outreach_scripts import SCRIPTS, Script
from data.sandbox.outreach_state import OutreachState
from tests.sandbox.outreach_serving import AS_OF, hand_world


@cache
def demo() -> OutreachState:
    world, _ = hand_world(Options(as_of=AS_OF))
    return OutreachState(world)


@dataclass(frozen=True)
class Rows:
    leads: list[Lead]
    attempts: list[Attempt]
    replies: list[Reply]


@cache
def rows() -> Rows:
    state = demo()
    ids = [campaign_id for campaign_id, _ in state.world.client_campaigns()]
    return Rows(
        [row for one in ids for row in state.leads(one)],
        [row for one in ids for row in state.attempts(one)],
        [row for one in ids for row in state.replies(one)],
    )


def case_lead(case: Case) -> str:
    return demo().world.cases[case].lead_id


def attempts_of(lead_id: str) -> list[Attempt]:
    return sorted(
        (row for row in rows().attempts if row.lead_id == lead_id), key=lambda row: row.created_at
    )


def replies_of(lead_id: str) -> list[Reply]:
    known = {row.attempt_id for row in attempts_of(lead_id)}
    found = [row for row in rows().replies if row.attempt_id in known]
    return sorted(found, key=lambda row: row.written_at)


def lead_row(lead_id: str) -> Lead:
    return next(row for row in rows().leads if row.lead_id == lead_id)


def test_the_demo_has_its_announced_size() -> None:
    assert len(demo().campaigns()) == len(demo().world.client_campaigns()) == 25
    assert len(rows().leads) == pytest.approx(8_000, rel=0.03)
    assert len(rows().attempts) == pytest.approx(12_000, rel=0.05)
    assert len(rows().replies) == pytest.approx(2_000, rel=0.15)
    assert len(demo().suppressions()) > 100


def test_every_campaign_belongs_to_another_client() -> None:
    assert len({client for _, client in demo().world.client_campaigns()}) == 25


def test_size_follows_the_orders_within_bounds() -> None:
    assert [campaign_count(orders) for orders in (1, 3_000, 6_000, 10**6)] == [10, 25, 50, 250]


def test_equal_options_give_equal_worlds_and_another_seed_another_one() -> None:
    first, second = (OutreachState(hand_world(Options(orders=60, as_of=AS_OF))[0]) for _ in "ab")
    other = OutreachState(hand_world(Options(orders=60, as_of=AS_OF, seed=8))[0])
    one = first.campaigns()[-1].campaign_id
    assert first.campaigns() == second.campaigns()
    # A campaign asked for first or last is the same.
    for campaign in reversed(second.campaigns()):
        second.leads(campaign.campaign_id)
    assert first.leads(one) == second.leads(one)
    assert first.attempts(one) == second.attempts(one)
    assert first.replies(one) == second.replies(one)
    assert not {c.campaign_id for c in other.campaigns()} & {
        c.campaign_id for c in first.campaigns()
    }


def _positive_rate(quality: Quality) -> float:
    state, yes, contacted = demo(), 0, 0
    for campaign in state.campaigns():
        plan = state.world.plan(campaign.campaign_id)
        if plan is None or plan.quality is not quality or plan.index in SCRIPTED:
            continue
        if plan.starts_at > AS_OF - timedelta(days=120):
            continue
        sent = {r.attempt_id: r.lead_id for r in state.attempts(campaign.campaign_id) if r.sent_at}
        found = state.replies(campaign.campaign_id)
        contacted += len(set(sent.values()))
        yes += len({sent.get(r.attempt_id) for r in found if r.classification == "interested"})
    return yes / contacted


def test_some_campaigns_work_and_some_do_not() -> None:
    assert 0.045 < _positive_rate(STRONG) < 0.075
    assert 0.008 < _positive_rate(WEAK) < 0.022


def test_about_a_tenth_of_contacted_leads_answer() -> None:
    sent = {row.attempt_id: row.lead_id for row in rows().attempts if row.sent_at}
    human = {
        sent.get(row.attempt_id) for row in rows().replies if row.classification != "out_of_office"
    }
    assert 0.085 < len(human) / len(set(sent.values())) < 0.13


def test_replies_come_after_a_day_or_two_and_sometimes_after_weeks() -> None:
    sent = {row.attempt_id: row.sent_at for row in rows().attempts}
    days = sorted(
        (row.written_at - (sent[row.attempt_id] or row.written_at)) / timedelta(days=1)
        for row in rows().replies
        if row.attempt_id and row.classification != "out_of_office"
    )
    assert 1.2 < median(days) < 2.4
    assert days[0] > 0
    assert days[-1] > 14


def test_nobody_sends_at_weekends_except_in_the_clock_change_case() -> None:
    night = case_lead(Case.CLOCK_CHANGE)
    sent = [row for row in rows().attempts if row.sent_at and row.lead_id != night]
    assert {row.sent_at.weekday() for row in sent if row.sent_at} == {0, 1, 2, 3, 4}


def test_three_to_four_percent_bounce() -> None:
    contacted = {row.lead_id for row in rows().attempts if row.sent_at}
    bounced = sum(row.status == "bounced" for row in rows().leads)
    assert 0.03 < bounced / len(contacted) < 0.04


def test_every_fate_of_an_attempt_occurs() -> None:
    counts = Counter(row.status for row in rows().attempts)
    assert set(counts) == {"sent", "blocked", "failed", "queued", "approved"}
    assert all((row.sent_at is not None) == (row.status == "sent") for row in rows().attempts)
    assert sum(row.recipient is None for row in rows().attempts) == counts["queued"]


def test_nothing_shown_lies_in_the_future_and_causes_precede_effects() -> None:
    found = {row.lead_id: row.created_at for row in rows().leads}
    assert max(row.created_at for row in rows().leads) <= AS_OF
    assert all(found[row.lead_id] <= row.created_at <= AS_OF for row in rows().attempts)
    assert all(row.written_at < row.seen_at <= AS_OF for row in rows().replies)


def test_all_addresses_are_fictional() -> None:
    assert all((row.email or "x@y.example").endswith(".example") for row in rows().leads)
    assert all(row.domain.endswith(".example") for row in rows().leads)
    assert all(row.email.endswith(".example") for row in rows().replies)


def test_the_world_goes_on_while_it_runs() -> None:
    world, hand = hand_world(Options(as_of=AS_OF))
    state = OutreachState(world)
    one = next(c for c, _ in world.client_campaigns() if (p := world.plan(c)) and p.leads_ahead)
    before = (len(state.leads(one)), len(state.attempts(one)), len(state.replies(one)))
    hand.seconds = timedelta(days=21).total_seconds()
    after = (len(state.leads(one)), len(state.attempts(one)), len(state.replies(one)))
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_the_plan_and_the_scripts_name_the_same_campaigns() -> None:
    assert set(SCRIPTS) == {*SCRIPTED, PARTNER}
    assert set(demo().world.scripts) == set(Script)
    assert set(demo().world.cases) == set(Case)


@pytest.mark.parametrize(("script", "yes"), [(Script.THREE_OF_THREE, 3), (Script.NONE_OF_THREE, 0)])
def test_tiny_campaigns_have_all_or_nothing(script: Script, yes: int) -> None:
    one = demo().world.scripts[script]
    assert sum(row.sent_at is not None for row in demo().attempts(one)) == 3
    assert sum(row.classification == "interested" for row in demo().replies(one)) == yes
    assert sum(row.status == "placed" for row in demo().leads(one)) == yes


def test_one_campaign_has_one_attempt_more_than_a_capped_list_shows() -> None:
    assert len(demo().attempts(demo().world.scripts[Script.CAPPED_LIST])) == 51


def test_one_campaign_never_sent_anything() -> None:
    one = demo().world.scripts[Script.NO_SENDS]
    assert len(demo().leads(one)) == 12
    assert demo().attempts(one) == demo().replies(one) == []


def test_a_lead_is_placed_though_nobody_replied() -> None:
    lead_id = case_lead(Case.PLACED_WITHOUT_REPLY)
    assert lead_row(lead_id).status == "placed"
    assert replies_of(lead_id) == []


def test_an_absence_note_is_followed_by_a_yes_with_the_same_subject() -> None:
    absent, yes = replies_of(case_lead(Case.ABSENT_THEN_YES))
    assert (absent.classification, yes.classification) == ("out_of_office", "interested")
    assert (absent.email, absent.subject) == (yes.email, yes.subject)


def test_replies_without_an_attempt_come_from_known_and_unknown_addresses() -> None:
    known = lead_row(case_lead(Case.REPLY_KNOWN_BY_ADDRESS)).email
    colleague = lead_row(case_lead(Case.REPLY_FROM_A_COLLEAGUE)).email
    senders = {row.email for row in rows().replies if not row.attempt_id}
    assert len(senders) == 2
    assert known in senders
    assert colleague not in senders


def test_unknown_words_occur_in_both_vocabularies() -> None:
    assert lead_row(case_lead(Case.UNKNOWN_STATUS)).status == "nurturing"
    assert replies_of(case_lead(Case.UNKNOWN_REPLY_CLASS))[0].classification == "referral"


def test_texts_hold_markup_formulas_and_right_to_left_script() -> None:
    assert "<script>" in lead_row(case_lead(Case.MARKUP)).title
    assert lead_row(case_lead(Case.FORMULA)).title == "=cmd|calc"
    assert attempts_of(case_lead(Case.FORMULA))[0].subject == "+Quick question"
    title = lead_row(case_lead(Case.RIGHT_TO_LEFT)).title
    assert all("\u0600" <= letter <= "\u06ff" for letter in title.replace(" ", ""))


def test_somebody_writes_on_after_a_refusal_and_after_suppression() -> None:
    refused = case_lead(Case.SENT_AFTER_REFUSAL)
    refusal = replies_of(refused)[0]
    assert refusal.classification == "not_interested"
    assert (attempts_of(refused)[-1].sent_at or refusal.seen_at) > refusal.seen_at
    last = attempts_of(case_lead(Case.SENT_AFTER_SUPPRESSION))[-1]
    listed = next(row for row in demo().suppressions() if row.email == last.recipient)
    assert last.sent_at is not None
    assert last.sent_at > listed.created_at


def test_two_sends_surround_the_latest_clock_change() -> None:
    first, second = attempts_of(case_lead(Case.CLOCK_CHANGE))
    assert first.created_at < datetime(2026, 10, 25, 1) < second.created_at
    assert second.created_at - first.created_at == timedelta(hours=1)


def test_a_refusal_is_taken_for_a_yes_because_of_yesterday() -> None:
    reply = replies_of(case_lead(Case.MISREAD_REFUSAL))[0]
    assert "yesterday" in reply.body
    assert reply.classification == "interested"


def test_a_status_can_lag_behind_the_mail() -> None:
    lead_id = case_lead(Case.STATUS_BEHIND)
    assert lead_row(lead_id).status == "discovered"
    assert attempts_of(lead_id)[0].sent_at is not None


def test_clocks_change_on_the_last_sundays_of_march_and_october() -> None:
    assert clock_changes(AS_OF) == [datetime(2026, 10, 25, 1), datetime(2026, 3, 29, 1)]


def test_a_mail_is_found_by_the_next_of_four_daily_polls() -> None:
    assert next_poll(datetime(2026, 11, 20, 5, 29)) == datetime(2026, 11, 20, 5, 30)
    assert next_poll(datetime(2026, 11, 20, 5, 30)) == datetime(2026, 11, 20, 11, 30)
    assert next_poll(datetime(2026, 11, 20, 23, 31)) == datetime(2026, 11, 21, 5, 30)
