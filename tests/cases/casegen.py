"""Expands the compact descriptions used in the case files.

webhook_body(vector)              -> bytes of the request body
response_body(response, number)   -> bytes of a scripted answer, or None (number of the request)
response_headers(response, ...)   -> its headers
csv_value(case), csv_expected(case)
"""

from __future__ import annotations

import base64
import datetime as datetime_module
import json
import re
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import formatdate
from typing import Any

ROW: dict[str, Any] = {
    "id": "ord_%06d",
    "status": "queued",
    "package": "growth",
    "links_total": 3,
    "links_delivered": 0,
    "target_url": "https://acme.com/",
    "created_at": "2025-03-14T10:22:31Z",
    "estimated_delivery_at": "2025-03-14T18:00:00Z",
    "report_url": None,
    "metadata": {"client_id": "cus_42"},
}
UNIT = {"": 1, "k": 1000, "M": 1000000}


def parts(spec: dict[str, Any]) -> str:
    """{"parts": [{"repeat": text, "count": n}, …]} -> text"""
    return "".join(part["repeat"] * part["count"] for part in spec["parts"])


def webhook_body(vector: dict[str, Any]) -> bytes:
    if vector.get("body_gen"):
        return parts(vector["body_gen"]).encode()
    return base64.b64decode(vector["body_b64"])


def rows_body(spec: dict[str, int]) -> str:
    """A page of `rows` orders, each padded to `row_bytes` characters."""
    rows = []
    for number in range(spec["rows"]):
        row = dict(ROW, id=ROW["id"] % number)
        missing = spec.get("row_bytes", 0) - len(json.dumps(row | {"pad": ""}))
        rows.append(json.dumps(row | {"pad": "p" * missing} if missing > 0 else row))
    return '{"data":[' + ",".join(rows) + '],"next_cursor":null}'


def fill(text: str, number: int = 1, now: float | None = None) -> str:
    """Placeholders inside an already serialised body or a header value."""
    at = time.time() if now is None else now
    moment = datetime.fromtimestamp(at, UTC)
    text = re.sub(r'"\{(\d+) levels\}"', lambda m: _nested(int(m[1])), text)
    text = re.sub(r"\{(\d+) ([kM]?)B of (.)\}", lambda m: m[3] * (int(m[1]) * UNIT[m[2]]), text)
    text = re.sub(r"\{(\d) x (\d+)\}", lambda m: m[1] * int(m[2]), text)
    text = text.replace("{counter}", str(number))
    text = re.sub(
        r"\{now\+(\d+)min\}",
        lambda m: f"{moment + timedelta(minutes=int(m[1])):%Y-%m-%dT%H:%M:%SZ}",
        text,
    )
    return re.sub(
        r"\{now\+(\d+)s as IMF-fixdate\}",
        lambda m: formatdate(at + int(m[1]), usegmt=True),
        text,
    )


def _nested(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


def response_body(
    response: dict[str, Any], number: int = 1, now: float | None = None
) -> bytes | None:
    if "body_gen" in response:
        return rows_body(response["body_gen"]).encode()
    if "body_b64" in response:
        return base64.b64decode(response["body_b64"])
    if "body_text" in response:
        return fill(response["body_text"], number, now).encode()
    if "body" not in response:
        return None
    if response.get("action") == "close_delimited":
        return str(response["body"]).encode()[: response["cut_at"]]
    return fill(json.dumps(response["body"]), number, now).encode()


def response_headers(
    response: dict[str, Any], number: int = 1, now: float | None = None
) -> dict[str, str]:
    headers = response.get("headers") or {}
    return {name: fill(value, number, now) for name, value in headers.items()}


def csv_value(case: dict[str, Any]) -> Any:
    if "value_gen" in case:
        return parts(case["value_gen"])
    if "value_json" in case:
        return json.loads(case["value_json"])
    if "value_repr" in case:
        names = {
            "__builtins__": {},
            "Decimal": Decimal,
            "datetime": datetime_module,
            "nan": float("nan"),
            "inf": float("inf"),
        }
        return eval(case["value_repr"], names)
    return case["value"]


def csv_expected(case: dict[str, Any]) -> str:
    if "expected_raw_gen" in case:
        return parts(case["expected_raw_gen"])
    return str(case["expected_raw"])
