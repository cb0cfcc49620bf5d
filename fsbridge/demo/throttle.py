"""Sliding windows by credential (docs/freesound.md 5): reads and writes share one history."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from fsbridge.demo.answers import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.demo.dataset import Credential


class Rates(NamedTuple):
    """How many requests pass in a minute and in a day."""

    minute: int
    day: int


_READS = {1: Rates(60, 2000), 2: Rates(300, 5000), 3: Rates(300, 15000)}
_WRITES = {1: Rates(30, 500), 2: Rates(60, 1000), 3: Rates(60, 3000)}
_SECONDS = {"minute": 60, "day": 86400}
_SUSPENDED, _UNLIMITED = 0, 99


class Throttle:
    """Admits or refuses requests.

    Each window has a history of its own, so that during a daily block the minute's history still fills, as on the
    real service.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._histories: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def admit(self, credential: Credential, *, is_write: bool) -> None:
        """Record a request of this credential.

        Raises:
            ApiError: 429 with the rate that failed in its text, and no Retry-After.
        """
        if credential.throttling_level == _UNLIMITED:
            return
        if credential.throttling_level == _SUSPENDED:
            raise ApiError(429, "Request was throttled because the ApiV2 credential has been suspended")
        rates = (_WRITES if is_write else _READS)[credential.throttling_level]
        with self._lock:
            now = self._clock()
            for unit, allowed in rates._asdict().items():
                history = self._histories[credential.client_id, unit]
                while history and history[0] <= now - _SECONDS[unit]:
                    history.popleft()
                if len(history) >= allowed:
                    detail = f"Request was throttled because of exceeding a request limit rate ({allowed}/{unit})"
                    raise ApiError(429, detail)
                history.append(now)
