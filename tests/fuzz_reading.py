"""Reading of datagrams under atheris, which looks for inputs that reach new lines: python tests/fuzz_reading.py SECONDS SEED FOLDER.

Ends in 0 if nothing but MalformedError and FsbridgeError was ever raised; else it prints the input and the traceback.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fsbridge.errors import FsbridgeError

CORPUS = 2_000
LONGEST_BYTES = 4_096


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
