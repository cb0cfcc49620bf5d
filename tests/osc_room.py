"""What the tests of the OSC face stand on: a face on a real socket over a small core, and a clock turned by hand."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager, suppress

from wrong_input import typed

from fsbridge.core.clock import SystemClock
from fsbridge.core.messages import (
    BankDone,
    BanksBank,
    BanksDone,
    BankSound,
    CancelDone,
    Failed,
    FetchDone,
    FetchFailed,
    FetchSound,
    InfoDone,
    InfoField,
    Progress,
    RefreshDone,
    SearchDone,
    SearchResult,
)
from fsbridge.core.requests import Bank, Banks, Cancel, Fetch, Info, More, Refresh, Search
from fsbridge.errors import BadRequestError, NotFoundError
from fsbridge.model import License, LocalFile, Phase, Quality, Sound, State
from fsbridge.osc.building import build_request
from fsbridge.osc.caller import Caller
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.face import Face
from fsbridge.osc.reading import read, split

LONG = "wind and rain, ï " * 100
ERROR = "/fs/error"
IMMEDIATE = {"ping", "hello", "status", "notify", "reply", "help"}


def sound(id_: int, name: str = "heavy rain") -> Sound:
    return Sound(id_, name, "klank", License.BY, "", "wav", 1.5, 44_100, 2)


def file(id_: int, name: str = "heavy rain") -> LocalFile:
    return LocalFile(
        id_, f"/s/{id_}__klank__rain.wav", 66_150, 44_100, 2, 1.5, Quality.ORIGINAL, License.BY, "klank", name, "WAV", "PCM_16"
    )  # fmt: skip


class SmallCore:
    """Answers every request from nothing, on the loop that calls it; `held` keeps what is to be ended by the test."""

    session = 4711

    def __init__(self):
        self.handled = []
        self.held = []
        self.hearers = []
        self.searches = {}

    def handle(self, client, request_id, request, say):
        self.handled.append((client, request_id, request))
        match request:
            case Search(query=query):
                self.searches[client] = request_id
                self._search(query, say)
            case More():
                say(SearchDone(0, 3, 2, 1, "cache"))
            case Fetch(ids=ids, query=query):
                self._fetch(ids or tuple(range(1, query.count + 1)), say)
            case Bank(name=name, count=count):
                for number in range(count or 1):
                    say(BankSound(number, file(number + 1)))
                say(BankDone(count or 1, 0, name, f"/s/banks/{name}"))
            case Banks():
                say(BanksBank("rain", 1, "/s/banks/rain"))
                say(BanksDone(1))
            case Info(id=id_):
                say(InfoField(id_, "description", LONG))
                say(InfoDone(id_))
            case Refresh():
                say(RefreshDone(1, 2, 3, -1))
            case Cancel():
                say(CancelDone(0))

    def _search(self, query, say):
        if query.words == "crash":
            raise ZeroDivisionError
        if query.words == "unsayable":
            say(SearchDone("many", 0, 0, 0, ""))
        elif query.words == "held":
            self.held.append(say)
        elif query.words == "busy":
            say(Progress(-1, -1, -1, Phase.ASKING, -1))
            self.held.append(say)
        elif query.words.startswith("nothing"):
            say(SearchDone(0, 0, 1, 0, "library"))
        else:
            for index in range(query.count):
                say(SearchResult(index, sound(index + 1), "", 0))
            say(SearchDone(query.count, query.count, 1, 1, "freesound"))

    def _fetch(self, ids, say):
        if 404 in ids:
            say(Failed(NotFoundError("Nothing matches.")))
            return
        for index, id_ in enumerate(ids):
            if isinstance(id_, int):
                say(FetchSound(index, file(id_)))
            else:
                say(FetchFailed(index, -1, BadRequestError(f"{id_} is no id.")))
        say(FetchDone(len(ids), sum(isinstance(id_, str) for id_ in ids)))

    def search_id(self, client, of):
        return self.searches.get(client) if of is None else of

    def state(self):
        return State.READY

    def status(self):
        return [("version", "1.2"), ("session", str(self.session)), ("folder", "/s")]

    def subscribe(self, hear):
        self.hearers.append(hear)


def tell_event(core, event):
    """Have an event happen."""
    for hear in core.hearers:
        hear(event)


async def settle():
    """Let every task do what it can do now."""
    for _ in range(5):
        await asyncio.sleep(0)


class HandClock:
    """Time that passes when a test says so."""

    def __init__(self):
        self.now = 1_000.0
        self._sleeping = []

    def time(self):
        return self.now

    monotonic = time

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        self._sleeping.append((self.now + seconds, woken))
        await woken

    async def turn(self, seconds):
        """Let time pass in the steps that the sleepers wait for, and let each do what it does then."""
        end = self.now + seconds
        while due := sorted((item for item in self._sleeping if item[0] <= end), key=lambda item: item[0])[:1]:
            self._sleeping.remove(due[0])
            self.now = max(self.now, due[0][0])
            if not due[0][1].done():
                due[0][1].set_result(None)
            await settle()
        self.now = end


class Room:
    """A running face; `run` has something done on its loop."""

    def __init__(self, folder, clock=None, core=None, port=0, **options):
        self.core = core or SmallCore()
        self.clock = clock or SystemClock()
        self.clients_path = folder / "clients.json"
        self._options = options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        try:
            self.port = self.run(self._start(port))
        except BaseException:
            self._end_loop()
            raise

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def call(self, work, *args):
        async def called():
            return work(*args)

        return self.run(called())

    def close(self):
        self.run(self.face.stop())
        self._end_loop()

    async def _start(self, port):
        self.face = Face(self.core, clock=self.clock, version="1.2", clients_path=self.clients_path, **self._options)
        return await self.face.start("127.0.0.1", port)

    def _end_loop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()


@contextmanager
def room(folder, **options):
    running = Room(folder, **options)
    try:
        yield running
    finally:
        running.close()


def accepted(text):
    """Read a whole message as the face does; raises if it is refused."""
    address, *arguments = typed(text)
    command = COMMANDS[address]
    words, options = split(arguments)
    reading = read(command, words, options)
    return None if command.verb in IMMEDIATE else build_request(command, reading, {})


def addresses(heard):
    return [address for address, _ in heard]


class Peer(Caller):
    """A caller that says what came between now and the answer to a ping, which is all that was to come."""

    def heard(self, mark="mark"):
        self.send("/fs/ping", "@req", mark)
        got = []
        while True:
            message = self.hear(30)
            if message.address == "/fs/ping/done" and message.arguments[0] == mark:
                return got
            got.append((message.address, message.arguments))

    def left(self):
        """Give what has come already."""
        with suppress(TimeoutError):
            while True:
                yield self.hear(0)

    def tell(self, address, *arguments):
        """Send, and give all that comes of it."""
        self.send(address, *arguments)
        return self.heard()


def of(messages, address):
    """Give the arguments of those messages."""
    return [message.arguments for message in messages if message.address == address]


class Ear(Peer):
    """A caller that asks for what takes long, and keeps all that it hears."""

    def __init__(self, port):
        super().__init__(port=port)
        self.kept = []

    def until(self, *words):
        """Hear until something has begun so, its address first; what may be anything is `...`."""
        found = any(begins(message, words) for message in self.kept)
        while not found:
            self.kept.append(self.hear(30))
            found = begins(self.kept[-1], words)

    def told(self, address):
        return of(self.kept, address)


def begins(message, words):
    return all(word in (..., said) for word, said in zip(words, (message.address, *message.arguments), strict=False))
