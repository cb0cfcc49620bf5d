"""The folder as the one who changes it holds it: every function that takes a `Shelf` runs in the writer's thread."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fsbridge.core.events import Added, Changed
from fsbridge.files import make_folder
from fsbridge.library import sidecar
from fsbridge.library.entry import FileKind
from fsbridge.model import Quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fsbridge.core.events import Event
    from fsbridge.library.entry import Entry
    from fsbridge.library.index import Index
    from fsbridge.library.paths import Layout
    from fsbridge.model import Sound


@dataclass(frozen=True, slots=True)
class Shelf:
    """Folder and index, to be changed together; `hear` has an event announced on the loop."""

    layout: Layout
    index: Index
    hear: Callable[[Event], None]

    def write_sidecar(self, sound: Sound, files: Sequence[Entry]) -> None:
        """Put down all that is known of a sound, before anything of it changes."""
        make_folder(self.layout.sidecars)  # its parent too may be gone, and is not ours to make
        sidecar.write(self.layout.sidecar(sound.id), self.index.source(sound.id), sound, files)

    def record(self, sound: Sound, entry: Entry, stale: Iterable[Entry] = ()) -> None:
        """Write a placed file into the index, and strike what no longer belongs to it."""
        with self.index.transaction():
            self.index.drop(stale)
            self.index.keep(sound)
            self.index.put([entry])

    def made_of_original(self, id_: int) -> list[Entry]:
        """Give the WAVs that go when the original changes or goes."""
        entries = self.index.entries(id_)
        return [each for each in entries if each.kind is FileKind.MADE and each.quality is Quality.ORIGINAL]

    def discard(self, made: Iterable[Entry]) -> None:
        """Delete files that were made here; one that a host holds open on Windows stays, unknown."""
        for each in made:
            with suppress(OSError):
                (self.layout.root / each.path).unlink()

    def tell(self, events: Iterable[Event]) -> list[Event]:
        """Announce what has happened, and give it."""
        told = list(events)
        for event in told:
            self.hear(event)
        return told

    def announce(self, id_: int, *, known: bool) -> list[Event]:
        """Tell that a sound came, or that its file is another one now."""
        file = self.index.best(id_)
        return self.tell([Changed(file) if known else Added(file)] if file else [])


def merged(kept: Sound | None, told: Sound) -> Sound:
    """Give the newer description, with what only the older one knew: a search tells less than a sound's own page."""
    if kept is None:
        return told
    return replace(
        told,
        filesize_bytes=told.filesize_bytes or kept.filesize_bytes,
        md5=told.md5 or kept.md5,
        preview_url=told.preview_url or kept.preview_url,
        metadata={**kept.metadata, **told.metadata},
    )
