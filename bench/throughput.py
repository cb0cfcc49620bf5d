"""100 MB through the daemon (verified, fsynced, indexed, announced), against `curl`, `md5sum` and `sync`."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from running import Running

LARGE_ID = 900_001
ROUNDS = 7


def measure(daemon: Running, api: str) -> Iterator[Figure]:
    """Bring the same file by the daemon and by hand, in turn; the first round is not counted."""
    header = daemon.folder.parent / "header"
    header.touch(0o600)
    login = json.loads((daemon.folder / ".fsbridge/login.json").read_text())
    header.write_text(f"Authorization: Bearer {login['access_token']}")
    target = daemon.folder.parent / "by-hand.wav"
    curl = ["curl", "-s", "-f", "-H", f"@{header}", "-o", str(target), f"{api}sounds/{LARGE_ID}/download/"]
    rounds = [(_by_daemon(daemon), *_by_hand(curl, target)) for _ in range(ROUNDS + 1)][1:]
    ours, alone, chain = (median(column) for column in zip(*rounds, strict=True))
    yield Figure("100 MB by curl alone", alone, "s")
    yield Figure("100 MB by curl, then md5sum, then sync", chain, "s")
    yield Figure("100 MB through the daemon", ours, "s")
    yield Figure("the daemon / curl alone", ours / alone, "")
    yield Figure("the daemon / curl, md5sum, sync", median(our / their for our, _, their in rounds), "", 1.0)


def _by_daemon(daemon: Running) -> float:
    with daemon.caller() as caller:
        begin = time.perf_counter()
        heard = list(caller.ask("/fs/fetch", LARGE_ID, timeout_seconds=60))
        taken = time.perf_counter() - begin
        (path,) = (Path(message.arguments[2]) for message in heard if message.address == "/fs/fetch/sound")
        path.unlink()
        list(caller.ask("/fs/refresh", "library"))
    return taken


def _by_hand(curl: list[str], target: Path) -> tuple[float, float]:
    begin = time.perf_counter()
    subprocess.run(curl, check=True)
    alone = time.perf_counter() - begin
    subprocess.run(["md5sum", str(target)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["sync", str(target)], check=True)
    chain = time.perf_counter() - begin
    target.unlink()
    return alone, chain
