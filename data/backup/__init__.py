"""Backups: consistent while the app writes, checked when they are read back.

writing     one snapshot as Parquet, with a manifest, in a folder that is whole or not there
restoring   into a new file beside, compared with the manifest, then swapped in
keeping     which backups are due, and which are old enough to go
contents    rows and a hash per table, the same before and after
"""

from data.backup.contents import Manifest
from data.backup.keeping import Kept, back_up_when_due, newest, prune
from data.backup.restoring import restore
from data.backup.writing import backup

__all__ = ["Kept", "Manifest", "back_up_when_due", "backup", "newest", "prune", "restore"]
