-- One row per client that an order, the clients table or a campaign names.
with named as (
    select client_id, false as is_in_ledger from stg_podcast__orders
    union all
    select client_id, true from stg_ledger__clients
    union all
    select client_id, true from stg_ledger__client_campaigns
),

distinct_clients as (
    select
        client_id,
        bool_or(is_in_ledger) as is_in_ledger
    from named
    where client_id is not null
    group by client_id
)

select
    distinct_clients.client_id,
    coalesce(clients.client_name, distinct_clients.client_id) as client_name,
    distinct_clients.is_in_ledger
from distinct_clients
left join stg_ledger__clients as clients
    on clients.client_id = distinct_clients.client_id
