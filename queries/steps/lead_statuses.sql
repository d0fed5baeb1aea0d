-- One row per lead of the range with known_status, its status as known at as_of.
-- What was observed later is set aside; nearly always nothing was.
-- uses: leads_in_range
with earlier_observations as (
    select
        observations.lead_id,
        observations.status,
        row_number() over (
            partition by observations.lead_id
            order by observations.observed_at desc, observations.status
        ) as age_rank
    from mart_lead_observations as observations
    inner join leads_in_range
        on leads_in_range.lead_id = observations.lead_id
        and leads_in_range.last_observed_at > :outreach_as_of
    where observations.observed_at <= :outreach_as_of
)

select
    leads_in_range.*,
    case
        when leads_in_range.last_observed_at > :outreach_as_of
            then earlier_observations.status
        when leads_in_range.first_seen_at > :outreach_as_of then null
        when
            leads_in_range.status = 'placed'
            and leads_in_range.placed_seen_at > :outreach_as_of then null
        else leads_in_range.status
    end as known_status
from leads_in_range
left join earlier_observations
    on earlier_observations.lead_id = leads_in_range.lead_id
    and earlier_observations.age_rank = 1
