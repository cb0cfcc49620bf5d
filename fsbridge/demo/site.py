"""What every view needs: the data, the state and the addresses of one running catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

if TYPE_CHECKING:
    from pathlib import Path

    from fsbridge.demo.dataset import Credential, Dataset, User
    from fsbridge.demo.oauth import Authority
    from fsbridge.demo.rendering import Renderer
    from fsbridge.demo.searching import Search
    from fsbridge.demo.throttle import Throttle


class Call(Request):
    """A request, with what the journal notes about it.

    It counts as https unless it carries `X-Forwarded-Proto: http`: plain http on loopback stands for TLS here.
    """

    auth_kind = ""
    grant_type = ""
    rotated = False

    @property
    def is_https(self) -> bool:
        """Whether the service would see a secure connection."""
        return self.headers.get("X-Forwarded-Proto") != "http"

    @property
    def query(self) -> str:
        """The query string as it was sent, with its question mark, or nothing."""
        return f"?{self.query_string.decode('latin-1')}" if self.query_string else ""


@dataclass(frozen=True)
class Caller:
    """Who calls, with which credential: by API key (`key`) or access token (`bearer`)."""

    user: User
    credential: Credential
    kind: str


@dataclass(frozen=True)
class Site:
    """One catalogue."""

    dataset: Dataset
    files: Path
    base_url: str
    authority: Authority
    renderer: Renderer
    search: Search
    throttle: Throttle | None
    #: session cookie to user name
    sessions: dict[str, str] = field(default_factory=dict)
