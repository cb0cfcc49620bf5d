"""The catalogue as a process of its own.

It prints one line of JSON with its two addresses when it listens, and ends when its standard input does, so that it
never outlives whoever started it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

import msgspec

from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue


def main() -> int:
    """Run until standard input ends or a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m fsbridge.demo", description="A Freesound-compatible catalogue.")
    parser.add_argument("--dataset", type=Path, required=True, metavar="FILE", help="what to serve, as JSON")
    parser.add_argument("--files", type=Path, required=True, metavar="DIR", help="the files that it names")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="for the journal and the tokens")
    parser.add_argument("--http-port", type=int, default=0, help="of the API; 0 is any free one")
    parser.add_argument("--cdn-port", type=int, default=0, help="of previews and images; 0 is any free one")
    parser.add_argument("--latency", type=float, default=0, metavar="SECONDS", help="before every answer")
    parser.add_argument("--rate", type=float, default=0, metavar="BYTES_PER_SECOND", help="of files; 0 is unlimited")
    parser.add_argument("--limits", action="store_true", help="throttle as the real service does")
    asked = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        catalogue = Catalogue(
            load(asked.dataset),
            asked.files,
            state=asked.state,
            http_port=asked.http_port,
            cdn_port=asked.cdn_port,
            limits=asked.limits,
        )
    except (OSError, msgspec.DecodeError) as error:
        print(f"The catalogue can't start: {error}", file=sys.stderr)  # noqa: T201
        return 2
    catalogue.faults.latency_seconds = asked.latency
    catalogue.faults.bytes_per_second = asked.rate
    with catalogue:
        print(json.dumps({"api": catalogue.api_url, "cdn": catalogue.cdn_url}), flush=True)  # noqa: T201
        threading.Thread(target=_await_end_of_input, args=(ended,), daemon=True).start()
        ended.wait()
    return 0


def _await_end_of_input(ended: threading.Event) -> None:
    # Not sys.stdin.read(): a thread inside it would abort the interpreter when a signal ends the process.
    while os.read(0, 4096):
        pass
    ended.set()


if __name__ == "__main__":
    sys.exit(main())
