-- One row per day (UTC) on which more mails went out than the vendor documents:
-- 100 for a user, told here by the sender, and 20 for the domain of recipients. A
-- mail without a recipient went to the lead's own address.
with chosen_sends as (
    select
        lead_id,
        sender_email,
        recipient_email,
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

sends as (
    select
        sender_email,
        domain_of(recipient_email) as recipient_domain,
        sent_day
    from chosen_sends
    where recipient_email is not null
    union all
    select
        chosen_sends.sender_email,
        domain_of(leads.contact_email),
        chosen_sends.sent_day
    from chosen_sends
    left join mart_leads as leads on leads.lead_id = chosen_sends.lead_id
    where chosen_sends.recipient_email is null
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
