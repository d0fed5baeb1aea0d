-- One row per URL of an indexing campaign, with what its plan said.
select
    collected.campaign_id,
    collected.url_sha256,
    collected.url_canonical,
    collected.host,
    collected.client_id,
    coalesce(clients.client_name, collected.client_id) as client_name,
    collected.list_id,
    collected.state,
    collected.reason,
    collected.repeats,
    collected.collected_at
from stg_indexing__collected as collected
left join stg_ledger__clients as clients
    on clients.client_id = collected.client_id
