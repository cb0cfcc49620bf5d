"""The script of [node.script] as a child process: plain Node, with `max_api.js` in place of what Max brings."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from programs import PATIENCE_SECONDS, ROOT, Program

from fsbridge.osc import wire
from fsbridge.osc.encoding import message

SCRIPT = ROOT / "max_patches/javascript/fsbridge.js"
STUB = Path(__file__).with_name("max_api.js")
HELLO_DONE = message("/fs/hello/done", "hello", "0.1.0", 1, 99, "ready")


class Script(Program):
    """A [node.script fsbridge.js @args PORT]; its clock runs `haste` times as fast.

    Attributes:
        outlet: the lists that have left it, in order.
        posted: what it wrote to Max's console.
    """

    def __init__(self, port: int, haste: float = 1) -> None:
        super().__init__("node", "--require", STUB, SCRIPT, port, MAX_HASTE=haste)
        self.outlet: list[list[Any]] = []
        self.posted: list[list[str]] = []

    def send(self, *message: float | str) -> None:
        """Send a message to its inlet."""
        self.tell(json.dumps(message) + "\n")

    def wait_for_list(self, *begins: Any) -> list[Any]:
        """Give the next list that begins so; None stands for anything. Lists passed over stay in `outlet`."""
        deadline = monotonic() + PATIENCE_SECONDS
        while line := self._line(deadline):
            if (heard := self.hear(line)) and all(w in (None, h) for w, h in zip(begins, heard, strict=False)):
                return heard
        pytest.fail(f"the script did not say {begins}, but:\n{''.join(self.lines[-40:])}")

    def new_lists(self) -> list[list[Any]]:
        """Wait for what it writes next; gives the lists that have left its outlet."""
        piece = os.read(self.process.stdout.fileno(), 2**16)
        assert piece, "the script has ended"
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return [said for line in lines if (said := self.hear(line.decode()))]

    def hear(self, line: str) -> list[Any]:
        """Take a line that it has written; gives the list that left its outlet, or none."""
        kind, *said = json.loads(line)
        (self.outlet if kind == "outlet" else self.posted).append(said)
        return said if kind == "outlet" else []

    def lists(self, word: str) -> list[list[Any]]:
        """Give all lists that began with that word."""
        return [said[1:] for said in self.outlet if said[0] == word]


def looking(script, *, found=True):
    """Hear the first that a script says, and that it has found its daemon."""
    assert script.wait_for_list("state")[:2] == ["state", 0]
    if found:
        script.wait_for_list("state", 1, "ready")
    return script


def heard_by(fake, address):
    """Give what the script sends there next, and where it sends from."""
    while True:
        datagram, sender = fake.recvfrom(65_536)
        heard = next(wire.read(datagram))
        if heard.address == address:
            return heard.arguments, sender


def greeted(fake, script):
    """Be found by the script; gives where it sends from."""
    _, sender = heard_by(fake, "/fs/hello")
    fake.sendto(HELLO_DONE, sender)
    script.wait_for_list("state", 1)
    return sender


def bank_sound(number):
    """Give a sound of a bank, in the columns of /fs/bank/sound."""
    return number, 1234, f"/{number}.wav", 9, 44_100, 1, 1.0, "original", "cc0", "marisol", "rain"
