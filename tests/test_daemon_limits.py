"""Real daemons at the limits: two with one key ask no more than one may, and who is refused goes on by itself."""

from __future__ import annotations

import time
from contextlib import ExitStack
from hashlib import md5
from pathlib import Path

import running
from freesound_service import REFUSED
from osc_room import Ear

from fsbridge.demo.dataset import load
from fsbridge.demo.faults import Fault
from fsbridge.demo.server import Catalogue
from fsbridge.freesound.history import LEVELS

MINUTE = LEVELS[1].minute
END_SECONDS = 30
BATCH, SMALL_BYTES = 12, 100_000


def test_two_daemons_share_one_minute_also_after_a_restart(made, tmp_path):
    def asked():
        """What was answered to requests that count."""
        counted = [entry for entry in service.journal if entry.server == "api" and "/oauth2/" not in entry.path]
        return [entry.status for entry in counted]

    def daemon(name):
        state = tmp_path / "user/.fsbridge"
        return stack.enter_context(running.over(service.api_url, tmp_path / name, state=str(state), pacing=True))

    data, ahead_seconds = load(made / "dataset.json"), 0
    ids = [sound.id for sound in data.sounds if sound.type == "wav" and sound.filesize < 400_000]
    with (
        Catalogue(data, made / "files", limits=True, clock=lambda: time.time() + ahead_seconds) as service,
        ExitStack() as stack,
    ):
        running.log_in(service.api_url, tmp_path / "user")
        ahead_seconds = 61  # the login has looked who it is
        service.journal.clear()

        one, other = daemon("one"), daemon("other")
        patches = [stack.enter_context(each.caller()) for each in (one, other)]
        for id_ in ids[:MINUTE]:
            for patch in patches:
                patch.send("/fs/fetch", id_, "@quality", "original")
        end = time.monotonic() + END_SECONDS
        while len(asked()) < MINUTE and time.monotonic() < end:
            patches[0].hear(END_SECONDS)
        assert one.stop() == 0

        patch = stack.enter_context(daemon("one").caller())
        patch.send("/fs/fetch", ids[-1], "@quality", "original")
        while "throttled" not in patch.hear(END_SECONDS).arguments:
            pass
        assert asked() == [200] * MINUTE


def test_a_batch_that_is_refused_for_a_minute_says_so_and_goes_on_by_itself(made, tmp_path):
    """Another program of the same key has spent the minute; nobody asks again."""
    wrong_by, folder, data = tmp_path / "wrong by", tmp_path / "sounds", load(made / "dataset.json")
    md5s = {sound.id: sound.md5 for sound in data.sounds if sound.filesize < SMALL_BYTES}
    ids = list(md5s)[:BATCH]
    running.WrongClock.set(wrong_by, 0)
    with Catalogue(data, made / "files") as service:
        running.log_in(service.api_url, folder)
        service.faults.plan(Fault("/download/", 429, REFUSED, times=2))
        config = {"pacing": True, "clock": str(wrong_by), "leaps": True}
        with running.over(service.api_url, folder, **config) as daemon, Ear(daemon.port) as patch:
            patch.send("/fs/fetch", *ids, "@quality", "original", "@as", "original", "@req", "batch")
            patch.until("/fs/fetch/progress", "batch", ..., ..., ..., "throttled")
            assert 50 < patch.kept[-1].arguments[-1] <= 61
            assert daemon.ask("/fs/ping")[-1].arguments[-1] == "throttled"
            assert not patch.told("/fs/fetch/done")
            running.WrongClock.set(wrong_by, 70)
            patch.until("/fs/fetch/done", "batch")
    assert patch.told("/fs/fetch/done") == [["batch", BATCH, 0]]
    assert 429 in {entry.status for entry in service.journal}
    for _, _, id_, path, *_ in patch.told("/fs/fetch/sound"):
        assert md5(Path(path).read_bytes()).hexdigest() == md5s[id_]
