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
_BANK_PATH_BYTES_MAX = 116
"""Of bank, file and no slash between."""
BANK_NAME = re.compile(
    r"(?!(con|prn|aux|nul|com\d|lpt\d)(\.|$))[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9_-])?", re.ASCII | re.IGNORECASE
)
"""What a bank can be called: no device of Windows, which takes a dot off the end, too."""
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


def bank_file_name(bank: str, number: int, sound: Sound) -> str:
    """Give the name of a sound's WAV in a bank: the number, so that files sort by it, and what it is called elsewhere.

    It is so long that the path to it from the sample folder stays within that of a made WAV.
    """
    head, tail = f"{number:03}_", ".wav"
    stem = file_name(sound).rpartition(".")[0]
    return f"{head}{stem[: _BANK_PATH_BYTES_MAX - len(bank) - len(head) - len(tail)]}{tail}"


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^a-z0-9_\s-]", "", folded.lower())
    return re.sub(r"[-\s]+", "-", kept).strip("-_")
