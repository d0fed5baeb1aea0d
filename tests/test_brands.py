"""How a report looks: the client's own look over the house's, field by field."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from data import brands
from data.brands import HOUSE, Brand
from data.errors import ReportError
from data.warehouse import Warehouse


def logo(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    return out.getvalue()


def test_what_a_client_leaves_open_is_the_houses(warehouse: Warehouse) -> None:
    assert brands.of_client(warehouse, "cus_42") == Brand()
    brands.save(warehouse, HOUSE, name="North Agency", colour="#112233", logo=logo("red"))
    brands.save(warehouse, "cus_42", name="", colour="#445566")
    found = brands.of_client(warehouse, "cus_42")
    assert (found.name, found.colour) == ("North Agency", "#445566")
    assert found.logo_url is not None and found.logo_url.startswith("data:image/png;base64,")
    assert brands.of_client(warehouse, "cus_07").colour == "#112233"


def test_saving_again_without_a_logo_keeps_it_until_it_is_removed(warehouse: Warehouse) -> None:
    brands.save(warehouse, "cus_42", name="Own", colour="#445566", logo=logo("red"))
    brands.save(warehouse, "cus_42", name="Other", colour="#445566")
    assert brands.of_client(warehouse, "cus_42").logo is not None
    brands.remove_logo(warehouse, "cus_42")
    assert brands.of_client(warehouse, "cus_42") == Brand("Other", "#445566")


def test_a_look_is_forgotten(warehouse: Warehouse) -> None:
    brands.save(warehouse, "cus_42", name="Own", colour="#445566", logo=logo("red"))
    assert brands.has_own(warehouse, "cus_42")
    brands.forget(warehouse, "cus_42")
    assert not brands.has_own(warehouse, "cus_42")
    assert brands.of_client(warehouse, "cus_42") == Brand()


@pytest.mark.parametrize(
    ("name", "colour", "says"),
    [("x", "red", "no colour"), ("x", "#12345", "no colour"), ("x" * 61, "#123456", "61 letters")],
)
def test_what_cannot_be_shown_is_refused(
    warehouse: Warehouse, name: str, colour: str, says: str
) -> None:
    with pytest.raises(ReportError, match=says):
        brands.save(warehouse, "cus_42", name=name, colour=colour)
    assert not brands.has_own(warehouse, "cus_42")
