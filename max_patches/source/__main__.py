"""Write the package anew: `python -m max_patches.source [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from max_patches.source import browser, helping, objects, reference, showing, table

PACKAGE = Path(__file__).parents[1]


def written(package: Path) -> None:
    """Write every file of the package that is drawn."""
    drawn = {}
    for draw in (objects.fsbridge, objects.buffer, objects.bank, browser.browser):
        patch = draw()
        patch.written(package / "patchers" / f"{patch.name}.maxpat")
        drawn[patch.name] = patch
    for thing in table.THINGS:
        helping.helped(thing, drawn[thing.name]).written(package / "help" / f"{thing.name}.maxhelp")
        reference.write_reference(thing, drawn[thing.name], package / "docs" / f"{thing.name}.maxref.xml")
    for draw in (showing.one_line, showing.bank_player):
        patch = draw()
        patch.written(package / "examples" / f"{patch.name}.maxpat")
    showing.overview().written(package / "extras" / "fsbridge-overview.maxpat")
    reference.write_package_info(package / "package-info.json")


if __name__ == "__main__":
    written(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
