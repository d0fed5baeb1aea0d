-- One row per group and class of reply, out-of-office included.
-- uses: replies_in_range
-- source: outreach
-- by: campaign_id, client_id, month
with class_counts as (
    select
        group_key,
        reply_class_label(classification) as classification,
        count(*) as replies
    from replies_in_range
    group by group_key, reply_class_label(classification)
),

class_shares as (
    select
        group_key,
        classification,
        replies,
        cast(sum(replies) over (partition by group_key) as bigint)
            as all_replies
    from class_counts
)

select
    group_key as "group",
    classification,
    replies,
    rate(replies, all_replies) as share,
    wilson_low(replies, all_replies) as low,
    wilson_high(replies, all_replies) as high,
    all_replies
from class_shares
order by group_key, replies desc, classification
