"""`@first preview` over a slow net: how soon there is something to play, against waiting for the original."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import running
import soundfile

from bench.figures import Figure
from fsbridge.demo.made import catalog, plan, voices

sys.path.insert(0, str(Path(running.__file__).with_name("hosts")))

import hearing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BYTES_PER_SECOND = "1000000"
SOUND = plan.Row("a minute of rain", voices.rain(90, 0.25), 56.7, "fx-n", "rain", channels=2)
"""10 MB of 16 bits, and a preview as long; Freesound's own would be 1.4 MB (docs/freesound.md 4.7)."""


def measure(scratch: Path) -> Iterator[Figure]:
    """Fetch it into an empty folder, alone and with its preview first, until it stands in a host's buffer."""
    made = scratch / "made"
    made.mkdir(parents=True)
    catalog.make(made, made / "dataset.json", [SOUND], large_megabytes=0)
    (preview,) = made.rglob("*-hq.ogg")
    with running.catalogue(made, "--rate", BYTES_PER_SECOND) as api, _buffer() as (where, read):
        alone = _seconds(api, scratch / "alone", read)
        first = _seconds(api, scratch / "first", read, "@first", "preview")
    yield Figure(f"10 MB at 1 MB/s, in {where}", alone, "s")
    yield Figure(f"its preview first ({preview.stat().st_size / 1e6:.2g} MB), in {where}", first, "s")
    yield Figure("the preview first / the original", first / alone, "", 0.25)


@contextmanager
def _buffer() -> Iterator[tuple[str, Callable[[str], int]]]:
    """Give a buffer that a file can be read into, and what it is; the reader gives the number of frames."""
    if shutil.which("pd"):
        with hearing.Pd() as pd:
            yield "a table of Pd", lambda path: pd.hear(path).frames
    else:
        yield "memory (there is no Pd)", lambda path: len(soundfile.read(path, dtype="float32")[0])


def _seconds(api: str, folder: Path, read: Callable[[str], int], *options: str) -> float:
    """Give the time from the request to the first buffer that is full."""
    running.log_in(api, folder)
    with running.over(api, folder, log_level="info") as daemon, daemon.caller() as patch:
        begin = time.perf_counter()
        for heard in patch.ask("/fs/fetch", "@query", SOUND.tags, *options, timeout_seconds=60):
            if heard.address == "/fs/fetch/sound":
                assert read(heard.arguments[2]) == heard.arguments[3]
                return time.perf_counter() - begin
    raise AssertionError(heard)
