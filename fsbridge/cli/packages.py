"""The packages of the hosts: put where each host looks for its users' own, and taken out again.

What was put there is known by a list with a checksum of each file, so that nothing of the user's is ever touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from fsbridge.errors import NotAllowedError, NotFoundError
from fsbridge.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "fsbridge"
"""Of the folder that is installed."""
LIST = "installed.json"
"""What was installed, in that folder: whose package, and each file's path and sha256."""


@dataclass(frozen=True, slots=True)
class Package:
    """One host's package.

    Attributes:
        host: as the command line and the wheel name it.
        title: as people name it.
        checkout: its folder beside the Python package in a checkout.
        shelves: the folders of this user and machine in which the host looks for packages.
        looked: where such a folder would be, in words.
        then: what a performer does next.
        rival: gives where the host has the package from elsewhere, which would be one too many.
    """

    host: str
    title: str
    checkout: str
    shelves: tuple[Path, ...]
    looked: str
    then: str
    rival: Callable[[], Path | None] = lambda: None

    @property
    def source(self) -> Path:
        """Give the folder that is installed: the wheel's, else the checkout's.

        Raises:
            NotFoundError: this fsbridge came without it.
        """
        home = Path(__file__).parents[1]
        for folder in (home / "patches" / self.host, home.parent / self.checkout):
            if folder.is_dir():
                return folder
        raise NotFoundError(f"This fsbridge came without its package for {self.title}: install it anew with pip.")

    def places(self, shelf: Path | None = None) -> list[Path]:
        """Give each folder that the package is, or would be, in; `shelf` is the user's choice.

        Raises:
            NotFoundError: the host keeps no packages on this machine.
        """
        shelves = (shelf.absolute(),) if shelf else self.shelves
        if not shelves:
            raise NotFoundError(f"{self.title} looks in {self.looked}, which is not here; name a folder with --to.")
        return [each / NAME for each in shelves]

    def is_in(self, place: Path) -> bool:
        """Tell whether `install` has put this package there."""
        return _list_in(place)[0] == self.host


def _quark() -> Path | None:
    """Give the folder that `Quarks.install` has added to what sclang compiles, if it is of this quark."""
    conf = Path(platformdirs.user_config_dir("SuperCollider", appauthor=False), "sclang_conf.yaml")
    with suppress(OSError):
        for line in conf.read_text("utf-8", "replace").splitlines():
            folder = Path(line.strip().removeprefix("- ").strip("'\""))
            if folder.is_absolute() and (folder / "FSBridge.quark").is_file():
                return folder
    return None


def packages() -> dict[str, Package]:
    """Give every package by its host."""
    supercollider = Path(platformdirs.user_data_dir("SuperCollider", appauthor=False), "Extensions")
    pd = _pd_shelf()
    documents = Path(platformdirs.user_documents_dir())
    max_ = [documents / f"Max {version}" / "Packages" for version in (8, 9)]
    every = (
        Package(
            "supercollider",
            "SuperCollider",
            "supercollider",
            (supercollider,),
            str(supercollider),
            "Recompile the class library (Ctrl-Shift-L, on a Mac Cmd-Shift-L), boot the server, and evaluate: "
            'FSBridge.default.fetch(query: "rain") { |sound| sound.play }',
            _quark,
        ),
        Package(
            "pd",
            "Pure Data",
            "pd_patches",
            (pd,),
            str(pd),
            "Put [declare -path fsbridge] and [fsbridge-sampler mine] into a patch; right-click it for its help.",
        ),
        Package(
            "max",
            "Max",
            "max_patches",
            tuple(folder for folder in max_ if folder.parent.is_dir()),
            " or ".join(map(str, max_)),
            "Restart Max and open fsbridge-overview from its Extras menu.",
        ),
    )
    return {package.host: package for package in every}


def _pd_shelf() -> Path:
    """Give where Pd always looks, whatever its preferences (s_path.c of Pd 0.53 and 0.56)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Pd"
    if sys.platform == "win32":
        return Path(platformdirs.user_data_dir("Pd", appauthor=False, roaming=True))
    looked = [Path.home() / ".local" / "lib" / "pd" / "extra", Path.home() / "pd-externals"]
    return next((folder for folder in looked if folder.is_dir()), looked[0])


def install(package: Package, place: Path) -> int:
    """Put a package into its place, over an earlier one; count its files.

    Raises:
        NotAllowedError: something of the user's, or of another host, stands there; nothing was changed.
        OSError.
    """
    if place.is_symlink() or (place.exists() and not package.is_in(place)):
        if other := packages().get(_list_in(place)[0]):
            raise NotAllowedError(f"{place} holds the package for {other.title}: name another folder with --to.")
        raise NotAllowedError(f"What lies in {place} is yours, not of fsbridge: move it away, and ask again.")
    if rival := package.rival():
        raise NotAllowedError(f"{rival} is installed as a quark already, and both at once compile no class: take one.")
    source = package.source
    names = sorted(path.relative_to(source).as_posix() for path in _files(source))
    listed = dict(_listed(place))
    for path in (*listed, *(place / name for name in names)):
        if os.path.lexists(path) and not listed.get(path):
            raise NotAllowedError(f"{path} is yours, or you have changed it: move it away, and ask again.")
    uninstall(place)
    place.mkdir(parents=True, exist_ok=True)
    listed_now = {"host": package.host, "files": {name: _digest(source / name) for name in names}}
    write_whole(place / LIST, json.dumps(listed_now, indent=1).encode())  # first: half of it can be taken out
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(place / name, (source / name).read_bytes(), durable=False)
    return len(names)


def uninstall(place: Path) -> tuple[int, list[Path]]:
    """Take out what `install` put there; count the files, and name those that stay since they are the user's.

    Raises:
        OSError.
    """
    taken, folders = 0, {place}
    for path, whole in _listed(place):
        folders.update(parent for parent in path.parents if place in parent.parents)
        if whole:
            path.unlink()
            taken += 1
    (place / LIST).unlink(missing_ok=True)
    for folder in sorted(folders, reverse=True):  # the inner ones first
        with suppress(OSError):  # something of the user's is in it
            folder.rmdir()
    return taken, sorted(_files(place))


def _list_in(place: Path) -> tuple[str, dict[str, str]]:
    """Give the host whose package was put there, and the digests of its files; of a list that is none, nothing."""
    with suppress(OSError, ValueError):
        match json.loads((place / LIST).read_bytes()):
            case {"host": str(host), "files": dict(digests)}:
                return host, digests
    return "", {}


def _listed(place: Path) -> Iterator[tuple[Path, bool]]:
    """Give every file that was installed, and whether it is there as it was."""
    for name, digest in _list_in(place)[1].items():
        path = place / name
        yield path, path.is_file() and not path.is_symlink() and _digest(path) == digest


def _files(folder: Path) -> Iterator[Path]:
    """Give the files below a folder, but for hidden ones and what Python makes of its own."""
    for path in folder.rglob("*"):
        passed_over = any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
        if not passed_over and not path.is_dir():
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
