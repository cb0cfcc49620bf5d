"""What hosts hear of sound files: real programs read them, many in one process, and tell frames, samplerate, channels and peaks."""

from __future__ import annotations

import re
import socket
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import soundfile
from programs import PATIENCE_SECONDS, Program

from fsbridge.osc import wire
from fsbridge.osc.encoding import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

HERE = Path(__file__).parent
SAMPLERATE, SLOT_FRAMES = 64_000, 2_560
"""Of the rendered file; a slot is a whole number of the server's blocks, and holds any file that is heard here."""
TOLD = 3
"""So many channels of it tell facts."""


class Heard(NamedTuple):
    """What a host says of a file; no frames where it does not load it. `peaks` are of each channel, where it tells them."""

    frames: int
    samplerate: int
    channels: int
    peaks: tuple[float, ...] = ()

    @property
    def facts(self) -> tuple[int, int, int]:
        return self[:3]


def by_sclang(paths: Sequence[str], scratch: Path) -> tuple[list[Heard], list[Heard]]:
    """Give what SoundFile says of the files, and what a server has in its buffers and plays."""
    (scratch / "paths").write_text("\n".join(paths), encoding="utf-8")
    (scratch / "run").mkdir(mode=0o700)
    env = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": 1, "XDG_RUNTIME_DIR": scratch / "run"}
    env |= {"PATHS": scratch / "paths", "RENDERED": scratch / "rendered.w64"}
    env |= {"SAMPLERATE": SAMPLERATE, "SLOT_FRAMES": SLOT_FRAMES}
    with closing(Program("sclang", HERE / "hear.scd", **env)) as sclang:
        sclang.wait_for("^rendered")
    found = (re.match(r"soundfile \d+ (?:none|(\d+) (\d+) (\d+))", line) for line in sclang.lines)
    told = [Heard(*(int(word or 0) for word in match.groups())) for match in found if match]
    rendered, _ = soundfile.read(scratch / "rendered.w64", dtype="float32")
    slots = rendered[: len(paths) * SLOT_FRAMES].reshape(len(paths), SLOT_FRAMES, -1)
    return told, [_slot(slot) for slot in slots]


def _slot(slot: np.ndarray) -> Heard:
    frames, samplerate, channels = (int(number) for number in slot[SLOT_FRAMES // 2, :TOLD])
    return Heard(frames, samplerate, channels, tuple(slot[:, TOLD : TOLD + channels].max(axis=0).tolist()))


class Pd:
    """A Pd that reads what it is told to."""

    def __enter__(self) -> Self:
        quiet = ("-nogui", "-noaudio", "-nomidi", "-noprefs", "-stderr")
        self._hearing = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._hearing.bind(("127.0.0.1", 0))
        self._hearing.settimeout(PATIENCE_SECONDS)
        port = self._hearing.getsockname()[1]
        self._program = Program("pd", *quiet, "-open", HERE / "hear.pd", "-send", f"hear-port {port}")
        _, self._address = self._hearing.recvfrom(wire.DATAGRAM_BYTES_MAX)
        return self

    def __exit__(self, *_: object) -> None:
        self._program.close()
        self._hearing.close()

    def hear(self, path: str) -> Heard:
        """Give what soundfiler says of a file, and the peaks of the tables that it fills."""
        self._hearing.sendto(message("/read", path), self._address)
        told = next(wire.read(self._hearing.recv(wire.DATAGRAM_BYTES_MAX))).arguments
        frames, samplerate, channels, *peaks = told
        if not frames:  # the rest is of the file before
            return Heard(0, 0, 0)
        return Heard(int(frames), int(samplerate), int(channels), tuple(peaks[: int(channels)]))
