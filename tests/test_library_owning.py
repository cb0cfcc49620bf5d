"""Whose folder it is: one service's, and one daemon's at a time."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from library_room import described, names, opened, place

from fsbridge.core.events import Recovered, Trouble
from fsbridge.errors import FolderMissingError, NotAllowedError
from fsbridge.model import Quality


def contents(folder):
    return {name: (folder / name).read_bytes() for name in names(folder)}


def test_a_folder_belongs_to_one_service(tmp_path):
    async def run(source):
        async with opened(tmp_path, source) as (library, _):
            return await place(library, described())

    asyncio.run(run("freesound"))
    before = contents(tmp_path)
    with pytest.raises(NotAllowedError, match=r"holds sounds of freesound.*serves demo"):
        asyncio.run(run("demo"))
    assert contents(tmp_path) == before
    asyncio.run(run("freesound"))


def test_a_folder_is_used_by_one_daemon_at_a_time(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            with pytest.raises(NotAllowedError, match="Another fsbridge uses"):
                async with opened(tmp_path):
                    pass
            await place(library, described())
        async with opened(tmp_path) as (library, _):
            assert library.file(1234, Quality.ORIGINAL)

    asyncio.run(run())


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from library_room import opened
async def run():
    async with opened(Path(sys.argv[1])):
        print("opened", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(run())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signal kills there")
def test_one_who_was_killed_uses_no_folder(tmp_path):
    command = [sys.executable, "-c", KILLED, tmp_path, Path(__file__).parent]
    killed = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (killed.stdout, killed.returncode) == ("opened\n", -9)

    async def run():
        async with opened(tmp_path) as (library, _):
            await place(library, described())

    asyncio.run(run())


def test_a_second_demo_says_so_and_makes_nothing(tmp_path):
    async def run():
        async with opened(tmp_path, "demo"):
            command = [sys.executable, "-m", "fsbridge", "demo", "--folder", tmp_path, "--port", "0"]
            return await asyncio.to_thread(
                subprocess.run, command, capture_output=True, text=True, timeout=30, check=False
            )

    said = asyncio.run(run())
    assert (said.returncode, said.stdout) == (2, "")
    assert "Another fsbridge uses" in said.stderr
    assert "Traceback" not in said.stderr
    assert names(tmp_path) == [".fsbridge/service"]


def test_nothing_is_written_to_a_folder_of_another_service_that_stands_there_now(tmp_path):
    async def run():
        ours, away, others = (tmp_path / name for name in ("sounds", "away", "others"))
        async with opened(others, "demo") as (library, _):
            await place(library, described(77))
        before = contents(others)
        async with opened(ours) as (library, heard):
            placed = await place(library, described())
            partial = await library.partial(described(5), Quality.ORIGINAL)
            ours.rename(away)
            others.rename(ours)
            trouble = await heard.first(Trouble)
            assert trouble.code == "folder_missing"
            assert "holds sounds of demo" in trouble.message
            with pytest.raises(FolderMissingError):
                library.check()
            with pytest.raises(FolderMissingError):
                await library.partial(described(5), Quality.ORIGINAL)
            with pytest.raises(FolderMissingError):
                await library.place(described(5), Quality.ORIGINAL, None, partial, None)
            with pytest.raises(FolderMissingError):
                await library.scan()
            with pytest.raises(FolderMissingError):
                await library.update([described(1234, "storm.wav")])
            assert contents(ours) == before
            ours.rename(others)
            away.rename(ours)
            await heard.first(Recovered)
            assert library.file(1234, Quality.ORIGINAL) == placed
            await place(library, described(5))

    asyncio.run(run())
