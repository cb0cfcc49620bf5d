"""Where everything lies in a sample folder, and whose folder it is."""

from __future__ import annotations

import os
import shutil
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fsbridge import files
from fsbridge.core.naming import file_name
from fsbridge.errors import DiskFullError, FolderMissingError, FolderReadonlyError, NotAllowedError
from fsbridge.library.entry import FileKind
from fsbridge.library.links import HOME, Links

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from fsbridge.model import Sound

PREVIEWS = f"{HOME}/previews"
MADE = f"{HOME}/wav"
MARGIN_BYTES = 1_000_000
"""Room that stays for the index and sidecars."""
TRIAL_BYTES = 4096
VOUCHED = "vouched"
KEPT_SECONDS = 7 * 86_400
"""A partial that was left is there to go on from for so long."""
KEPT_BYTES = 2 * 1024**3
"""So much of what was left in the last days is kept, newest first."""
IDLE_SECONDS = 3600
"""What nobody wrote to for so long is no file on its way."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one service's sample folder; `root` is absolute, and links into `folders` are followed."""

    root: Path
    service: str
    folders: tuple[Path, ...] = ()

    @property
    def links(self) -> Links:
        """Judges the links that stand in the folder."""
        return Links(self.root, self.folders)

    @property
    def marker(self) -> Path:
        """Names the service that the folder belongs to; where it can't be seen, the folder is not there."""
        return self.root / HOME / "service"

    @property
    def lock(self) -> Path:
        """Held by the daemon that uses the folder."""
        return self.root / HOME / "lock"

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
        """Folder of what grows, and of what was left and may go on."""
        return self.root / HOME / "partials"

    def sidecar(self, id_: int) -> Path:
        """All that is known of one sound."""
        return self.sidecars / f"{id_}.json"

    def partial(self, sound: Sound, kind: FileKind, variant: str) -> Path:
        """Give the place where a file grows, the same for the same file.

        A power cut can leave zeroes in what was not synced: only what an md5 vouches for goes on after a restart.
        """
        vouched = kind is FileKind.ORIGINAL and sound.md5
        return self.partials / f"{VOUCHED if vouched else variant or kind}-{file_name(sound)}"

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
        """Have the folder belong to the service, and to this daemon until the lock that is given is released.

        Where there is none, it is made.

        Raises:
            NotAllowedError: it belongs to another service, or another daemon uses it; nothing was changed.
            FolderReadonlyError, DiskFullError, FolderMissingError.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.lock, timeout=0, thread_local=False)
        if link := self._link():
            raise NotAllowedError(link)
        try:
            owner = self._owner()
            if owner not in {"", self.service}:
                raise NotAllowedError(
                    f"The folder {self.root} holds sounds of {owner}, and this daemon serves {self.service}: "
                    "choose another folder for it."
                )
            files.make_folder(self.marker.parent, below=Path(self.root.anchor))
            self._check_writable()
            lock.acquire()
            if not owner:
                files.write_whole(self.marker, f"{self.service}\n".encode())
        except Timeout:
            raise NotAllowedError(
                f"Another fsbridge uses the folder {self.root}: stop it, or choose another folder."
            ) from None
        except OSError as error:
            raise files.meaning(error, self.root) from error
        self.sweep(opening=True)
        return lock

    def sweep(self, kept_bytes: int = KEPT_BYTES, *, opening: bool = False) -> None:
        """Delete what was left of partials and is not kept; at the opening, all that can't go on too."""
        now = time.time()  # the system's own, which stamps files
        with suppress(OSError):  # the next one finds it again
            found = sorted(((path.lstat(), path) for path in self.partials.iterdir()), key=_last_written, reverse=True)
            for stands, path in found:
                kept_bytes -= stands.st_size
                idle_seconds = now - stands.st_mtime
                old = idle_seconds > (IDLE_SECONDS if kept_bytes < 0 else KEPT_SECONDS)
                placed = stands.st_nlink > 1
                elsewhere = stat.S_ISLNK(stands.st_mode)  # what grew there would be somebody's file
                if old or (opening and (placed or elsewhere or not path.name.startswith(VOUCHED))):
                    path.unlink(missing_ok=True)

    def look(self, wanted_bytes: int = 0) -> None:
        """Look whether the folder is there, can be written to, and has room.

        Raises:
            FolderMissingError.
            FolderReadonlyError, DiskFullError: what is here can still be read.
        """
        self.check()
        self._check_writable()
        if shutil.disk_usage(self.marker.parent).free < wanted_bytes + MARGIN_BYTES:
            wanted = f"for {wanted_bytes:,} bytes " if wanted_bytes else ""
            raise DiskFullError(f"There is no room {wanted}in {self.root}: make some, and ask again.")

    def try_out(self) -> None:
        """Look by writing: a quota, or a file system with a mind of its own, is seen in no other way.

        Raises:
            FolderMissingError, FolderReadonlyError, DiskFullError, OSError.
        """
        self.look()
        trial = self.marker.with_name("trial")
        files.write_whole(trial, bytes(TRIAL_BYTES), durable=False)
        trial.unlink()

    def check(self) -> None:
        """Look whether the folder is there and can be read; an empty mount point is not it.

        Raises:
            FolderMissingError: it is gone, or one of another service stands in its place, or our part of it leads away.
        """
        if link := self._link():
            raise FolderMissingError(link)
        try:
            owner = self._owner()
        except PermissionError:
            raise FolderMissingError(
                f"The sample folder {self.root} can't be read: check its owner and rights."
            ) from None
        except OSError:
            owner = ""
        if not owner:
            raise FolderMissingError(f"The sample folder {self.root} is gone: bring it back and ask again.")
        if owner != self.service:
            raise FolderMissingError(
                f"The folder {self.root} now holds sounds of {owner}: bring the one of {self.service} back."
            )

    def _check_writable(self) -> None:
        if not all(os.access(folder, os.W_OK | os.X_OK) for folder in (self.root, self.marker.parent)):
            raise FolderReadonlyError(f"The sample folder {self.root} can't be written to: check its owner and rights.")

    def _link(self) -> str:
        """Say which part of our own is a link, since what is written there would lie elsewhere; "" if none is."""
        home = self.marker.parent
        try:
            with os.scandir(home) as entries:
                links = [home] if home.is_symlink() else [Path(entry.path) for entry in entries if entry.is_symlink()]
        except OSError:  # it is not there, which is told in other words
            return ""
        return f"{links[0]} is a link, and fsbridge writes into its own folder only: remove it." if links else ""

    def _owner(self) -> str:
        try:
            return self.marker.read_text("utf-8", "replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return ""


def _last_written(found: tuple[os.stat_result, Path]) -> float:
    return found[0].st_mtime
