"""A patch around one object of ours: what a test tells it goes in, and what comes out is a line each."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from programs import PATIENCE_SECONDS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from programs import Program

PATCHES = ROOT / "pd_patches"
QUIET = ("-nogui", "-noaudio", "-nomidi", "-noprefs", "-stderr")


def pd_file(boxes: Sequence[str], cords: Sequence[tuple[int, int, int, int]]) -> str:
    """Write boxes, one under the other, and the cords between them as Pd keeps them."""
    placed = [f"#X {box.split(' ', 1)[0]} 20 {20 + 30 * row} {box.split(' ', 1)[1]};" for row, box in enumerate(boxes)]
    joined = [f"#X connect {' '.join(map(str, cord))};" for cord in cords]
    return "\n".join(["#N canvas 40 40 600 600 12;", *placed, *joined, ""])


class Bench:
    """Objects of ours in a real Pd.

    Attributes:
        program: Pd; each message that leaves an outlet is a line `<object> <outlet>: ...` of it.
    """

    def __init__(self, start: Callable[..., Program], folder: Path, objects: dict[str, Sequence[str]]) -> None:
        """Open a patch with an object for each text; its outlets have these names, signal outlets `~`."""
        boxes, cords = ["obj r bench-port", "msg connect 127.0.0.1 \\$1", "obj netsend"], [(0, 0, 1, 0), (1, 0, 2, 0)]
        boxes.append(f"obj route {' '.join(str(number) for number, _ in enumerate(objects))}")
        cords.append((2, 1, 3, 0))
        for number, (text, outlets) in enumerate(objects.items()):
            place = len(boxes)
            boxes.append(f"obj {text}")
            cords.append((3, number, place, 0))
            for outlet, name in enumerate(outlets):
                if name != "~":
                    cords.append((place, outlet, len(boxes), 0))
                    boxes.append(f"obj print {number} {name}")
        patch = folder / "bench.pd"
        patch.write_text(pd_file(boxes, cords), "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE_SECONDS)
            say_port = f"bench-port {server.getsockname()[1]}"
            self.program = start("pd", *QUIET, "-path", PATCHES, "-open", patch, "-send", say_port)
            self._hand, _ = server.accept()

    def tell(self, message: str, number: int = 0) -> None:
        """Send a message to the object of that number."""
        self._hand.sendall(f"{number} {message};\n".encode())

    def hear(self, pattern: str) -> tuple[str, ...]:
        """Wait for a line, if it was not there before; give its groups without the backslashes that Pd writes."""
        before = (re.search(pattern, line) for line in self.program.lines)
        match = next(filter(None, before), None) or self.program.wait_for(pattern)
        return tuple(group.replace("\\", "") for group in match.groups())

    def close(self) -> None:
        self._hand.close()
