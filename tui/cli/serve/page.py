"""The pages: the terminal, and one of a single message. Nothing in them comes from elsewhere.

URLs are relative to the page's own, so that they hold behind a tunnel or a proxy at any port and
path. textual-serve's own page has absolute ones, and takes its font from the internet.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from tui.text.numbers import some

OUR_FILES = Path(__file__).with_name("static")
RETRY_SECONDS = 5
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
        " font-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
{head}
</head>
"""
_TERMINAL = """\
<body>
<p class="wait">Starting descent…</p>
<div id="terminal" class="textual-terminal"></div>
<div class="closed" role="alert">
<p>The session has ended.</p>
<button type="button" id="again">New session</button>
</div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
"""
_SCRIPTS = """\
<link rel="stylesheet" href="static/css/xterm.css">
<link rel="stylesheet" href="page/page.css">
<script src="page/page.js"></script>
<script src="static/js/textual.js"></script>"""
_MESSAGE = """\
<body style="font: 1.2em/1.6 sans-serif; max-width: 40em; margin: 15vh auto; padding: 0 1em;
  color: #d7dbe2; background: #0b0d12">
<h1>{title}</h1>
<p>{text}</p>
</body>
</html>
"""


def terminal_page() -> web.Response:
    """The page of a session."""
    return _page(200, _HEAD.format(title="descent", head=_SCRIPTS) + _TERMINAL)


def message_page(status: int, title: str, text: str, *, retry: bool = False) -> web.Response:
    """A page of one message; `retry`: it is loaded again by itself."""
    head = f'<meta http-equiv="refresh" content="{RETRY_SECONDS}">' if retry else ""
    shown = html.escape(title), html.escape(text)
    return _page(
        status,
        _HEAD.format(title=f"descent: {shown[0]}", head=head)
        + _MESSAGE.format(title=shown[0], text=shown[1]),
    )


def full_page(visitors: int) -> web.Response:
    """The page for one visitor too many."""
    text = (
        f"This server has room for {some(visitors, 'visitor')} at once, and"
        f" {'that place is' if visitors == 1 else 'all places are'} taken. This page tries again"
        f" every {RETRY_SECONDS} seconds."
    )
    response = message_page(503, "All places are taken", text, retry=True)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _page(status: int, text: str) -> web.Response:
    headers = {**HEADERS, "Cache-Control": "no-store"}
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)
