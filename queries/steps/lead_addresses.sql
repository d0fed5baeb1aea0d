-- One row per address that the leads of the range were written to, and when the
-- account's list took it in, by itself or by its domain. A mail without a
-- recipient went to the lead's own address.
-- uses: leads_in_range
with sends as (
    select
        leads_in_range.group_key,
        coalesce(attempts.recipient_email, leads_in_range.contact_email)
            as address,
        attempts.counted_at
    from mart_attempts as attempts
    inner join leads_in_range
        on leads_in_range.lead_id = attempts.lead_id
        and leads_in_range.campaign_id = attempts.campaign_id
    where attempts.is_sent and attempts.counted_at <= :outreach_as_of
),

written_addresses as (
    select
        group_key,
        address,
        min(counted_at) as first_sent_at
    from sends
    where address is not null
    group by group_key, address
),

listed_addresses as (
    select email as address, min(counted_at) as listed_at
    from mart_suppressions
    where counted_at <= :outreach_as_of
    group by email
),

listed_domains as (
    select domain, min(counted_at) as listed_at
    from mart_suppressions
    where counted_at <= :outreach_as_of and domain is not null
    group by domain
)

select
    written_addresses.group_key,
    written_addresses.address,
    written_addresses.first_sent_at,
    least(listed_addresses.listed_at, listed_domains.listed_at) as listed_at
from written_addresses
left join listed_addresses
    on listed_addresses.address = written_addresses.address
left join listed_domains
    on listed_domains.domain = domain_of(written_addresses.address)
