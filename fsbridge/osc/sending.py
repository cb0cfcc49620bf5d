"""What waits to be sent to one client: up to 32 messages at once, then a breath, in order, bounded."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.core.clock import Clock

BURST_MESSAGES = 32
BREATH_SECONDS = 0.005
"""sclang and Pd lose nothing at this pace (docs/hosts.md 1d, 2)."""
SHORT_MESSAGES = 4
"""So many go out without a breath after a request, but no more of many that come at once."""
WAITING_MAX = 16_384


class Outbox:
    """Sends to one address.

    Args:
        send: puts a datagram on the wire; False if the socket has no room for it now.
        emptied: called each time that all that waited has been sent.
    """

    def __init__(self, send: Callable[[bytes], bool], clock: Clock, emptied: Callable[[], None]) -> None:
        self._send = send
        self._clock = clock
        self._emptied = emptied
        self._waiting: deque[bytes] = deque()
        self._left = BURST_MESSAGES
        self._sent_at = 0.0
        self._room_made_at = 0
        self._sending: asyncio.Task[None] | None = None
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def make_room(self, moment: int) -> None:
        """Let a short answer go out at once, for its client has just asked for it; one only of the same moment."""
        if moment != self._room_made_at:
            self._room_made_at = moment
            self._left = max(self._left, SHORT_MESSAGES)

    def put(self, datagram: bytes) -> None:
        """Send it now, or after what waits already; beyond `WAITING_MAX` it is dropped and counted."""
        if not self._waiting:
            now = self._clock.monotonic()
            if now - self._sent_at >= BREATH_SECONDS:
                self._left = BURST_MESSAGES
            if self._left and self._send(datagram):
                self._left -= 1
                self._sent_at = now
                return
        if len(self._waiting) >= WAITING_MAX:
            self.dropped += 1
            return
        self._waiting.append(datagram)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_waiting())

    async def drained(self) -> None:
        """Wait until nothing waits."""
        while self._sending is not None:
            await self._sending

    def close(self) -> None:
        """Send no more."""
        self._waiting.clear()
        if self._sending is not None:
            self._sending.cancel()

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                await self._clock.sleep(BREATH_SECONDS)
                for _ in range(min(BURST_MESSAGES, len(self._waiting))):
                    if not self._send(self._waiting[0]):
                        break
                    self._waiting.popleft()
        finally:
            self._left = 0
            self._sent_at = self._clock.monotonic()
            self._sending = None
        self._emptied()
