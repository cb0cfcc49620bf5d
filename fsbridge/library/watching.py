"""Watching: the system's word that something happened in the folder. A hint only; what it was, a scan finds out."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import TYPE_CHECKING, cast

from watchdog import events
from watchdog.observers import Observer

from fsbridge.library.paths import HOME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)
logging.getLogger("watchdog.observers.inotify").setLevel(logging.CRITICAL)  # 7.1.0 calls every end an error

# Where a close is told, single writes are not asked for: a download in `.fsbridge` would be thousands.
_EVENTS: list[type[events.FileSystemEvent]] | None = (
    [
        *(events.FileCreatedEvent, events.FileClosedEvent, events.FileMovedEvent, events.FileDeletedEvent),
        *(events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent),
    ]
    if sys.platform == "linux"
    else None
)


class Watch(events.FileSystemEventHandler):
    """Calls `hint`, in a thread of its own, with the relative path of whatever was touched."""

    def __init__(self, root: Path, hint: Callable[[str], None]) -> None:
        """Begin.

        Raises:
            OSError: the system has no more watches to give, or the folder is gone.
        """
        self._root = os.path.realpath(root)  # macOS tells real paths
        self._hint = hint
        # watchdog 7.1.0: a folder made while the watch begins is met twice and warned of; where warnings
        # are errors, its thread would end.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        self._observer = Observer()
        try:
            self._observer.schedule(self, self._root, recursive=True, event_filter=_EVENTS)
            self._observer.start()
        except BaseException:
            self._observer.stop()  # it has a thread already
            raise

    def alive(self) -> bool:
        """Tell whether hints still come; a thread of watchdog that met an exception ends without a word."""
        return self._observer.is_alive() and all(emitter.is_alive() for emitter in self._observer.emitters)

    def close(self) -> None:
        """End the threads, and wait for them."""
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        """Pass on both ends of what happened; never raises, since that would end the thread."""
        try:
            for path in filter(None, (event.src_path, event.dest_path)):
                place = os.path.relpath(os.fsdecode(cast("str | bytes", path)), self._root).replace(os.sep, "/")
                place = place.encode("utf-8", "replace").decode()  # what is no UTF-8 is no sound, see scanning
                if place.partition("/")[0] != HOME:
                    self._hint("" if place == "." else place)
        except Exception:
            log.exception("A hint of the watched folder was lost")
