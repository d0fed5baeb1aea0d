-- One row per hour under the axis: the leads still watched at that age.
-- uses: at_risk of reply_waits
-- source: outreach
select hours, at_risk
from at_risk_of_reply_waits
order by hours
