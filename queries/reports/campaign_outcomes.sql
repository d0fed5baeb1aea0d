-- One row per group of leads.
-- Stages reached; rates are over leads contacted long enough ago (14 days for
-- answers, 45 for placements).
-- uses: lead_stages, groups_of_leads
-- source: outreach
-- by: campaign_id, client_id, source, month
with counts as (
    select
        group_key,
        min(campaign_name) as campaign_name,
        min(client_id) as client_id,
        min(client_name) as client_name,
        count(*) as discovered,
        count(*) filter (where stage >= 1) as contacted,
        count(*) filter (where stage >= 2) as delivered,
        count(*) filter (where stage >= 3) as replied,
        count(*) filter (where stage >= 4) as positive,
        count(*) filter (where stage >= 5) as placed,
        count(*) filter (where stage = 2 and is_reply_open)
            as may_still_reply,
        count(*) filter (where is_reply_mature and is_replied_in_time)
            as reply_k,
        count(*) filter (where is_reply_mature and is_positive_in_time)
            as positive_k,
        count(*) filter (where is_reply_mature) as mature_reply_n,
        count(*) filter (where is_placement_mature and is_placed_in_time)
            as placed_k,
        count(*) filter (where is_placement_mature) as placed_n,
        cast(sum(sends) as bigint) as sends,
        cast(sum(human_replies) as bigint) as mails_replies
    from lead_stages
    group by group_key
),

group_counts as (
    select
        groups_of_leads.group_key,
        case when :by = 'campaign_id' then counts.campaign_name end
            as campaign_name,
        case when :by in ('campaign_id', 'client_id') then counts.client_id end
            as client_id,
        case when :by in ('campaign_id', 'client_id') then counts.client_name
        end as client_name,
        coalesce(counts.discovered, 0) as discovered,
        coalesce(counts.contacted, 0) as contacted,
        coalesce(counts.delivered, 0) as delivered,
        coalesce(counts.replied, 0) as replied,
        coalesce(counts.positive, 0) as positive,
        coalesce(counts.placed, 0) as placed,
        coalesce(counts.may_still_reply, 0) as may_still_reply,
        coalesce(counts.reply_k, 0) as reply_k,
        coalesce(counts.positive_k, 0) as positive_k,
        coalesce(counts.mature_reply_n, 0) as reply_n,
        coalesce(counts.placed_k, 0) as placed_k,
        coalesce(counts.placed_n, 0) as placed_n,
        coalesce(counts.sends, 0) as sends,
        coalesce(counts.mails_replies, 0) as mails_replies
    from groups_of_leads
    left join counts
        on counts.group_key = groups_of_leads.group_key
)

select
    group_key as "group",
    campaign_name,
    client_id,
    client_name,
    discovered,
    contacted,
    delivered,
    replied,
    positive,
    placed,
    may_still_reply,
    reply_k,
    reply_n,
    rate(reply_k, reply_n) as reply_rate,
    wilson_low(reply_k, reply_n) as reply_low,
    wilson_high(reply_k, reply_n) as reply_high,
    positive_k,
    reply_n as positive_n,
    rate(positive_k, reply_n) as positive_rate,
    wilson_low(positive_k, reply_n) as positive_low,
    wilson_high(positive_k, reply_n) as positive_high,
    placed_k,
    placed_n,
    rate(placed_k, placed_n) as placed_rate,
    wilson_low(placed_k, placed_n) as placed_low,
    wilson_high(placed_k, placed_n) as placed_high,
    sends,
    mails_replies
from group_counts
order by group_key
