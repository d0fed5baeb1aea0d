-- One row per figure and segment, and one `all` per figure: two periods compared.
-- mix_effect and rate_effect add up to the change of `all`. verdict: up, down, no
-- clear change, too few (under 5 in a period), no data then, no data now. A segment
-- is up or down when its 95 % limits leave 0 out and its q_value is at most 0.05:
-- of many segments one in twenty moves by chance alone.
-- uses: segment_changes
-- source: podcast
-- by: package, niche, platform, client_id, campaign_id
-- range: both
with compared as (
    select
        figure,
        'all' as group_key,
        true as is_total,
        sum(k) as k,
        sum(n) as n,
        sum(k_before) as k_before,
        sum(n_before) as n_before,
        cast(case when sum(n) > 0 then 1 end as double) as share,
        cast(case when sum(n_before) > 0 then 1 end as double) as share_before,
        sum(mix_effect) as mix_effect,
        sum(rate_effect) as rate_effect,
        cast(null as double) as p_value,
        cast(null as double) as q_value
    from segment_changes
    group by figure
    union all
    select
        figure,
        group_key,
        false,
        k,
        n,
        k_before,
        n_before,
        share,
        share_before,
        mix_effect,
        rate_effect,
        p_value,
        q_value
    from segment_changes
    where :by <> 'none'
),

estimates as (
    select
        compared.*,
        rate(k, n) as value,
        wilson_low(k, n) as low,
        wilson_high(k, n) as high,
        rate(k_before, n_before) as value_before,
        wilson_low(k_before, n_before) as low_before,
        wilson_high(k_before, n_before) as high_before
    from compared
),

changes as (
    select
        estimates.*,
        value - value_before as change,
        change_low(value, low, high, value_before, low_before, high_before)
            as change_low,
        change_high(value, low, high, value_before, low_before, high_before)
            as change_high
    from estimates
)

select
    group_key as "group",
    figure,
    cast(k as bigint) as k,
    cast(n as bigint) as n,
    value as rate,
    low,
    high,
    cast(k_before as bigint) as k_before,
    cast(n_before as bigint) as n_before,
    value_before as rate_before,
    low_before,
    high_before,
    share,
    share_before,
    change,
    change_low,
    change_high,
    mix_effect,
    rate_effect,
    p_value,
    q_value,
    case
        when n_before = 0 then 'no data then'
        when n = 0 then 'no data now'
        when n < 5 or n_before < 5 then 'too few'
        when change_low > 0 and coalesce(q_value, 0) <= 0.05 then 'up'
        when change_high < 0 and coalesce(q_value, 0) <= 0.05 then 'down'
        else 'no clear change'
    end as verdict,
    is_total
from changes
order by figure, is_total desc, group_key
