-- One row per reply for which a lead is found. A step, so that a query which
-- needs the costly search in several places makes it once.
select reply_id, lead_id, matched_by
from mart_reply_leads
