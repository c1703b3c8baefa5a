"""Which requests are answered: those with the token, for this server, from its own page.

Without a token, another user of this machine can still open the page, as can everyone who can open
a tunnel to it; a page of another site cannot, because its browser names that site.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tui.cli.serve.address import Address, names_this_machine
from tui.cli.serve.page import HEADERS, message_page

_NOT_THE_URL = "This address lacks the token. Open the whole URL that descent serve printed."
_OTHER_HOST = (
    "This server is for browsers that reach it as localhost or 127.0.0.1, as through a tunnel"
    " (ssh -L). For another name, start it with --token."
)
_OTHER_SITE = "Sessions can be opened by this server's own page only."


def guard(address: Address) -> Middleware:
    """Refuses, with 403 and a page that says why, what does not come from where it should."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        why = refusal(address, request)
        if why:
            return message_page(403, "Not allowed", why)
        try:
            response = await handler(request)
        except web.HTTPNotFound:
            return message_page(404, "Not found", "There is no such page here.")
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return guarded


def refusal(address: Address, request: web.Request) -> str:
    """Why a request is refused; empty if it is not."""
    if address.token:
        given = request.path.removeprefix("/").partition("/")[0]
        if not hmac.compare_digest(given.encode(errors="replace"), address.token.encode()):
            return _NOT_THE_URL
    elif not names_this_machine(request.host):
        return _OTHER_HOST
    if request.path == f"{address.root}ws" and not _is_same_origin(request):
        return _OTHER_SITE
    return ""


def _is_same_origin(request: web.Request) -> bool:
    """Whether the page that asks has the host and port of this request.

    Browsers let every page open a websocket to every server; they say which page it is.
    """
    try:
        origin = urlsplit(request.headers.get("Origin", ""))
    except ValueError:
        return False
    return origin.scheme in ("http", "https") and origin.netloc.lower() == request.host.lower()
