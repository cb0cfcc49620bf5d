"""Requests of every verb from very many clients, as months bring them: some for the suite, a hundred thousand for the soak."""

from __future__ import annotations

import itertools
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fsbridge.core.searching import CACHED_MAX
from fsbridge.osc.clients import CLIENTS_MAX

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    import running

    from fsbridge.osc.caller import Caller

HITS_MAX = 150
"""What one search gives."""
AT_ONCE = 16
"""Requests that a client has on their way."""
ANSWER_SECONDS = 30
UNKNOWN_ID = 3


class Held(NamedTuple):
    """What a process holds of its machine."""

    resident_bytes: int
    threads: int
    files: int


def held(daemon: running.Running) -> Held:
    """Tell it of a daemon; Linux only."""
    process = Path(f"/proc/{daemon.process.pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text("ascii").splitlines())
    resident_bytes = int(status["VmRSS"].split()[0]) * 1024
    return Held(resident_bytes, int(status["Threads"]), len(list((process / "fd").iterdir())))


class Load:
    """Asks what a table of weights says, by clients that stay and by clients of which each is seen once.

    Args:
        daemon: who is asked.
        ids: sounds that are in its folder.
        chance: decides what is asked next.
    """

    def __init__(self, daemon: running.Running, ids: Sequence[int], chance: random.Random) -> None:
        self._daemon = daemon
        self._ids = ids
        self._chance = chance
        self._numbers = itertools.count(1)
        self._mix: dict[Callable[[int], tuple], int] = {
            lambda _: ("/fs/ping",): 20,
            lambda n: ("/fs/hello", "pd", "@notify", n % 2, "@lease", 60 + n % 600, "@count", 1 + n % 9): 10,
            lambda _: ("/fs/fetch", self._id()): 20,
            lambda _: ("/fs/fetch", *[self._id() for _ in range(5)]): 3,
            lambda n: ("/fs/fetch", UNKNOWN_ID, f"{n}th"): 1,
            lambda n: ("/fs/search", "rain", "@count", 1 + n % 20): 12,
            lambda n: ("/fs/search", "rain", "@count", 1, "@duration", 0, n): 4,
            lambda _: ("/fs/more",): 3,
            lambda _: ("/fs/info", self._id()): 4,
            lambda _: ("/fs/status",): 4,
            lambda _: ("/fs/help", "search"): 2,
            lambda n: ("/fs/notify", n % 2, "@lease", 1 + n % 600): 5,
            lambda _: ("/fs/cancel",): 2,
            lambda n: (f"/fs/verb{n}", n): 3,
            lambda n: ("/fs/fetch", "nothing", "@rate", f"{n}x", f"@option{n}", n): 3,
            lambda n: ("/fs/search", "rain count 8 zzz", n): 1,
        }

    def fill(self) -> None:
        """Have as many clients known, and as many hits remembered, as there is room for."""
        with self._daemon.caller() as caller:
            for number in range(CACHED_MAX // HITS_MAX + 1):
                self._expect(caller, caller, [("/fs/search", "@count", HITS_MAX, "@duration", 0, 10_000 + number)])
        for _ in range(CLIENTS_MAX):
            with self._daemon.caller() as passing:
                self._expect(passing, passing, [("/fs/reply", passing.port)])
                self._ask(passing, passing)

    def run(self, count: int) -> None:
        """Ask so many things; every one of them must have its end."""
        with ExitStack() as stack:
            staying = [stack.enter_context(self._daemon.caller()) for _ in range(8)]
            for caller in staying:
                self._expect(caller, caller, [("/fs/reply", caller.port)])  # its port may have been another's
            for start in range(0, count, 2 * AT_ONCE):
                stays = staying[start // (2 * AT_ONCE) % len(staying)]
                self._ask(stays, stays)
                with self._daemon.caller() as passing:
                    hearing = self._chance.choice((passing, stays))
                    self._expect(passing, hearing, [("/fs/reply", hearing.port)])
                    self._ask(passing, hearing)

    def _ask(self, asking: Caller, hearing: Caller) -> None:
        kinds = self._chance.choices(list(self._mix), list(self._mix.values()), k=AT_ONCE)
        self._expect(asking, hearing, [kind(next(self._numbers)) for kind in kinds])

    def _expect(self, asking: Caller, hearing: Caller, requests: Sequence[tuple]) -> None:
        """Ask, and hear until each has ended."""
        waiting = set()
        for request in requests:
            number = next(self._numbers)
            request_id = number if number % 2 else f"{number} {'long' * 10}"
            waiting.add(request_id)
            asking.send(*request, "@req", request_id)
        while waiting:
            message = hearing.hear(ANSWER_SECONDS)
            if message.address == "/fs/error" or message.address.endswith("/done"):
                waiting.discard(message.arguments[0])

    def _id(self) -> int:
        return self._chance.choice(self._ids)
