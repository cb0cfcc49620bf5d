"""Files as nginx 1.22 serves them: ranges, validators, and their odd corners (docs/freesound.md 4.3)."""

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
    412: "Precondition Failed",
    414: "Request-URI Too Large",
    416: "Requested Range Not Satisfiable",
}
_RANGE = re.compile(r"(\d*)-(\d*)")
_BOUNDARY = "00000000000000000001"


class Part(NamedTuple):
    """A run of bytes of a file, sent after a text (a part header of several ranges) if there is one."""

    path: Path
    first_byte: int
    length_bytes: int
    before: bytes = b""


class FileBody(list[Part]):
    """A body that the server sends from disk, then `after`; never held in memory."""

    after = b""


def error_page(status: int, headers: dict[str, str] | None = None) -> Response:
    """One of nginx's own error pages."""
    title = f"{status} {_REASONS[status]}"
    html = f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    html += "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    return Response(html, f"{status} {_REASONS[status]}", headers, content_type="text/html")


def serve(request: Request, path: Path, file: StoredFile, content_type: str, disposition: str | None) -> Response:
    """Answer with the file, a part of it, or why not.

    Args:
        request: whose Range and If-... headers count.
        path: where the file lies.
        file: its length in bytes and its modification time.
        content_type: of the whole file.
        disposition: the Content-Disposition of an original; previews have none.
    """
    common = {"Content-Disposition": disposition} if disposition else {}
    validators = {"Last-Modified": http_date(file.mtime), "ETag": f'"{file.mtime:x}-{file.length:x}"'}
    asked = request.headers
    if asked.get("If-Match", "*") not in ("*", validators["ETag"]):
        return error_page(412, common)
    if _is_unchanged(asked.get("If-None-Match"), asked.get("If-Modified-Since"), validators):
        response = Response(status=304, headers=common | validators)
        del response.headers["Content-Type"]
        return response
    wanted = asked.get("Range", "")
    if not wanted.startswith("bytes=") or asked.get("If-Range", validators["ETag"]) not in validators.values():
        headers = common | validators | {"Accept-Ranges": "bytes", "Content-Length": str(file.length)}
        return _stream(FileBody([Part(path, 0, file.length)]), 200, headers, content_type)
    ranges = _parse_ranges(wanted, file.length)
    if not ranges:
        return error_page(416, common | {"Content-Range": f"bytes */{file.length}"})
    return _partial(path, file.length, ranges, content_type, common | validators)


def _is_unchanged(if_none_match: str | None, if_modified_since: str | None, validators: dict[str, str]) -> bool:
    """Whether every validator that the client sent is still right; it must have sent one."""
    checks = []
    if if_none_match is not None:
        checks.append(if_none_match in ("*", validators["ETag"]))
    if if_modified_since is not None:
        checks.append(if_modified_since == validators["Last-Modified"])
    return bool(checks) and all(checks)


def _parse_ranges(header: str, length: int) -> list[tuple[int, int]]:
    """First byte and length of each range that lies in the file; none if one of them can't be read."""
    ranges = []
    for piece in header.removeprefix("bytes=").split(","):
        match = _RANGE.fullmatch(piece.strip())
        if not match or match[0] == "-":
            return []
        first, last = (int(bound) if bound else None for bound in match.groups())
        if first is None:
            assert last is not None
            first, last = max(0, length - last), length - 1
        last = min(length - 1 if last is None else last, length - 1)
        if match[1] and match[2] and int(match[2]) < first:
            return []
        if first <= last:
            ranges.append((first, last - first + 1))
    return ranges


def _partial(
    path: Path, length: int, ranges: list[tuple[int, int]], content_type: str, headers: dict[str, str]
) -> Response:
    places = [f"bytes {first}-{first + count - 1}/{length}" for first, count in ranges]
    if len(ranges) == 1:
        first, count = ranges[0]
        headers |= {"Content-Range": places[0], "Content-Length": str(count)}
        return _stream(FileBody([Part(path, first, count)]), 206, headers, content_type)
    body = FileBody()
    for place, (first, count) in zip(places, ranges, strict=True):
        before = f"\r\n--{_BOUNDARY}\r\nContent-Type: {content_type}\r\nContent-Range: {place}\r\n\r\n"
        body.append(Part(path, first, count, before.encode()))
    body.after = f"\r\n--{_BOUNDARY}--\r\n".encode()
    total = sum(len(part.before) + part.length_bytes for part in body) + len(body.after)
    headers |= {"Content-Length": str(total)}
    return _stream(body, 206, headers, f"multipart/byteranges; boundary={_BOUNDARY}")


def _stream(body: FileBody, status: int, headers: dict[str, str], content_type: str) -> Response:
    response = Response(status=status, headers=headers, content_type=content_type, direct_passthrough=True)
    response.response = body  # type: ignore[assignment]
    return response
