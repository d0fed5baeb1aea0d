"""Why a URL is not taken or not read: a stable code, its stage, one sentence for people."""

from __future__ import annotations

from data.errors import LinkboardError

PARSE = {
    "empty": "There is no URL.",
    "too_long": "The URL is longer than 2,048 characters, accents escaped.",
    "whitespace_or_control": "The URL holds a blank or an invisible character.",
    "backslash": "The URL holds a backslash, which programs read in different ways.",
    "no_scheme": "The URL does not begin with http:// or https://.",
    "scheme": "Only http and https can be a backlink.",
    "credentials": "The URL holds a user name or password.",
    "percent_in_host": "The host name is percent-encoded.",
    "malformed_authority": "The part between // and the path is malformed.",
    "no_host": "The URL names no host.",
    "bad_host": "The host is not a valid domain name.",
    "numeric_host": "The host is a number in disguise of an address.",
}
POLICY = {
    "port": "Only the ports 80, 443, 8080 and 8443 are asked.",
    "single_label_host": "The host has no domain.",
    "local_name": "The host is a name of a local network.",
    "non_public_ip": "The address does not belong to the open internet.",
    "ip_literal": "A bare address is not a backlink source.",
}

RESOLVE = {
    "nxdomain": "The host name does not exist.",
    "non_public_ip": "The host name leads to an address that is not of the open internet.",
}
FETCH = {
    "blocked_redirect": "The page sends on to an address that is not asked.",
    "too_many_redirects": "The page sends on more than five times.",
    "timeout": "The host did not answer in time.",
    "tls_error": "The host could not prove who it is (its certificate is not valid).",
    "fetch_error": "The host could not be reached, or its answer could not be read.",
    "asked_to_wait": "The host asked to be left alone for now.",
    "own_agent_blocked": "The site's robots.txt does not let Linkboard look at the page.",
    "robots_unreachable": "The site's robots.txt cannot be read now, so the page is not asked for.",
}
_SENTENCES = {"parse": PARSE, "policy": POLICY, "resolve": RESOLVE, "fetch": FETCH}


class NotFetched(LinkboardError):
    """A URL that was not read. `code` and `stage` are stable words.

    The message never repeats the URL: it may hold a password.
    """

    def __init__(self, code: str, stage: str) -> None:
        super().__init__(_SENTENCES[stage][code])
        self.code = code
        self.stage = stage


class RefusedUrl(NotFetched):
    """Not taken as it stands: stage `parse`, `policy` or `resolve`."""

    def __init__(self, code: str, stage: str | None = None) -> None:
        super().__init__(code, stage or ("parse" if code in PARSE else "policy"))


class FetchFailed(NotFetched):
    """No answer came that could be used; another time it may (stage `fetch`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code, "fetch")


def sentence(code: str) -> str | None:
    """The words for a code of any stage; None for a code of somebody else."""
    return next((words[code] for words in _SENTENCES.values() if code in words), None)
