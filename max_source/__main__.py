"""Write the package anew: `python -m max_source [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from max_source import browser, objects


def written(package: Path) -> None:
    """Write every file of the package that is drawn."""
    for draw in (objects.fsbridge, objects.buffer, objects.bank, browser.browser):
        patch = draw()
        patch.written(package / "patchers" / f"{patch.name}.maxpat")


if __name__ == "__main__":
    written(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "max_patches"))
