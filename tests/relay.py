"""A network between the daemon and its service: it carries, refuses, swallows, crawls or breaks when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from typing import Literal, Self
from urllib.parse import urlsplit, urlunsplit

Mode = Literal["pass", "refuse", "swallow"]

BACKLOG = 64
PIECE_BYTES = 16 * 1024
END_SECONDS = 30
_RESET = struct.pack("ii", 1, 0)


class Relay:
    """Carries connections on loopback to a service; used from the thread of the test, it lives in its own.

    A new one passes all. Refusing, nobody listens, and what is connected is reset. Swallowing, nobody answers a knock,
    and what is connected hears nothing until all goes on, as where packets are lost.

    Attributes:
        url: the service's, through this.
        connections: how many were made, by a request or by a bare look.
    """

    def __init__(self, service_url: str, bytes_per_second: int = 0) -> None:
        parts = urlsplit(service_url)
        self._service = parts.hostname, parts.port
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG, reuse_port=True)
        self._address = self._listening.getsockname()
        self.url = urlunsplit(parts._replace(netloc="{}:{}".format(*self._address)))
        self.connections = 0
        self.bytes_per_second = bytes_per_second
        self._filling: list[socket.socket] = []
        self._flowing = asyncio.Event()
        self._carrying: dict[socket.socket, asyncio.Task] = {}
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay")

    def __enter__(self) -> Self:
        self._thread.start()
        self.turn("pass")
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(END_SECONDS)
        self._loop.close()

    def turn(self, mode: Mode) -> None:
        """Behave so from now on."""
        self._run(self._turn(mode))

    def cut(self) -> None:
        """Reset all that is connected."""
        self._run(self._cut())

    def strand(self) -> None:
        """Leave all that is connected in silence for good, as after a change to another wifi."""
        self._run(self._strand())

    def _run(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(END_SECONDS)

    async def _turn(self, mode: Mode) -> None:
        self._deaf()
        if mode == "swallow":
            self._flowing.clear()
            self._fill()
            return
        self._flowing.set()
        if mode == "refuse":
            await self._cut()
        else:
            self._listening.listen(BACKLOG)
            self._loop.add_reader(self._listening, self._accept)

    def _deaf(self) -> None:
        """Stop listening, and keep the port."""
        self._loop.remove_reader(self._listening)
        for filler in self._filling:
            filler.close()
        self._filling.clear()
        listened, self._listening = self._listening, socket.socket()
        with listened:  # nobody else gets the port in between
            for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
                self._listening.setsockopt(socket.SOL_SOCKET, option, 1)
            self._listening.setblocking(False)
            self._listening.bind(self._address)

    def _fill(self) -> None:
        """Listen with a queue that is full: the system drops what knocks then."""
        self._listening.listen(0)
        with contextlib.suppress(TimeoutError):
            while True:
                self._filling.append(socket.create_connection(self._address, 0.1))

    def _accept(self) -> None:
        """Not in a task: one that is cancelled may have a connection in its hands."""
        with contextlib.suppress(BlockingIOError, ConnectionAbortedError):  # who knocked has gone
            near, _ = self._listening.accept()
            near.setblocking(False)
            self.connections += 1
            self._carrying[near] = self._loop.create_task(self._carry(near))
            self._carrying[near].add_done_callback(lambda _: self._end(near))

    def _end(self, near: socket.socket) -> None:
        """Close it, also where nothing of its task was run."""
        del self._carrying[near]
        near.close()

    async def _carry(self, near: socket.socket) -> None:
        with socket.socket() as far:
            far.setblocking(False)
            try:
                await self._loop.sock_connect(far, self._service)
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._pump(near, far, self._flowing))
                    group.create_task(self._pump(far, near, self._flowing))
            except* OSError:
                pass

    async def _pump(self, source: socket.socket, target: socket.socket, flowing: asyncio.Event) -> None:
        while piece := await self._loop.sock_recv(source, PIECE_BYTES):
            await flowing.wait()
            if self.bytes_per_second:
                await asyncio.sleep(len(piece) / self.bytes_per_second)
            await self._loop.sock_sendall(target, piece)
        target.shutdown(socket.SHUT_WR)

    async def _strand(self) -> None:
        self._flowing.clear()
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def _cut(self) -> None:
        carrying = list(self._carrying.items())
        for near, task in carrying:
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            task.cancel()
        await asyncio.gather(*(task for _, task in carrying), return_exceptions=True)

    async def _close(self) -> None:
        self._deaf()
        self._listening.close()
        await self._cut()
