-- One row per reading of a figure that a vendor publishes about itself.
-- Only changes are kept, so a figure holds until its next row. measure is our
-- word for it, the same in every dialect; null where we know no such figure.
with names as (
    select *
    from (
        values
            ('orders_total', 'account_orders'),
            ('orders_in_progress', 'account_orders_in_progress'),
            ('links_delivered_30d', 'account_links_30d'),
            ('report_links_total', 'report_links'),
            ('report_indexed', 'report_indexed'),
            ('average_da', 'report_average_da'),
            ('delivered_in_hours', 'report_hours'),
            ('total_campaigns', 'campaigns'),
            ('total_leads', 'leads'),
            ('lead_count', 'leads'),
            ('leads_by_status', 'leads_in_status'),
            ('stages', 'leads_in_status'),
            ('total_attempts', 'attempts'),
            ('total_sends', 'sends'),
            ('send_volume', 'sends'),
            ('blocked_count', 'blocked'),
            ('daily_send_volume', 'sends_of_day'),
            ('volume', 'sends_of_day'),
            ('total_replies', 'replies'),
            ('reply_count', 'replies'),
            ('replies_by_classification', 'replies_of_class'),
            ('reply_classification', 'replies_of_class'),
            ('total_placements', 'placements'),
            ('response_rate', 'response_rate'),
            ('overall_response_rate', 'response_rate'),
            ('placement_rate', 'placement_rate'),
            ('overall_placement_rate', 'placement_rate'),
            ('placement_conversion', 'placement_rate'),
            ('decision_events', 'decisions')
    ) as known_figures (stem, measure)
),

account_readings as (
    select
        observed_at,
        unnest(['orders_total', 'orders_in_progress', 'links_delivered_30d'])
            as figure,
        unnest([orders_total, orders_in_progress, links_delivered_30d])
            as published
    from stg_podcast__account_snapshots
),

readings as (
    select
        'podcast' as source,
        'account' as kind,
        'account' as subject,
        figure,
        cast(published as double) as published,
        observed_at
    from account_readings
    where published is not null
    union all
    select
        source,
        case
            when figure like 'report.%' then 'order'
            when subject = 'workspace' then 'workspace'
            else 'campaign'
        end,
        subject,
        case when figure like 'report.%' then substr(figure, 8) else figure end,
        value,
        observed_at
    from stg_vendor__figures
    -- `days` repeats the question: for how many days the volume was asked
    where figure <> 'days'
)

select
    readings.source,
    readings.kind,
    readings.subject,
    replace(readings.figure, 'report_', '') as figure,
    names.measure,
    nullif(
        substr(readings.figure, length(split_part(readings.figure, '.', 1)) + 2),
        ''
    ) as label,
    readings.published,
    readings.observed_at
from readings
left join names on names.stem = split_part(readings.figure, '.', 1)
