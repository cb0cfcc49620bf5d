"""What a sender may cost the daemon, in datagrams and in log lines. Both tables are bounded."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from fsbridge.osc.allowing import is_this_machine
from fsbridge.osc.wire import BUNDLE, BUNDLE_MESSAGES_MAX

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from fsbridge.osc.wire import Address

SENDERS_MAX = 1_536
KEPT_SECONDS = 60.0
"""Who has said something since then is pushed out by nobody."""
LOG_SECONDS = 60.0
LOG_LINES = 60
_BYTES_OF_ONE = 128
_BYTES_IN_A_BUNDLE = 12
"""So short can a request be there."""


def cost(datagram: bytes) -> int:
    """Tell as how many requests a datagram counts: a long one as several, a bundle as those that it may hold."""
    held = min(len(datagram) // _BYTES_IN_A_BUNDLE, BUNDLE_MESSAGES_MAX) if datagram.startswith(BUNDLE) else 0
    return 1 + max(held, len(datagram) // _BYTES_OF_ONE)


class _Bucket:
    """Holds up to `burst`, refilled at `rate` a second."""

    __slots__ = ("_burst", "_left", "_rate", "filled_at")

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst = self._left = burst
        self._rate = rate
        self.filled_at = now

    def spend(self, cost: float, now: float) -> bool:
        left = min(self._burst, self._left + (now - self.filled_at) * self._rate)
        self.filled_at = now
        self._left = left - cost if left >= cost else left
        return left >= cost


class Budget:
    """Decides which datagrams are read, before a byte of them is: so many a sender, so many of all unseen ones.

    The unseen ones of other machines are counted by themselves, so that they keep out nobody of this one. Where a flood
    comes from ever new ports, few of them have a budget of their own, and all others share that of the unseen.

    Args:
        may_ask: tells whether a host may cost anything at all; asked of unseen senders.
    """

    def __init__(self, may_ask: Callable[[str], bool], now: float) -> None:
        self._may_ask = may_ask
        self._senders: OrderedDict[Address, _Bucket] = OrderedDict()
        self._unseen = {here: _Bucket(2_000, 500, now) for here in (True, False)}

    def allows(self, sender: Address, cost: int, now: float) -> bool:
        """Spend for a datagram that counts as so many requests."""
        bucket = self._senders.get(sender)
        if bucket is None:
            if not self._may_ask(sender[0]) or not self._unseen[is_this_machine(sender[0])].spend(cost, now):
                return False
            if len(self._senders) >= SENDERS_MAX:
                if now - next(iter(self._senders.values())).filled_at < KEPT_SECONDS:
                    return True
                self._senders.popitem(last=False)
            bucket = self._senders[sender] = _Bucket(5_000, 2_000, now)
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
