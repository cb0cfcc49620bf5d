"""What the core asks of sound files, each piece of work done in a pool of threads."""

from __future__ import annotations

from functools import partial
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

    async def check(self, path: Path, *, verified: bool = False) -> AudioFacts:
        """Decode the whole file and return the facts of what decoded.

        Raises:
            BadMediaError: it is no sound, or can't be decoded here; unless `verified`, it is damaged or cut short.
        """
        return await self._pool.run(partial(reading.check, path, verified=verified))

    async def make(self, source: Path, target: Path, form: Form) -> AudioFacts:
        """Make the WAV `target`, fsynced, from `source`, which was checked, and return the facts of what was written.

        Raises:
            BadMediaError: `source` doesn't decode.
            DiskFullError: `target` has no room.
            BusyError: `source` was changed meanwhile.
            OSError: `source` is gone.
        """
        return await self._pool.run(making.make, source, target, form)
