-- One row per live link of the range that waits for the index, for staff: those
-- that cannot be indexed first, then by what the next 30 days are expected to
-- cost, at full value; each with whom to ask about what. Links on pages without an entered value
-- stand last, oldest first.
-- uses: waits_ahead
-- source: podcast
select
    index_state as state,
    url,
    target_url,
    client_id,
    client_name,
    order_id,
    slot,
    live_at,
    age_hours,
    currency,
    value_per_day,
    wait_ahead_hours / 24 as expected_wait_days,
    value_per_day * wait_ahead_hours / 24 as expected_cost_30d,
    value_per_day * days_of_value(age_hours / 24, ramp_days) as cost_so_far,
    basis,
    ramp_days,
    is_blocked,
    case
        when is_blocked or age_hours >= 168 then 'Podcast Backlinks'
        else 'nobody yet'
    end as ask_whom,
    case
        when index_state = 'crawl_blocked'
            then 'robots.txt bars the page: to be opened, or placed elsewhere'
        when index_state = 'noindex'
            then 'the page says noindex: to be taken off, or placed elsewhere'
        when index_state = 'dead'
            then 'the page answers with an error: to be mended or replaced'
        when age_hours >= 168
            then 'not indexed after a week: linked, in a sitemap?'
        else 'younger than a week: to be waited for'
    end as ask_what
from waits_ahead
order by
    is_blocked and value_per_day is not null desc,
    expected_cost_30d desc nulls last,
    is_blocked desc,
    live_at,
    order_id,
    slot
