"""Fixtures that most tests share."""

from __future__ import annotations

import os

# A developer's own accounts must not leak into tests.
for name in list(os.environ):
    if name.split("__")[0] in {
        "PODCAST_BACKLINKS",
        "BACKLINK_OUTREACH",
        "INDEXING",
        "SMTP",
        "WAREHOUSE",
        "SYNC",
        "APP",
    }:
        del os.environ[name]
