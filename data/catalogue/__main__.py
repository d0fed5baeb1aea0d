"""`python -m data.catalogue > docs/metrics.md` (make docs)."""

from __future__ import annotations

from data.catalogue import SECTIONS, markdown

print(markdown(SECTIONS), end="")
