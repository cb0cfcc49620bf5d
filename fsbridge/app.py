"""The one place that knows every room: it builds them, starts them and stops them in the opposite order.

Only the core ends before the face: what still runs is to be told so.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import signal
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from fsbridge import __version__
from fsbridge.audio import SoundFiles
from fsbridge.config import SERVICE_URL
from fsbridge.core.clock import SystemClock
from fsbridge.core.pools import Pool
from fsbridge.core.service import Service
from fsbridge.freesound.client import Freesound
from fsbridge.library.folder import SampleFolder
from fsbridge.osc.face import Face

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from fsbridge.config import Config
    from fsbridge.core.clock import Clock

DESK_THREADS = 6
"""For a probe, a renewal, a booking of each use and what answers have to be written: none waits behind another."""
API_THREADS = 4
DISK_THREADS = 2
AUDIO_THREADS = 2
END_SECONDS = 1.5
"""How long the core and the library may take to end, together. Who stops fsbridge stops it for good after a while; what
hangs until then is left as a power cut would leave it."""

log = logging.getLogger(__name__)


class Daemon:
    """fsbridge, from the socket to the sample folder.

    Args:
        config: what the user decided.
        state_folder: where limits and clients are kept.
        credentials_path: the owner-only file of the login.
        service_url: of the API.
        source_name: what the folder and its index call that service.
        pacing: whether to keep to the service's limits.
        clock: the time; by default the machine's own.
    """

    def __init__(
        self,
        config: Config,
        *,
        state_folder: Path,
        credentials_path: Path,
        service_url: str = SERVICE_URL,
        source_name: str = "freesound",
        pacing: bool = True,
        clock: Clock | None = None,
    ) -> None:
        self._config = config
        self._state_folder = state_folder
        self._credentials_path = credentials_path
        self._service_url = service_url
        self._source_name = source_name
        self._pacing = pacing
        self._clock = clock or SystemClock()
        self._stopping = asyncio.Event()
        self._end_by: float | None = None

    async def run(self, ready: Callable[[int], None]) -> None:
        """Serve until `stop`, or a signal to end; `ready` hears the port once requests are answered.

        Raises:
            FsbridgeError: the sample folder can't be used.
            OSError: the port is taken.
        """
        async with AsyncExitStack() as stack:
            port = await self._start(stack)
            for number in (signal.SIGINT, signal.SIGTERM):
                with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C cancels this task
                    asyncio.get_running_loop().add_signal_handler(number, self.stop)
            ready(port)
            await self._stopping.wait()

    def stop(self) -> None:
        """End `run`; what is running is told so."""
        self._stopping.set()

    async def _start(self, stack: AsyncExitStack) -> int:
        config, clock = self._config, self._clock
        self._state_folder.mkdir(parents=True, exist_ok=True)
        if hasattr(signal, "SIGUSR1"):  # for whoever must find out what a daemon far away is doing
            faulthandler.register(signal.SIGUSR1, all_threads=True)

        def pool(name: str, threads: int) -> Pool:
            made = Pool(name, threads)
            stack.callback(made.close)
            return made

        disk = pool("disk", DISK_THREADS)
        audio = SoundFiles(pool("audio", AUDIO_THREADS))
        source = Freesound(
            self._credentials_path,
            self._state_folder if self._pacing else None,
            pool("desk", DESK_THREADS),
            pool("api", API_THREADS),
            pool("downloads", config.downloads),
            clock,
            base_url=self._service_url,
            name=self._source_name,
            level=config.level,
        )
        stack.push_async_callback(source.close)
        library = await SampleFolder.open(
            config.folder, source=source.name, audio=audio, pool=disk, clock=clock, folders=config.folders
        )
        stack.push_async_callback(self._end, library.close)
        service = Service(
            source=source,
            library=library,
            audio=audio,
            disk=disk,
            clock=clock,
            version=__version__,
            licenses=config.licenses,
            downloads=config.downloads,
        )
        face = Face(
            service,
            clock=clock,
            version=__version__,
            clients_path=self._state_folder / "clients.json",
            notify=[str(endpoint) for endpoint in config.notify],
            allow=config.allow,
            reply_hosts=config.reply_hosts,
        )
        stack.push_async_callback(face.stop)
        stack.push_async_callback(self._end, service.close)
        service.start()
        return await face.start(config.host, config.port)

    async def _end(self, close: Callable[[], Awaitable[None]]) -> None:
        """Close a room, for as long as is left; a disk that does not answer keeps nobody from stopping."""
        if self._end_by is None:
            self._end_by = asyncio.get_running_loop().time() + END_SECONDS
        try:
            async with asyncio.timeout_at(self._end_by):
                await close()
        except TimeoutError:
            log.warning("not all has ended: the disk does not answer; the next start looks after it")
