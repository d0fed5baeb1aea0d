-- One row per lead of the range as known at as_of.
-- Each is_<stage> is evidence for that stage alone; a status vouches for its
-- own stage only. answered_at and agreed_at follow the first mail; the other
-- times are evidence whenever they came.
-- uses: lead_statuses
with dated_leads as (
    select
        lead_statuses.*,
        case when first_contacted_at <= :outreach_as_of then first_contacted_at end
            as contacted_at,
        case when first_replied_at <= :outreach_as_of then first_replied_at end
            as replied_by,
        case when placed_seen_at <= :outreach_as_of then placed_seen_at end
            as placed_at
    from lead_statuses
)

select
    group_key,
    lead_id,
    campaign_id,
    client_id,
    campaign_name,
    client_name,
    website_url,
    website_title,
    contact_email,
    source,
    quality_score,
    relevance_score,
    guest_post_likelihood,
    source_created_at,
    known_status as status,
    case
        when interested_at <= :outreach_as_of then 'interested'
        when replied_at <= :outreach_as_of then 'replied'
        when refused_at <= :outreach_as_of then 'not_interested'
        when away_at <= :outreach_as_of then 'out_of_office'
    end as best_class,
    case
        when last_contacted_at > :outreach_as_of
            then count_until(send_times, :outreach_as_of)
        else sends
    end as sends,
    case
        when last_replied_at > :outreach_as_of
            then count_until(reply_times, :outreach_as_of)
        else human_replies
    end as human_replies,
    contacted_at is not null
    or coalesce(known_status in ('contacted', 'bounced'), false)
        as is_contacted,
    contacted_at is not null
    and coalesce(known_status <> 'bounced', true) as is_delivered,
    replied_by is not null
    or coalesce(known_status = 'replied', false) as is_replied,
    coalesce(interested_at <= :outreach_as_of, false) as is_positive,
    placed_at is not null
    or coalesce(known_status = 'placed', false) as is_placed,
    created_at,
    contacted_at as first_contacted_at,
    replied_by as first_replied_at,
    case when answered_at <= :outreach_as_of then answered_at end
        as answered_at,
    case when agreed_at <= :outreach_as_of then agreed_at end as agreed_at,
    last_seen_not_placed_at,
    placed_at as placed_seen_at
from dated_leads
