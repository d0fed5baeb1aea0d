-- One row per day (UTC) on which more mails went out than the vendor documents:
-- 100 for a user, told here by the sender, and 20 for the domain of recipients.
with sends as (
    select
        sender_email,
        domain_of(recipient_email) as recipient_domain,
        cast(counted_at as date) as sent_day
    from mart_attempts
    where
        is_sent
        and (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
        and (:any_campaign or campaign_id in :campaigns)
        and (:any_sender or sender_email in :senders)
        and counted_at >= :start_at
        and counted_at < :end_at
        and counted_at <= :outreach_as_of
),

daily_counts as (
    select 'sender' as kind, sender_email as name, sent_day, count(*) as mails
    from sends
    where sender_email is not null
    group by sender_email, sent_day
    union all
    select 'domain', recipient_domain, sent_day, count(*)
    from sends
    where recipient_domain is not null
    group by recipient_domain, sent_day
)

select
    kind,
    name,
    sent_day,
    mails,
    case kind when 'sender' then 100 else 20 end as cap
from daily_counts
where mails > case kind when 'sender' then 100 else 20 end
