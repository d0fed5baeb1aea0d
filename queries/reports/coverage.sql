-- One row per kind of row of which a vendor announces how many there are, for staff.
-- held: our rows of the accounts, orders, workspaces and campaigns that announce a
-- number. Where a vendor counts a list, 50 and 100 are the lengths at which it cuts
-- one off and announce nothing; a list of so many rows is then a suspect.
-- source: both
with latest_figures as (
    select subject, measure, figure, arg_max(published, observed_at) as published
    from mart_published_figures
    where
        (kind, figure) in (
            ('account', 'orders_total'),
            ('order', 'links_total'),
            ('workspace', 'total_campaigns'),
            ('campaign', 'lead_count'),
            ('campaign', 'total_leads'),
            ('campaign', 'total_attempts'),
            ('campaign', 'total_replies'),
            ('campaign', 'reply_count')
        )
        and observed_at <= case source
            when 'podcast' then cast(:podcast_as_of as timestamp)
            else cast(:outreach_as_of as timestamp)
        end
    group by subject, measure, figure
    union all
    select campaign_id, 'leads', 'lead_count', lead_count
    from mart_campaigns
    where lead_count is not null
),

announced as (
    select subject, measure, max(published) as announced
    from latest_figures
    where published not in (50, 100)
        or figure in ('orders_total', 'links_total', 'lead_count')
    group by subject, measure
),

things as (
    select *
    from (
        values
            (1, 'podcast', 'orders', 'account_orders', false),
            (2, 'podcast', 'slots of links', 'report_links', false),
            (3, 'outreach', 'campaigns', 'campaigns', false),
            (4, 'outreach', 'leads', 'leads', true),
            (5, 'outreach', 'attempts', 'attempts', true),
            (6, 'outreach', 'replies', 'replies', true)
    ) as known_things (position, source, thing, measure, is_capped)
),

held as (
    select 'account_orders' as measure, 'account' as subject, count(*) as held
    from mart_orders
    where entered_at <= :podcast_as_of
    union all
    select 'report_links', order_id, count(*)
    from mart_links
    where order_entered_at <= :podcast_as_of
    group by order_id
    union all
    select 'campaigns', 'workspace', count(*)
    from mart_campaigns
    where gone_at is null
    union all
    select 'leads', campaign_id, count(*)
    from mart_leads
    where created_at <= :outreach_as_of
    group by campaign_id
    union all
    select 'attempts', campaign_id, count(*)
    from mart_attempts
    where counted_at <= :outreach_as_of
    group by campaign_id
    union all
    select 'replies', campaign_id, count(*)
    from mart_replies
    where received_at <= :outreach_as_of
    group by campaign_id
),

lists as (
    select
        coalesce(held.measure, announced.measure) as measure,
        coalesce(held.subject, announced.subject) as subject,
        coalesce(held.held, 0) as held,
        announced.announced
    from held
    full join announced
        on announced.measure = held.measure
        and announced.subject = held.subject
)

select
    things.source,
    things.thing,
    cast(coalesce(sum(lists.held), 0) as bigint) as held_in_all,
    cast(coalesce(sum(lists.held) filter (where lists.announced is not null), 0) as bigint)
        as held,
    cast(coalesce(sum(lists.announced), 0) as bigint) as announced,
    rate(
        sum(lists.held) filter (where lists.announced is not null),
        sum(lists.announced)
    ) as coverage,
    case when things.is_capped then count(lists.subject) end as lists,
    case when things.is_capped then
        count(*) filter (
            where lists.subject is not null
            and lists.held in (50, 100)
            and lists.announced is null
        )
    end as suspects
from things
left join lists on lists.measure = things.measure
where :all_clients
group by things.position, things.source, things.thing, things.is_capped
order by things.position
