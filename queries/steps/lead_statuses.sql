-- One row per lead of the range with its status as known at as_of.
-- uses: leads_in_range
with changed_later as (
    select distinct lead_id
    from mart_lead_observations
    where observed_at > :outreach_as_of
),

earlier_observations as (
    select
        observations.lead_id,
        observations.status,
        row_number() over (
            partition by observations.lead_id
            order by observations.observed_at desc, observations.status
        ) as age_rank
    from mart_lead_observations as observations
    inner join changed_later
        on changed_later.lead_id = observations.lead_id
    where observations.observed_at <= :outreach_as_of
)

select
    leads_in_range.lead_id,
    case
        when changed_later.lead_id is not null then earlier_observations.status
        when leads_in_range.first_seen_at > :outreach_as_of then null
        when
            leads_in_range.status = 'placed'
            and leads_in_range.placed_seen_at > :outreach_as_of then null
        else leads_in_range.status
    end as status
from leads_in_range
left join changed_later
    on changed_later.lead_id = leads_in_range.lead_id
left join earlier_observations
    on earlier_observations.lead_id = leads_in_range.lead_id
    and earlier_observations.age_rank = 1
