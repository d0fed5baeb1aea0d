"""Fixtures that most tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples in every run; HYPOTHESIS_PROFILE=long looks for new ones, many more.
settings.register_profile("default", derandomize=True, deadline=None)
settings.register_profile("long", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# A developer's own accounts must not leak into tests.
for name in list(os.environ):
    if name.split("__")[0] in {
        "PODCAST_BACKLINKS",
        "BACKLINK_OUTREACH",
        "INDEXING",
        "SMTP",
        "WAREHOUSE",
        "SYNC",
        "BACKUP",
        "APP",
        "AUTH",
        "LINKBOARD_LOCAL",
    }:
        del os.environ[name]
os.environ["LINKBOARD_SECRETS"] = os.devnull
