"""What the core asks of sound files, each piece of work done in a pool of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsbridge.audio import making, reading

if TYPE_CHECKING:
    from pathlib import Path

    from fsbridge.core.pools import Pool
    from fsbridge.model import AudioFacts, Form


class SoundFiles:
    """The `Audio` that `core.ports` names, by libsndfile, soxr and, where it is installed, PyAV."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def check(self, path: Path) -> AudioFacts:
        """Decode the whole file and return the facts of what decoded.

        Raises:
            BadMediaError: it is no sound, is damaged, is cut short, or can't be decoded here.
        """
        return await self._pool.run(reading.check, path)

    async def read(self, path: Path) -> AudioFacts:
        """Return the facts of a file that was checked before, from its header where that is exact.

        Raises:
            BadMediaError: as `check`, as far as the header shows it.
        """
        return await self._pool.run(reading.read, path)

    async def make(self, source: Path, target: Path, form: Form) -> AudioFacts:
        """Make the WAV `target`, fsynced, from `source` and return the facts of what was written.

        Raises:
            BadMediaError: `source` doesn't decode.
            DiskFullError: `target` has no room.
        """
        return await self._pool.run(making.make, source, target, form)
