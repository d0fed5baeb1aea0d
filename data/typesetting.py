"""Typst, which sets the reports and draws the logos: in this process, without network or files."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import typst

from data.errors import LinkboardError

log = logging.getLogger(__name__)


class CannotBeSet(LinkboardError):
    """Typst gave up on a document."""


def typeset(files: Mapping[str, bytes], **options: Any) -> bytes:
    """What `main.typ` makes of itself and the other files; `options` are those of typst.compile.

    Raises CannotBeSet, also where Typst itself fails: its panic is no Exception, and would end the
    thread that asked.
    """
    try:
        return bytes(typst.compile(dict(files), **options))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:
        log.warning("Typst gave up: %s", type(fault).__name__)
        raise CannotBeSet("The PDF could not be made; the page shows the same.") from fault
