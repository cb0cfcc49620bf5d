"""All that can go wrong on the way of a file, at random and at once, under a daemon that is killed and stopped."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from itertools import count
from typing import TYPE_CHECKING

import running
import soundfile
from misbehaving import FAULTS, Misbehaving
from osc_room import Peer

from bench.soak.tally import Tally
from fsbridge.demo import made
from fsbridge.errors import CODES, InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOUNDS, FAULTS_MAX = 60, 4
LIVES_MAX = 20
"""So many daemons at most take it to bring everything: each brings what the one before did not."""
LIFE_SECONDS = 3
HEAR_SECONDS = 60
QUALITIES = {1: "original", 2: "preview"}
"""By request id."""
KINDS = {"original": "sounds", "preview": "previews"}
SELDOM = {"stalled", "silent"}
"""These take 5 s each."""
NOT_SEEN_IN_A_PREVIEW = {"long", "endless", "spoilt"}
"""The service promises neither its size nor its md5: what decodes to the last frame is taken."""
ENDS = {"killed": running.Running.kill, "stopped": running.Running.stop}


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally]:
    """Fetch some sounds, each under a script of its own, until all are here; again and again."""
    end = time.monotonic() + seconds
    chance = random.Random(seed)
    made.make(scratch.parent / "made")
    met: Counter[str] = Counter()
    lost: dict[str, list[str]] = defaultdict(list)
    with Misbehaving(scratch.parent / "made") as service:
        for number in count():
            _Round(service, scratch / f"{number}" / "sounds", chance, met, lost).run()
            if time.monotonic() > end:
                break
    for name in (*FAULTS, *ENDS):
        yield Tally(f"a download: {name}", met[name], met[name] - len(lost[name]), lost[name])


class _Round:
    """A fresh folder, and one daemon after the other until everything is in it."""

    def __init__(self, service, folder, chance, met, lost) -> None:
        self.service = service
        self.folder = folder
        self.chance = chance
        self.met = met
        self.lost = lost
        names = [name for name in FAULTS for _ in range(1 if name in SELDOM else 6)]
        every = [sound.id for sound in service.catalogue.site.dataset.sounds]
        chosen = chance.sample(every, SOUNDS)
        self.asked = {1: set(chosen[: SOUNDS // 2]), 2: set(chosen[SOUNDS // 2 :])}
        self.waiting = {request_id: set(ids) for request_id, ids in self.asked.items()}
        self.scripts = {id_: chance.choices(names, k=chance.randint(0, FAULTS_MAX)) for id_ in chosen}
        for id_ in self.asked[2]:
            self.scripts[id_] = [name for name in self.scripts[id_] if name not in NOT_SEEN_IN_A_PREVIEW]
        self.ended: list[str] = []

    def run(self) -> None:
        self.service.seen.clear()
        self.service.scripts.clear()
        for id_, script in self.scripts.items():
            self.service.scripts[id_].extend(script)
        running.log_in(self.service.catalogue.api_url, self.folder)
        for life in range(LIVES_MAX):
            self._live(LIFE_SECONDS * self.chance.random() if life < LIVES_MAX // 2 else HEAR_SECONDS)
            self._look()
            if not any(self.waiting.values()):
                break
        for request_id, ids in self.waiting.items():
            for id_ in ids:
                self._lose(id_, f"the {QUALITIES[request_id]} never came")
        if left := list((self.folder / ".fsbridge/partials").iterdir()):
            self._lose(None, f"left behind: {[path.name for path in left]}")
        for id_ in self.scripts:
            self.met.update(seen.fault for seen in self.service.seen[id_] if seen.fault)
        self.met.update(self.ended)

    def _live(self, seconds: float) -> None:
        """Start a daemon, ask for all that is not here, and end it after so long, or when all was answered."""
        with running.over(self.service.api_url, self.folder, downloads=16, log_level="info") as daemon:
            with Peer(port=daemon.port) as patch:
                for request_id, quality in QUALITIES.items():
                    if ids := self.waiting[request_id]:
                        patch.send("/fs/fetch", *ids, "@quality", quality, "@req", request_id)
                owed = {request_id for request_id, ids in self.waiting.items() if ids}
                end_at = time.monotonic() + seconds
                try:
                    while owed and time.monotonic() < end_at:
                        owed -= self._hear(patch)
                except TimeoutError:
                    self._lose(None, f"requests {owed} did not end")
            if owed:
                name = self.chance.choice(list(ENDS))
                self.ended.append(name)
                ENDS[name](daemon)

    def _hear(self, patch) -> set[int]:
        """Take the next message; give the request that it ends."""
        heard = patch.hear(HEAR_SECONDS)
        request_id, *_ = heard.arguments
        match heard.address.removeprefix("/fs/fetch/"):
            case "sound":
                _, _, id_, path, frames, *_ = heard.arguments
                self.waiting[request_id].discard(id_)
                if soundfile.info(path).frames != frames:  # a WAV that was made; its source is looked at
                    self._lose(id_, f"{path} has not {frames} frames")
            case "failed":
                _, _, id_, code, message, *_ = heard.arguments
                if code == InternalError.code or code not in CODES:
                    self._lose(id_, f"{code} {message}")
            case "done":
                return {request_id}
            case "progress":
                pass
            case _:
                self._lose(None, f"{heard.address} {heard.arguments}")
        return set()

    def _look(self) -> None:
        """See that all that stands under a final name is whole, and that what was answered stands there."""
        homes = {"original": self.folder, "preview": self.folder / ".fsbridge/previews"}
        for request_id, quality in QUALITIES.items():
            missing = self.asked[request_id] - self.waiting[request_id]
            for path in homes[quality].glob("[0-9]*"):
                id_ = int(path.name.partition("_")[0])
                missing.discard(id_)
                if path.read_bytes() != self.service.file(id_, KINDS[quality]).read_bytes():
                    self._lose(id_, f"{path.name} stands there and is not whole")
            for id_ in missing:
                self._lose(id_, f"the {quality} was answered and is not there")

    def _lose(self, id_: int | None, what: str) -> None:
        """Write down a broken promise with the faults that it may come of, under the last of them."""
        script = [seen.fault for seen in self.service.seen.get(id_, []) if seen.fault] or self.ended or ["cut"]
        self.lost[script[-1]].append(f"{self.folder.parent.name}: sound {id_} after {script}, {self.ended}: {what}")
