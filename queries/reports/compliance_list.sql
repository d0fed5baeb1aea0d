-- One row per case of the compliance watch, newest first.
-- uses: compliance_cases
-- source: outreach
select
    compliance_cases.kind,
    case
        when :all_clients or compliance_cases.kind = 'over_domain_cap'
            then compliance_cases.address
        else masked_address(compliance_cases.address)
    end as address,
    compliance_cases.campaign_id,
    campaigns.campaign_name,
    compliance_cases.detail,
    compliance_cases.happened_at
from compliance_cases
left join mart_campaigns as campaigns
    on campaigns.campaign_id = compliance_cases.campaign_id
order by
    compliance_cases.happened_at desc,
    compliance_cases.kind,
    compliance_cases.address
