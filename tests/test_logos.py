"""Logos: what is kept is a small PNG of ours, whatever was uploaded."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from data import logos
from data.errors import ReportError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="urn:x" viewBox="0 0 40 20">{}</svg>'
RECT = '<rect x="10" width="20" height="20" fill="#c00"/>'


def encoded(
    format: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **how: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, None).save(out, format, **how)
    return out.getvalue()


def kept(upload: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(logos.picture(upload)))
    assert picture.format == "PNG"
    return picture


@pytest.mark.parametrize(
    "upload",
    [encoded("PNG"), encoded("JPEG"), encoded("JPEG", mode="CMYK"), encoded("PNG", mode="P")],
    ids=["png", "jpeg", "print-jpeg", "few-colours"],
)
def test_a_picture_is_kept_in_its_size(upload: bytes) -> None:
    assert kept(upload).size == (40, 20)


def test_a_large_picture_is_made_to_fit_and_notes_are_left_behind() -> None:
    notes = Image.Exif()
    notes[0x010E] = "taken at home"
    upload = encoded("JPEG", (3000, 1500), exif=notes)
    assert b"taken at home" in upload
    assert kept(upload).size == (960, 480)
    assert b"taken at home" not in logos.picture(upload)


def test_what_follows_a_picture_is_left_behind() -> None:
    assert b"<script>" not in logos.picture(encoded("PNG") + b"<script>alert(1)</script>")


def test_shapes_are_drawn_and_their_empty_margins_cut() -> None:
    picture = kept(SVG.format(RECT + "<x:note>mine</x:note>").encode())
    assert picture.getpixel((5, 5)) == (204, 0, 0, 255)
    assert picture.width == picture.height


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<image href="https://evil.example/x.png"/>', "<image>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<use href="#a"/>', "<use>"),
        ("<style>@import 'https://evil.example/x.css';</style>", "style sheet"),
        ("<style>g { clip-path: \\75rl(#a) }</style>", "style sheet"),
        ('<clipPath id="a"><path clip-path="url(#b)" d="M0 0"/></clipPath>', "nested"),
        ('<path stroke-dasharray="0.0002" d="M0 0H9"/>', "dashed"),
        ("<style>path { STROKE-DASHARRAY: 1 }</style>", "dashed"),
        (RECT * 5_000, "at most 5,000"),
        ("", "empty"),
    ],
)
def test_an_svg_with_more_than_shapes_is_refused(inside: str, says: str) -> None:
    with pytest.raises(ReportError, match=says):
        logos.picture(SVG.format(inside).encode())


BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SVG.format("&b;")


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (b"", "PNG, JPEG or SVG"),
        (b"GIF89a" + b"\0" * 40, "PNG, JPEG or SVG"),
        (encoded("GIF"), "PNG, JPEG or SVG"),
        (encoded("PNG")[:40], "PNG, JPEG or SVG"),
        (b"<svg", "cannot be read"),
        (b'<html><svg xmlns="http://www.w3.org/2000/svg"/></html>', "at most"),
        (BOMB.encode(), "DOCTYPE"),
        (b"\0" * 500_001, "500,001 bytes"),
        (encoded("PNG", (8_000, 4_000), "1"), "8,000 x 4,000 dots"),
        (encoded("PNG", (30_000, 30_000), "1"), "make it smaller|not readable"),
    ],
    ids=["none", "junk", "gif", "cut", "no-xml", "html", "bomb", "heavy", "large", "huge"],
)
def test_what_is_no_logo_is_one_sentence(upload: bytes, says: str) -> None:
    with pytest.raises(ReportError, match=says) as refused:
        logos.picture(upload)
    assert "\n" not in refused.value.message
