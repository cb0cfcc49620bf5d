"""How long an accepted request may take: time spent queued or throttled is not its caller's, and is not counted."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fsbridge.errors import WaitedTooLongError
from fsbridge.model import Phase

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fsbridge.core.messages import Report

_NOT_COUNTED = (Phase.QUEUED, Phase.THROTTLED)


@asynccontextmanager
async def patience(seconds: float, hear: Report) -> AsyncIterator[Report]:
    """End what is inside after so many counted seconds; it reports through what this gives, and `hear` hears it.

    Raises:
        WaitedTooLongError: the time is over.
    """
    loop = asyncio.get_running_loop()
    left = float(seconds)

    def report(phase: Phase, fraction: float, seconds_left: int) -> None:
        nonlocal left
        if deadline.expired():
            return
        when = deadline.when()
        if when is not None and phase in _NOT_COUNTED:
            left = when - loop.time()
            deadline.reschedule(None)
        elif when is None and phase not in _NOT_COUNTED:
            deadline.reschedule(loop.time() + left)
        hear(phase, fraction, seconds_left)

    try:
        async with asyncio.timeout(left) as deadline:
            yield report
    except TimeoutError:
        if not deadline.expired():
            raise
        raise WaitedTooLongError(f"Waited {seconds:g} s (@wait); ask again, or allow more.") from None
