"""Folders that come, go, fill up and refuse, in a mount namespace of their own: no rights are needed and nothing stays.

The daemon is started `within` the namespace. What it sees there, tests see through `Mounted.seen`.
"""

from __future__ import annotations

import errno
import functools
import subprocess
from pathlib import Path
from typing import Self

END_SECONDS = 30
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private")
PIECE_BYTES = 2**16
FORBIDDEN = "no folder can be mounted in a user namespace"
FILLING = "filling"


@functools.cache
def why_not() -> str:
    """Tell why nothing can be mounted here, "" where it can."""
    try:
        tried = subprocess.run([*NAMESPACE, "true"], capture_output=True, text=True, timeout=END_SECONDS, check=False)
    except OSError as error:
        return str(error)
    return tried.stderr if tried.returncode else ""


class Mounted:
    """A small disk that holds one folder, and a place to which it can be plugged in.

    Attributes:
        point: where the daemon sees the folder; unplugged it is an empty folder.
        disk_point: where it would see the whole disk.
        within: what a command must begin with to see it too.
    """

    def __init__(self, scratch: Path, megabytes: int = 8) -> None:
        self.point = scratch / "point"
        self.disk_point = scratch / "disk"
        self._aside = scratch / "aside"
        for folder in (self.point, self.disk_point, self._aside):
            folder.mkdir()
        self._holder = subprocess.Popen(
            [*NAMESPACE, "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )  # a Ctrl-C is not meant for it: what runs within is to be ended first
        self._holder.stdin.write(b"\n")
        self._holder.stdin.flush()
        self._holder.stdout.readline()  # the namespace is there
        self.within = ("nsenter", "--target", str(self._holder.pid), "--user", "--mount", "--preserve-credentials")
        self.run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", self.disk_point)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the namespace, and with it all that was mounted."""
        try:
            self.unplug()  # else the program behind it would hold the namespace
        finally:
            self._end()

    def _end(self) -> None:
        self._holder.stdin.close()
        self._holder.wait(END_SECONDS)
        self._holder.stdout.close()

    def run(self, *command: object) -> None:
        """Run a command that sees what is mounted."""
        done = subprocess.run(
            [*self.within, *map(str, command)], capture_output=True, text=True, timeout=END_SECONDS, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"

    def seen(self, path: Path | str) -> Path:
        """Give the way from here to what the daemon sees at `path`; not below `point` where a program shows it."""
        return Path(f"/proc/{self._holder.pid}/root{path}")

    @property
    def folder(self) -> Path:
        """What the daemon sees at `point` now."""
        return self.seen(self.point)

    @property
    def disk(self) -> Path:
        """What lies on the disk, plugged in or not."""
        return self.seen(self.disk_point)

    def stored(self, path: Path | str) -> Path:
        """Give the way from here to what the daemon sees, or saw, at a path below `point`; plugged in or not."""
        return self.disk / self._name / Path(path).relative_to(self.point)

    def plug(self, name: str = "sounds", *, writable: bool = True, shares_memory: bool = True) -> None:
        """Have a folder of the disk stand at `point`, as it is, or as a stubborn file system shows it."""
        self._name, source = name, self.disk_point / name
        (self.disk / name).mkdir(exist_ok=True)
        if not shares_memory:
            self.run("bindfs", "-o", "direct_io", source, self.point)
        elif writable:
            self.run("mount", "--bind", source, self.point)
        else:  # elsewhere first: it must never have been writable
            self.run("mount", "--bind", source, self._aside)
            self.run("mount", "-o", "remount,bind,ro", self._aside)
            self.run("mount", "--move", self._aside, self.point)

    def unplug(self) -> None:
        """Have it gone, whoever has files of it open."""
        if self._plugged():
            self.run("umount", "--lazy", self.point)

    def _plugged(self) -> bool:
        return f" {self.point} " in Path(f"/proc/{self._holder.pid}/mounts").read_text()

    def fill(self, leave_bytes: int = 0) -> None:
        """Leave no more room than that on the disk."""
        with (self.disk / FILLING).open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(PIECE_BYTES))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
            file.truncate(max(0, file.tell() - leave_bytes))

    def free(self) -> None:
        """Make room again."""
        (self.disk / FILLING).unlink()
