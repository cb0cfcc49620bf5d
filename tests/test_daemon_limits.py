"""Two real daemons with one key on one machine: together they ask no more than one may."""

from __future__ import annotations

import time
from contextlib import ExitStack

import running

from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue
from fsbridge.freesound.history import LEVELS

MINUTE = LEVELS[1].minute
END_SECONDS = 30


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
