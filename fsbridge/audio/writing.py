"""Writing sound files, whole and on the disk, or not at all."""

from __future__ import annotations

import errno
import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fsbridge.audio.samples import block_frames
from fsbridge.files import meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fsbridge.audio.samples import Samples

_SYSTEM_ERROR = 2
"""The code of a `LibsndfileError` when the system refused; in a file that was opened, for want of room."""


@contextmanager
def writing(
    path: Path, samplerate: int, channels: int, container: str, subtype: str
) -> Iterator[Callable[[Samples], None]]:
    """Give a function that appends samples to the file `path`; at the end the file is fsynced.

    `container` and `subtype` are named as libsndfile names them. Integer encodings are clipped. After any
    error the file is gone.

    Raises:
        DiskFullError, FolderMissingError, FolderReadonlyError.
    """
    import soundfile

    try:
        with path.open("wb") as written:
            with soundfile.SoundFile(path, "w", samplerate, channels, subtype, format=container) as file:
                yield file.write
            os.fsync(written.fileno())  # which goes well, too, where nobody waits any more and the file is deleted
    except BaseException as error:
        path.unlink(missing_ok=True)
        if getattr(error, "code", 0) == _SYSTEM_ERROR:
            error = OSError(errno.ENOSPC, str(error))
        raise meaning(error, path.parent) if isinstance(error, OSError) else error from error


def write(
    path: Path, samples: Samples, samplerate: int, container: str, subtype: str, *, compression: float | None = None
) -> None:
    """Write `samples` (frames by channels, -1 to 1) as a sound file, encoded in memory and not fsynced.

    The rest is as for `writing`; `compression` goes from 0 (the least) to 1, None is libsndfile's own choice.
    """
    import soundfile

    encoded = io.BytesIO()
    with soundfile.SoundFile(
        encoded, "w", samplerate, samples.shape[1], subtype, format=container, compression_level=compression
    ) as file:
        step = block_frames(samples.shape[1])
        for start in range(0, len(samples), step):
            file.write(samples[start : start + step])
    path.write_bytes(encoded.getbuffer())
