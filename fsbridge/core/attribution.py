"""The line that credits a sound, in Freesound's own words (docs/freesound.md 7.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fsbridge.model import License

if TYPE_CHECKING:
    from fsbridge.model import Sound

_NAMES = {
    License.CC0: "Creative Commons 0",
    License.BY: "Attribution",
    License.BY_NC: "Attribution NonCommercial",
    License.SAMPLING: "Sampling+",
}


def attribution(sound: Sound) -> str:
    """Give `<name> by <user> -- <page> -- License: <name and version>`; of a file of the user's own only its name."""
    name = " ".join(sound.name.split())
    if sound.id < 0:
        return name
    page = f"https://freesound.org/s/{sound.id}/"
    return f"{name} by {' '.join(sound.username.split())} -- {page} -- License: {license_name(sound)}"


def license_name(sound: Sound) -> str:
    """Name the license in full, with its version where the deed has one that matters: `Attribution 4.0`."""
    name = _NAMES.get(sound.license, sound.license_url or "unknown")
    version = re.search(r"/([34]\.0)(?:/|$)", sound.license_url)
    return f"{name} {version[1]}" if version and sound.license in _NAMES else name
