"""The command line of the sandbox, and its way into ``Options``."""

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

from data.sandbox.options import (
    ListEnvelope,
    ListOrder,
    Options,
    OutreachDialect,
    parse_size,
    utc_now,
)


def add_to(parser: ArgumentParser) -> None:
    """Add every option; defaults are those of ``Options``."""
    default = Options()
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument(
        "--size",
        dest="orders",
        type=parse_size,
        default=default.orders,
        metavar="SIZE",
        help="demo (3,000 orders), large (1,000,000) or a number of orders",
    )
    parser.add_argument("--as-of", type=parse_time, default=None, help="ISO time, default now")
    parser.add_argument("--speed", type=float, default=1.0, help="sandbox seconds per second")
    parser.add_argument(
        "--pushed-hours-ago", type=float, default=0.0, help="when engines took what is pushed now"
    )
    _add_api_arguments(parser, default)
    parser.add_argument("--json", action=BooleanOptionalAction, default=False)


def _add_api_arguments(parser: ArgumentParser, default: Options) -> None:
    parser.add_argument("--requests-per-minute", type=int, default=default.requests_per_minute)
    parser.add_argument(
        "--outreach-requests-per-minute", type=int, default=default.outreach_requests_per_minute
    )
    parser.add_argument("--list-placements", choices=("yes", "no"), default="no")
    parser.add_argument("--list-envelope", choices=get_args(ListEnvelope), default="data")
    parser.add_argument("--list-order", choices=get_args(ListOrder), default="newest")
    parser.add_argument(
        "--outreach-dialect", choices=get_args(OutreachDialect), default="documented"
    )
    parser.add_argument("--api-key", default=default.api_key)
    parser.add_argument("--token", default=default.token)
    parser.add_argument("--webhook-secret", default=default.webhook_secret)
    parser.add_argument("--webhook-url", help="where events of all orders are sent")


def parse_time(text: str) -> datetime:
    """An ISO time as naive UTC in whole seconds; without an offset it is taken as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0)


def options_from(namespace: Namespace) -> Options:
    """The options behind parsed arguments."""
    given = vars(namespace)
    values = {field.name: given[field.name] for field in fields(Options)}
    values["as_of"] = given["as_of"] or utc_now()
    values["list_placements"] = given["list_placements"] == "yes"
    return Options(**values)
