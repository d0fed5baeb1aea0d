-- One row per campaign and URL that waits for an engine or was refused by one.
select
    campaign_id,
    url_sha256,
    bool_or(state in ('queued', 'parked', 'sending')) as is_waiting,
    bool_or(state = 'refused') as is_refused,
    max(engine) as engine,
    max(reason) filter (where state in ('parked', 'refused')) as reason,
    min(not_before_at) filter (where state = 'parked') as not_before_at
from mart_index_queue
where queued_at <= :as_of
group by campaign_id, url_sha256
