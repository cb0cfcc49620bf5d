"""The demo's own sounds: some two hundred, made on the spot, so that it runs without network and account."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from fsbridge.demo.made.credential import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "PASSWORD", "USERNAME", "make"]


def make(folder: Path, large_megabytes: int = 0, begin: Callable[[], None] = lambda: None) -> Path:
    """Make the sounds below `folder`, unless they are there, and return the path of their `dataset.json`.

    The files stand in `folder/files`. With `large_megabytes` there is one more sound, about so large, for
    measuring. Sounds in M4A are left out where PyAV is not installed. What another version of this package
    made is made anew. `begin` is called if there is anything to make, which takes some seconds.

    Raises:
        OSError: the folder can't be written to, or has no room.
    """
    dataset, stamp = folder / "dataset.json", folder / "made.txt"
    version = f"{_sources()} {large_megabytes}\n"
    if not (stamp.is_file() and stamp.read_text("ascii") == version and dataset.is_file()):
        from fsbridge.demo.made import catalog, plan

        begin()
        stamp.unlink(missing_ok=True)
        catalog.make(folder, dataset, plan.rows(), large_megabytes)
        stamp.write_text(version, "ascii")
    return dataset


def _sources() -> str:
    """Sum up the program that makes the sounds, so that no number must be raised by hand."""
    program = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return f"{zlib.crc32(program):08x}"
