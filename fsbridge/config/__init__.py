"""What the user decides: one table of keys, from which file, environment, command line and README are read and made.

A value is looked for on the command line, then in `FSBRIDGE_<KEY>`, then in `config.toml`, then in the table.
Secrets are no configuration: `fsbridge login` keeps them in a file of their own.
"""

from __future__ import annotations

import json
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fsbridge.config.kinds import (
    ADDRESS,
    ADDRESSES,
    ENDPOINTS,
    FOLDER,
    FOLDERS,
    LICENSES,
    NETWORKS,
    TEXT,
    Kind,
    one_of,
    whole,
)
from fsbridge.config.places import music_folder
from fsbridge.model import License

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from ipaddress import IPv4Network, IPv6Network

    from fsbridge.config.kinds import Endpoint

SERVICE_URL = "https://freesound.org/apiv2/"
ACCOUNT = "account.default"
PREFIX = "FSBRIDGE_"
SECRET_WORDS = ("secret", "token", "password", "api_key", "apikey")


class ConfigError(Exception):
    """The configuration can't be used; `problems` holds a sentence for each thing that is wrong with it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _key(default: Any, kind: Kind, meaning: str, *, table: str = "") -> Any:
    return field(metadata={"default": default, "kind": kind, "meaning": meaning, "table": table})


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What holds. The fields made by `_key` are the table of keys; `sources` tells where each value came from."""

    host: str = _key(
        "127.0.0.1", ADDRESS, "Address that the daemon listens on; 0.0.0.0 lets the machines in `allow` ask."
    )
    port: int = _key(9770, whole(0, 65535), "UDP port that the daemon listens on; 0 is any free one.")
    allow: tuple[IPv4Network | IPv6Network, ...] = _key(
        (), NETWORKS, "Who may ask, beside programs on this machine that ask at 127.0.0.1."
    )
    folder: Path = _key("~/Music/fsbridge", FOLDER, "Sample folder, in which the sounds are kept.")  # noqa: RUF009 - a field
    folders: tuple[Path, ...] = _key(
        (), FOLDERS, "Other folders that links in the sample folder may lead into; no other link is followed."
    )
    licenses: tuple[License, ...] = _key(
        tuple(License), LICENSES, "Licenses that are welcome; a sound under another one is refused."
    )
    level: int = _key(1, whole(1, 3), "Throttling level that Freesound gave to your API credential.")
    downloads: int = _key(4, whole(1, 16), "Files that are downloaded at the same time.")
    notify: tuple[Endpoint, ...] = _key(
        (), ENDPOINTS, "Who is told of events without asking; for programs that can't say hello."
    )
    reply_hosts: tuple[str, ...] = _key((), ADDRESSES, "Other machines that `@reply HOST PORT` may send an answer to.")
    log_level: str = _key(
        "info", one_of("debug", "info", "warning", "error"), "What the log tells: this and what is graver."
    )
    client_id: str = _key(
        "", TEXT, "Client id of your API credential, so that `fsbridge login` need not ask.", table=ACCOUNT
    )
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(
        cls, options: Mapping[str, object], file: Path | None = None, environ: Mapping[str, str] | None = None
    ) -> Config:
        """Read the configuration from its sources; a source that is left out is not asked.

        Args:
            options: what the command line gave, by name of key.
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
            ("command line", _plain, options),
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
