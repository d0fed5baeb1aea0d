"""What a client page offers to take away, and to whom; the look of reports; who took what."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from data import brands, shares
from data.access import Scope
from data.brands import HOUSE
from data.exports import About, audit
from data.http import SYSTEM_CLOCK
from data.runtime import current
from data.warehouse import Warehouse
from tests.filled import ACME, Filled
from tests.pages.driving import everything_shown, running_on, visit, went_well
from tests.pages.test_who_sees_what import person

pytestmark = pytest.mark.usefixtures("signed")


@pytest.fixture(scope="module")
def signed(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A filled warehouse behind sign-in, with a secret that signs links."""
    own = filled_file.settings | {"AUTH__COOKIE_SECRET": "x" * 32, "APP__SECRET": "s" * 40}
    with running_on(filled_file.copy(tmp_path_factory.mktemp("panel")), **own) as warehouse:
        yield warehouse


def of_acme(subject: str) -> AppTest:
    app = visit("clients", user=person(subject), client=ACME)
    assert went_well(app)
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return button.click().run()


@pytest.mark.parametrize("subject", ["owner", "some"])
def test_who_answers_for_clients_makes_and_revokes_links(signed: Warehouse, subject: str) -> None:
    app = press(of_acme(subject), "Make a link")
    assert went_well(app)
    (share,) = shares.listed(signed, Scope.everything())
    assert share.client_id == ACME
    assert shares.token(current().settings, share) in everything_shown(app)
    app = press(app, "Revoke")
    assert went_well(app) and not shares.listed(signed, Scope.everything())
    assert "/share/" not in everything_shown(app)


@pytest.mark.parametrize("subject", ["analyst", "acme"])
def test_others_take_the_documents_alone(subject: str) -> None:
    shown = everything_shown(of_acme(subject))
    assert f"/client-report/{ACME}.pdf" in shown and f"/client-report/{ACME}.html" in shown
    assert "Make a link" not in shown and "Send regularly" not in shown
    assert "Save the look" not in shown


def test_a_look_is_entered_and_seen(signed: Warehouse) -> None:
    app = of_acme("some")
    (name,) = [field for field in app.text_input if field.label == "Name of the sender"]
    name.input("North <b>Agency</b>")
    app = press(app, "Save the look")
    assert went_well(app)
    assert brands.of_client(signed, ACME).name == "North <b>Agency</b>"
    assert "North &lt;b&gt;Agency" in everything_shown(app)
    press(app, "Back to the look of all")
    assert not brands.has_own(signed, ACME)


def test_the_house_has_a_look_and_its_logo_can_be_removed(signed: Warehouse) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    brands.save(signed, HOUSE, name="North", colour="#112233", logo=out.getvalue())
    app = visit("people", user=person("owner"))
    assert went_well(app) and "data:image/png" in everything_shown(app)
    app = press(app, "Remove the logo")
    assert went_well(app) and "data:image/png" not in everything_shown(app)
    brands.forget(signed, HOUSE)


def test_an_administrator_sees_who_took_what(signed: Warehouse) -> None:
    about = About(
        name="orders",
        zone="UTC",
        as_of={},
        generated_at=SYSTEM_CLOCK.now(),
        filters={"clients": ACME},
        definitions="docs/metrics.md",
    )
    audit.begin(signed, about, "csv", "ann@people.example")
    shown = everything_shown(visit("people", user=person("owner")))
    assert "ann@people.example" in shown and f"clients: {ACME}" in shown
