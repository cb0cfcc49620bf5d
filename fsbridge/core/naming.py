"""What a sound's file is called: a name that every system, host and patch can hold, whatever its author typed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsbridge.model import Sound

NAME_BYTES_MAX = 100
"""With a folder of at most 120 bytes and the place of a made WAV in it, a path stays under 250."""
_USER_BYTES_MAX = 30
TYPES = frozenset(["wav", "aif", "aiff", "flac", "ogg", "opus", "mp3", "m4a", "wv", "caf", "au", "w64"])
"""How the names of sounds end; another type than these is not written down, whatever the service calls it."""


def file_name(sound: Sound) -> str:
    """Give `<id>__<user>__<name>.<type>` as Freesound names downloads (docs/freesound.md 4.2).

    It is made of `a-z 0-9 . _ -` and has at most `NAME_BYTES_MAX` bytes; user and name may come out empty.
    It begins with the id, so it is no device name of Windows, and no two sounds share it.
    """
    base, dot, _ = sound.name.rpartition(".")
    head = f"{sound.id}__{_slug(sound.username)[:_USER_BYTES_MAX]}__"
    tail = f".{sound.type if sound.type in TYPES else 'wav'}"
    return f"{head}{_slug(base if dot else sound.name)[: NAME_BYTES_MAX - len(head) - len(tail)]}{tail}"


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9_\s-]", "", folded.lower())
    return re.sub(r"[-\s]+", "-", kept).strip("-_")
