"""Reading of datagrams under atheris, which looks for inputs that reach new lines.

As a program, `python tests/fuzz_reading.py SECONDS SEED FOLDER`, it ends in 0 unless anything but MalformedError and
FsbridgeError is raised, and leaves the input that did it in the folder.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from fsbridge.errors import FsbridgeError

CORPUS = 2_000
LONGEST_BYTES = 4_096


MISSING = "atheris is not installed: the reading of datagrams was not fuzzed by coverage"
_DONE = re.compile(r"Done (\d+) runs")


def installed() -> bool:
    return find_spec("atheris") is not None


def fuzzed(seconds: int, seed: int, folder: Path) -> tuple[int, str]:
    """Fuzz in a child process; give how many inputs were read, and what was wrong, "" for nothing."""
    command = [sys.executable, __file__, str(seconds), str(seed), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    runs = _DONE.search(done.stderr)
    return int(runs[1]) if runs else 0, done.stderr[-3_000:] if done.returncode or not runs else ""


def read_whole(datagram: bytes) -> None:
    """Do all that is done with a datagram before the core is asked."""
    from fsbridge.osc import reading, traffic, wire
    from fsbridge.osc.building import build_request
    from fsbridge.osc.commands import COMMANDS
    from fsbridge.osc.immediate import read_habits

    try:
        for message in wire.read(datagram):
            words, options = reading.split(message.arguments)
            traffic._line(message)
            command = COMMANDS.get(message.address)
            if command is None:
                continue
            try:
                reading.request_id(options)
                reading.reply_address(options)
                asked = reading.read(command, words, options)
                if command.verb == "hello":
                    read_habits(asked.words, [option for option in options if option[0] in command.options])
                elif command.verb in {"search", "more", "fetch", "info", "refresh", "cancel"}:
                    build_request(command, asked, {})
            except FsbridgeError as error:
                str(error).encode()
    except wire.MalformedError:
        pass


def main(seconds: str, seed: str, folder: str) -> None:
    import atheris

    with atheris.instrument_imports(include=["fsbridge.osc", "pythonosc"]):
        import fsbridge.osc.building
        import fsbridge.osc.immediate  # noqa: F401
    from fuzz import Fuzzer

    corpus = Path(folder) / "corpus"
    corpus.mkdir()
    fuzzer = Fuzzer(int(seed), [9])
    for number in range(CORPUS):
        (corpus / str(number)).write_bytes(fuzzer.datagram()[:LONGEST_BYTES])
    options = {"max_total_time": seconds, "seed": seed, "max_len": LONGEST_BYTES, "artifact_prefix": f"{folder}/"}
    atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(corpus)], read_whole)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
