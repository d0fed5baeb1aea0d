"""What is wrong with this Linkboard, in sentences with the mend: `python -m data doctor`.

configuration   which sources and services the settings switch on
storage         the file, its log, the commit counter, room, backups, quarantine, last syncs
vendors         one cheap request to each source: reachable, let in, and is our clock right?
"""

from __future__ import annotations

from data.doctor import configuration, storage, vendors
from data.doctor.findings import Finding, is_well
from data.errors import WarehouseError
from data.settings import Settings
from data.warehouse import Warehouse, path_of

__all__ = ["Finding", "examine", "examine_without_warehouse", "is_well"]


def examine(settings: Settings, warehouse: Warehouse, *, offline: bool = False) -> list[Finding]:
    """Everything, with the warehouse open in this process. `offline` sends no request."""
    found = [*configuration.examine(settings), *storage.examine(warehouse, settings)]
    return found if offline else [*found, *vendors.examine(settings, warehouse)]


def examine_without_warehouse(
    settings: Settings, refusal: WarehouseError, *, offline: bool = False
) -> list[Finding]:
    """What can be told when the warehouse cannot be opened because of `refusal`."""
    path = path_of(settings.warehouse_url)
    found = [
        *configuration.examine(settings),
        Finding("warehouse", "problem", refusal.message),
        *storage.examine_beside(path, settings),
    ]
    return found if offline else [*found, *vendors.examine(settings, None)]
