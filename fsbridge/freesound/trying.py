"""How often a request is tried, and what is worth another try."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fsbridge.core.partials import size_of
from fsbridge.errors import ServerFailedError
from fsbridge.freesound.faults import ConnectionLostError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tenacity import AsyncRetrying, RetryCallState

    from fsbridge.core.clock import Clock

log = logging.getLogger(__name__)

TRIES = 3
"""So many in a row that were in vain end a request."""
BACKOFF_SECONDS, BACKOFF_SECONDS_MAX = 0.5, 8.0
GOT_ON_BYTES = 256 * 1024
"""A try that took a file so much farther than ever was not in vain."""

_PASSING = (ServerFailedError, ConnectionLostError)
"""What may be otherwise the next time; nothing else is tried again here."""


class GettingOn:
    """Tells the tries that took a partial farther from those that were in vain."""

    def __init__(self, partial: Path) -> None:
        self._partial = partial
        self._farthest_bytes = size_of(partial)

    def __call__(self, state: RetryCallState) -> None:
        """Count anew from a try that failed and was not in vain."""
        here_bytes = size_of(self._partial)
        if here_bytes - self._farthest_bytes >= GOT_ON_BYTES:
            state.attempt_number = 1
        self._farthest_bytes = max(self._farthest_bytes, here_bytes)


def trying(clock: Clock, after: Callable[[RetryCallState], None] = lambda _: None) -> AsyncRetrying:
    """Give what calls a coroutine function until it does not fail, with longer and longer pauses that can be cancelled.

    What it raises in the end is the last try's own error. `after` hears of each try that may be followed by another.
    """
    from tenacity import (
        AsyncRetrying,
        retry_if_exception_type,
        stop_after_attempt,
        wait_exponential,
        wait_random,
    )

    return AsyncRetrying(
        retry=retry_if_exception_type(_PASSING),
        stop=stop_after_attempt(TRIES),
        wait=wait_exponential(BACKOFF_SECONDS, BACKOFF_SECONDS_MAX) + wait_random(0, BACKOFF_SECONDS),
        sleep=clock.sleep,
        after=after,
        before_sleep=_say_so,
        reraise=True,
    )


def _say_so(state: RetryCallState) -> None:
    assert state.outcome
    log.info("tried again in %.1f s: %s", state.upcoming_sleep, state.outcome.exception())
