-- One row per figure of a vendor that the viewer may see, as last read.
-- An account and a workspace hold all clients, so only staff sees them, and not
-- under a filter, which would cut our count and leave theirs. rounding is half
-- of the last digit that this figure was ever published with: 0.5 may be a
-- rounded 0.5041 where others of its kind have four digits.
with latest_readings as (
    select
        source,
        kind,
        subject,
        figure,
        any_value(measure) as measure,
        any_value(label) as label,
        arg_max(published, observed_at) as published,
        max(observed_at) as read_at
    from mart_published_figures
    where observed_at <= case source
        when 'podcast' then cast(:as_of as timestamp)
        else cast(:outreach_as_of as timestamp)
    end
    group by source, kind, subject, figure
),

precisions as (
    select
        source,
        kind,
        measure,
        max(decimals_of(published)) as decimals
    from mart_published_figures
    group by source, kind, measure
),

owned_figures as (
    select
        latest_readings.*,
        case latest_readings.kind
            when 'order' then mart_orders.client_id
            when 'campaign' then mart_campaigns.client_id
        end as client_id
    from latest_readings
    left join mart_orders on mart_orders.order_id = latest_readings.subject
        and latest_readings.kind = 'order'
    left join mart_campaigns on mart_campaigns.campaign_id = latest_readings.subject
        and latest_readings.kind = 'campaign'
    where
        case latest_readings.kind
            when 'order' then
                (:any_package or mart_orders.package in :packages)
                and (:any_niche or mart_orders.niche in :niches)
                and :any_platform
            when 'campaign' then
                (:any_campaign or latest_readings.subject in :campaigns)
                and :any_sender
            when 'account' then
                :any_client and :any_package and :any_niche and :any_platform
            else :any_client and :any_campaign and :any_sender
        end
)

select
    owned_figures.source,
    owned_figures.kind,
    owned_figures.subject,
    owned_figures.client_id,
    owned_figures.figure,
    owned_figures.measure,
    owned_figures.label,
    owned_figures.published,
    case
        when owned_figures.measure in ('response_rate', 'placement_rate')
            then 0.5 * pow(10, -greatest(precisions.decimals, 2))
        when owned_figures.measure in ('report_hours', 'report_average_da')
            then 0.5 * pow(10, -precisions.decimals)
        else 0
    end as rounding,
    owned_figures.read_at
from owned_figures
left join precisions
    on precisions.source = owned_figures.source
    and precisions.kind = owned_figures.kind
    and precisions.measure is not distinct from owned_figures.measure
where (:all_clients or owned_figures.client_id in :clients)
    and (:any_client or owned_figures.client_id in :filter_clients)
