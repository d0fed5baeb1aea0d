"""The webhook route in a process of its own, to be killed at any moment.

    python -m tests.webhooks.receiving FILE

Prints its port and serves until somebody ends it.
"""

from __future__ import annotations

import sys

from data.warehouse import Warehouse
from tests.webhooks.events import SECRET
from tests.webhooks.places import Place, serving

if __name__ == "__main__":
    with (
        Warehouse.open(f"duckdb:///{sys.argv[1]}") as warehouse,
        serving(Place.of(warehouse, SECRET)) as door,
    ):
        print(door.address[1], flush=True)
        sys.stdin.read()
