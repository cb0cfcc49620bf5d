"""What a power cut would leave: the system calls of a fetch, in the order that loses nothing."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise

import pytest
import running
from bad_days import soon
from killing import Rig
from wholeness import Truth

SOUND = 1234
CALLS = "fsync,fdatasync,link,linkat,rename,renameat,renameat2,pwrite64,write,sendto"
SIDECAR = rf"\.fsbridge/sounds/{SOUND}\.json"

pytestmark = pytest.mark.host("strace")


@pytest.fixture(scope="module")
def trace(tmp_path_factory, made):
    """What the daemon asked of the system for an original, a WAV made of it, and a new login; up to each answer."""
    scratch = tmp_path_factory.mktemp("power")
    path, folder = scratch / "trace", scratch / "sounds"
    within = [shutil.which("strace"), "-D", "-f", "-qq", "-y", "-s", "24", "-e", f"trace={CALLS}", "-o", str(path)]
    with running.catalogue(made) as api:
        rig = Rig(api, folder, Truth.of(made))
        running.log_in(api, folder)
        with rig.start(within=within) as daemon, daemon.caller() as listener:
            list(listener.ask("/fs/notify", 1))
            for wish in ((), ("@rate", 22050)):
                answer = daemon.ask("/fs/fetch", SOUND, *wish)
                assert [message.address for message in answer][-2:] == ["/fs/fetch/sound", "/fs/fetch/done"]
            rig.age_login()
            assert "/fs/refresh/failed" not in [message.address for message in daemon.ask("/fs/refresh", "token")]
    soon(lambda: "/fs/refresh/done" in path.read_text())  # strace is a process of its own
    return [part.splitlines() for part in path.read_text().replace(str(folder), "F").split("/fs/fetch/done")]


def at(lines, pattern, after=-1):
    return next(number for number, line in enumerate(lines) if number > after and re.search(pattern, line))


def last(lines, pattern):
    return max(number for number, line in enumerate(lines) if re.search(pattern, line))


def order(lines, partial, target):
    """Where each step stands: the first of its kind, but for the last that concerns the content."""
    folder = target.rpartition("/")[0]
    named = at(lines, rf'link.*"F/\.fsbridge/partials/{partial}.*"F/{target}"')
    return [
        last(lines[:named], rf"write\w*\(\d+<F/\.fsbridge/partials/{partial}"),
        last(lines[:named], rf"fsync\(\d+<F/\.fsbridge/partials/{partial}"),
        at(lines, rf"fsync\(\d+<F/{SIDECAR}\.new>"),
        at(lines, rf'rename.*"F/{SIDECAR}\.new".*"F/{SIDECAR}"'),
        at(lines, r"fsync\(\d+<F/\.fsbridge/sounds>"),
        named,
        at(lines, rf"fsync\(\d+<F{folder and '/'}{folder}>", named),
        at(lines, r"pwrite64\(\d+<F/\.fsbridge/index\.db-wal>", named),
        at(lines, r'sendto\(.*"/fs/fetch/sound'),
    ]


def in_order(steps):
    return all(earlier < later for earlier, later in pairwise(steps))


def test_an_original(trace):
    lines, _, _ = trace
    steps = order(lines, "vouched-", rf"{SOUND}__\w+__[\w-]+\.wav")
    assert in_order(steps)
    assert steps[-2] < at(lines, r'sendto\(.*"/fs/event/added')


def test_a_made_wav(trace):
    _, lines, _ = trace
    steps = order(lines, r"\d+-", rf"\.fsbridge/wav/[\w-]+/{SOUND}__\w+__[\w-]+\.wav")
    assert in_order(steps)
    assert at(lines, r"fsync\(\d+<F/\.fsbridge/wav>") < steps[5], "the folder that was made for it is on the disk too"


def test_a_login(trace):
    _, _, lines = trace
    login = r"F/\.fsbridge/login\.json"
    writing = [rf"fsync\(\d+<{login}\.new>", rf'rename.*"{login}\.new".*"{login}"', r"fsync\(\d+<F/\.fsbridge>"]
    position = -1
    for step in (*writing, r'sendto\(.*"POST /apiv2/oauth2/acc', *writing, r'sendto\(.*"/fs/refresh/done'):
        position = at(lines, step, position)
    assert len([line for line in lines if re.search(writing[1], line)]) == 2, "what is meant, and what came of it"
