"""Misbehaviour on purpose, for rehearsing and testing: a slow, a narrow, a wrong or a broken service."""

from __future__ import annotations

import threading
from dataclasses import dataclass

#: For `cut_after_bytes`: the connection ends without an answer.
BEFORE_STATUS_LINE = -1


@dataclass(eq=False)
class Fault:
    """What goes wrong for the next `times` requests whose path contains `path`.

    With a status, that and the body are the answer; without, the right answer is given. `cut_after_bytes` cuts the
    connection after so much of the body, `BEFORE_STATUS_LINE` before anything. `delay_seconds` pass first, and
    `answer_delay_seconds` once it was done and journaled.
    """

    path: str
    status: int | None = None
    body: bytes = b""
    content_type: str = "application/json"
    cut_after_bytes: int | None = None
    delay_seconds: float = 0
    answer_delay_seconds: float = 0
    times: int = 1


class Faults:
    """How the catalogue misbehaves: slow, narrow, or wrong for a while."""

    def __init__(self, latency_seconds: float = 0, bytes_per_second: float = 0) -> None:
        self.latency_seconds = latency_seconds
        self.bytes_per_second = bytes_per_second
        self._planned: list[Fault] = []
        self._lock = threading.Lock()

    def plan(self, fault: Fault) -> None:
        """Let it happen, after those planned before for the same path."""
        with self._lock:
            self._planned.append(fault)

    def take(self, path: str) -> Fault | None:
        """The fault that this request meets."""
        with self._lock:
            for fault in self._planned:
                if fault.path in path:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                    return fault
        return None
