"""No secret, address or signed link is said."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest

from data.errors import BadBody, Rejected, ServerFault, SourceError
from tests.http.bench import KEY, bench, fault_of
from tests.scripted_server import Step

_LEAF: dict[int, type[SourceError]] = {400: Rejected, 500: ServerFault, 200: BadBody}
LEAKS: list[Callable[[str], Step]] = [
    lambda text: {"status": 400, "body": {"code": "x", "message": text}},
    lambda text: {"status": 500, "body": {"code": "x", "message": text}},
    lambda text: {"status": 200, "body_text": text},
    lambda text: {"status": 200, "body": {"code": "x", "message": text}},
]


@pytest.mark.parametrize("leak", LEAKS)
def test_no_secret_address_or_signed_link_reaches_a_message_or_a_log(
    leak: Callable[[str], Step], caplog: pytest.LogCaptureFixture
) -> None:
    foreign = f"key {KEY} webhook whsec_0123456789 for ann@example.com at https://x.y/r.pdf?sig=s1g"
    with (
        caplog.at_level(logging.DEBUG),
        bench({**leak(foreign), "times": 9}, secrets=("whsec_0123456789",)) as b,
    ):
        fault = fault_of(b, _LEAF[leak("")["status"]], params={"cursor": "s1g"})
    said = fault.message + caplog.text + json.dumps(b.outcomes)
    for secret in (KEY, "whsec_0123456789", "ann@example.com", "s1g"):
        assert secret not in said
    assert "…e5f6" in fault.message


@pytest.mark.parametrize("before", [60, 150, 192, 790, 3990])
@pytest.mark.parametrize("filler", ["x", "ann@example.com "])
def test_a_secret_that_is_cut_by_the_end_of_an_excerpt_is_not_shown_in_part(
    before: int, filler: str
) -> None:
    text = (
        filler * (before // len(filler))
        + " key_of_no_known_form_0123456789 bob.builder@example.com"
    )
    with bench(
        {"status": 200, "body_text": text, "times": 9},
        secrets=("key_of_no_known_form_0123456789",),
    ) as b:
        said = fault_of(b, BadBody).message
    assert "key_of" not in said and "bob.b" not in said and "ann@" not in said
