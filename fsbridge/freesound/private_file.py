"""A small file that several daemons of one user share and nobody else reads."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from fsbridge.errors import BusyError
from fsbridge.freesound.faults import disk_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_SECONDS = 30
"""How long to wait for another daemon: longer than it may take to renew a token."""


class PrivateFile:
    """Owner-only, replaced whole, and locked across processes.

    Attributes:
        durable: whether what was written must outlive a power cut.
    """

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self._path = path.resolve()  # a link stays a link when its target is replaced
        self.durable = durable

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other threads and processes out; blocking.

        Raises:
            BusyError: another one does not let go.
            DiskFullError, FolderReadonlyError: the lock can't be made.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(f"{self._path}.lock", LOCK_SECONDS, mode=0o600)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise BusyError(f"Another program holds {self._path.name}; end it, or ask again.") from None
        except OSError as error:
            raise disk_error(error) from error
        try:
            yield
        finally:
            lock.release()

    def version(self) -> tuple[int, int, int] | None:
        """Tell one state of the file from another, None where there is no file."""
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def read(self) -> bytes | None:
        """Give what it holds, None where there is no file."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    def write(self, data: bytes) -> None:
        """Replace what it holds: before or after, never half.

        Raises:
            DiskFullError, FolderReadonlyError.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")  # is 0600
        except OSError as error:
            raise disk_error(error) from error
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
                file.write(data)
                if self.durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(temporary, self._path)  # noqa: PTH105 - a name, not a path
        except BaseException as error:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - likewise
            raise disk_error(error) if isinstance(error, OSError) else error from error
        if self.durable and os.name == "posix":
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
