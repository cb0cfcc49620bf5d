"""Watching: the system's word that something happened in the folder. A hint only; what it was, a scan finds out."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import TYPE_CHECKING, cast

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from fsbridge.library.links import HOME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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


WATCHES_MAX = 32
"""Of what links lead to; each takes one of the system's few watches. What lies beyond, `/fs/refresh` looks at."""


class Watch:
    """Calls `hint`, in a thread of its own, with the relative path of whatever was touched."""

    def __init__(self, root: Path, hint: Callable[[str], None]) -> None:
        """Begin.

        Raises:
            OSError: the system has no more watches to give, or the folder is gone.
        """
        root_path = os.path.realpath(root)  # macOS tells real paths
        self._hint = hint
        self._beyond: set[ObservedWatch] = set()
        # watchdog 7.1.0: a folder made while the watch begins is met twice and warned of; where warnings
        # are errors, its thread would end.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        self._observer = Observer()
        try:
            self._observer.schedule(_Hints(root_path, "", hint), root_path, recursive=True, event_filter=_EVENTS)
            self._observer.start()
        except BaseException:
            self._observer.stop()  # it has a thread already
            raise

    def follow(self, links: Mapping[str, str]) -> None:
        """Watch what the links lead to as if it stood in their place; not what others led to before."""
        for watch in self._beyond:
            self._observer.unschedule(watch)
        self._beyond = set()
        unwatched = []
        for place, real in links.items():
            is_folder = os.path.isdir(real)  # noqa: PTH112
            folder = real if is_folder else os.path.dirname(real)  # noqa: PTH120
            watch = ObservedWatch(folder, recursive=is_folder, event_filter=_EVENTS)
            if watch not in self._beyond and len(self._beyond) >= WATCHES_MAX:
                unwatched.append(place)
                continue
            try:
                self._observer.schedule(
                    _Hints(real, place, self._hint), folder, recursive=is_folder, event_filter=_EVENTS
                )
                self._beyond.add(watch)
            except OSError:  # the system has no more of them, or it is gone
                unwatched.append(place)
            self._hint(place)  # what was touched meanwhile
        if unwatched:
            log.warning(
                "What %a and %d others lead to can't be watched; /fs/refresh looks there.",
                unwatched[0],
                len(unwatched) - 1,
            )

    def alive(self) -> bool:
        """Tell whether hints still come; a thread of watchdog that met an exception ends without a word."""
        return self._observer.is_alive() and all(emitter.is_alive() for emitter in self._observer.emitters)

    def close(self) -> None:
        """End the threads, and wait for them."""
        self._observer.stop()
        self._observer.join()


class _Hints(events.FileSystemEventHandler):
    """Tells of what happens at the real path `real`, or below it, as if it stood at `place`."""

    def __init__(self, real: str, place: str, hint: Callable[[str], None]) -> None:
        self._real, self._place, self._hint = real, place, hint

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        """Pass on both ends of what happened; never raises, since that would end the thread."""
        try:
            for path in filter(None, (event.src_path, event.dest_path)):
                below = os.path.relpath(os.fsdecode(cast("str | bytes", path)), self._real).replace(os.sep, "/")
                below = below.encode("utf-8", "replace").decode()  # what is no UTF-8 is no sound, see walking
                if below.partition("/")[0] not in {HOME, ".."}:
                    self._hint("/".join(part for part in (self._place, below) if part not in {"", "."}))
        except Exception:
            log.exception("A hint of the watched folder was lost")
