"""What has come and was not read yet: a queue for each sender, read in turns."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsbridge.osc.wire import Address, Incoming

WAITING_BYTES_MAX = 4 * 2**20
"""Shared by all senders that have something waiting."""
LEAST_BYTES = 2_048
"""So much of a sender may wait however many there are."""
FEW_BYTES = 1_024
"""Who has no more waiting is read among those who came newly.

A client that asks once a second, and had to wait for longer, would else wait behind every flooding port from then on.
"""
_OVERHEAD_BYTES = 256
"""What a datagram takes beside its own bytes."""


class Waiting(NamedTuple):
    """A datagram, what is left to be read of it, and the moment at which it was taken."""

    sender: Address
    datagram: bytes
    messages: Iterator[Incoming]
    moment: int

    @property
    def cost_bytes(self) -> int:
        """Tell what it takes of the room."""
        return len(self.datagram) + _OVERHEAD_BYTES


class _Queue:
    __slots__ = ("datagrams", "sender", "size_bytes")

    def __init__(self, sender: Address) -> None:
        self.sender = sender
        self.datagrams: deque[Waiting] = deque()
        self.size_bytes = 0


class Inbox:
    """Gives every sender the same share of the reading and of the room, however much it sends.

    Who has little waiting is read after few others, so that one who asks now and then is heard beside a thousand who
    never stop: turns alternate between those who came newly and those who wait for their next turn (RFC 8290, 4.1, has
    the two lists, but none that never comes to its turn).
    """

    def __init__(self) -> None:
        self._queues: dict[Address, _Queue] = {}
        self._new: deque[_Queue] = deque()
        self._old: deque[_Queue] = deque()
        self._count = 0
        self._size_bytes = 0
        self._is_new_turn = False
        self._read: _Queue

    def __len__(self) -> int:
        return self._count

    def put(self, waiting: Waiting) -> bool:
        """Keep a datagram to be read; False if its sender has used its share of the room."""
        queue = self._queues.get(waiting.sender) or _Queue(waiting.sender)
        share_bytes = WAITING_BYTES_MAX // (len(self._queues) + 1) if self._size_bytes < WAITING_BYTES_MAX else 0
        if queue.size_bytes + waiting.cost_bytes > max(LEAST_BYTES, share_bytes):
            return False
        if not queue.datagrams:
            self._queues[waiting.sender] = queue
            self._new.append(queue)
        queue.datagrams.append(waiting)
        self._count_in(queue, 1, waiting.cost_bytes)
        return True

    def take(self) -> Waiting:
        """Give the datagram whose turn it is, to be read on by one message until `end_turn`; there must be one."""
        self._is_new_turn = not self._is_new_turn
        line = self._new if self._new and (self._is_new_turn or not self._old) else self._old
        self._read = line.popleft()
        return self._read.datagrams[0]

    def end_turn(self, *, more: bool) -> None:
        """Forget the datagram that was taken, unless there is more of it to be read in its sender's next turn."""
        queue = self._read
        if not more:
            self._count_in(queue, -1, -queue.datagrams.popleft().cost_bytes)
        if not queue.datagrams:
            del self._queues[queue.sender]
        else:
            (self._old if queue.size_bytes > FEW_BYTES else self._new).append(queue)

    def _count_in(self, queue: _Queue, datagrams: int, size_bytes: int) -> None:
        queue.size_bytes += size_bytes
        self._size_bytes += size_bytes
        self._count += datagrams
