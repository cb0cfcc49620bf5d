"""What went wrong with the service or the network, as an error of `fsbridge.errors` (Freesound 6)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from fsbridge.errors import (
    AuthorizationFailedError,
    BadMediaError,
    BadRequestError,
    BadResponseError,
    FsbridgeError,
    NetworkError,
    NotAuthorizedError,
    NotFoundError,
    QuotaExceededError,
    ServerFailedError,
    ThrottledError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_DETAIL_CHARS_MAX = 200
_SUSPENDED = "Freesound has suspended your API credential, or not approved it yet; see freesound.org/apiv2/apply."
_SEARCH_ERROR = "Search server error: "
_SEARCH_ERROR_ADVICE = " (please check that your filter syntax and field names are correct)"


class TokenExpiredError(AuthorizationFailedError):
    """The access token is of no use any more; a renewed one may be."""


class ConnectionLostError(NetworkError):
    """The connection broke, fell silent or did not come about in time; another try may do."""


class CannotGoOnError(ServerFailedError):
    """Asked for the rest of a file, the service answered something else."""


class MismatchError(BadMediaError):
    """A file came, and is not the one that was promised."""


def response_error(status: int, headers: Mapping[str, str], body: bytes) -> FsbridgeError:  # noqa: PLR0911 - a table
    """Say what an answer other than 200 means."""
    detail = _detail(body)
    match status:
        case 401:
            return _unauthorized(headers.get("WWW-Authenticate", ""), detail)
        case 404:
            return NotFoundError("Freesound has no such sound; it may have been deleted.")
        case 429:
            return _throttled(detail)
        case 400 if detail.startswith(_SEARCH_ERROR) and "connect" in detail:
            return ServerFailedError("Freesound's search does not work now; ask again in a moment.")
        case 400 if detail:
            detail = detail.removeprefix(_SEARCH_ERROR).removesuffix(_SEARCH_ERROR_ADVICE)
            return BadRequestError(f"Freesound can't read this: {detail[:_DETAIL_CHARS_MAX]}")
        case 403:
            return AuthorizationFailedError("Freesound forbids this to your login; run `fsbridge login`.")
        case 414:
            return BadRequestError("The search is too long for Freesound; shorten it.")
        case _ if status >= 500 or not detail:  # noqa: PLR2004 - a status of HTTP
            return ServerFailedError(f"Freesound failed (HTTP {status}); ask again in a moment.")
    return BadResponseError(f"Freesound answered HTTP {status}: {detail[:_DETAIL_CHARS_MAX]}")


def network_error(error: Exception) -> FsbridgeError:
    """Say what an exception of requests or urllib3 means."""
    from requests import exceptions as faults
    from urllib3 import exceptions as low

    match error:
        case faults.SSLError() | low.SSLError():
            return NetworkError("Freesound's certificate can't be trusted; check the clock and the network.")
        case faults.ConnectTimeout():
            return ConnectionLostError("Freesound can't be reached; check the network.")
        case faults.ReadTimeout() | low.ReadTimeoutError():
            return ConnectionLostError("Freesound does not answer; check the network.")
        case faults.ConnectionError() if not _was_connected(error):
            return NetworkError("Freesound can't be reached; check the network.")
        case faults.ConnectionError() | faults.ChunkedEncodingError() | low.HTTPError():
            return ConnectionLostError("The connection to Freesound broke; ask again.")
    return BadResponseError("Freesound answered something that can't be followed.")


def _unauthorized(challenge: str, detail: str) -> FsbridgeError:
    """Tell an expired token from the rest: only the header shows it (Freesound 6.2)."""
    if 'error="invalid_token"' in challenge:
        return TokenExpiredError("Freesound refuses the login; run `fsbridge login`.")
    if detail.startswith("Authentication credentials were not provided"):
        return NotAuthorizedError("Freesound wants a login for this; run `fsbridge login`.")
    if detail.startswith("Suspended"):
        return AuthorizationFailedError(_SUSPENDED)
    return AuthorizationFailedError("Freesound refuses the API key; run `fsbridge login` with the right one.")


def _throttled(detail: str) -> FsbridgeError:
    """Tell the limit of a minute from that of a day: only the words show it (Freesound 5.5)."""
    if "suspended" in detail:
        return AuthorizationFailedError(_SUSPENDED)
    if re.search(r"/day\b", detail):
        return QuotaExceededError("Freesound's limit for a day is spent; ask again later.")
    return ThrottledError("Freesound's limit for a minute is spent; ask again in a minute.")


def _detail(body: bytes) -> str:
    """Give the service's own words, "" where it sent none (a gateway's HTML, say)."""
    try:
        content = json.loads(body)
        detail = content.get("detail", "") if isinstance(content, dict) else ""
        return detail if isinstance(detail, str) else json.dumps(detail)
    except (ValueError, RecursionError):
        return ""


def _was_connected(error: Exception) -> bool:
    from urllib3.exceptions import MaxRetryError

    return not (error.args and isinstance(error.args[0], MaxRetryError))
