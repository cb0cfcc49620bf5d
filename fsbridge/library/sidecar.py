"""Sidecars: all that is known of a sound, in a file beside it that outlives the index and the service.

The metadata of a sound that was deleted from its service can't be had again.
"""

from __future__ import annotations

import errno
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fsbridge.core.attribution import attribution
from fsbridge.files import write_whole
from fsbridge.library.entry import Entry  # noqa: TC001 - msgspec reads the annotations
from fsbridge.library.links import standing
from fsbridge.model import Sound  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What stands in a sidecar.

    Attributes:
        service: that the sound is from, `own` for a file of the user's own.
        files: whole, checked files of the sound; one may be gone, or not yet at its place.
    """

    service: str
    attribution: str
    deed_url: str
    sound: Sound
    files: tuple[Entry, ...]


def write(path: Path, service: str, sound: Sound, files: Sequence[Entry]) -> None:
    """Write a sidecar, so that it is there after a power cut."""
    import msgspec

    sidecar = Sidecar(service, attribution(sound), sound.license_url, sound, tuple(files))
    write_whole(path, msgspec.json.format(msgspec.json.encode(sidecar), indent=1))


def read(path: Path) -> Sidecar | None:
    """Read a sidecar; None, and a line in the log, where it is damaged."""
    import msgspec

    try:
        if standing(path) is None:
            raise FileNotFoundError(errno.ENOENT, "it is no file")
        return msgspec.json.decode(path.read_bytes(), type=Sidecar)
    except (OSError, ValueError, RecursionError, msgspec.DecodeError) as error:
        log.warning("The sidecar %s can't be read: %s", path.name, error)
        return None
