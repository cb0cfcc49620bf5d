"""Where everything lies in a sample folder, and whose folder it is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fsbridge import files
from fsbridge.core.naming import file_name
from fsbridge.errors import FolderMissingError, NotAllowedError
from fsbridge.library.entry import FileKind
from fsbridge.library.faults import plain_errors

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

    from fsbridge.model import Sound

HOME = ".fsbridge"
PREVIEWS = f"{HOME}/previews"
MADE = f"{HOME}/wav"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one service's sample folder; `root` is absolute."""

    root: Path
    service: str

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

    @property
    def partials(self) -> Path:
        """Folder of what grows; at rest it is empty."""
        return self.root / HOME / "partials"

    def sidecar(self, id_: int) -> Path:
        """All that is known of one sound."""
        return self.sidecars / f"{id_}.json"

    def partial(self, sound: Sound, kind: FileKind, variant: str) -> Path:
        """Give the place where a file grows, the same for the same file."""
        return self.partials / f"{variant or kind}-{file_name(sound)}"

    def path_for(self, sound: Sound, kind: FileKind, variant: str) -> str:
        """Give the relative path under which a file is first placed."""
        name = file_name(sound)
        if kind is FileKind.ORIGINAL:
            return name
        stem = name.rpartition(".")[0]
        if kind is FileKind.PREVIEW:
            return f"{PREVIEWS}/{stem}.{'mp3' if sound.preview_url.endswith('.mp3') else 'ogg'}"
        return f"{MADE}/{variant}/{stem}.wav"

    def claim(self) -> BaseFileLock:
        """Make the folder, have it belong to the service, and to this daemon until the lock that is given is released.

        Raises:
            NotAllowedError: it belongs to another service, or another daemon uses it; nothing was changed.
            FolderReadonlyError, DiskFullError, FolderMissingError.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / HOME / "lock", timeout=0, thread_local=False)
        with plain_errors(self.root):
            owner = self._owner()
            if owner not in {"", self.service}:
                raise NotAllowedError(
                    f"The folder {self.root} holds sounds of {owner}, and this daemon serves {self.service}: "
                    "choose another folder for it."
                )
            self.marker.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout:
                raise NotAllowedError(
                    f"Another fsbridge uses the folder {self.root}: stop it, or choose another folder."
                ) from None
            if not owner:
                files.write_whole(self.marker, f"{self.service}\n".encode())
        shutil.rmtree(self.partials, ignore_errors=True)  # left by one who was killed
        return lock

    def check(self) -> None:
        """Look whether the folder is there and can be read; an empty mount point is not it.

        Raises:
            FolderMissingError: it is gone, or one of another service stands in its place.
        """
        try:
            owner = self._owner()
        except OSError:
            owner = ""
        if not owner:
            raise FolderMissingError(f"The sample folder {self.root} is gone: bring it back and ask again.")
        if owner != self.service:
            raise FolderMissingError(
                f"The folder {self.root} now holds sounds of {owner}: bring the one of {self.service} back."
            )

    def _owner(self) -> str:
        try:
            return self.marker.read_text("utf-8", "replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return ""
