"""The use cases behind one door: every request comes in at `Service.handle` and ends in one message."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING, assert_never

from fsbridge.core.banking import Banker
from fsbridge.core.bringing import Bringer
from fsbridge.core.connection import Connection
from fsbridge.core.describing import Describer
from fsbridge.core.events import Event, Online, Recovered, Stopping, Trouble
from fsbridge.core.fetching import Fetcher
from fsbridge.core.jobs import STOPPING, Job, Jobs, internal
from fsbridge.core.messages import CancelDone, Failed
from fsbridge.core.refreshing import Refresher
from fsbridge.core.requests import Bank, Banks, Cancel, Fetch, Info, More, Refresh, Request, RequestId, Search
from fsbridge.core.searching import Searcher
from fsbridge.errors import CancelledError, FolderMissingError, FsbridgeError
from fsbridge.model import PROTOCOL, License, State

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Hashable

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Say
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Audio, Library, Source

log = logging.getLogger(__name__)

SESSION_MAX = 2**24 - 1
"""The greatest whole number that Pd sends back as it got it."""
SKIPPED_NAMED_MAX = 16
"""So many of the paths that are passed over in the folder are named, the others counted."""


class Service:
    """What fsbridge does, whoever asks; implements `core.ports.UseCases`.

    Args:
        source: where sounds come from.
        library: where they go.
        audio: reads and makes their files.
        disk: the pool for what blocks on the disk.
        clock: the time.
        version: of fsbridge, for `status`.
        licenses: which are welcome; a sound under another is refused.
        downloads: how many run at once.
    """

    def __init__(
        self,
        *,
        source: Source,
        library: Library,
        audio: Audio,
        disk: Pool,
        clock: Clock,
        version: str,
        licenses: Collection[License] = tuple(License),
        downloads: int = 4,
    ) -> None:
        self.session = 1 + secrets.randbelow(SESSION_MAX)
        self._source = source
        self._library = library
        self._version = version
        self._hearers: list[Callable[[Event], None]] = []
        self._troubles: dict[str, str] = {}
        self._jobs = Jobs()
        self._connection = Connection(source, clock, self._hear)
        self._bringer = Bringer(source, library, audio, self._connection, licenses, downloads)
        self._searcher = Searcher(source, library, self._connection, self._bringer, disk, clock)
        self._describer = Describer(source, library, self._connection)
        self._fetcher = Fetcher(library, self._connection, self._describer, self._searcher, self._bringer)
        self._banker = Banker(library, self._searcher, self._fetcher)
        self._refresher = Refresher(source, library, self._connection, disk, clock)
        self._keeping_login: asyncio.Task[None] | None = None
        self._closing = False
        source.subscribe(self._hear)
        library.subscribe(self._hear)

    def handle(self, client: Hashable, request_id: RequestId, request: Request, say: Say) -> None:
        """Begin a request; what is local is answered before this returns (see `UseCases.handle`)."""
        running = self._jobs.find(client, request_id)
        if running and running.request == request:
            return
        if running and not isinstance(request, Cancel):
            self._jobs.replace(client, running)
        if self._closing:
            say(Failed(CancelledError(STOPPING)))
            return
        job = Job(request_id, request, say)
        try:
            work = self._begin(client, job)
            if work is not None:
                self._jobs.start(client, job, work)
        except FsbridgeError as error:
            say(Failed(error))
        except Exception as fault:  # noqa: BLE001 - every request ends in an answer, and this logs the fault
            say(Failed(internal(f"request {request_id!r}", fault)))

    def search_id(self, client: Hashable, of: RequestId | None) -> RequestId | None:
        """Give the id of the search that `/fs/more` goes on with; None where there is none."""
        return self._searcher.search_id(client, of)

    def state(self) -> State:
        """Tell what the daemon can do now; what hinders most comes first."""
        if self._closing:
            return State.STOPPING
        account = self._source.account()
        try:
            self._library.check()
        except FolderMissingError:
            return State.FOLDER_MISSING
        if not self._connection.online:
            return State.OFFLINE
        if not account.authorized:
            return State.LOGIN_NEEDED
        if not (account.quota_minute_left and account.quota_day_left):
            return State.THROTTLED
        return State.READY

    def status(self) -> list[tuple[str, str]]:
        """Tell the facts of `/fs/status` that the core knows, in the order of the contract."""
        skipped = self._library.skipped()
        account = self._source.account()
        facts = {
            "version": self._version,
            "protocol": PROTOCOL,
            "session": self.session,
            "state": self.state(),
            "online": int(self._connection.online),
            "authorized": int(account.authorized),
            "token_expires_in_seconds": account.token_expires_in_seconds,
            "quota_minute_left": account.quota_minute_left,
            "quota_day_left": account.quota_day_left,
            "running": len(self._jobs),
            "queued": self._bringer.queued,
            "sounds": self._library.count(),
            "folder": self._library.folder.as_posix(),
            "skipped": len(skipped),
        }
        named = [("skipped_path", path) for path in skipped[:SKIPPED_NAMED_MAX]]
        troubles = [("trouble", f"{code}: {message}") for code, message in self._troubles.items()]
        return [*((name, str(value)) for name, value in facts.items()), *named, *troubles]

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have every event told to `hear`, on the event loop."""
        self._hearers.append(hear)

    def start(self) -> None:
        """Begin to keep the login alive."""
        self._keeping_login = asyncio.create_task(self._refresher.keep_login())

    async def close(self) -> None:
        """End every request, those that still come too, and say that the daemon stops."""
        self._closing = True
        await self._jobs.close()
        self._hear(Stopping())
        self._hearers.clear()  # that was the last word of this session
        if self._keeping_login is not None:
            self._keeping_login.cancel()
            await asyncio.gather(self._keeping_login, return_exceptions=True)
        await self._searcher.close()
        await self._describer.close()
        await self._bringer.close()
        await self._connection.close()

    def _begin(self, client: Hashable, job: Job) -> Coroutine[None, None, None] | None:  # noqa: PLR0911 - one a verb
        match job.request:
            case Search() as search:
                return self._searcher.begin(client, job.request_id, search, job.say)
            case More() as more:
                return self._searcher.more(client, job.request_id, more, job.say)
            case Fetch() as fetch:
                return self._fetcher.begin(client, fetch, job.say)
            case Bank() as bank:
                return self._banker.answer(client, bank, job.say)
            case Banks():
                return self._banker.tell_all(job.say)
            case Info() as info:
                return self._describer.begin(info, job.say)
            case Refresh() as refresh:
                return self._refresher.refresh(refresh, job.say)
            case Cancel() as cancel:
                job.say(CancelDone(self._cancel(client, cancel)))
                return None
            case unknown:
                assert_never(unknown)

    def _cancel(self, client: Hashable, cancel: Cancel) -> int:
        if cancel.of is None:
            return self._jobs.cancel(client, self._jobs.of(client))
        running = self._jobs.find(client, cancel.of)
        return self._jobs.cancel(client, [running] if running else [])

    def _hear(self, event: Event) -> None:
        match event:  # where no patch listens, the log tells what happened in the night
            case Trouble(code, message):
                self._troubles[code] = message
                log.warning("%s: %s", code, message)
            case Recovered(code):
                self._troubles.pop(code, None)
                log.warning("%s is over", code)
            case Online(online):
                log.warning("the network is %s", "back" if online else "lost")
        for hear in self._hearers:
            hear(event)
