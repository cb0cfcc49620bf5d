"""A sample folder for tests: real files, a real index, real kernel events."""

import asyncio
from contextlib import asynccontextmanager

import numpy as np
import soundfile

from fsbridge.audio.soundfiles import SoundFiles
from fsbridge.core.clock import SystemClock
from fsbridge.core.pools import Pool
from fsbridge.library.folder import SampleFolder
from fsbridge.model import License, Quality, Sound

DEADLINE_SECONDS = 30


class QuickClock(SystemClock):
    """Ten seconds pass in one."""

    @staticmethod
    async def sleep(seconds):
        await asyncio.sleep(seconds / 10)


class Gate:
    """A place where somebody waits until the test lets him through."""

    def __init__(self):
        self._reached = asyncio.Semaphore(0)
        self._opened = asyncio.Semaphore(0)

    async def __call__(self):
        self._reached.release()
        await self._opened.acquire()

    async def reached(self):
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self._reached.acquire()

    def open(self):
        self._opened.release()


class Heard:
    """Events in the order in which they were told."""

    def __init__(self):
        self.all = []
        self._told = asyncio.Condition()
        self._tasks = set()

    def __call__(self, event):
        self.all.append(event)
        task = asyncio.ensure_future(self._wake())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wake(self):
        async with self._told:
            self._told.notify_all()

    async def first(self, kind, wanted=lambda event: True):
        def found():
            return next((event for event in self.all if isinstance(event, kind) and wanted(event)), None)

        async with asyncio.timeout(DEADLINE_SECONDS), self._told:
            await self._told.wait_for(found)
        return found()


@asynccontextmanager
async def opened(folder, source="freesound", clock=None, audio=SoundFiles, folders=()):
    disk, decoding = Pool("disk", 4), Pool("audio", 2)
    library = None
    try:
        library = await SampleFolder.open(
            folder, source=source, audio=audio(decoding), pool=disk, clock=clock or QuickClock(), folders=folders
        )
        heard = Heard()
        library.subscribe(heard)
        yield library, heard
    finally:
        if library:
            await library.close()
        for pool in (disk, decoding):
            pool.close()
            pool.join(DEADLINE_SECONDS)


def write_sound(path, frames=1000, seed=1, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, frames)
    soundfile.write(path, noise, 44100, **options)
    return path


def described(id_=1234, name="rain.wav", **more):
    metadata = more.pop("metadata", {"id": id_, "name": name, "tags": ["rain", "roof"], "description": "Heavy rain"})
    told = {
        "username": "alice",
        "license": License.BY,
        "type": "wav",
        "seconds": 1.0,
        "samplerate": 44100,
        "channels": 1,
    }
    deed = "https://creativecommons.org/licenses/by/4.0/"
    return Sound(id_, name, license_url=deed, metadata=metadata, **{**told, **more})


async def place(library, sound, quality=Quality.ORIGINAL, form=None, frames=1000, seed=None):
    partial = await library.partial(sound, quality, form)
    write_sound(
        partial,
        frames,
        abs(sound.id) if seed is None else seed,
        format="OGG" if quality is Quality.PREVIEW and not form else "WAV",
    )
    facts = await SoundFilesOnce().check(partial)
    return await library.place(sound, quality, form, partial, facts)


class SoundFilesOnce:
    """Checks in a pool of its own that ends with the check."""

    async def check(self, path):
        pool = Pool("once", 1)
        try:
            return await SoundFiles(pool).check(path)
        finally:
            pool.close()


def names(folder):
    """Every file but index and lock, relative."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("index.db", "lock"))
    )
