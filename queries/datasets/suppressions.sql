-- One row per suppressed address.
-- The list is the account's, so it is for staff; a client filter keeps the
-- addresses of that client's leads.
-- source: outreach
select
    email,
    domain,
    reason,
    created_at
from mart_suppressions
where
    :all_clients
    and (
        :any_client
        or email in (
            select contact_email
            from mart_leads
            where client_id in :filter_clients
        )
    )
    and counted_at >= :start_at
    and counted_at < :end_at
    and counted_at <= :outreach_as_of
order by counted_at, email
