"""The few kinds of answers: JSON, HTML pages, redirects, and refusals on the way to them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import msgspec
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What the service's web framework adds to every answer that is not a file.
COMMON_HEADERS = {
    "Vary": "Cookie, origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HTML = "text/html; charset=utf-8"


class ApiError(Exception):
    """An API error: its status and the text of `detail` (docs/freesound.md 6)."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def text(status: int, body: str | bytes = "", content_type: str = HTML, **headers: str) -> Response:
    """An answer with the common headers; `Content_Type` style keywords become headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(body, status, COMMON_HEADERS | named, content_type=content_type)


def json(status: int, content: Any) -> Response:
    """Compact JSON in UTF-8, without a charset, as the API sends it."""
    return text(status, msgspec.json.encode(content), "application/json")


def page(status: int, title: str, body: str) -> Response:
    """An HTML page of the website, far plainer than the real ones; `body` is HTML."""
    return text(status, f"<!DOCTYPE html>\n<title>Freesound - {escape(title)}</title>\n{body}\n")


def redirect(location: str, status: int = 302) -> Response:
    """An empty redirect; the location is sent as it stands."""
    response = text(status, Location=location)
    response.autocorrect_location_header = False
    return response


def form(action: str, fields: Mapping[str, str], visible: Iterable[str]) -> str:
    """HTML of a posted form: hidden fields, then what the user sees of it, as HTML."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n' for name, value in fields.items()
    )
    return f'<form method="post" action="{escape(action)}">\n{hidden}{"".join(visible)}</form>'
