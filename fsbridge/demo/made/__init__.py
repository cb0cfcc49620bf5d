"""The demo's own sounds: some two hundred, made on the spot, so that it runs without network and account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CLIENT_ID = "DEMO0client0fsbridge"
CLIENT_SECRET = "DEMO0secret0of0the0embedded0catalogue000"  # noqa: S105 - it opens nothing but the demo
USERNAME = "demo"
PASSWORD = "demo"  # noqa: S105 - as above

VERSION = 1
"""To be raised when anything here changes: sounds of another version are made anew."""


def make(folder: Path, large_megabytes: int = 0) -> Path:
    """Make the sounds below `folder`, unless they are there, and return the path of their `dataset.json`.

    The files stand in `folder/files`. With `large_megabytes` there is one more sound, about so large, for
    measuring. Sounds in M4A are left out where PyAV is not installed.

    Raises:
        DiskFullError: there is no room.
        OSError: the folder can't be written to.
    """
    dataset, stamp = folder / "dataset.json", folder / "made.txt"
    version = f"{VERSION} {large_megabytes}\n"
    if not (stamp.is_file() and stamp.read_text("ascii") == version and dataset.is_file()):
        from fsbridge.demo.made import catalog

        stamp.unlink(missing_ok=True)
        catalog.make(folder, dataset, large_megabytes)
        stamp.write_text(version, "ascii")
    return dataset
