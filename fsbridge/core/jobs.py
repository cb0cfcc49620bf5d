"""Requests in flight: each ends in one message, is joined by its resend and gives way to its successor."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fsbridge.core.messages import Failed
from fsbridge.errors import BusyError, CancelledError, FsbridgeError, InternalError, ReplacedError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Hashable, Iterable

    from fsbridge.core.messages import Answer, Say
    from fsbridge.core.requests import Request, RequestId

log = logging.getLogger(__name__)

INTERNAL = InternalError("A fault of fsbridge; its log has the details. Trying again may help.")
STOPPING = "The daemon stops; ask again when it is back."
RUNNING_MAX = 2048
RUNNING_MAX_OF_A_CLIENT = 256
_NUMBER = re.compile(r"-?\d{1,10}(\.\d{1,9})?", re.ASCII)


def same_id(request_id: RequestId) -> Hashable:
    """Give what two spellings of one request id share: 7, 7.0 and "7" are the same id."""
    if isinstance(request_id, str) and _NUMBER.fullmatch(request_id):
        return float(request_id)
    return request_id


@dataclass(eq=False, slots=True)
class Job:
    """A request that runs. It speaks through `say`, which falls silent when the job is over."""

    request_id: RequestId
    request: Request
    _say: Say
    over: bool = False
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def say(self, message: Answer) -> None:
        """Send a message of the answer, unless the answer has ended."""
        if not self.over:
            self._say(message)

    def end(self, error: FsbridgeError) -> None:
        """End the request now, in an error."""
        self.say(Failed(error))
        self.over = True
        if self.task is not None:
            self.task.cancel()


class Jobs:
    """The running requests of all clients."""

    def __init__(self) -> None:
        self._of: dict[Hashable, dict[Hashable, Job]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def find(self, client: Hashable, request_id: RequestId) -> Job | None:
        """Give the running request of that id."""
        jobs = self._of.get(client)
        return jobs.get(same_id(request_id)) if jobs else None

    def of(self, client: Hashable) -> list[Job]:
        """Give all that runs for a client, oldest first."""
        return list(self._of.get(client, {}).values())

    def replace(self, client: Hashable, job: Job) -> None:
        """End a request because its caller uses its id anew."""
        self._forget(client, job)
        job.end(ReplacedError("Your newer request with the same @req took its place."))

    def start(self, client: Hashable, job: Job, work: Coroutine[None, None, None]) -> None:
        """Let `work` run as that client's job.

        Raises:
            BusyError: this client, or all of them together, run as many as may be.
        """
        if self._count >= RUNNING_MAX or len(self._of.get(client, ())) >= RUNNING_MAX_OF_A_CLIENT:
            work.close()
            raise BusyError("Too many requests are running; let some end, or send /fs/cancel.")
        self._of.setdefault(client, {})[same_id(job.request_id)] = job
        self._count += 1
        job.task = asyncio.create_task(self._run(job, work))
        job.task.add_done_callback(lambda _: self._land(client, job, work))

    def cancel(self, client: Hashable, jobs: Iterable[Job]) -> int:
        """End requests because their caller wants it so; count them."""
        ended = 0
        for job in jobs:
            self._forget(client, job)
            job.end(CancelledError("Cancelled, as you asked."))
            ended += 1
        return ended

    async def close(self) -> None:
        """End every request because the daemon stops."""
        tasks = [job.task for jobs in self._of.values() for job in jobs.values() if job.task]
        for client in list(self._of):
            for job in self.of(client):
                job.end(CancelledError(STOPPING))
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, client: Hashable, job: Job) -> None:
        jobs = self._of.get(client, {})
        key = same_id(job.request_id)
        if jobs.get(key) is job:
            del jobs[key]
            self._count -= 1
            if not jobs:
                del self._of[client]

    def _land(self, client: Hashable, job: Job, work: Coroutine[None, None, None]) -> None:
        work.close()  # where it was cancelled before it began
        job.over = True
        self._forget(client, job)

    async def _run(self, job: Job, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except FsbridgeError as error:
            job.say(Failed(error))
        except Exception as fault:  # noqa: BLE001 - every request ends in an answer, and this logs the fault
            job.say(Failed(internal(f"request {job.request_id!r}", fault)))


def internal(what: str, fault: Exception) -> InternalError:
    """Log a fault of ours and give the error that the request's caller is told."""
    log.error("%s met a fault of fsbridge", what, exc_info=fault)
    return INTERNAL
