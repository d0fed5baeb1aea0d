"""Settings above what a vendor has published."""

from __future__ import annotations

from pydantic import SecretStr

from data.settings import BacklinkOutreach, PodcastBacklinks, Settings
from data.sync.published_limits import exceeded, set_limits

KEY = SecretStr("pk_live_1234567890")


def accounts(podcast: int, outreach: int) -> Settings:
    return Settings(
        podcast_backlinks=PodcastBacklinks(api_key=KEY, requests_per_minute=podcast),
        backlink_outreach=BacklinkOutreach(
            base_url="https://outreach.example", token=KEY, requests_per_minute=outreach
        ),
    )


def test_the_published_limits_themselves_are_kept() -> None:
    assert exceeded(accounts(60, 200)) == []
    assert set_limits(accounts(60, 200)) == {"podcast": 60, "outreach": 200}


def test_more_than_that_is_one_sentence_with_the_mend() -> None:
    podcast, outreach = exceeded(accounts(61, 1_000))
    assert podcast == (
        "Podcast Backlinks documents 60 requests a minute by default; "
        "PODCAST_BACKLINKS__REQUESTS_PER_MINUTE is 61. Set it to 60 or less, unless the vendor "
        "has given you more."
    )
    assert "BACKLINK_OUTREACH__REQUESTS_PER_MINUTE is 1,000" in outreach


def test_a_source_that_is_off_asks_for_nothing() -> None:
    off = Settings(podcast_backlinks=PodcastBacklinks(requests_per_minute=1_000))
    assert (exceeded(off), set_limits(off)) == ([], {})
