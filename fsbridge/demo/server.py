"""The catalogue as a running server: the API on one port of loopback, the CDN on another."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Self

from fsbridge.demo import resources
from fsbridge.demo.connections import Conversation, Port
from fsbridge.demo.faults import Faults
from fsbridge.demo.journal import Journal
from fsbridge.demo.oauth import Authority
from fsbridge.demo.rendering import Renderer
from fsbridge.demo.searching import Search
from fsbridge.demo.site import Site
from fsbridge.demo.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fsbridge.demo.dataset import Dataset


class Catalogue:
    """An embedded Freesound over a dataset.

    Args:
        dataset: what it serves.
        files: the folder with the files that the dataset names.
        state: a folder for the journal and the issued tokens; without one both live in memory.
        http_port: of the API; 0 is any free one.
        cdn_port: of previews and images.
        base_url: how links begin; by default where it really listens.
        cdn_base_url: the same for previews and images.
        limits: whether requests are throttled as on the real service.
        clock: seconds since 1970; decides over expiry and throttling.
    """

    def __init__(
        self,
        dataset: Dataset,
        files: Path,
        *,
        state: Path | None = None,
        http_port: int = 0,
        cdn_port: int = 0,
        base_url: str = "",
        cdn_base_url: str = "",
        limits: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.faults = Faults()
        self.clock = clock
        self._stopping = threading.Event()
        self._api = Port(http_port)
        try:
            self._cdn = Port(cdn_port)
        except OSError:
            self._api.server_close()
            raise
        if state:
            state.mkdir(parents=True, exist_ok=True)
        self.journal = Journal(state / "journal.jsonl" if state else None)
        renderer = Renderer(dataset, base_url or self._api.url, cdn_base_url or self._cdn.url)
        self.site = Site(
            dataset,
            files,
            renderer.base_url,
            Authority(dataset, clock, state / "tokens.json" if state else None),
            renderer,
            Search(dataset, renderer, clock),
            Throttle(clock) if limits else None,
        )

    @property
    def api_url(self) -> str:
        """Where the API is, for example `http://127.0.0.1:8000/apiv2/`."""
        return f"{self._api.url}/apiv2/"

    @property
    def cdn_url(self) -> str:
        """Where previews and images are."""
        return f"{self._cdn.url}/"

    def start(self) -> None:
        """Begin to answer, in threads of its own."""
        self._api.start(partial(Conversation, self, "api", resources.respond))
        self._cdn.start(partial(Conversation, self, "cdn", resources.respond_as_cdn))

    def close(self) -> None:
        """Stop: no connection stays open, nobody listens any more."""
        self._stopping.set()
        self._api.stop()
        self._cdn.stop()
        self.journal.close()

    def wait(self, seconds: float) -> None:
        """Let time pass for a slow answer; returns at once when the catalogue stops."""
        self._stopping.wait(seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
