-- One row per link that went live in the range.
-- uses: live_links
select live_at as moment_at
from live_links
