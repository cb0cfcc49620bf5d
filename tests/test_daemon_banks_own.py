"""Folders of the user's own as banks: read by every host that asks, told to a bound, and never written into."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import running
import soundfile
from core_room import case
from library_room import described, opened, place, write_sound
from osc_room import file, of

from fsbridge.core.banking import TOLD_MAX
from fsbridge.core.messages import BankDone, BanksDone, Note
from fsbridge.core.requests import Bank, Banks
from fsbridge.errors import NotAllowedError
from fsbridge.model import SoundBank

KIT = {"a-kick.flac": "FLAC", "b-clap.wav": "WAV", "c-hat.ogg": "OGG", "d-snare.wav": "WAV"}


@pytest.fixture
def daemon(catalogue, tmp_path):
    folder = tmp_path / "sounds"
    for seed, (name, format_) in enumerate(KIT.items()):
        write_sound(folder / "banks/kit" / name, seed=seed, format=format_)
    soundfile.write(folder / "banks/kit/d-snare.wav", *soundfile.read(folder / "banks/kit/d-snare.wav"), "PCM_U8")
    with running.over(catalogue.api_url, folder) as daemon:
        yield daemon


def kit(daemon, profile):
    with daemon.caller() as patch:
        list(patch.ask("/fs/hello", profile))
        answer = list(patch.ask("/fs/bank", "kit"))
    assert answer[-1].arguments == [4, 0, "kit", (daemon.folder / "banks/kit").as_posix()]
    return sorted(arguments[:3] for arguments in of(answer, "/fs/bank/sound"))


def test_what_a_host_does_not_read_of_it_is_a_wav_under_the_same_number(daemon):
    names = ["b-clap.wav", "d-snare.wav", "a-kick.flac", "c-hat.ogg"]
    as_they_are = {
        profile: [Path(path).name in names for _, _, path in kit(daemon, profile)] for profile in ("sc", "pd")
    }
    assert as_they_are == {"sc": [True, True, True, False], "pd": [True, False, False, False]}
    assert [row[:2] for row in kit(daemon, "sc")] == [row[:2] for row in kit(daemon, "pd")]
    for _, id_, path in kit(daemon, "pd"):
        info = soundfile.info(path)
        assert (info.format, info.subtype, info.frames) == ("WAV", "PCM_16", 1000)
        assert of(daemon.ask("/fs/fetch", id_), "/fs/fetch/sound")[0][2] == path, "what a fetch gives"
    assert sorted(path.name for path in (daemon.folder / "banks/kit").iterdir()) == sorted(names)


def test_what_was_dropped_in_just_now_is_listed_and_what_can_not_be_asked_for_is_named(daemon):
    write_sound(daemon.folder / "banks/my kit/a.wav")
    answer = [message for message in daemon.ask("/fs/banks") if not message.address.endswith("/progress")]
    assert [message.address for message in answer] == ["/fs/banks/bank", "/fs/note", "/fs/banks/done"]
    assert answer[0].arguments == ["kit", 4, (daemon.folder / "banks/kit").as_posix()]
    assert "banks/my kit can't be asked for" in answer[1].arguments[0]


@case
async def test_of_twenty_thousand_sounds_as_many_are_told(house):
    async def bank(name, _report):
        return SoundBank(name, f"/s/banks/{name}", dict.fromkeys(range(20_000), file(-1)), is_own=True)

    house.library.bank = bank
    *sounds, note, done = await house.answer(Bank("kit"))
    assert [message.number for message in sounds] == list(range(TOLD_MAX))
    assert isinstance(note, Note)
    assert done == BankDone(TOLD_MAX, 0, "kit", "/s/banks/kit")


@case
async def test_of_twenty_thousand_banks_as_many_are_told(house):
    async def banks(_report):
        return many

    many = [SoundBank(f"b{number:05}", f"/s/banks/b{number:05}", {0: file(-1)}) for number in range(20_000)]
    house.library.banks = banks
    *told, note, done = await house.answer(Banks())
    assert [message.name for message in told] == [bank.name for bank in many[:TOLD_MAX]]
    assert isinstance(note, Note)
    assert done == BanksDone(TOLD_MAX)


def test_nothing_is_put_between_files_that_were_dropped_in_just_now(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            sound = await place(library, described(1))
            write_sound(tmp_path / "banks/kit/clap.wav")
            with pytest.raises(NotAllowedError, match="your own"):
                await library.add_to_bank("kit", sound, 8)
            assert [path.name for path in (tmp_path / "banks/kit").iterdir()] == ["clap.wav"]

    asyncio.run(run())


@pytest.mark.parametrize("place_", ["banks", "banks/kit"])
def test_a_file_where_a_bank_would_be_is_named(tmp_path, place_):
    async def run():
        async with opened(tmp_path) as (library, _):
            sound = await place(library, described(1))
            (tmp_path / place_).parent.mkdir(exist_ok=True)
            (tmp_path / place_).write_text("mine")
            with pytest.raises(NotAllowedError, match=f"{place_} is your own"):
                await library.add_to_bank("kit", sound, 8)
            assert (tmp_path / place_).read_text() == "mine"

    asyncio.run(run())
