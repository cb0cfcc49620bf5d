"""One bank for all: sclang, Pd and liblo ask for it at the same moment, in raw OSC."""

from __future__ import annotations

import re
import socket
from collections import Counter

import pytest
from pd_bench import QUIET, pd_file
from programs import PATIENCE_SECONDS, knock
from quark import environment

ASKED = ("grains", "grain", "@count", "64")
PATCH = pd_file(
    [
        "obj r bank-ports",
        "obj unpack f f",
        "msg connect 127.0.0.1 \\$1",
        "obj netsend -u -b",
        "msg connect 127.0.0.1 \\$1",
        "obj netsend",
        f"msg list {' '.join(ASKED)} @req 1",
        "obj oscformat fs bank",
        "obj list prepend send",
        "obj list trim",
        "obj oscparse",
        "obj list trim",
        "obj route fs",
        "obj route bank",
        "obj route sound done",
        "obj print sound",
        "obj print done",
    ],
    [
        *((0, 0, 1, 0), (1, 0, 2, 0), (2, 0, 3, 0), (1, 1, 4, 0), (4, 0, 5, 0), (5, 1, 6, 0), (6, 0, 7, 0)),
        *((7, 0, 8, 0), (8, 0, 9, 0), (9, 0, 3, 0), (3, 1, 10, 0), (10, 0, 11, 0), (11, 0, 12, 0), (12, 0, 13, 0)),
        *((13, 0, 14, 0), (14, 0, 15, 0), (14, 1, 16, 0)),
    ],
)
CODE = """(
OSCFunc({ |said| "sound: % % %".format(said[1], said[2], said[3]).postln }, '/fs/bank/sound');
OSCFunc({ |said| "done: % % %".format(said[1], said[2], said[3]).postln }, '/fs/bank/done');
"ready".postln
)\x1b"""
ASKS = "NetAddr(\"127.0.0.1\", {port}).sendMsg('/fs/bank', {words}, '@req', 1)\x1b"


def told(program, sound):
    """The sounds that a program was told: number and id."""
    found = (re.search(sound, line) for line in program.lines)
    return Counter((int(match[1]), int(match[2])) for match in found if match)


@pytest.mark.host("sclang", "pd", "oscsend", "oscdump")
def test_three_programs_get_the_same_64_sounds_and_each_is_downloaded_once(
    restarting, start, home, tmp_path, free_port
):
    daemon = restarting("--latency", "0.1")  # the others ask before the first has heard anything
    sclang = start("sclang", "-i", "fsbridge", **environment(home))
    dump = start("oscdump", "-L", free_port)
    knock(free_port)
    (tmp_path / "bank.pd").write_text(PATCH, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_SECONDS)
        ports = f"bank-ports {daemon.port} {server.getsockname()[1]}"
        pd = start("pd", *QUIET, "-open", tmp_path / "bank.pd", "-send", ports)
        hand, _ = server.accept()
    sclang.wait_for("Welcome to SuperCollider")
    sclang.tell(CODE)
    sclang.wait_for("^ready")

    reply = (*ASKED, "@req", "1", "@reply", str(free_port))
    with hand:
        start("oscsend", "127.0.0.1", daemon.port, "/fs/bank", "sssisisi", *reply)
        words = ", ".join(word if word.isdigit() else f"'{word}'" for word in ASKED)
        sclang.tell(ASKS.format(port=daemon.port, words=words))
        hand.sendall(b"go;\n")
        dump.wait_for(r"/fs/bank/done \S+ 1 64 0 ")
        sclang.wait_for(r"^done: 1 64 0")
        pd.wait_for(r"^done: 1 64 0 ")

    by_liblo = told(dump, r"/fs/bank/sound \S+ 1 (\d+) (\d+) ")
    assert by_liblo == told(sclang, r"^sound: 1 (\d+) (\d+)$") == told(pd, r"^sound: 1 (\d+) (\d+) ")
    assert sorted(number for number, _ in by_liblo) == list(range(64))
    downloads = Counter(entry["path"] for entry in daemon.journal() if "/download" in entry["path"])
    assert (len(downloads), set(downloads.values())) == (64, {1})
