"""The world's hosts over HTTP, told apart by the Host header: robots.txt, key files and pages."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from data.sandbox.pages import Page, Web
from data.sandbox.sites import WRONG_KEY_FILE, Site, key_of
from data.sandbox.timelines import Fate


class HostSwitch:
    """Sends requests for a host of the world to that host, all others to the APIs."""

    def __init__(self, apis: ASGIApp, web: Web) -> None:
        self._apis = apis
        self._web = web
        self._hosts = Router(
            [Route("/robots.txt", self._robots), Route("/{path:path}", self._page)]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_world = scope["type"] == "http" and _host(scope) in self._web.sites
        await (self._hosts if is_world else self._apis)(scope, receive, send)

    async def _robots(self, request: Request) -> Response:
        status, text = self._web.sites[_host(request.scope)].robots
        is_page = text.startswith("<!doctype")
        return HTMLResponse(text, status) if is_page else PlainTextResponse(text, status)

    async def _page(self, request: Request) -> Response:
        site, path = self._web.sites[_host(request.scope)], request.path_params["path"]
        if site.key is not None and path == f"{site.key}.txt":
            return PlainTextResponse(_key_file(site))
        page = self._web.page(f"https://{site.host}/{path}")
        if page is None:
            return HTMLResponse("<!doctype html><title>Not found</title>", 404)
        if page.status != 200:
            return HTMLResponse(f"<!doctype html><title>{page.status}</title>", page.status)
        answer = HTMLResponse(_html(page, site))
        if page.fate is Fate.NOINDEX and _says_it_in_the_header(page):
            answer.headers["X-Robots-Tag"] = "noindex"
        return answer


def _host(scope: Scope) -> str:
    headers = dict(scope["headers"])
    return str(headers.get(b"host", b"").decode("latin-1").lower().partition(":")[0])


def _key_file(site: Site) -> str:
    is_wrong = site.host == WRONG_KEY_FILE
    return key_of(f"somebody else than {site.host}") if is_wrong else f"{site.key}\n"


def _says_it_in_the_header(page: Page) -> bool:
    return page.url.endswith(("1", "3", "5"))


def _html(page: Page, site: Site) -> str:
    is_elsewhere = page.fate is Fate.CANONICAL_ELSEWHERE
    canonical = f"https://{site.host}/" if is_elsewhere else page.url
    is_meta = page.fate is Fate.NOINDEX and not _says_it_in_the_header(page)
    robots = '<meta name="robots" content="noindex">' if is_meta else ""
    link = ""
    if page.target_url.startswith(("https://", "http://")):
        link = f'<a href="{escape(page.target_url)}">{escape(page.anchor_text)}</a>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Show notes</title>'
        f'{robots}<link rel="canonical" href="{escape(canonical)}"></head>'
        f"<body><h1>Show notes</h1><p>{link}</p></body></html>"
    )
