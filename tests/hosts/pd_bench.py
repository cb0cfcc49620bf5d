"""A patch around objects of ours: what a test tells them goes in, and what comes out is a line each, or a sound."""

from __future__ import annotations

import re
import socket
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from programs import PATIENCE_SECONDS, ROOT

from fsbridge.osc import wire
from fsbridge.osc.encoding import message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from programs import Program

PATCHES = ROOT / "pd_patches"
QUIET = ("-nogui", "-noaudio", "-nomidi", "-noprefs", "-stderr")
RECORDED_FRAMES = 1_000_000
BLOCK_FRAMES = 64


def pd_file(boxes: Sequence[str], cords: Sequence[tuple[int, int, int, int]]) -> str:
    """Write boxes, one under the other, and the cords between them as Pd keeps them."""
    placed = [f"#X {box.split(' ', 1)[0]} 20 {20 + 30 * row} {box.split(' ', 1)[1]};" for row, box in enumerate(boxes)]
    joined = [f"#X connect {' '.join(map(str, cord))};" for cord in cords]
    return "\n".join(["#N canvas 40 40 600 600 12;", *placed, *joined, ""])


class Drawing:
    """A patch that grows box by box."""

    def __init__(self) -> None:
        self._boxes: list[str] = []
        self._cords: list[tuple[int, int, int, int]] = []

    def add(self, box: str, *sources: tuple[int, int]) -> int:
        """Add a box below these outlets of others; gives its number."""
        self._boxes.append(box)
        for source in sources:
            self.join(source, len(self._boxes) - 1)
        return len(self._boxes) - 1

    def join(self, source: tuple[int, int], box: int, inlet: int = 0) -> None:
        """Draw a cord from that outlet of a box."""
        self._cords.append((*source, box, inlet))

    def __str__(self) -> str:
        return pd_file(self._boxes, self._cords)


class Bench:
    """Objects of ours in a real Pd.

    Attributes:
        program: Pd; each message that leaves an outlet is a line `<object> <outlet>: ...` of it.
    """

    def __init__(
        self,
        start: Callable[..., Program],
        folder: Path,
        objects: Sequence[tuple[str, Sequence[str]]],
        samplerate: int = 44100,
    ) -> None:
        """Open a patch with these objects: each is a text and the names of its outlets, signal outlets `~`."""
        self._rendered = folder / "rendered.wav"
        self._samplerate = samplerate
        patch = folder / "bench.pd"
        patch.write_text(str(self._drawing(objects)), "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE_SECONDS)
            port = f"bench-port {server.getsockname()[1]}"
            self.program = start("pd", *QUIET, "-r", samplerate, "-path", PATCHES, "-open", patch, "-send", port)
            self._hand, _ = server.accept()

    def _drawing(self, objects: Sequence[tuple[str, Sequence[str]]]) -> Drawing:
        draw = Drawing()
        port = draw.add("obj r bench-port")
        hand = draw.add("obj netsend", (draw.add("msg connect 127.0.0.1 \\$1", (port, 0)), 0))
        write = f"write -wave -bytes 4 {self._rendered} bench-l bench-r"
        told = draw.add(
            f"obj route to record write {' '.join(f'object-{number}' for number, _ in enumerate(objects))}", (hand, 1)
        )
        word = draw.add("obj list split 1", (told, 0))
        named = draw.add("obj t b s", (word, 0))
        rest = draw.add("obj list append", (named, 0))
        send = draw.add("obj send", (draw.add("obj list trim", (rest, 0)), 0))
        draw.join((word, 1), rest, 1)
        draw.join((named, 1), send, 1)
        recorders = [draw.add(f"obj tabwrite~ bench-{side}", (told, 1)) for side in "lr"]
        for side in "lr":
            draw.add(f"obj array define bench-{side} {RECORDED_FRAMES}")
        draw.add("obj print recording", (draw.add("obj delay 20", (told, 1)), 0))
        end = draw.add("obj t b b", (draw.add("obj delay", (told, 2)), 0))
        timer = draw.add("obj timer", (told, 1))
        draw.join((end, 1), timer, 1)
        draw.add("obj print recorded", (timer, 0))
        files = draw.add("obj soundfiler", (draw.add(f"msg {write}", (end, 0)), 0))
        draw.add("obj print rendered", (files, 0))
        for number, (text, outlets) in enumerate(objects):
            box = draw.add(f"obj {text}", (told, 3 + number))
            for outlet, name in enumerate(outlets):
                if name == "~":
                    draw.join((box, outlet), recorders[outlet])
                else:
                    draw.add(f"obj print {number} {name}", (box, outlet))
        return draw

    def tell(self, message: str, to: int = 0) -> None:
        """Send a message to the object of that number."""
        self._send(f"object-{to} {message}")

    def send(self, receiver: str, message: str) -> None:
        """Send a message to whatever receives by that name."""
        self._send(f"to {receiver} {message}")

    def hear(self, pattern: str) -> tuple[str, ...]:
        """Wait for a line, if it was not there before; give its groups without the backslashes that Pd writes."""
        before = (re.search(pattern, line) for line in self.program.lines)
        match = next(filter(None, before), None) or self.program.wait_for(pattern)
        return tuple(group.replace("\\", "") for group in match.groups())

    def complaints(self) -> list[str]:
        """Give what Pd complained of."""
        return [line for line in self.program.lines if re.match(r"error|warning|.*(no such|couldn't|multiply)", line)]

    def render(self, seconds: float, *messages: str) -> np.ndarray:
        """Give what the objects play after these messages, without the silence before it; in Pd, time runs fast meanwhile."""
        self.send("pd", "dsp 1")
        self._send("record bang")
        self.program.wait_for("^recording")  # what comes in one piece happens at one moment
        asked = [f"object-0 {message}" for message in messages]
        self._send(";\n".join([*asked, f"write {seconds * 1000}", f"to pd fast-forward {seconds * 1000}"]))
        recorded_seconds = float(self.program.wait_for(r"^recorded: (\S+)")[1]) / 1000
        self.program.wait_for("^rendered: ")
        table, _ = soundfile.read(self._rendered, dtype="float32", always_2d=True)
        played = table[: int(recorded_seconds * self._samplerate) - BLOCK_FRAMES]  # the rest is older
        return played[np.argmax(np.any(played != 0, axis=1)) :]

    def _send(self, message: str) -> None:
        self._hand.sendall(f"{message};\n".encode())

    def close(self) -> None:
        self._hand.close()


def request_to(fake: socket.socket) -> tuple[str, list, tuple[str, int]]:
    """Give the next request to a socket in place of the daemon, and who asked; whoever says hello is greeted."""
    datagram, sender = fake.recvfrom(65_536)
    request = next(wire.read(datagram))
    if request.address == "/fs/hello":
        fake.sendto(message("/fs/hello/done", -1, "0", 1, 7, "ready"), sender)
    return request.address, request.arguments, sender


def heard_by(fake: socket.socket, *begins: float | str) -> tuple[list, tuple[str, int]]:
    """Give the arguments of the next request that begins so, and who asked."""
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        address, arguments, sender = request_to(fake)
        if [address, *arguments][: len(begins)] == [*begins]:
            return arguments, sender
    pytest.fail(f"nobody asked {begins}")
