"""Where everything lies in a sample folder, and whose folder it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fsbridge import files
from fsbridge.core.naming import file_name
from fsbridge.errors import FolderMissingError, NotAllowedError
from fsbridge.library.entry import FileKind
from fsbridge.library.faults import plain_errors

if TYPE_CHECKING:
    from pathlib import Path

    from fsbridge.model import Sound

HOME = ".fsbridge"
PREVIEWS = f"{HOME}/previews"
MADE = f"{HOME}/wav"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one sample folder; `root` is absolute."""

    root: Path

    @property
    def marker(self) -> Path:
        """Names the service that the folder belongs to; where it can't be seen, the folder is not there."""
        return self.root / HOME / "service"

    @property
    def index(self) -> Path:
        """The index, a cache of all the rest."""
        return self.root / HOME / "index.db"

    @property
    def sidecars(self) -> Path:
        """Folder of the sidecars."""
        return self.root / HOME / "sounds"

    def sidecar(self, id_: int) -> Path:
        """All that is known of one sound."""
        return self.sidecars / f"{id_}.json"

    def partial(self, sound: Sound, kind: FileKind, variant: str) -> Path:
        """Give the place where a file grows; the same for the same file, so that it can go on after a restart."""
        return self.root / HOME / "partials" / f"{variant or kind}-{file_name(sound)}"

    def path_for(self, sound: Sound, kind: FileKind, variant: str) -> str:
        """Give the relative path under which a file is first placed."""
        name = file_name(sound)
        if kind is FileKind.ORIGINAL:
            return name
        stem = name.rpartition(".")[0]
        if kind is FileKind.PREVIEW:
            return f"{PREVIEWS}/{stem}.{'mp3' if sound.preview_url.endswith('.mp3') else 'ogg'}"
        return f"{MADE}/{variant}/{stem}.wav"

    def claim(self, service: str) -> None:
        """Make the folder, and have it belong to `service`.

        Raises:
            NotAllowedError: it belongs to another one; nothing was changed.
            FolderReadonlyError, DiskFullError, FolderMissingError.
        """
        with plain_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            if not self.marker.exists():
                files.write_whole(self.marker, f"{service}\n".encode())
            owner = self.marker.read_text("utf-8").strip()
        if owner != service:
            raise NotAllowedError(
                f"The folder {self.root} holds sounds of {owner}, and this daemon serves {service}: "
                "choose another folder for it."
            )

    def available(self) -> bool:
        """Tell whether the folder is there and can be read; an empty mount point is not it."""
        return os.access(self.marker, os.R_OK)

    def check(self) -> None:
        """Look whether the folder is there.

        Raises:
            FolderMissingError: it is not.
        """
        if not self.available():
            raise FolderMissingError(f"The sample folder {self.root} is gone: bring it back and ask again.")
