"""What the user decides: one table of keys, from which file, environment, command line and README are read and made.

A value is looked for on the command line, then in `FSBRIDGE_<KEY>`, then in `config.toml`, then in the table.
Secrets are no configuration: `fsbridge login` keeps them in a file of their own.
"""

from __future__ import annotations

import json
import os
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fsbridge.model import License

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FOLDER_BYTES_MAX = 120
"""What a sample folder's path may take of the 999 bytes of a string, so that a sound's path fits (docs/design.md 1)."""

SERVICE_URL = "https://freesound.org/apiv2/"
ACCOUNT = "account.default"
PREFIX = "FSBRIDGE_"
SECRET_WORDS = ("secret", "token", "password", "api_key", "apikey")


class Endpoint(NamedTuple):
    """Where messages can be sent: a numeric address and a UDP port."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as in the configuration."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class ConfigError(Exception):
    """The configuration can't be used; `problems` holds a sentence for each thing that is wrong with it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, from what TOML gives or from a text.

    Attributes:
        wanted: what it must be, as in "port must be ...".
        form: the same in a word, as a list of options has it.
        read: gives the value; raises ValueError or TypeError where it isn't what is wanted.
        many: whether it is a list; a text then holds its members, parted by spaces or commas.
    """

    wanted: str
    form: str
    read: Callable[[Any], Any]
    many: bool = False

    def __call__(self, value: object) -> Any:
        """Read a value, or all members of a list."""
        if not self.many:
            return self.read(value)
        members = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(members, list | tuple):
            raise TypeError(value)
        return tuple(self.read(member) for member in members)


def _whole(low: int, high: int) -> Kind:
    def read(value: object) -> int:
        number = int(value) if isinstance(value, str) else value
        if type(number) is not int or not low <= number <= high:  # True is an int, and no number here
            raise ValueError(value)
        return number

    return Kind(f"a whole number from {low} to {high}", f"{low}..{high}", read)


def _one_of(*names: str) -> Kind:
    return Kind(f"one of {' '.join(names)}", "|".join(names), lambda value: names[names.index(value.lower())])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _folder(value: object) -> Path:
    path = Path(value if isinstance(value, Path) else _text(value)).expanduser().absolute()
    if not value or len(os.fsencode(path)) > FOLDER_BYTES_MAX:
        raise ValueError(value)
    return path


def _elsewhere(value: object) -> Path:
    path = Path(value if isinstance(value, Path) else _text(value)).expanduser()
    if not path.is_absolute():
        raise ValueError(value)
    return path


def _address(value: object) -> str:
    return str(ip_address(_text(value)))


def _network(value: object) -> IPv4Network | IPv6Network:
    return ip_network(_text(value), strict=False)


def _endpoint(value: object) -> Endpoint:
    host, _, port = _text(value).rpartition(":")
    return Endpoint(_address(host.strip("[]")), _whole(1, 65535)(port))


def _key(default: Any, kind: Kind, meaning: str, *, table: str = "") -> Any:
    return field(metadata={"default": default, "kind": kind, "meaning": meaning, "table": table})


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What holds. The fields made by `_key` are the table of keys; `sources` tells where each value came from."""

    host: str = _key(
        "127.0.0.1",
        Kind("a numeric address such as 127.0.0.1", "ADDRESS", _address),
        "Address that the daemon listens on; 0.0.0.0 lets the machines in `allow` ask.",
    )
    port: int = _key(9770, _whole(0, 65535), "UDP port that the daemon listens on; 0 is any free one.")
    allow: tuple[IPv4Network | IPv6Network, ...] = _key(
        (),
        Kind('a list of addresses or networks such as "192.168.0.0/24"', "NETWORK,...", _network, many=True),
        "Who may ask, beside programs on this machine that ask at 127.0.0.1.",
    )
    folder: Path = _key(  # noqa: RUF009 - it gives a field
        "~/Music/fsbridge",
        Kind(f"a folder whose whole path has at most {FOLDER_BYTES_MAX} bytes", "FOLDER", _folder),
        "Sample folder, in which the sounds are kept.",
    )
    folders: tuple[Path, ...] = _key(
        (),
        Kind('a list of whole paths such as "~/Samples"', "FOLDER,...", _elsewhere, many=True),
        "Other folders that links in the sample folder may lead into; no other link is followed.",
    )
    licenses: tuple[License, ...] = _key(
        tuple(License),
        Kind(f"a list of {' '.join(License)}", f"{'|'.join(License)},...", License, many=True),
        "Licenses that are welcome; a sound under another one is refused.",
    )
    level: int = _key(1, _whole(1, 3), "Throttling level that Freesound gave to your API credential.")
    downloads: int = _key(4, _whole(1, 16), "Files that are downloaded at the same time.")
    notify: tuple[Endpoint, ...] = _key(
        (),
        Kind('a list of "address:port" such as "127.0.0.1:57120"', "ADDRESS:PORT,...", _endpoint, many=True),
        "Who is told of events without asking; for programs that can't say hello.",
    )
    reply_hosts: tuple[str, ...] = _key(
        (),
        Kind('a list of numeric addresses such as "192.168.0.7"', "ADDRESS,...", _address, many=True),
        "Other machines that `@reply HOST PORT` may send an answer to.",
    )
    log_level: str = _key(
        "info", _one_of("debug", "info", "warning", "error"), "What the log tells: this and what is graver."
    )
    client_id: str = _key(
        "",
        Kind("a text", "TEXT", _text),
        "Client id of your API credential, so that `fsbridge login` need not ask.",
        table=ACCOUNT,
    )
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(
        cls, options: Mapping[str, object], file: Path | None = None, environ: Mapping[str, str] | None = None
    ) -> Config:
        """Read the configuration from its sources; a source that is left out is not asked.

        Args:
            options: what the command line gave, by name of key; None where it gave nothing.
            file: a `config.toml`, which need not exist.
            environ: the environment.

        Raises:
            ConfigError: with all that is wrong, at once.
        """
        problems: list[str] = []
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for source, name_of, pairs in (
            ("default", dotted, defaults()),
            (str(file), dotted, _file_pairs(file, problems) if file else {}),
            ("environment", variable, {n: v for n, v in (environ or {}).items() if n.startswith(PREFIX) and v}),
            ("command line", _plain, {n: v for n, v in options.items() if v is not None}),
        ):
            keys = {name_of(key): key for key in KEYS}
            for name, value in pairs.items():
                if (key := keys.get(name)) is None:
                    problems.append(_unknown(name, source, keys))
                    continue
                try:
                    values[key.name] = key.metadata["kind"](value)
                    sources[key.name] = source
                except (ValueError, TypeError, AttributeError, RuntimeError):
                    shown = json.dumps(value, default=str, ensure_ascii=False)
                    problems.append(f"{name} = {shown} ({source}) must be {key.metadata['kind'].wanted}.")
        if problems:
            raise ConfigError(problems)
        return cls(**values, sources=sources)

    def require_allow(self) -> None:
        """Refuse to listen where other machines can ask, unless it is said which of them may.

        Raises:
            ConfigError: it is not.
        """
        if not (self.allow or ip_address(self.host).is_loopback):
            problem = (
                f'host = "{self.host}" opens fsbridge to other machines, which can then fill your disk and spend what'
                ' Freesound allows you. Say which of them may, as in allow = ["192.168.0.0/24"] (["0.0.0.0/0"] is'
                ' everyone), or keep to host = "127.0.0.1".'
            )
            raise ConfigError([problem])


KEYS = tuple(key for key in fields(Config) if key.metadata)
"""Every key, in order; each has `default`, `kind`, `meaning` and `table` in its metadata."""


def dotted(key: Field[Any]) -> str:
    """Name a key as in the file."""
    return ".".join(filter(None, (key.metadata["table"], key.name)))


def variable(key: Field[Any]) -> str:
    """Name a key as in the environment."""
    return PREFIX + key.name.upper()


def defaults() -> dict[str, object]:
    """Give what each key is where nothing is said; the folder lies where this user's music does."""
    folder = (music_folder() / "fsbridge").as_posix()
    home = Path.home().as_posix()
    if folder.startswith(f"{home}/"):
        folder = folder.replace(home, "~", 1)
    return {dotted(key): key.metadata["default"] for key in KEYS} | {"folder": folder}


def config_file() -> Path:
    """Where the user's configuration lies, whether or not there is one."""
    return config_folder() / "config.toml"


def config_folder() -> Path:
    """Where configuration and login lie."""
    from platformdirs import user_config_path

    return user_config_path("fsbridge")


def login_file() -> Path:
    """Where the user's login lies, owner-only."""
    return config_folder() / "login.json"


def music_folder() -> Path:
    """Where the user's music lies."""
    from platformdirs import user_music_path

    return user_music_path()


def state_folder() -> Path:
    """Where lies what fsbridge must not forget, but nobody edits: limits and clients."""
    from platformdirs import user_state_path

    return user_state_path("fsbridge")


def _plain(key: Field[Any]) -> str:
    return key.name


def _file_pairs(file: Path, problems: list[str]) -> dict[str, object]:
    import tomllib

    try:
        return dict(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return {}
    except OSError as error:
        problems.append(f"{file} can't be read: {error.strerror}.")
    except ValueError as error:  # not TOML, or not UTF-8
        problems.append(f"{file} is not TOML: {error}.")
    return {}


def _flat(table: Mapping[str, Any], path: str = "") -> Iterable[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield path + name, value


def _unknown(name: str, source: str, known: Iterable[str]) -> str:
    if any(word in name.lower().replace("-", "_") for word in SECRET_WORDS):
        return f"{name} ({source}) looks like a secret; take it out and run `fsbridge login`, which keeps it safe."
    near = get_close_matches(name, known, n=1)
    return f"{name} ({source}) is no key of fsbridge{f'; did you mean {near[0]}?' if near else '.'}"
