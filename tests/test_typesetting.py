"""Whatever stands in a document, the typesetter's fall is an error like others."""

from __future__ import annotations

import pytest

from data.typesetting import CannotBeSet, typeset


def test_a_document_becomes_a_pdf() -> None:
    assert typeset({"main.typ": b'#read("a.txt")', "a.txt": b"text"}).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "source",
    [
        '#panic("stop")',
        "#image(",
        '#read("/etc/passwd")',
        # accents beyond 64 kB on one letter: a panic inside the renderer, which is no Exception
        '#("\\u{301}" * 40000)',
    ],
    ids=["error", "syntax", "a file beside it", "panic"],
)
def test_what_cannot_be_set_is_one_error(source: str) -> None:
    with pytest.raises(CannotBeSet, match="could not be made"):
        typeset({"main.typ": source.encode()})
