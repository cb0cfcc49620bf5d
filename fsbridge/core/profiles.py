"""What each host loads as it is: the profiles of `/fs/hello` (docs/hosts.md)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsbridge.model import LocalFile


@dataclass(frozen=True, slots=True)
class Profile:
    """What a host loads as it is; of all else a WAV is made for it.

    Attributes:
        encodings: pairs of a container and a subtype, named as in `AudioFacts`.
        channels_max: so many channels it plays, None: any number; of more, the first are made a WAV.
        suffixes: how the names of files end that it looks at.
    """

    encodings: frozenset[tuple[str, str]]
    channels_max: int | None = None
    suffixes: tuple[str, ...] = ("",)

    def loads(self, file: LocalFile) -> bool:
        """Tell whether the host loads this file, however many channels it has."""
        return (file.container, file.subtype) in self.encodings and file.path.lower().endswith(self.suffixes)


_SAFE = frozenset({("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("AIFF", "PCM_16"), ("AIFF", "PCM_24")})
"""What SuperCollider, Pd and Max all load."""

_LINEAR = ("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE")
_LIBSNDFILE = frozenset(product(("WAV", "AIFF", "FLAC"), _LINEAR))
"""What every libsndfile reads, to the frame. MP3 is not in all of them."""

PROFILES = {
    "sc": Profile(_LIBSNDFILE),
    "pd": Profile(_SAFE),
    "max": Profile(_SAFE),
    "dirt": Profile(_SAFE, channels_max=2, suffixes=(".wav", ".aif", ".aiff", ".aifc")),
    "plain": Profile(_SAFE),
}
"""By name; `plain` is also who never said hello. SuperDirt has synths for one and two channels (`maxSampleNumChannels`)
and passes over files of other names (`fileExtensions` of its DirtSoundLibrary)."""
