-- One row per campaign, count of its replies and, where counted so, class.
with newest_replies as (
    select
        campaign_id,
        newest_since(received_at, 50) as since
    from mart_replies
    where received_at <= :outreach_as_of
    group by campaign_id
),

reply_kinds as (
    select
        replies.campaign_id,
        replies.classification,
        replies.is_human,
        replies.attempt_id is not null as is_matched,
        replies.received_at >= newest_replies.since as is_new,
        replies.received_at
        > cast(:outreach_as_of as timestamp) - interval '720 hours' as is_recent
    from mart_replies as replies
    inner join newest_replies
        on newest_replies.campaign_id = replies.campaign_id
    where replies.received_at <= :outreach_as_of
),

numbers as (
    select
        campaign_id,
        count(*) as replies,
        count(*) filter (where is_new) as replies_50,
        count(*) filter (where is_human) as human_replies,
        count(*) filter (where is_matched) as replies_matched,
        count(*) filter (where is_recent) as replies_30d
    from reply_kinds
    group by campaign_id
),

class_numbers as (
    select
        campaign_id,
        classification,
        count(*) as replies_of_class,
        count(*) filter (where is_new) as replies_of_class_50
    from reply_kinds
    group by campaign_id, classification
)

select
    campaign_id,
    tally,
    cast(null as varchar) as label,
    amount
from (
    unpivot numbers on columns(* exclude (campaign_id))
    into name tally value amount
)
union all
select
    campaign_id,
    tally,
    classification,
    amount
from (
    unpivot class_numbers on columns(* exclude (campaign_id, classification))
    into name tally value amount
)
