"""The five outcome colours, for charts. The same hex values stand in .streamlit/config.toml.

done: delivered, kept, indexed, placed · late: delivered late, crawled but not indexed · failed:
overdue, blocked, bounced · open: waiting, not due · accent: volume and stages without a verdict.
Colour is never the only cue: hatch, label or position repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    done: str
    late: str
    failed: str
    open: str
    accent: str
    text: str
    label: str
    grid: str
    background: str


LIGHT = Palette(
    done="#0B735D",
    late="#C57A08",
    failed="#C2302B",
    open="#8089A0",
    accent="#4069F2",
    text="#101828",
    label="#566173",
    grid="#E6EAF0",
    background="#FFFFFF",
)
DARK = Palette(
    done="#46CFA9",
    late="#E3A03C",
    failed="#E5574E",
    open="#8F97A6",
    accent="#6F93FF",
    text="#E7ECF3",
    label="#A9B4C4",
    grid="#263040",
    background="#10151D",
)


def palette(theme: str) -> Palette:
    """`theme` is "light" or "dark"."""
    return DARK if theme == "dark" else LIGHT


def faded(colour: str, opacity: float) -> str:
    """#0B735D at 0.2 -> rgba(11,115,93,0.2)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
