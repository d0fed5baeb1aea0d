-- One row per lead of the range as known at as_of.
-- Each is_<stage> is evidence for that stage alone; a status vouches for its
-- own stage only.
-- uses: leads_in_range, lead_statuses, lead_sends, lead_replies
select
    leads_in_range.group_key,
    leads_in_range.lead_id,
    leads_in_range.campaign_id,
    leads_in_range.client_id,
    leads_in_range.campaign_name,
    leads_in_range.client_name,
    lead_statuses.status,
    lead_replies.best_class,
    coalesce(lead_sends.sends, 0) as sends,
    coalesce(lead_replies.human_replies, 0) as human_replies,
    lead_sends.first_contacted_at is not null
    or coalesce(lead_statuses.status in ('contacted', 'bounced'), false)
        as is_contacted,
    lead_sends.first_contacted_at is not null
    and coalesce(lead_statuses.status <> 'bounced', true) as is_delivered,
    lead_replies.first_replied_at is not null
    or coalesce(lead_statuses.status = 'replied', false) as is_replied,
    lead_replies.interested_at is not null as is_positive,
    coalesce(leads_in_range.placed_seen_at <= :outreach_as_of, false)
    or coalesce(lead_statuses.status = 'placed', false) as is_placed,
    leads_in_range.created_at,
    lead_sends.first_contacted_at,
    lead_replies.first_replied_at,
    lead_replies.answered_at,
    lead_replies.agreed_at,
    leads_in_range.last_seen_not_placed_at,
    case
        when leads_in_range.placed_seen_at <= :outreach_as_of
            then leads_in_range.placed_seen_at
    end as placed_seen_at
from leads_in_range
inner join lead_statuses
    on lead_statuses.lead_id = leads_in_range.lead_id
left join lead_sends
    on lead_sends.lead_id = leads_in_range.lead_id
left join lead_replies
    on lead_replies.lead_id = leads_in_range.lead_id
