-- One row per group of links that went live in the range.
-- uses: link_counts, index_shares, quantiles of survival of index_spans
-- source: podcast
-- by: platform, package, client_id, niche, month
with groups as (
    select group_key from link_counts
    union
    select 'all' where :by = 'none'
)

select
    groups.group_key as "group",
    coalesce(link_counts.live_links, 0) as live_links,
    coalesce(link_counts.known_now, 0) as known_now,
    coalesce(link_counts.live_links - link_counts.known_now, 0) as unknown_now,
    coalesce(link_counts.indexed_now, 0) as indexed_now,
    share_1h.f as f_1h,
    share_1h.f_low as f_1h_low,
    share_1h.f_high as f_1h_high,
    coalesce(share_1h.at_risk, 0) as at_risk_1h,
    coalesce(share_1h.mature_k, 0) as mature_1h_k,
    coalesce(share_1h.mature_n, 0) as mature_1h_n,
    wilson_low(share_1h.mature_k, share_1h.mature_n) as mature_1h_low,
    wilson_high(share_1h.mature_k, share_1h.mature_n) as mature_1h_high,
    share_24h.f as f_24h,
    share_24h.f_low as f_24h_low,
    share_24h.f_high as f_24h_high,
    coalesce(share_24h.at_risk, 0) as at_risk_24h,
    coalesce(share_24h.mature_k, 0) as mature_24h_k,
    coalesce(share_24h.mature_n, 0) as mature_24h_n,
    wilson_low(share_24h.mature_k, share_24h.mature_n) as mature_24h_low,
    wilson_high(share_24h.mature_k, share_24h.mature_n) as mature_24h_high,
    share_7d.f as f_7d,
    share_7d.f_low as f_7d_low,
    share_7d.f_high as f_7d_high,
    coalesce(share_7d.at_risk, 0) as at_risk_7d,
    coalesce(share_7d.mature_k, 0) as mature_7d_k,
    coalesce(share_7d.mature_n, 0) as mature_7d_n,
    wilson_low(share_7d.mature_k, share_7d.mature_n) as mature_7d_low,
    wilson_high(share_7d.mature_k, share_7d.mature_n) as mature_7d_high,
    quantiles.median_hours as km_median_hours,
    rate(link_counts.indexed_now, link_counts.known_now) as indexed_now_rate,
    wilson_low(link_counts.indexed_now, link_counts.known_now)
        as indexed_now_low,
    wilson_high(link_counts.indexed_now, link_counts.known_now)
        as indexed_now_high,
    quantiles.median_low as km_median_low,
    quantiles.median_high as km_median_high,
    coalesce(
        link_counts.live_links
        - link_counts.indexed_now
        - link_counts.cannot_be_indexed,
        0
    ) as waiting,
    coalesce(link_counts.cannot_be_indexed, 0) as cannot_be_indexed,
    coalesce(share_1h.at_risk, 0) < 5 as is_thin_1h,
    coalesce(share_24h.at_risk, 0) < 5 as is_thin_24h,
    coalesce(share_7d.at_risk, 0) < 5 as is_thin_7d,
    rate(share_1h.mature_k, share_1h.mature_n) as mature_1h_rate,
    rate(share_24h.mature_k, share_24h.mature_n) as mature_24h_rate,
    rate(share_7d.mature_k, share_7d.mature_n) as mature_7d_rate,
    quantiles.p25_hours as km_p25_hours,
    quantiles.p25_low as km_p25_low,
    quantiles.p25_high as km_p25_high,
    quantiles.p75_hours as km_p75_hours,
    quantiles.p75_low as km_p75_low,
    quantiles.p75_high as km_p75_high
from groups
left join link_counts on link_counts.group_key = groups.group_key
left join index_shares as share_1h
    on share_1h.group_key = groups.group_key
    and share_1h.hours = 1
left join index_shares as share_24h
    on share_24h.group_key = groups.group_key
    and share_24h.hours = 24
left join index_shares as share_7d
    on share_7d.group_key = groups.group_key
    and share_7d.hours = 168
left join quantiles_of_survival_of_index_spans as quantiles
    on quantiles.group_key = groups.group_key
order by groups.group_key
