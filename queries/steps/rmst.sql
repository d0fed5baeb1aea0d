-- One row per group and horizon: the mean wait within the horizon, which is the
-- area above the share that is done.
-- of: curve
with horizons as (
    select 168 as horizon_hours
    union all
    select 720
),

stretches as (
    select
        group_key,
        hours as from_hours,
        lead(hours) over (partition by group_key order by hours) as to_hours,
        1 - share as waiting
    from curve
)

select
    stretches.group_key,
    horizons.horizon_hours,
    sum(
        stretches.waiting * (
            least(
                coalesce(stretches.to_hours, horizons.horizon_hours),
                horizons.horizon_hours
            )
            - stretches.from_hours
        )
    ) as mean_wait_hours
from stretches
inner join horizons on stretches.from_hours < horizons.horizon_hours
group by stretches.group_key, horizons.horizon_hours
