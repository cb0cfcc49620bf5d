"""What a sender may cost the daemon, in datagrams and in log lines. Both tables are bounded."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from fsbridge.osc.allowing import is_this_machine

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from fsbridge.osc.wire import Address

SENDERS_MAX = 4_096
LOG_SECONDS = 60.0
LOG_LINES = 60
_BYTES_OF_ONE = 128
"""A bundle may hold a request in every 20 bytes."""


class _Bucket:
    """Holds up to `burst`, refilled at `rate` a second."""

    __slots__ = ("_burst", "_filled_at", "_left", "_rate")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst = self._left = burst
        self._rate = rate
        self._filled_at = now

    def spend(self, cost: float, now: float) -> bool:
        left = min(self._burst, self._left + (now - self._filled_at) * self._rate)
        self._filled_at = now
        self._left = left - cost if left >= cost else left
        return left >= cost


class Budget:
    """Decides which datagrams are read, before a byte of them is: so many a sender, so many of all unseen ones.

    The unseen ones of other machines are counted by themselves, so that they keep out nobody of this one.

    Args:
        may_ask: tells whether a host may cost anything at all; asked of unseen senders.
    """

    def __init__(self, may_ask: Callable[[str], bool], now: float) -> None:
        self._may_ask = may_ask
        self._senders: OrderedDict[Address, _Bucket] = OrderedDict()
        self._unseen = {here: _Bucket(2_000, 500, now) for here in (True, False)}

    def allows(self, sender: Address, size_bytes: int, now: float) -> bool:
        """Spend for a datagram; a long one costs as much as several short ones."""
        cost = 1 + size_bytes // _BYTES_OF_ONE
        bucket = self._senders.get(sender)
        if bucket is None:
            if not self._may_ask(sender[0]) or not self._unseen[is_this_machine(sender[0])].spend(cost, now):
                return False
            if len(self._senders) >= SENDERS_MAX:
                self._senders.popitem(last=False)
            bucket = self._senders[sender] = _Bucket(5_000, 2_000, now)
            self._senders.move_to_end(sender, last=False)  # who never comes again pushes out nobody but its like
        else:
            self._senders.move_to_end(sender)
        return bucket.spend(cost, now)


class Quiet:
    """Allows one log line a minute for each sender, and for all of them together one a second in the long run."""

    def __init__(self) -> None:
        self._said: OrderedDict[Hashable, float] = OrderedDict()
        self._lines = _Bucket(LOG_LINES, LOG_LINES / LOG_SECONDS, 0.0)

    def allows(self, sender: Hashable, now: float) -> bool:
        """Tell whether something may be logged about this sender now."""
        if now - self._said.get(sender, -LOG_SECONDS) < LOG_SECONDS or not self._lines.spend(1, now):
            return False
        self._said[sender] = now
        self._said.move_to_end(sender)
        if len(self._said) > SENDERS_MAX:
            self._said.popitem(last=False)
        return True
