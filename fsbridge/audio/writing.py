"""Writing sound files, whole and on the disk, or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fsbridge.audio import faults
from fsbridge.audio.sndfile import BLOCK_FRAMES
from fsbridge.errors import DiskFullError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fsbridge.audio.reading import Samples

_SYSTEM_ERROR = 2
"""The code of a `LibsndfileError` when the system refused; in a file that was opened, for want of room."""


@contextmanager
def writing(
    path: Path,
    samplerate: int,
    channels: int,
    container: str,
    subtype: str,
    *,
    compression: float | None = None,
    durable: bool = False,
) -> Iterator[Callable[[Samples], None]]:
    """Give a function that appends samples to the file `path`; if it is to be `durable` it ends fsynced.

    `container` and `subtype` are named as libsndfile names them; `compression` goes from 0 (the least) to 1,
    None is libsndfile's own choice. Integer encodings are clipped. After any error the file is gone.

    Raises:
        DiskFullError: there is no room.
        OSError: the file can't be made at all.
    """
    import soundfile

    try:
        path.open("wb").close()
        with soundfile.SoundFile(
            path, "w", samplerate, channels, subtype, format=container, compression_level=compression
        ) as file:
            yield file.write
        if durable:
            with path.open("rb+") as written:
                os.fsync(written.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if getattr(error, "code", 0) == _SYSTEM_ERROR or getattr(error, "errno", 0) == errno.ENOSPC:
            raise DiskFullError(faults.NO_ROOM) from error
        raise


def write(
    path: Path, samples: Samples, samplerate: int, container: str, subtype: str, *, compression: float | None = None
) -> None:
    """Write `samples` (frames by channels, -1 to 1) as a sound file; arguments and errors as `writing`."""
    with writing(path, samplerate, samples.shape[1], container, subtype, compression=compression) as append:
        for start in range(0, len(samples), BLOCK_FRAMES):
            append(samples[start : start + BLOCK_FRAMES])
