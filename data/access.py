"""Who may see which client's rows.

A `Scope` is derived from the signed-in identity, never from a URL. It is bound into every query and
is part of every cache key.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """The clients whose rows may be seen; `clients=None` means all, and rows without a client."""

    clients: tuple[str, ...] | None

    @classmethod
    def everything(cls) -> Scope:
        return cls(None)

    @classmethod
    def of(cls, client_ids: Collection[str]) -> Scope:
        return cls(tuple(sorted(set(client_ids))))

    @property
    def sees_all(self) -> bool:
        return self.clients is None
