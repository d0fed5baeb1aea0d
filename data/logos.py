"""A logo as it was uploaded becomes a picture that is safe to show: always a PNG of ours.

PNG and JPEG are decoded and written anew, so that nothing but dots is left of them. SVG is a
document, which may hold scripts and ask for other files: only drawing elements are taken, and they
are drawn here, once, without network or files.
"""

from __future__ import annotations

import io
import re

from lxml import etree
from PIL import Image, ImageOps

from data.errors import ReportError
from data.typesetting import CannotBeSet, typeset

MOST_BYTES = 500_000
_MOST_DOTS = 16_000_000
_BOX = (1200, 480)  # dots; 55 mm wide in print
_MOST_ELEMENTS = 5_000
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = {
    *("svg", "g", "defs", "style", "title", "desc", "metadata", "clipPath"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("linearGradient", "radialGradient", "stop"),
}
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image("logo.svg", width: 300pt, height: 120pt, fit: "contain")"""
_DOTS_PER_INCH = 288.0  # four dots a point


def picture(upload: bytes) -> bytes:
    """The logo as PNG, at most 1200 x 480 dots.

    Raises ReportError, in one sentence, for what is too large, is no PNG, JPEG or SVG, cannot be
    decoded, or is an SVG with more than shapes in it.
    """
    if len(upload) > MOST_BYTES:
        raise ReportError(f"The logo has {len(upload):,} bytes; {MOST_BYTES:,} are enough.")
    is_svg = b"<svg" in upload[:4096] and not upload.startswith((b"\x89PNG", b"\xff\xd8"))
    return _fitted(_drawn(upload) if is_svg else upload)


def _fitted(upload: bytes) -> bytes:
    dots = _decoded(upload)
    if (used := dots.getbbox()) is None:
        raise ReportError("The logo is empty: every dot is transparent.")
    dots = dots.crop(used)
    dots.thumbnail(_BOX)
    out = io.BytesIO()
    dots.save(out, "PNG", optimize=True)
    return out.getvalue()


def _decoded(upload: bytes) -> Image.Image:
    """The dots alone: neither notes nor a place of taking travel on."""
    try:
        image = Image.open(io.BytesIO(upload), formats=("PNG", "JPEG"))
        _require_size(image.size)
        upright = ImageOps.exif_transpose(image)
        dots = upright.convert("RGB").convert("RGBA") if upright.mode == "CMYK" else upright
        return Image.frombytes("RGBA", dots.size, dots.convert("RGBA").tobytes())
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ReportError(
            "The logo must be a PNG, JPEG or SVG; this one is not readable."
        ) from None


def _require_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > _MOST_DOTS:
        raise ReportError(f"The logo has {width:,} x {height:,} dots; make it smaller.")


def _drawn(svg: bytes) -> bytes:
    _require_shapes_only(_parsed(svg))
    try:
        files = {"main.typ": _PAGE, "logo.svg": svg}
        return typeset(files, format="png", ppi=_DOTS_PER_INCH)
    except CannotBeSet:
        raise ReportError("The SVG cannot be drawn; save it as PNG.") from None


def _parsed(svg: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError:
        raise ReportError("The SVG cannot be read; save it as PNG.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReportError("The SVG has a DOCTYPE; save it without one, or as PNG.")
    return root


def _require_shapes_only(root: etree._Element) -> None:
    """What is not in SVG's namespace draws nothing and may stay."""
    elements = [one for one in root.iter() if str(one.tag).startswith(_SVG)]
    if root.tag != f"{_SVG}svg" or len(elements) > _MOST_ELEMENTS:
        raise ReportError(f"The SVG must have at most {_MOST_ELEMENTS:,} shapes; save it as PNG.")
    for element in elements:
        name = str(element.tag).removeprefix(_SVG)
        if name not in _DRAWING:
            raise ReportError(f"The SVG holds a <{name}>; turn all into shapes, or save it as PNG.")
        if "stroke-dasharray" in _own_text(element):
            # a dash of a hair's breadth makes millions of strokes of one line
            raise ReportError("The SVG has dashed lines; turn them into shapes, or save it as PNG.")
        if name == "style" and re.search(r"url|import|\\", "".join(element.itertext())):
            raise ReportError("The SVG's style sheet refers to other parts; save it as PNG.")
    _require_flat_clips(root)


def _own_text(element: etree._Element) -> str:
    """Names and values of its attributes, and what stands between its tags."""
    attributes = (f"{name}={value}" for name, value in element.attrib.items())
    return " ".join([*attributes, element.text or ""]).lower()


def _require_flat_clips(root: etree._Element) -> None:
    for clip in root.iter(f"{_SVG}clipPath"):
        # clips within clips multiply: a few lines could keep a processor busy for days
        if any("url" in str(value) for one in clip.iter() for value in one.attrib.values()):
            raise ReportError("The SVG's clips are nested; save it as PNG.")
