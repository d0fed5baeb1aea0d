-- One row per thing of the range that a rule or a careful person would ask about.
-- uses: refused_sends, capped_days, replies_in_range, reply_leads
-- uses: suppressed_names
with labelled_replies as (
    select
        campaign_id,
        from_email,
        subject,
        received_at,
        reply_class_label(classification) as class
    from replies_in_range
    where from_email is not null and subject is not null
),

twin_replies as (
    select
        campaign_id,
        from_email,
        subject,
        max(received_at) as received_at,
        count(*) as replies,
        array_to_string(list_sort(list_distinct(list(class))), ', ') as classes
    from labelled_replies
    group by campaign_id, from_email, subject
    having min(class) <> max(class)
)

select
    'sent_after_refusal' as kind,
    recipient_email as address,
    campaign_id,
    'sent ' || cast(round(hours_between(refused_at, sent_at)) as bigint)
        || ' h after the refusal' as detail,
    sent_at as happened_at
from refused_sends
where sent_at >= :start_at and sent_at < :end_at
union all
select
    'refusal_not_listed',
    from_email,
    campaign_id,
    'said no and is not on the suppression list',
    received_at
from replies_in_range
where
    classification = 'not_interested'
    and from_email is not null
    and from_email not in (select name from suppressed_names)
    and coalesce(domain_of(from_email), '') not in (
        select name from suppressed_names
    )
union all
select
    'over_' || kind || '_cap',
    name,
    null,
    mails || ' mails in a day, documented cap ' || cap,
    cast(sent_day as timestamp)
from capped_days
union all
select
    'reply_unmatched',
    replies_in_range.from_email,
    replies_in_range.campaign_id,
    'names no mail, and its sender is no lead of the campaign',
    replies_in_range.received_at
from replies_in_range
left join reply_leads
    on reply_leads.reply_id = replies_in_range.reply_id
where reply_leads.reply_id is null
union all
select
    'replies_collide',
    from_email,
    campaign_id,
    replies || ' replies under one subject: ' || classes,
    received_at
from twin_replies
