"""When progress is told: one message a tenth of a second for each client, those that changed their state first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fsbridge.core.messages import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Progress
    from fsbridge.model import Phase

TICK_SECONDS = 0.1
REPEAT_SECONDS = 5.0


@dataclass(slots=True)
class _Line:
    """What one sound of one request does, and what was told of it last."""

    latest: Progress
    tell: Callable[[Progress], None]
    due_at: float
    told_state: Phase | None = None
    told_at: float = 0.0
    fresh: bool = True


class Pacer:
    """Tells the progress of all requests of one client; a request that is quick has none at all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: dict[tuple[Hashable, int], _Line] = {}
        self._ticking: asyncio.Task[None] | None = None

    def put(self, request: Hashable, begun_at: float, progress: Progress, tell: Callable[[Progress], None]) -> None:
        """Have `tell` called with this progress, or with a later one in its place.

        That of a sound stands in the place of what the whole request did before.
        """
        if progress.about != NONE:
            self._lines.pop((request, NONE), None)
        key = request, progress.about
        line = self._lines.get(key)
        if line is None:
            now = self._clock.monotonic()
            line = self._lines[key] = _Line(progress, tell, due_at=begun_at + TICK_SECONDS, told_at=now)
        line.latest = progress
        line.fresh = True
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())

    def end(self, request: Hashable, about: int | None = None) -> None:
        """Tell no more of a sound (see `Progress.about`), or of the whole request."""
        if about is not None:
            self._lines.pop((request, about), None)
        elif self._lines:
            for key in [key for key in self._lines if key[0] is request]:
                del self._lines[key]

    def close(self) -> None:
        """Tell no more of anything."""
        self._lines.clear()
        if self._ticking is not None:
            self._ticking.cancel()

    async def _tick(self) -> None:
        try:
            while self._lines:
                await self._clock.sleep(TICK_SECONDS)
                self._tell_one(self._clock.monotonic())
        finally:
            self._ticking = None

    def _tell_one(self, now: float) -> None:
        due = [
            line
            for line in self._lines.values()
            if now >= line.due_at and (line.fresh or now - line.told_at >= REPEAT_SECONDS)
        ]
        if due:
            line = min(due, key=lambda line: (line.latest.state is line.told_state, line.told_at))
            line.told_state, line.told_at, line.fresh = line.latest.state, now, False
            line.tell(line.latest)
