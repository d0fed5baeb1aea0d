select 'all' as "group", class, replies, replies / all_replies, wilson_low(replies, all_replies),
    wilson_high(replies, all_replies), all_replies
from (
    select reply_class_label(classification) as class, count(*) as replies
    from replies
    where received_at <= (select as_of from mart_as_of where source = 'outreach')
    group by 1
), (
    select count(*) as all_replies
    from replies
    where received_at <= (select as_of from mart_as_of where source = 'outreach')
)
order by replies desc, class
