"""What a sandbox says of itself first: addresses, keys, ready settings and facts of the demo."""

import json
from datetime import timedelta
from typing import Any

from data.sandbox.clients import CLIENTS
from data.sandbox.intake import HISTORY_DAYS
from data.sandbox.markets import PACKAGES, PRICES_A_YEAR_AGO
from data.sandbox.options import Options
from data.sandbox.outreach_server import PREFIXES
from data.sandbox.sites import Site, property_name
from data.sandbox.texts import MONTHLY_WORTH

PRICE_CHANGE_DAYS_AGO = 150
WORKED_EXAMPLE_PATH = "/worked-example.csv"
ONE_HOST_EXAMPLE_PATH = "/worked-example-one-host.csv"


def announcement(
    options: Options,
    sites: dict[str, Site],
    service_account: str,
    client_campaigns: list[tuple[str, str]],
) -> dict[str, Any]:
    """The object printed by ``--json``. Everything in it is text or a list of small objects."""
    settings = _settings(options, sites, service_account)
    return {
        "podcast": {
            "base_url": settings["PODCAST_BACKLINKS__BASE_URL"],
            "api_key": options.api_key,
            "webhook_secret": options.webhook_secret,
        },
        "outreach": {
            "base_url": settings["BACKLINK_OUTREACH__BASE_URL"],
            "token": options.token,
            "dialect": options.outreach_dialect,
        },
        "indexing": {
            "indexnow_endpoint": settings["INDEXING__INDEXNOW_ENDPOINT"],
            "google_indexing_url": settings["INDEXING__GOOGLE_INDEXING_URL"],
            "inspection_url": settings["INDEXING__INSPECTION_URL"],
            "worked_example_url": options.base_url + WORKED_EXAMPLE_PATH,
            "one_host_example_url": options.base_url + ONE_HOST_EXAMPLE_PATH,
        },
        "settings": settings,
        "demo": {
            "clients": [{"client_id": c.client_id, "name": c.name} for c in CLIENTS],
            "client_campaigns": [
                {"campaign_id": campaign_id, "client_id": client_id}
                for campaign_id, client_id in client_campaigns
            ],
            "price_book": _price_book(options),
            "page_values": _page_values(),
        },
    }


def readable(announced: dict[str, Any]) -> str:
    """The same for people: settings as KEY=value lines and a sentence."""
    lines = [f"{name}={value}" for name, value in announced["settings"].items()]
    lines.append("The sandbox serves these addresses until you stop it with Ctrl-C.")
    return "\n".join(lines)


def _settings(options: Options, sites: dict[str, Site], service_account: str) -> dict[str, str]:
    base = options.base_url
    own = [site for site in sites.values() if site.is_property]
    address = base.removeprefix("http://")
    return {
        "PODCAST_BACKLINKS__BASE_URL": f"{base}/v1",
        "PODCAST_BACKLINKS__API_KEY": options.api_key,
        "PODCAST_BACKLINKS__WEBHOOK_SECRETS": json.dumps([options.webhook_secret]),
        "PODCAST_BACKLINKS__REQUESTS_PER_MINUTE": str(options.requests_per_minute),
        "BACKLINK_OUTREACH__BASE_URL": base + PREFIXES[options.outreach_dialect],
        "BACKLINK_OUTREACH__TOKEN": options.token,
        "BACKLINK_OUTREACH__REQUESTS_PER_MINUTE": str(options.outreach_requests_per_minute),
        "INDEXING__INDEXNOW_ENDPOINT": f"{base}/indexnow",
        "INDEXING__INDEXNOW_KEYS": json.dumps({site.host: site.key for site in own}),
        "INDEXING__GOOGLE_INDEXING_URL": (f"{base}/google-indexing/v3/urlNotifications:publish"),
        "INDEXING__INSPECTION_URL": f"{base}/search-console/v1/urlInspection/index:inspect",
        "INDEXING__INSPECTION_PROPERTIES": json.dumps([property_name(site) for site in own]),
        "INDEXING__GOOGLE_SERVICE_ACCOUNT": service_account,
        "INDEXING__HOST_MAP": json.dumps({host: address for host in sites}),
        "INDEXING__ALLOW_LOOPBACK": "true",
        "INDEXING__FETCH": "true",
        "INDEXING__SEND": "true",
    }


def _price_book(options: Options) -> list[dict[str, Any]]:
    opening = (options.as_of - timedelta(days=HISTORY_DAYS)).date().isoformat()
    change = (options.as_of - timedelta(days=PRICE_CHANGE_DAYS_AGO)).date().isoformat()
    before = [
        {"package": package, "price_usd": price, "valid_from": opening}
        for package, price in PRICES_A_YEAR_AGO.items()
    ]
    since = [
        {"package": package.name, "price_usd": package.price_usd, "valid_from": change}
        for package in PACKAGES
        if package.price_usd != PRICES_A_YEAR_AGO[package.name]
    ]
    return before + since


def _page_values() -> list[dict[str, Any]]:
    """Larger clients have pages that are worth more."""
    average = sum(client.weight for client in CLIENTS) / len(CLIENTS)
    return [
        {
            "target_url": f"https://{client.domain}/{page}",
            "monthly_value_usd": max(5, round(worth * client.weight / average / 5) * 5),
        }
        for client in CLIENTS
        for page, worth in MONTHLY_WORTH.items()
    ]
