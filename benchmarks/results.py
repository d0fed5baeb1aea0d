"""RESULTS.md: one section a benchmark, each with the day and the machine it ran on."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"

_HEAD = """# Results of the benchmarks

Made by `make bench`; a run of one benchmark replaces its section. Compare the figures of one
section with each other rather than with another day's or machine's.
A load of more than 1 before a run tells that other work shared the machine and made it longer.
"""
_GIB = 2**30


def keep(name: str, section: str) -> None:
    """Put the section of one benchmark in the place of its last one."""
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else _HEAD
    head, *parts = re.split(r"(?m)^## ", text)
    sections = dict(part.split("\n", 1) for part in parts)
    sections[name] = f"\n{section.strip()}\n"
    written = [f"## {title}\n\n{body.strip()}\n" for title, body in sorted(sections.items())]
    RESULTS.write_text("\n".join([head.rstrip() + "\n", *written]), "utf-8")


def machine(*packages: str) -> str:
    """One line: when, on what, with which versions of Python and the packages that matter."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _GIB
    load = os.getloadavg()[0]
    versions = [f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in packages)]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.system()} {platform.machine()} · "
        f"{os.cpu_count()} cores, {memory:.0f} GiB, load {load:.1f} · {', '.join(versions)}"
    )


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
