-- One row per figure and segment: both periods, and the parts of the change.
-- The difference of two rates is the sum over the segments of
-- (w1 - w0) r0 + w1 (r1 - r0), w being a segment's share of the cases: what the
-- mix did, and what the rates did. A segment that one period lacks has one rate
-- only and is mix.
-- uses: compared_cases
with counts as (
    select
        figure,
        group_key,
        count(*) filter (where is_now) as n,
        count(*) filter (where is_now and is_good) as k,
        count(*) filter (where is_before) as n_before,
        count(*) filter (where is_before and is_good) as k_before
    from compared_cases
    where is_now or is_before
    group by figure, group_key
),

rates as (
    select
        counts.*,
        rate(k, n) as rate_now,
        rate(k_before, n_before) as rate_before,
        rate(n, sum(n) over (partition by figure)) as share,
        rate(n_before, sum(n_before) over (partition by figure)) as share_before,
        -- fewer than five tell nothing and would only weaken the correction
        n >= 5 and n_before >= 5 as is_tested
    from counts
),

chances as (
    select
        rates.*,
        case when is_tested then chance_of_difference(k, n, k_before, n_before) end
            as p_value,
        count(*) filter (where is_tested) over (partition by figure) as tested
    from rates
),

ranked_chances as (
    select
        chances.*,
        p_value * tested / row_number() over (
            partition by figure order by p_value nulls last, group_key
        ) as stepped
    from chances
)

select
    figure,
    group_key,
    k,
    n,
    k_before,
    n_before,
    share,
    share_before,
    is_tested,
    case when share is not null and share_before is not null then
        (share - share_before) * coalesce(rate_before, rate_now) + 0.0
    end as mix_effect,
    case when share is not null and share_before is not null then
        coalesce(share * (rate_now - rate_before), 0) + 0.0
    end as rate_effect,
    p_value,
    -- Benjamini and Hochberg 1995: the smallest of this and all larger ones
    case when is_tested then
        least(
            1,
            min(stepped) over (
                partition by figure
                order by p_value desc nulls first, group_key desc
                rows unbounded preceding
            )
        )
    end as q_value
from ranked_chances
