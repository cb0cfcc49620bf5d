"""Banks, from the socket to the disk: numbered folders that every host loads, filled by one request."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import running
import soundfile
from osc_room import of


@pytest.fixture
def demo(made, tmp_path):
    with running.demo(tmp_path / "sounds", made=made) as daemon:
        yield daemon


def told(answer):
    """The sounds of an answer: number, id, path."""
    assert answer[-1].address == "/fs/bank/done", answer
    return [tuple(arguments[:3]) for arguments in of(answer, "/fs/bank/sound")]


def test_a_bank_is_a_folder_of_files_in_the_order_of_their_numbers(demo):
    answer = demo.ask("/fs/bank", "weather", "rain", "@count", 5)
    sounds = told(answer)
    folder = demo.folder / "banks/weather"
    assert [number for number, _, _ in sounds] == list(range(5))
    assert [path for _, _, path in sounds] == sorted(path.as_posix() for path in folder.iterdir())
    assert answer[-1].arguments == [5, 0, "weather", folder.as_posix()]
    for arguments in of(answer, "/fs/bank/sound"):
        info = soundfile.info(arguments[2])
        assert [info.frames, info.samplerate, info.channels] == arguments[3:6]
        assert (info.format[:3], Path(arguments[2]).suffix) == ("WAV", ".wav")
        assert info.channels <= 2, "SuperDirt plays no more"


def test_it_grows_and_keeps_its_numbers(demo):
    few = told(demo.ask("/fs/bank", "weather", "rain", "@count", 3))
    more = told(demo.ask("/fs/bank", "weather", "rain", "@count", 6))
    assert more[:3] == few
    assert [number for number, _, _ in more] == list(range(6))
    assert told(demo.ask("/fs/bank", "weather")) == more
    assert told(demo.ask("/fs/bank", "weather", "@count", 2)) == few[:2]
    assert of(demo.ask("/fs/banks"), "/fs/banks/bank") == [["weather", 6, (demo.folder / "banks/weather").as_posix()]]


def downloads(daemon):
    """How often each sound was downloaded."""
    paths = (entry["path"] for entry in daemon.journal())
    return Counter(found[1] for found in (re.search(r"/sounds/(\d+)/download", path) for path in paths) if found)


def test_three_who_ask_at_the_same_moment_get_the_same_64_and_each_is_downloaded_once(demo):
    def ask(_):
        return demo.ask("/fs/bank", "grains", "grain", "@count", 64)

    with ThreadPoolExecutor(3) as at_once:
        answers = list(at_once.map(ask, range(3)))
    for answer in answers:
        assert answer[-1].arguments[:3] == [64, 0, "grains"]
        assert sorted(told(answer)) == sorted(told(answers[0]))
    assert sorted(number for number, _, _ in told(answers[0])) == list(range(64))
    assert len({id_ for _, id_, _ in told(answers[0])}) == 64
    assert set(downloads(demo).values()) == {1}
    assert len(downloads(demo)) == 64
