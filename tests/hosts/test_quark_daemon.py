"""The quark and a daemon that comes, goes, is started by it, can't start, or of which not every datagram arrives."""

from __future__ import annotations

import json
import re
import select
import shutil
import socket
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
import running
from bad_days import soon
from programs import file_facts

LOST = {
    "sound": (
        ["/fs/fetch/sound", "/fs/fetch/failed"],
        "x = f.fetch([1234, 999999]); x[0].request.wait; x.collect { |each| each.path.notNil }",
        ["error not_found", "told [ true, false ]"],
    ),
    "original": (
        ["original"],
        'x = f.fetch(query: "tin roof", first: \\preview); x.request.wait; x.quality',
        ["told original"],
    ),
    "hit": (
        ["/fs/search/result"],
        'f.search("loop", count: 3, fields: \\bpm).wait.collect(_.index)',
        ["told [ 0, 1, 2 ]"],
    ),
    "number": (
        ["/fs/bank/sound"],
        "x = f.bank(\\lossy); x.request.wait; x.collect { |each| each.path.notNil }",
        ["told [ true, true, true ]"],
    ),
    "file": (
        ["/fs/bank/sound"],
        "FSBankFiles(f, \\bank, nil, \\lossy).ask.wait.collect(_.notNil)",
        ["told [ true, true, true ]"],
    ),
    "bank": (["/fs/banks/bank"], "f.banks.wait.collect(_[\\name])", ["told [ lossy ]"]),
}
"""What is lost, the first datagram of each; what was asked; what is told in the end."""


@pytest.fixture(scope="module")
def interpreter(sclang):
    """One without a server."""
    sc = sclang()
    sc.wait_for("Welcome to SuperCollider")
    sc.evaluate("FSHello.period = 0.2")
    return sc


@pytest.fixture
def patch(interpreter):
    """An interpreter that has said its last word of the test before."""
    interpreter.lines.clear()
    yield interpreter
    interpreter.evaluate('[f, g].do(_.free); f = g = nil; "freed".postln')
    interpreter.wait_for("^freed")


@pytest.fixture
def folder(tmp_path, made):
    """A sample folder whose demo needs to make no sounds."""
    shutil.copytree(made, tmp_path / "sounds/.fsbridge/demo")
    return tmp_path / "sounds"


def program(folder):
    """What FSBridge.start is to start: a demo with this folder."""
    words = json.dumps(["-m", "fsbridge", "demo", "--folder", str(folder)])
    return f'program: "{sys.executable}", arguments: {words}'


@contextmanager
def losing(port, *words):
    """A way to the daemon at this port, as a port, on which the first datagram with each of these words is lost."""
    lost, over = list(words), threading.Event()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as front,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as back,
    ):
        front.bind(("127.0.0.1", 0))
        back.connect(("127.0.0.1", port))

        def carry():
            client = None
            while not over.is_set():
                for ready in select.select([front, back], [], [], 0.1)[0]:
                    datagram, sender = ready.recvfrom(65_535)
                    if word := next((word for word in lost if word.encode() in datagram), None):
                        lost.remove(word)
                    elif ready is front:
                        client = sender
                        back.send(datagram)
                    else:
                        front.sendto(datagram, client)

        carrier = threading.Thread(target=carry)
        carrier.start()
        try:
            yield front.getsockname()[1]
        finally:
            over.set()
            carrier.join()
    assert not lost, f"nothing was said with {lost}"


@pytest.mark.host("sclang")
def test_a_daemon_that_comes_goes_and_comes_again(patch, tmp_path, made):
    folder, port = tmp_path / "sounds", running.free_udp_port()
    patch.evaluate(f'f = FSBridge({port}); f.search("rain") {{ |hits| "% hits".format(hits.size).postln }}')
    patch.wait_for(f"no daemon on port {port} yet; start one")
    with running.demo(folder, "--rate", "1", made=made, port=port) as daemon:  # no download comes to its end
        patch.wait_for_daemon(port)
        patch.wait_for("15 hits")
        patch.evaluate('x = f.fetch(1234); f.search("rain") { "accepted".postln }')
        patch.wait_for("accepted")
        daemon.kill()
        patch.wait_for("does not answer; what is asked waits")
    with running.demo(folder, "--rate", "1", port=port) as daemon:
        patch.wait_for_daemon(port)
        patch.evaluate('f.search("rain") { "accepted".postln }')
        patch.wait_for("accepted")
        daemon.stop()  # in good order: it ends what runs
        patch.wait_for("stopped; what is asked waits")
    with running.demo(folder, port=port):
        patch.evaluate('fork { x.request.wait; "% %".format(x.quality, x.path).postln }')
        assert file_facts(patch.wait_for(r"^original (\S+)")[1])


@pytest.mark.host("sclang")
def test_a_daemon_started_from_sclang_ends_with_its_bridge(patch, folder):
    port, demo = running.free_udp_port(), program(folder)
    patch.evaluate(f"f = FSBridge.start({port}, {demo}); g = FSBridge.start({port}, {demo}); CmdPeriod.run")
    patch.evaluate(f"FSBridge.start({running.free_udp_port()}, {demo}).free")
    patch.wait_for_daemon(port)
    patch.wait_for_daemon(port)  # both have it
    said = [line for line in patch.lines if line.startswith("fsbridge: ") and "version" not in line]
    assert said == [f"fsbridge: starting `{sys.executable}`; what is asked waits until it is ready.\n"]
    patch.evaluate('"runs as %".format(f.process.pid).postln')
    pid = int(patch.wait_for(r"runs as (\d+)")[1])
    patch.evaluate('[f, g].do(_.free); "freed".postln')
    patch.wait_for("^freed")
    soon(lambda: not Path(f"/proc/{pid}").exists())


@pytest.mark.host("sclang")
@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("port", "^UDP port .* is taken, perhaps by another fsbridge"),
        ("folder", "^Another fsbridge uses the folder"),
        ("program", "no program /nowhere/fsbridge here; install it"),
    ],
)
def test_what_keeps_it_from_starting_is_told(why, said, daemon, patch, folder):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1] if why == "port" else running.free_udp_port()
        demo = (
            'program: "/nowhere/fsbridge"'
            if why == "program"
            else program(daemon.folder if why == "folder" else folder)
        )
        patch.evaluate(f"f = FSBridge.start({port}, {demo})")
        patch.wait_for(said)
        if why != "program":
            patch.wait_for(r"^fsbridge: .* has ended \(code 2\)")
        patch.evaluate('f.hello.gone("is not there"); "asked".postln')
        patch.wait_for("^asked")
    assert not [line for line in patch.lines if "no daemon" in line or "Traceback" in line]


@pytest.mark.host("sclang")
@pytest.mark.parametrize("what", LOST)
def test_what_was_lost_of_an_answer_is_asked_for_again(what, daemon, patch):
    lost, asked, told = LOST[what]
    daemon.ask("/fs/bank", "lossy", "drip", "@count", "3")
    with losing(daemon.port, *lost) as port:
        patch.evaluate(f"""
            f = FSBridge({port});
            f.onError = {{ |error| "error %".format(error[\\code]).postln }};
            fork {{ "told %".format({{ {asked} }}.value).postln }}
        """)
        patch.wait_for("^told")
    assert [line for line in patch.lines if re.match("error|told|.* failed: ", line)] == [f"{line}\n" for line in told]
