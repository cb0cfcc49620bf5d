"""Files as nginx 1.22 serves them, whole or from a byte on (docs/freesound.md 4.3).

Left out is what fsbridge never sends: several ranges, and conditions other than If-Range.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.http import http_date
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.wrappers import Request

    from fsbridge.demo.dataset import StoredFile

CONTENT_TYPES = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".png": "image/png", ".jpg": "image/jpeg"}
_REASONS = {
    404: "Not Found",
    405: "Not Allowed",
    414: "Request-URI Too Large",
    416: "Requested Range Not Satisfiable",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Part(NamedTuple):
    """A run of bytes of a file, which the server sends from disk."""

    path: Path
    first_byte: int
    length_bytes: int


def error_page(status: int, headers: dict[str, str] | None = None) -> Response:
    """One of nginx's own error pages."""
    title = f"{status} {_REASONS[status]}"
    html = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    html += "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    return Response(html, f"{status} {_REASONS[status]}", headers, content_type="text/html")


def serve(request: Request, path: Path, file: StoredFile, content_type: str, disposition: str | None) -> Response:
    """Answer with the file, a part of it, or why not.

    Args:
        request: whose Range and If-Range count.
        path: where the file lies.
        file: its length in bytes and its modification time.
        content_type: of the whole file.
        disposition: the Content-Disposition of an original; previews have none.
    """
    headers = {"Content-Disposition": disposition} if disposition else {}
    validators = {"Last-Modified": http_date(file.mtime), "ETag": f'"{file.mtime:x}-{file.length:x}"'}
    wanted = request.headers.get("Range", "")
    first, length_bytes, status = 0, file.length, 200
    if wanted.startswith("bytes=") and request.headers.get("If-Range", validators["ETag"]) in validators.values():
        try:
            first, length_bytes = _run(wanted, file.length)
        except ValueError:
            return error_page(416, headers | {"Content-Range": f"bytes */{file.length}"})
        status = 206
        headers["Content-Range"] = f"bytes {first}-{first + length_bytes - 1}/{file.length}"
    else:
        headers["Accept-Ranges"] = "bytes"
    response = Response(status=status, headers=headers | validators, content_type=content_type, direct_passthrough=True)
    response.content_length = length_bytes
    response.response = Part(path, first, length_bytes)  # type: ignore[assignment]
    return response


def _run(wanted: str, length_bytes: int) -> tuple[int, int]:
    """First byte and length of a range.

    Raises:
        ValueError: it is none, or lies beyond the file.
    """
    match = _RANGE.fullmatch(wanted)
    if not match or not any(match.groups()):
        raise ValueError(wanted)
    first, last = (int(bound) if bound else None for bound in match.groups())
    if first is None:
        first, last = max(0, length_bytes - (last or 0)), None
    last = length_bytes - 1 if last is None else min(last, length_bytes - 1)
    if last < first:
        raise ValueError(wanted)
    return first, last - first + 1
