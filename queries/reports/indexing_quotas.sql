-- One row per engine and subject (host, project, property) that was used today
-- or that something waits for: the engine's own day at as_of.
-- source: indexing
with days as (
    select
        cast(:as_of as timestamp) as as_of,
        day_of(cast(:as_of as timestamp), 'America/Los_Angeles') as pacific_day,
        day_of(cast(:as_of as timestamp), 'UTC') as utc_day
),

today as (
    select
        quotas.engine,
        quotas.subject,
        quotas.used,
        quotas.ceiling,
        quotas.exhausted_at is not null as is_exhausted
    from mart_index_quotas as quotas
    cross join days
    where quotas.day = case
        when quotas.engine = 'indexnow' then days.utc_day
        else days.pacific_day
    end
),

google_projects as (
    select coalesce(max(subject), 'project') as subject
    from mart_index_quotas
    where engine = 'google' and :all_clients
),

backlog as (
    select
        queue.engine,
        case
            when queue.engine = 'google' then google_projects.subject
            else queue.host
        end as subject,
        count(*) as waiting
    from mart_index_queue as queue
    cross join google_projects
    where queue.state in ('queued', 'parked')
        and queue.queued_at <= :as_of
        and (:all_clients or queue.client_id in :clients)
        and (:any_client or queue.client_id in :filter_clients)
        and (:any_campaign or queue.campaign_id in :campaigns)
    group by
        queue.engine,
        case
            when queue.engine = 'google' then google_projects.subject
            else queue.host
        end
),

subjects as (
    -- a host or a property is its owner's business, and so is what it used
    select engine, subject from today where :all_clients
    union
    select engine, subject from backlog
),

rooms as (
    select
        subjects.engine,
        subjects.subject,
        -- all clients share a quota: one of them must not read off what others sent
        case when :all_clients then coalesce(today.used, 0) end as used,
        case when :all_clients then
            coalesce(today.ceiling, engine_day_ceiling(subjects.engine))
        end as ceiling,
        case
            when :all_clients then coalesce(today.is_exhausted, false)
        end as is_exhausted,
        coalesce(backlog.waiting, 0) as waiting
    from subjects
    left join today
        on :all_clients
        and today.engine = subjects.engine
        and today.subject = subjects.subject
    left join backlog
        on backlog.engine = subjects.engine
        and backlog.subject = subjects.subject
)

select
    engine,
    subject,
    used,
    ceiling,
    case
        when is_exhausted then 0
        when used is not null then greatest(ceiling - used, 0)
    end as room,
    is_exhausted,
    waiting,
    case when :all_clients then
        days_to_clear(
            waiting,
            case when is_exhausted then 0 else greatest(ceiling - used, 0) end,
            ceiling
        )
    end as days_to_clear
from rooms
order by waiting desc, used desc, engine, subject
