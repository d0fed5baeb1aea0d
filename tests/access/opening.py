"""Pages as people of the crowd's roster open them."""

from __future__ import annotations

import time
from typing import Any

from tests.access import crowd
from tests.pages.driving import FRAME, everything_shown, visit

PAGES = tuple(sorted({path.stem for path in FRAME.parent.glob("*.py")} - {"frame", "routes"}))


def person(subject: str, **claims: Any) -> dict[str, Any]:
    """A sign-in as the identity provider tells it."""
    told = {"is_logged_in": True, "iss": crowd.ISSUER, "sub": subject, "exp": time.time() + 3600}
    return told | claims


def shown(page: str, subject: str, **link: Any) -> str:
    """All that the page sends to the browser; a page that the role lacks opens the first one."""
    app = visit(page, user=person(subject), range="all", **link)
    assert not app.exception
    return everything_shown(app)
