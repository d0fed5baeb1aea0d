-- One row per hour under the axis: submitted pages still watched at that age.
-- uses: at_risk of workflow_spans
-- source: indexing
select hours, at_risk
from at_risk_of_workflow_spans
order by hours
