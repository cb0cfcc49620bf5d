"""A service whose sounds are described by somebody who means harm, and what a daemon over it must have kept in the end."""

from __future__ import annotations

import io
import json
import re
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

import numpy as np
import soundfile

from fsbridge.core.naming import NAME_BYTES_MAX
from fsbridge.core.texts import CONTROL
from fsbridge.freesound.tokens import Login, Secret, TokenStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    import running

    from fsbridge.osc.wire import Incoming

TEXTS = [
    *("../../../../../../tmp/x", "..\\..\\x", "/etc/passwd", "C:\\Windows\\x.wav", "\\\\host\\share", "~/x", "%2e%2e%2f", "file:///x"),
    *("a\0b.wav", "\0", "\x1b[31mred\x1b[0m\x1b]0;title\x07", "one\r\n23:59:59 forged", "a\tb\vc\fd\be", "\x85\u2028\u2029", "\x9b2J"),
    *("x" * 500, "é" * 500, "😀👨‍👩‍👧‍👦" * 40, "\u202egnp.vaw\u2066", "\u200f\u200e\u0634\u0639", "e" + "\u0301" * 300, "ﬁ㎏Ⅷ½", "\ufeffx\u00ad"),
    *("CON", "con.wav", "NUL.", "aux.tar.gz", "COM1", "lpt9.wav", "CONIN$", "trailing. . .", "trailing...", "x.wav ", " x"),
    *("", " ", ".", "..", "...", ".hidden", "-rf", "--help", "*", "?", "|", "<a>", '"', "'", "`id`", "$(id)", ";reboot", "&", "\\"),
    *(".fsbridge", ".fsbridge/index.db", "index.db", "service", "Rain.wav", "rain.wav", "RAIN.WAV", "__", "1__a__b.wav", "2__x__y"),
    *("[red]x[/red]", "[/]", "[link=file:///x]y", "%s%n%d", "{0.__class__}", "${jndi:ldap://x}", "'; DROP TABLE sounds; --", "\ud800"),
]  # fmt: skip
TYPES = ["wav", "WAV", "", "php", "exe", "wav/../../x", "../sh", "wav\0php", "w" * 500, "aux", "\n", "😀"]
LICENSES = [
    *(
        "http://creativecommons.org/licenses/by/4.0/",
        "javascript:alert(1)",
        "http://x/\n/by/",
        "x" * 2000,
        "",
        "/by/../zero/",
    ),
]
NUMBERS = [
    0,
    -1,
    1,
    44100,
    2**31,
    2**63,
    10**30,
    -(10**400),
    1e308,
    float("nan"),
    float("inf"),
    "7",
    "x",
    None,
    [],
    {},
    True,
    [1, "a"],
]
TEXT_FIELDS = ("name", "username", "description", "pack_name", "created", "category", "subcategory", "geotag", "url")
NUMBER_FIELDS = (
    "duration",
    "samplerate",
    "channels",
    "bitdepth",
    "bpm",
    "num_downloads",
    "avg_rating",
    "brightness",
    "note_midi",
)
OFFLINE = [
    *(
        ["rain"],
        ["red", "@bpm", 0, 100],
        ["@duration", 0, 9],
        ["@tag", "x"],
        ["@license", "by"],
        ["x", "@sort", "created_desc"],
    ),
    *(
        ["@type", "wav"],
        ["@brightness", 50],
        ["@user", "con"],
        ["@channels", 1],
        ["x", "@fields", "bpm", "tag", "near"],
    ),
]
WAVE_FRAMES = 400
NAME = re.compile(r"\d+__[a-z0-9_-]*__[a-z0-9_-]*\.(wav|aiff|flac|ogg|mp3|m4a)")
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*|  .*", re.DOTALL)


def sound(id_: int, text: str, **fields: Any) -> dict[str, Any]:
    """A sound that says this wherever it can."""
    told = dict.fromkeys(TEXT_FIELDS, text)
    return {
        "id": id_,
        "type": "wav",
        "license": LICENSES[0],
        "tags": [text, text],
        "pack": text,
        text: text,
        **told,
        **fields,
    }


def any_sound(rng: Random, id_: int) -> dict[str, Any]:
    """A sound of which each field is odd in a way of its own."""

    def text() -> str:
        return "".join(rng.choice(TEXTS) for _ in range(rng.choice((1, 1, 2, 5))))

    fields = {name: text() for name in TEXT_FIELDS} | {name: rng.choice(NUMBERS) for name in NUMBER_FIELDS}
    fields |= {rng.choice([*fields, "tags"]): rng.choice(NUMBERS) for _ in range(2)}
    return sound(
        id_,
        text(),
        **{"tags": [text() for _ in range(3)], "type": rng.choice(TYPES), "license": rng.choice(LICENSES), **fields},
    )


def wave(id_: int) -> bytes:
    """The file of a sound, no two alike."""
    samples = np.random.default_rng(id_).uniform(-0.5, 0.5, WAVE_FRAMES + id_ % 100)
    encoded = io.BytesIO()
    soundfile.write(encoded, samples, 44100, format="WAV")
    return encoded.getvalue()


class HostileService(ThreadingHTTPServer):
    """Serves `sounds` by id as Freesound does: searched, described, downloaded, each with a preview."""

    daemon_threads = True

    def __init__(self, sounds: dict[int, dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.sounds = sounds

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/apiv2/"

    def described(self, id_: int) -> dict[str, Any]:
        return {"previews": {"preview-hq-ogg": f"{self.base_url}previews/{id_}"}, **self.sounds[id_]}

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(30)


class _Conversation(BaseHTTPRequestHandler):
    server: HostileService

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        match parts.path.strip("/").split("/")[1:]:
            case ["search"]:
                asked = [int(id_) for id_ in re.findall(r"\d+", "".join(parse_qs(parts.query).get("filter", [])))]
                ids = [id_ for id_ in asked or self.server.sounds if id_ in self.server.sounds][:150]
                self._say({"count": len(ids), "results": [self.server.described(id_) for id_ in ids]})
            case ["sounds", id_]:
                self._say(self.server.described(int(id_)))
            case ["sounds", id_, "download"] | ["previews", id_]:
                self._send(wave(int(id_)), "application/octet-stream")

    def _say(self, content: object) -> None:
        self._send(json.dumps(content).encode(), "application/json")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def log_in(folder: Path) -> None:
    """Keep a login that this service asks nothing of."""
    tokens = {"access_token": Secret("a"), "refresh_token": Secret("r"), "expires_at": 4e9}
    TokenStore(folder / ".fsbridge/login.json").write(Login("somebody", Secret("key"), **tokens))


@contextmanager
def untouched(outside: Path, but: Path, lost: list[str]) -> Iterator[None]:
    """Put into `lost` what has come, gone or changed below a folder, but not below `but` and in the log beside it."""

    def listing() -> dict[str, tuple[int, int]]:
        found = (
            path for path in outside.rglob("*") if path != but and but not in path.parents and path.suffix != ".log"
        )
        return {
            str(path): (path.lstat().st_size, path.lstat().st_mtime_ns)
            for path in found
            if path.is_file() or path.is_symlink()
        }

    before = listing()
    yield
    lost += [f"outside the folder: {path}" for path, _ in before.items() ^ listing().items()]


def talk(daemon: running.Running, ids: list[int], lost: list[str]) -> dict[int, str]:
    """Ask all that shows the sounds to a patch; give the path of each, and put into `lost` what no patch should hear."""
    paths: dict[int, str] = {}
    asked = [("/fs/fetch", *ids, "@quality", "original"), ("/fs/fetch", *ids, "@quality", "preview", "@rate", 22050)]
    asked += [
        ("/fs/fetch", *ids, "@channels", 2, "@bits", 24),
        ("/fs/search", "x", "@count", 150, "@fields", "bpm", "tag", "created"),
    ]
    for request in asked + [("/fs/info", id_) for id_ in ids]:
        for address, arguments, _ in ask(daemon, request, lost):
            if address in {"/fs/error", "/fs/fetch/failed"}:
                lost.append(f"{request[:2]}: {arguments}")
            if address == "/fs/fetch/sound":
                id_, path, frames = arguments[1:4]
                _look(daemon.folder, id_, path, frames, lost)
                paths.setdefault(id_, path)
    lost += [f"two sounds are at {path}" for path in paths.values() if list(paths.values()).count(path) > 1]
    for id_, path in paths.items():
        if Path(path).read_bytes() != wave(id_):
            lost.append(f"another file is at {path}")
    return paths


def ask(daemon: running.Running, request: tuple[Any, ...], lost: list[str]) -> list[Incoming]:
    """Give the answer; put into `lost` what no patch should hear, and that there was no end."""
    try:
        answer = daemon.ask(*request, timeout_seconds=60)
    except TimeoutError:
        lost.append(f"{request[:2]} did not end")
        return []
    texts = [(heard.address, text) for heard in answer for text in heard.arguments if isinstance(text, str)]
    lost += [f"{request[:2]}: {address} {text!r}" for address, text in texts if not _fits(text)]
    lost += [f"{request[:2]}: {heard}" for heard in answer if "internal" in heard.arguments]
    return answer


def _fits(text: str) -> bool:
    return len(text.encode()) < 999 and not CONTROL.search(text) and len(text.splitlines()) <= 1


def _look(folder: Path, id_: int, path: str, frames: int, lost: list[str]) -> None:
    """Look whether a path that was answered is the file of that sound, and a name that every system can hold."""
    file = Path(path)
    if (
        not file.resolve().is_relative_to(folder)
        or not NAME.fullmatch(file.name)
        or not file.name.startswith(f"{id_}__")
    ):
        lost.append(f"the path {path!r} of {id_}")
    elif len(file.name) > NAME_BYTES_MAX or soundfile.info(file).frames != frames:
        lost.append(f"the file {path!r} of {id_}")


def look_at_log(daemon: running.Running, lost: list[str]) -> None:
    """Put into `lost` lines that a stranger has begun, and what would command a terminal."""
    lines = daemon.log.read_bytes().decode(errors="replace").split("\n")[:-1]
    lost += [f"the log says {line!r}" for line in lines if not LOG_LINE.fullmatch(line) or CONTROL.search(line)]


def any_answer(rng: Random) -> bytes:
    """A whole answer of which something is wrong, or all."""
    status = rng.choice(["200 OK"] * 6 + ["206 Partial", "301 M", "302 F", "307 T", "308 P", "400 B", "401 U", "404 N", "416 R", "429 T", "500 S", "999 X", "abc"])  # fmt: skip
    head = [f"HTTP/1.{rng.choice('1110')} {status}"]
    if status[0] == "3":
        head.append(f"Location: {rng.choice(PLACES)}")
    body = rng.choice(BODIES)(rng)
    packed = rng.choice(["", "", "", "gzip", "deflate", "br", "gzip, gzip", "x" * 200])
    if packed:
        head.append(f"Content-Encoding: {packed}")
        body = zlib.compress(body, wbits=31) if packed == "gzip" else body
    head.append(
        f"Content-Type: {rng.choice(['application/json', 'application/octet-stream', 'text/html', 'audio/wav', 'x' * 999])}"
    )
    if rng.random() < 0.3:
        head.append("Transfer-Encoding: chunked")
        body = rng.choice(
            [b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), b"ffffffff\r\n" + body, b"-1\r\n", b"zz\r\n" + body]
        )
    else:
        head.append(f"Content-Length: {rng.choice([len(body), len(body), len(body), 0, 2**40, -1, '٣', 10**30])}")
    head += [f"X-{number}: {rng.choice(TEXTS[:40])[:900]}" for number in range(rng.choice([0, 1, 99, 150]))]
    whole = "\r\n".join([*head, "", ""]).encode(errors="replace") + body
    return whole[: rng.randrange(len(whole))] if rng.random() < 0.1 else whole


PLACES = [
    *("http://127.0.0.2:1/", "https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "file:///etc/passwd", "ftp://127.0.0.1/", "//", "https://["),
    *("http://0x7f.1:1/", "https://2130706434:1/", "javascript:1", "/apiv2/search/", "\x1b[31m", "http://127.0.0.1:99999/", "x" * 5000),
]  # fmt: skip
BODIES = [
    lambda rng: json.dumps({"count": rng.choice(NUMBERS), "results": [any_sound(rng, 7), None, [], 7]}).encode(),
    lambda rng: json.dumps(any_sound(rng, rng.choice([7, 8, -1]))).encode(),
    lambda rng: b"[" * rng.choice([10, 900, 10**6]),
    lambda rng: b'{"results": ' + b"[[]," * 10**5,
    lambda rng: b" " * rng.choice([10**5, 10**7]),
    lambda rng: b'{"count": 1' + b"0" * rng.choice([400, 9000]) + b', "results": []}',
    lambda rng: b"<!doctype html><p>Log in",
    lambda rng: rng.randbytes(rng.choice([0, 1, 1000, 10**5])),
    lambda rng: wave(rng.randrange(100))[: rng.choice([10, 44, 500, 10**6])],
]
