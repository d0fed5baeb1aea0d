-- One row per table of the warehouse.
select 'orders' as table_name, count(*) as row_count from orders
union all
select 'placements', count(*) from placements
union all
select 'campaigns', count(*) from campaigns
union all
select 'leads', count(*) from leads
union all
select 'attempts', count(*) from attempts
union all
select 'follow_ups', count(*) from follow_ups
union all
select 'replies', count(*) from replies
union all
select 'suppressions', count(*) from suppressions
union all
select 'order_history', count(*) from order_history
union all
select 'placement_history', count(*) from placement_history
union all
select 'lead_history', count(*) from lead_history
union all
select 'index_checks', count(*) from index_checks
union all
select 'account_snapshots', count(*) from account_snapshots
union all
select 'api_figures', count(*) from api_figures
union all
select 'sync_runs', count(*) from sync_runs
union all
select 'sync_cursors', count(*) from sync_cursors
union all
select 'requests', count(*) from requests
union all
select 'quarantine', count(*) from quarantine
union all
select 'webhook_events', count(*) from webhook_events
union all
select 'index_submissions', count(*) from index_submissions
union all
select 'exports', count(*) from exports
union all
select 'clients', count(*) from clients
union all
select 'roster', count(*) from roster
union all
select 'price_book', count(*) from price_book
union all
select 'page_values', count(*) from page_values
union all
select 'client_campaigns', count(*) from client_campaigns
union all
select 'notes', count(*) from notes
union all
select 'order_costs', count(*) from order_costs
union all
select 'outreach_spend', count(*) from outreach_spend
union all
select 'assumptions', count(*) from assumptions
union all
select 'url_lists', count(*) from url_lists
union all
select 'url_list_rows', count(*) from url_list_rows
union all
select 'robots_files', count(*) from robots_files
union all
select 'page_checks', count(*) from page_checks
union all
select 'index_collected', count(*) from index_collected
union all
select 'index_queue', count(*) from index_queue
union all
select 'index_quotas', count(*) from index_quotas
union all
select 'index_hosts', count(*) from index_hosts
union all
select 'brands', count(*) from brands
union all
select 'shares', count(*) from shares
union all
select 'report_schedules', count(*) from report_schedules
union all
select 'report_deliveries', count(*) from report_deliveries
