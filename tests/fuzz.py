"""Datagrams from a seed: half are requests to known verbs, right, wrong and hostile; the other half such, broken."""

from __future__ import annotations

import random
import socket
import sys
from functools import cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, Self

from osc_datagrams import FLAWED, MALFORMED, bundle, packed
from wrong_input import typed, wrong_values

from fsbridge.osc import kinds, wire
from fsbridge.osc.answers import SENT
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.encoding import message
from fsbridge.osc.options import COMMON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fsbridge.osc.arguments import Argument
    from fsbridge.osc.wire import Value

HOST = "127.0.0.7" if sys.platform == "linux" else "127.0.0.1"
"""Where to send from: a port that a mutation names is then nobody else's."""

SENDERS, BATCH = 256, 50
"""So many that none asks for more than the daemon reads of one: a bundle counts as all that it may hold."""
READ_SECONDS = 30
BUFFER_BYTES = 2**20

HOSTILE = (
    *("' OR 1=1 --", '"; DROP TABLE sounds; --', "'; SELECT 1; --", '"', '""', "'", '"rain', "x\"y'z"),
    *("rain*", "NEAR(rain wind)", "AND", "OR NOT", "-", "-rain", "rain -", "name : rain", "^rain", "{a b} : c", "²"),
    *("{}", "{0}", "{0.__class__.__init__.__globals__}", "%s%s%n", "%(message)s", "%", "%2e%2e%2f", "${HOME}", "\\"),
    *("$(touch pwned)", "`touch pwned`", "; touch pwned", "| touch pwned", "&& touch pwned", "--help", "-rf"),
    *("../pwned", "../../../../tmp/pwned", "/tmp/pwned", "..\\pwned", "C:\\pwned", "CON", "file:///etc/passwd", "~/pwned"),
    *("*:*", "{!func}x", "id:(1 OR 2)", "duration:[* TO *]", "a)) OR ((b", '\\"', "[1 TO", "/.*/"),
    *("\x01\x1b[31m", "\n\r\t", "\u202edcba", "\ufeff", "é" * 300, "😀" * 200, "a" * 3_000, "-a " * 600, "a " * 900),
    *("@", "@@x", "@req", "@reply", "all", "*", "1e999", "nan", "-inf", "0x10", "\uff11\uff12", "\u0663", "1_000", ""),
)  # fmt: skip
NUMBERS = (0, -1, 1, 7, 0.5, 2**31 - 1, -(2**31), 2**40, -(2**63), 1e-30, 16_777_217, 1234, -77)
REQUEST_IDS = (*range(8), 7.0, "7", "id", "x" * 64, "x" * 65, -5, 0.25, "")
REPLY_HOSTS = (HOST, "127.0.0.2", "::1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "8.8.8.8", "localhost", "")
ADDRESSES = (
    "/fs/*",
    "/fs/{ping,search}",
    "/fs/[a-z]*",
    "/*a*a*a*a*a*a*a*a*a*a*a*ab",
    "/fs/?ing",
    "/fs//ping",
    "fs/ping",
    "/",
    "#bundle",
)
TAGS = b"ifshdTFNbtrcmSI[]*,\0\xff"
SIZES = (b"\xff\xff\xff\xfc", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0", b"\0\0\0\1", b"\0\xff\xff\xfc")


@cache
def _wrong(argument: Argument) -> list[list[Value]]:
    return [values for _, values in wrong_values(argument)]


def _at_a_word(rng: random.Random, whole: bytes) -> int:
    return 4 * rng.randrange(len(whole) // 4)


def _cut(rng: random.Random, whole: bytes) -> bytes:
    return whole[: rng.randrange(len(whole))]


def _cut_at_a_word(rng: random.Random, whole: bytes) -> bytes:
    return whole[: _at_a_word(rng, whole)]


def _with_a_size(rng: random.Random, whole: bytes) -> bytes:
    at = _at_a_word(rng, whole)
    return whole[:at] + rng.choice(SIZES) + whole[at + 4 :]


def _with_more(rng: random.Random, whole: bytes) -> bytes:
    at = rng.randrange(len(whole))
    return whole[:at] + rng.randbytes(rng.randrange(1, 9)) + whole[at:]


def _noise(rng: random.Random, whole: bytes) -> bytes:
    return rng.randbytes(4 * rng.randrange(1, 50))


def _tags(rng: random.Random, whole: bytes) -> bytes:
    tags = bytes(rng.choices(TAGS, k=rng.randrange(1, 600)))
    return packed(rng.choice(list(COMMANDS)).encode(), tags, rng.randbytes(4 * rng.randrange(200)))


def _elsewhere(rng: random.Random, whole: bytes) -> bytes:
    return message(rng.choice((*ADDRESSES, *SENT)), *rng.choices(HOSTILE, k=3))


def _known(rng: random.Random, whole: bytes) -> bytes:
    return rng.choice([*MALFORMED.values(), *(datagram for datagram, *_ in FLAWED.values())])


def _bundled(rng: random.Random, whole: bytes) -> bytes:
    return bundle(whole, _cut_at_a_word(rng, whole), whole, time=rng.randbytes(8))


def _flipped(rng: random.Random, whole: bytes) -> bytes:
    flipped = bytearray(whole)
    for _ in range(rng.randrange(1, 8)):
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


MUTATIONS = (
    *(_cut, _cut_at_a_word, _with_a_size, _with_more, _noise),
    *(_tags, _elsewhere, _known, _bundled, _flipped, _flipped),
)


class Fuzzer:
    """Gives the same datagrams for the same seed.

    Args:
        ports: those that answers are sent to by `@reply`.
    """

    def __init__(self, seed: int, ports: Sequence[int]) -> None:
        self._rng = random.Random(seed)
        self._ports = ports

    def datagram(self) -> bytes:
        datagram = self._whole()
        if self._rng.random() < 0.5:
            datagram = self._rng.choice(MUTATIONS)(self._rng, datagram)
        return datagram[: wire.DATAGRAM_BYTES_MAX]

    def _whole(self) -> bytes:
        if self._rng.random() < 0.9:
            return self._request()
        elements = [self._request() for _ in range(self._rng.randrange(1, 12))]
        for _ in range(self._rng.randrange(4)):
            elements = [bundle(*elements, time=self._rng.randbytes(8)), self._request()]
        return bundle(*elements)

    def _request(self) -> bytes:
        rng = self._rng
        command = rng.choice(list(COMMANDS.values()))
        values = list(self._values(command.words)) if command.words and rng.random() < 0.95 else []
        for option in rng.choices(list(command.options.values()), k=rng.choice((0, 0, 1, 1, 2, 4))):
            if option not in COMMON.values():
                values += [option.name, *self._values(option)]
        if rng.random() < 0.5:
            values += ["@req", rng.choice(REQUEST_IDS)]
        if rng.random() < 0.2:
            values += ["@reply", *([rng.choice(REPLY_HOSTS)] if rng.random() < 0.3 else []), rng.choice(self._ports)]
        return message(command.address, *values)

    def _values(self, argument: Argument) -> Sequence[Value]:
        rng, dice = self._rng, self._rng.random()
        if argument.kind is kinds.ADDRESS and dice < 0.8:  # ports of others are left alone
            return [rng.choice(self._ports)]
        if argument.kind is kinds.IDS and dice < 0.4:
            return [rng.randrange(1, 3_000) for _ in range(rng.randrange(1, 4))]
        if dice < 0.6:
            return typed(argument.example) if argument.kind is not kinds.ADDRESS else []
        if dice < 0.75:
            return rng.choice(_wrong(argument))
        return [rng.choice(HOSTILE if rng.random() < 0.8 else NUMBERS) for _ in range(rng.randrange(1, 4))]


class Onslaught:
    """Sends a daemon such datagrams from many ports, no faster than it reads them.

    Attributes:
        sent: datagrams so far.
    """

    def __init__(self, port: int, seed: int) -> None:
        self.sent = 0
        self._daemon = ("127.0.0.1", port)
        self._fence = _socket(BUFFER_BYTES)
        self._deaf = _socket()
        with _socket() as closed:
            ports = [self._deaf.getsockname()[1], closed.getsockname()[1], port]
        self._fuzzer = Fuzzer(seed, ports)
        self._senders = cycle([_socket() for _ in range(SENDERS)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sender in (self._fence, self._deaf, *islice(self._senders, SENDERS)):
            sender.close()

    def batch(self) -> None:
        """Send some from one port, and wait until they were read: a ping behind them is answered."""
        sender = next(self._senders)
        for _ in range(BATCH):
            sender.sendto(self._fuzzer.datagram(), self._daemon)
        self.sent += BATCH
        sender.sendto(message("/fs/ping", "@req", self.sent, "@reply", self._fence.getsockname()[1]), self._daemon)
        while next(wire.read(self._fence.recv(wire.DATAGRAM_BYTES_MAX))).arguments[0] != self.sent:
            pass


def _socket(buffer_bytes: int = 4_096) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
    made.bind((HOST, 0))
    made.settimeout(READ_SECONDS)
    return made
