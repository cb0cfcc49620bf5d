"""A flood: python -m bench.soak.flood PORT SOCKETS RATE SECONDS BUNDLED; prints how many datagrams it sent a second.

It sends in bursts of a millisecond, from one socket after the other. With 0 sockets each datagram has a new one. With
BUNDLED, each is a bundle of so many requests for help, which have long answers; with 0 none is a bundle.
"""

import socket
import sys
import time
from itertools import cycle

from fsbridge.osc.encoding import message

DATAGRAMS = (
    message("/fs/ping"),
    message("/fs/hello", "pd", "@rate", 48_000),
    message("/fs/nonsense", 1, 2, 3),
    message("/elsewhere"),
    b"no OSC at all",
    message("/fs/status"),
    message("/fs/search", "rain", "@bpm", "fast"),
    message("/fs/fetch", -5, -6, -7),
)
HELP = len(message("/fs/help", "search")).to_bytes(4, "big") + message("/fs/help", "search")
"""As an element of a bundle."""
BURST_SECONDS = 0.001


def main(port: int, sockets: int, rate: int, seconds: float, bundled: int) -> None:
    to = ("127.0.0.1", port)
    datagrams = (b"#bundle\0" + bytes(8) + HELP * bundled,) if bundled else DATAGRAMS
    senders = cycle([_socket() for _ in range(sockets)]) if sockets else iter(_socket, None)
    burst = int(rate * BURST_SECONDS)
    sent, begin = 0, time.monotonic()
    while (now := time.monotonic() - begin) < seconds:
        for datagram, sender in zip(datagrams * (burst // len(datagrams) + 1), senders):  # noqa: B905 - senders never end
            sender.sendto(datagram, to)
            sent += 1
            if sent % burst == 0:
                break
        time.sleep(max(0, sent / rate - now))
    print(sent / (time.monotonic() - begin))


def _socket() -> socket.socket:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)  # nobody reads the answers
    return sender


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), float(sys.argv[4]), int(sys.argv[5]))
