"""Every report of mails is what pandas makes of the same rows."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.independent.demo_world import sends
from tests.independent.demo_world.reading import Demo, compare


@pytest.mark.parametrize("by", [None, "sender_email", "client_id"])
def test_mails_by_day(demo: Demo, by: str | None) -> None:
    compare(demo.ask("send_volume", by), sends.send_volume(demo, by), "group", "date")


def test_mails_by_week(demo: Demo) -> None:
    compare(demo.ask("send_weeks"), sends.send_weeks(demo), "week")


def test_mails_that_failed(demo: Demo) -> None:
    compare(demo.ask("send_failures"), sends.send_failures(demo), "outcome", "reason")


def test_the_compliance_watch_and_its_list(demo: Demo) -> None:
    compare(demo.ask("compliance_watch"), sends.compliance_watch(demo), "kind")
    names = ["kind", "address", "happened_at"]
    told, cases = demo.ask("compliance_list")[names], sends.compliance_cases(demo)[names]
    order = {"ignore_index": True, "by": names}
    pd.testing.assert_frame_equal(
        told.sort_values(**order), cases.sort_values(**order), check_dtype=False
    )
