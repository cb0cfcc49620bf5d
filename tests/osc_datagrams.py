"""Datagrams built by hand, whole and broken."""

from __future__ import annotations

import struct

PING = b"/fs/ping\0\0\0\0,\0\0\0"
NOW = struct.pack(">Q", 1)


def bundle(*elements, time=NOW):
    return b"#bundle\0" + time + b"".join(struct.pack(">i", len(element)) + element for element in elements)


def packed(address, tags, data=b""):
    def text(value):
        return value + b"\0" * (4 - len(value) % 4)

    return text(address) + text(b"," + tags) + data


def nested(depth):
    inner = PING
    for _ in range(depth):
        inner = bundle(inner)
    return inner


MALFORMED = {
    "nothing": b"",
    "three bytes": b"/fs",
    "no multiple of four": PING + b"\0",
    "no address": packed(b"", b"i", struct.pack(">i", 5)),
    "an int for an address": struct.pack(">i", 5) + b",\0\0\0",
    "an address without an end": b"/fs/ping",
    "an address that is not UTF-8": packed(b"/fs/\xff\xfe", b""),
    "an element of -4 bytes": b"#bundle\0" + NOW + b"\xff\xff\xff\xfc" + PING,
    "an element of 0 bytes": b"#bundle\0" + NOW + b"\0\0\0\0" + PING,
    "an element of 6 bytes": b"#bundle\0" + NOW + b"\0\0\0\6" + PING,
    "an element longer than the bundle": b"#bundle\0" + NOW + b"\0\0\0\x20" + PING,
    "a bundle cut in its time tag": b"#bundle\0\0\0\0\0",
    "a bundle cut in a size": bundle(PING)[:18] + b"\0\0",
    "nine bundles deep": nested(9),
    "2000 bundles deep": nested(2000),
    "too long": b"/fs/ping\0\0\0\0,\0\0\0" + b"\0" * 65_508,
}
REQ_7 = b"@req\0\0\0\0\0\0\0\7"
BLOB = b"\0\0\0\5abcde\0\0\0"
FLAWED = {
    "no comma": (b"/fs/ping\0\0\0\0ii\0\0" + b"\0" * 8, [], "comma"),
    "tags without an end": (b"/fs/ping\0\0\0\0,iii", [], "comma"),
    "a char of sclang": (packed(b"/fs/search", b"sc", b"rain\0\0\0\0"), ["rain"], "argument 2"),
    "a blob": (packed(b"/fs/fetch", b"bsi", BLOB + REQ_7), ["@req", 7], r"argument 1 is an array or a blob .*\*\[\.\.\.\]"),
    "a blob of -8 bytes": (packed(b"/fs/fetch", b"sb", REQ_7[:8] + b"\xff\xff\xff\xf8"), ["@req"], "argument 2"),
    "a blob cut short": (packed(b"/fs/fetch", b"ib", b"\0\0\0\1\0\0\0\5abcd"), [1], "argument 2 is cut"),
    "an array": (packed(b"/fs/fetch", b"[ii]si", b"\0" * 8 + REQ_7), [0, 0, "@req", 7], "argument 1 is an array"),
    "a colour": (packed(b"/fs/search", b"r", b"\0" * 4), [], "argument 1"),
    "an int cut short": (packed(b"/fs/search", b"i", b""), [], "argument 1 is cut"),
    "a double cut short": (packed(b"/fs/search", b"d", b"\0" * 4), [], "argument 1 is cut"),
    "a text without an end": (packed(b"/fs/search", b"s", b"rain"), [], "argument 1 is cut"),
    "a text that is missing": (packed(b"/fs/search", b"s"), [], "argument 1"),
    "a text that is not UTF-8": (packed(b"/fs/search", b"ssi", b"caf\xe9\0\0\0\0" + REQ_7), ["@req", 7], "argument 1 .*UTF-8"),
    "more than is announced": (packed(b"/fs/search", b"si", REQ_7 + b"\0" * 8), ["@req", 7], "longer"),
    "two flaws": (packed(b"/fs/search", b"[br", BLOB), [], "argument 1 is an array"),
    "513 arguments": (packed(b"/fs/search", b"T" * 510 + b"siT", REQ_7), [1] * 510 + ["@req", 7], "513"),
}  # fmt: skip
