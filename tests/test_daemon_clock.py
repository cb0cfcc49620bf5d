"""A machine whose clock is set while the daemon runs: forward by a day and more, and back again."""

from __future__ import annotations

import running
from bad_days import EventEar
from library_room import write_sound
from wholeness import Truth, broken, wrong

HOUR_SECONDS = 3600
JUMPS_HOURS = (30, -30, -3)
SOUNDS = (24528, 43440, 25141)


def test_a_clock_that_jumps_stops_nothing(made, tmp_path):
    """What is waited for runs on a clock that nobody sets, and what was written down is read with doubt."""
    wrong_by, folder, truth = tmp_path / "wrong by", tmp_path / "sounds", Truth.of(made)
    running.WrongClock.set(wrong_by, 0)
    with running.catalogue(made) as api:
        running.log_in(api, folder)
        with running.over(api, folder, clock=str(wrong_by), pacing=True) as daemon, EventEar(daemon.port) as ear:
            for number, (hours, id_) in enumerate(zip(JUMPS_HOURS, SOUNDS, strict=True)):
                running.WrongClock.set(wrong_by, hours * HOUR_SECONDS)
                assert wrong(daemon.ask("/fs/fetch", id_), 1, truth) == []
                assert daemon.ask("/fs/search", "rain", "@fresh", 1)[-1].arguments[-1] == "freesound"
                assert daemon.ask("/fs/ping")[-1].arguments[3] == "ready"
                write_sound(tmp_path / "own.wav", seed=number).rename(folder / f"own {number}.wav")
                assert ear.event("added", -1 - number)
                refreshed = daemon.ask("/fs/refresh", "token", "library")
                assert "/fs/refresh/failed" not in {message.address for message in refreshed}
                assert 86_000 < refreshed[-1].arguments[3] <= 86_400
    assert broken(folder, truth) == []
