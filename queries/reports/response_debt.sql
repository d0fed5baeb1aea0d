-- One row per age of interested replies that no later mail answers, whatever the
-- range. Only mail of this outreach system is seen: no answer recorded.
-- uses: seen_replies
-- source: outreach
with ages as (
    select 1 as position, 'under 1 day' as age, 0 as from_hours, 24 as to_hours
    union all
    select 2, '1 to 3 days', 24, 72
    union all
    select 3, '3 to 7 days', 72, 168
    union all
    select 4, '7 to 30 days', 168, 720
    union all
    select 5, 'over 30 days', 720, null
)

select
    ages.age,
    count(seen_replies.reply_id) as replies,
    max(seen_replies.waits_hours) as longest_hours
from ages
left join seen_replies
    on seen_replies.waits_hours >= ages.from_hours
    and (
        ages.to_hours is null
        or seen_replies.waits_hours < ages.to_hours
    )
group by ages.position, ages.age
order by ages.position
