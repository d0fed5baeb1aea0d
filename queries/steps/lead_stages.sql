-- One row per lead of the range with the furthest stage it reached.
-- Stages: 0 discovered, 1 contacted, 2 delivered, 3 replied, 4 positive, 5
-- placed. Windows run from the first send. A placement is dated by two reads;
-- it counts within its window unless the earlier read proves that it came
-- after.
-- uses: lead_evidence
select
    lead_evidence.* exclude (answered_at, agreed_at, last_seen_not_placed_at),
    case
        when is_placed then 5
        when is_positive then 4
        when is_replied then 3
        when is_delivered then 2
        when is_contacted then 1
        else 0
    end as stage,
    coalesce(reply_window_end(first_contacted_at) <= :outreach_as_of, false)
        as is_reply_mature,
    coalesce(reply_window_end(first_contacted_at) > :outreach_as_of, false)
        as is_reply_open,
    coalesce(placement_window_end(first_contacted_at) <= :outreach_as_of, false)
        as is_placement_mature,
    coalesce(placement_window_end(first_contacted_at) > :outreach_as_of, false)
        as is_placement_open,
    coalesce(answered_at <= reply_window_end(first_contacted_at), false)
        as is_replied_in_time,
    coalesce(agreed_at <= reply_window_end(first_contacted_at), false)
        as is_positive_in_time,
    is_placed and coalesce(
        last_seen_not_placed_at < placement_window_end(first_contacted_at),
        true
    ) as is_placed_in_time
from lead_evidence
