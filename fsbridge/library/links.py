"""What stands in the sample folder, and which of the links there are followed out of it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

HOME = ".fsbridge"


def standing(path: Path) -> tuple[int, int] | None:
    """Give size and time of change of a regular file, itself and not what it links to; None where there is none."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: NUL stands in no path
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def identity(path: Path | str) -> tuple[int, int] | None:
    """Tell one file or folder from another that stands there later; None where nothing can be seen."""
    try:
        found = os.stat(path)  # noqa: PTH116 - many are asked for
    except OSError:
        return None
    return found.st_dev, found.st_ino


@dataclass(frozen=True, slots=True)
class Target:
    """What a link that is followed leads to: a stick that is taken out leaves an empty folder, or nothing."""

    real: str
    stood: tuple[int, int] | None

    @classmethod
    def at(cls, real: str) -> Target:
        """Look what stands there now."""
        return cls(real, identity(real))

    def is_another(self) -> bool:
        """Tell whether something else stands there by now, of which no system tells."""
        return identity(self.real) != self.stood


@dataclass(frozen=True, slots=True)
class Links:
    """The links below `root`: those into one of `folders` are followed, and nothing is written through any."""

    root: Path
    folders: tuple[Path, ...]

    def way(self, place: str) -> list[str]:
        """Give the real path of `root` and of each step down to a place, [] where a link there is not followed."""
        way = [os.path.realpath(self.root)]
        for step in PurePosixPath(place).parts:
            beside = os.path.join(way[-1], step)  # noqa: PTH118 - many are asked for
            real = os.path.realpath(beside)
            if real in way or (real != beside and (place.startswith(HOME) or not self.led(real))):
                return []
            way.append(real)
        return way

    def led(self, real: str) -> bool:
        """Tell whether a link may lead to this real path."""
        return any(Path(real).is_relative_to(os.path.realpath(folder)) for folder in self.folders)

    def is_own(self, place: str) -> bool:
        """Tell whether no link stands above a place, so that what is written there comes to lie in the folder."""
        above = PurePosixPath(place).parent
        return os.path.realpath(self.root / above) == str(Path(os.path.realpath(self.root)) / above)

    def standing(self, place: str) -> tuple[int, int] | None:
        """Give size and time of change of the regular file at a place, through links that are followed."""
        way = self.way(place) if "\0" not in place else []
        return standing(Path(way[-1])) if way else None
