"""A small file that several daemons of one user share and nobody else reads."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from fsbridge import files
from fsbridge.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOCK_SECONDS = 30
"""Longer than another daemon may take to renew a token."""


class PrivateFile:
    """Owner-only, replaced whole, and locked across processes.

    Attributes:
        durable: whether what was written must outlive a power cut.
        lock_seconds: how long to wait for another daemon.
    """

    def __init__(self, path: Path, *, durable: bool = True, lock_seconds: float = LOCK_SECONDS) -> None:
        self._path = path.resolve()  # a link stays a link when its target is replaced
        self.durable = durable
        self.lock_seconds = lock_seconds

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other threads and processes out; blocking.

        Raises:
            BusyError: another one does not let go.
            DiskFullError, FolderReadonlyError: the lock can't be made.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(f"{self._path}.lock", self.lock_seconds, mode=0o600)
        with self._plain_errors():
            self._make_folder()
            try:
                lock.acquire()
            except Timeout:
                raise BusyError(f"Another program holds {self._path.name}; end it, or ask again.") from None
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
            return files.patiently(self._path.read_bytes)
        except FileNotFoundError:
            return None

    def write(self, data: bytes) -> None:
        """Replace what it holds: before or after, never half; under `lock`.

        Raises:
            DiskFullError, FolderReadonlyError.
        """
        with self._plain_errors():
            self._make_folder()
            files.write_whole(self._path, data, mode=0o600, durable=self.durable)

    def recover(self, is_whole: Callable[[bytes], bool]) -> None:
        """Keep what one who was killed had written and not yet named: it is the newer one; under `lock`.

        Raises:
            DiskFullError, FolderReadonlyError.
        """
        with self._plain_errors(), suppress(FileNotFoundError):
            if is_whole(files.draft_of(self._path).read_bytes()):
                files.finish(self._path)

    def _make_folder(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise files.meaning(error, self._path.parent) from error
