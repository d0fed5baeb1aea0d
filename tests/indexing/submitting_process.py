"""A submission as a process of its own, to be killed at any moment.

python -m tests.indexing.submitting_process SETTINGS.json WAREHOUSE_URL
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from data import settings
from data.indexing import submitting
from data.warehouse import Warehouse

if __name__ == "__main__":
    own = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with Warehouse.open(sys.argv[2]) as warehouse:
        print("open", flush=True)
        submitting.submit(warehouse, settings.load(indexing=own))
