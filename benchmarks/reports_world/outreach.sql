-- 400 campaigns; one in ten belongs to no client.
insert into campaigns by name
select
    key('cam', number) as campaign_id,
    'Campaign ' || number as name,
    'active' as status,
    hours_after(last_sync(), -17520) as created_at,
    hours_after(last_sync(), -17520) as first_seen_at,
    last_sync() as fetched_at
from (select unnest(range(400)) as number);

insert into client_campaigns by name
select
    campaign_id,
    key('cus', hash(campaign_id) % 40) as client_id,
    last_sync() as updated_at
from campaigns
where dice(campaign_id, 'mapped') < 0.9;

-- Four leads in a hundred have the address of another.
insert into leads by name
with drawn_leads as (
    select
        unnest(range(:leads)) as number,
        case when dice(number, 'twin') < 0.04 then number // 2 else number end
            as person,
        hours_after(last_sync(), -17520 * dice(number, 'age')) as created_at
)

select
    key('lead', number) as lead_id,
    key('cam', hash(number, 'campaign') % 400) as campaign_id,
    'https://site' || person || '.example/post' as url,
    'site' || person || '.example' as domain,
    'Site ' || person as title,
    'editor@site' || person || '.example' as email,
    draw(number, 'status', [
        'discovered', 'contacted', 'contacted', 'contacted', 'replied',
        'bounced', 'placed', 'lost', 'nurturing', null
    ]) as status,
    draw(number, 'source', ['exa', 'manual', 'serp', null]) as source,
    dice(number, 'score') as score,
    created_at,
    hours_after(created_at, 500) as last_seen_not_placed_at,
    case when dice(number, 'placed') < 0.05 then hours_after(created_at, 900) end
        as placed_seen_at,
    created_at as first_seen_at,
    last_sync() as fetched_at
from drawn_leads;

insert into lead_history by name
select
    lead_id,
    campaign_id,
    unnest(['discovered', status]) as status,
    'list' as origin,
    unnest([created_at, hours_after(created_at, 300)]) as observed_at
from leads;

-- Five attempts a lead, a few without a lead or a status.
insert into attempts by name
with drawn_attempts as (
    select
        unnest(range(:attempts)) as number,
        key('lead', number % :leads) as lead_id,
        dice(number, 'status') as fate
)

select
    key('att', drawn.number) as attempt_id,
    case when drawn.number % 200 > 0 then drawn.lead_id end as lead_id,
    leads.campaign_id,
    'sender' || drawn.number % 40 || '@desk.example' as sender_email,
    leads.email as recipient_email,
    'A question about ' || leads.title as subject,
    case
        when drawn.fate < 0.80 then 'sent'
        when drawn.fate < 0.85 then 'queued'
        when drawn.fate < 0.90 then 'approved'
        when drawn.fate < 0.94 then 'blocked'
        when drawn.fate < 0.98 then 'failed'
    end as status,
    case when drawn.fate < 0.80 then
        hours_after(leads.created_at, 1 + 2000 * dice(drawn.number, 'sent'))
    end as sent_at,
    hours_after(leads.created_at, 1 + 2000 * dice(drawn.number, 'sent'))
        as created_at,
    leads.created_at as first_seen_at,
    last_sync() as fetched_at
from drawn_attempts as drawn
inner join leads on leads.lead_id = drawn.lead_id;

insert into follow_ups by name
select
    key('fu', row_number() over (order by attempt_id)) as follow_up_id,
    attempt_id,
    campaign_id,
    hash(attempt_id) % 2 = 0 as sent,
    hours_after(created_at, 96) as scheduled_for,
    case when hash(attempt_id) % 2 = 0 then hours_after(created_at, 97) end
        as sent_at,
    created_at as first_seen_at,
    last_sync() as fetched_at
from attempts
where dice(attempt_id, 'follow_up') < 0.2;

-- Three replies in ten name no attempt; 2 in 100 come from a stranger.
insert into replies by name
with drawn_replies as (
    select
        unnest(range(:replies)) as number,
        key('att', cast(floor(:attempts * dice(number, 'attempt')) as bigint))
            as attempt_id
)

select
    key('rep', drawn.number) as reply_id,
    case when dice(drawn.number, 'named') < 0.7 then drawn.attempt_id end
        as attempt_id,
    attempts.campaign_id,
    case
        when drawn.number % 50 = 0 then 'stranger@far.example'
        else attempts.recipient_email
    end as from_email,
    'Re: ' || attempts.subject as subject,
    'Thank you.' as body,
    draw(drawn.number, 'class', [
        'interested', 'not_interested', 'not_interested', 'out_of_office',
        'replied', null
    ]) as classification,
    hours_after(attempts.created_at, exponential(60, drawn.number, 'wait'))
        as received_at,
    attempts.created_at as first_seen_at,
    last_sync() as fetched_at
from drawn_replies as drawn
inner join attempts on attempts.attempt_id = drawn.attempt_id;

insert into suppressions by name
select
    email,
    min(domain) as domain,
    'unsubscribed' as reason,
    hours_after(min(created_at), 800) as created_at,
    last_sync() as first_seen_at,
    last_sync() as fetched_at
from leads
where dice(email, 'suppressed') < 0.01
group by email
