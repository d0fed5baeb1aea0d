"""Foreign text (names, titles, anchors, addresses) shown as text, never as markup.

Streamlit renders Markdown in labels, captions and options, so that a hostile anchor text could
place links and remote images; plotly renders a few HTML tags.
"""

from __future__ import annotations

import html
import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])")
# Addresses become links and :material/x: an icon even when escaped; a word joiner breaks both.
_AUTOMATIC = re.compile(r":(?=\S)|@|\bwww(?=\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
# They turn the words around that follow, ours as well. Hebrew and Arabic need none of them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def line(text: object) -> str:
    """One line of text that turns no other text around."""
    return " ".join(_TURNING.sub("", str(text)).split())


def markdown(text: object) -> str:
    """Text for any Streamlit element that renders Markdown."""
    broken = _AUTOMATIC.sub(rf"\g<0>{_WORD_JOINER}", line(text))
    return _MARKDOWN.sub(r"\\\1", broken)


def dollars(text: str) -> str:
    """Amounts for an element that renders Markdown: between two dollar signs it sees a formula."""
    return text.replace("$", r"\$")


def chart(text: object) -> str:
    """Text for any plotly label, tick, hover or annotation."""
    # plotly knows no &quot; and would print it; without tags there is no attribute to break out of
    return html.escape(line(text), quote=False)


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
