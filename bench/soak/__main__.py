"""`script/soak`: faults for a chosen time; print what became of the promises, end in 1 if one was lost."""

from __future__ import annotations

import argparse
import importlib
import re
import secrets
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))  # themes share code with the suite

from bench.soak.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.figures import Figure

THEMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if re.search(r"^def soak\(", path.read_text("utf-8"), re.MULTILINE)
)
INTERRUPTED = 130


def main() -> int:
    """Run the themes one after another; their lines are printed as they come."""
    asked = _asked()
    seed = secrets.randbelow(2**32) if asked.seed is None else asked.seed
    begun = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the themes' `with` blocks end their children
    print(f"seed {seed}", flush=True)
    print(f"{'fault, or figure with its goal':<72}{'injected':>10}{'survived':>10}{'lost':>6}")
    results: list[Tally | Figure] = []
    interrupted = False
    try:
        with tempfile.TemporaryDirectory(prefix="fsbridge-soak-") as scratch:
            for result in _soaked(asked.theme or THEMES, Path(scratch), asked.minutes * 60, seed):
                _print(result)
                results.append(result)
    except KeyboardInterrupt:
        interrupted = True
        print("interrupted: what is above is all there is")
    for tally in results:
        for text in getattr(tally, "lost", []):
            print(f"lost: {tally.fault}: {text}")
    held = sum(result.reached for result in results)
    print(f"{held} of {len(results)} hold, in {(time.monotonic() - begun) / 60:.1f} minutes, seed {seed}")
    if held < len(results):
        return 1
    return INTERRUPTED if interrupted else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/soak", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=10, help="for all themes together (10); once of each fault takes some 5"
    )
    parser.add_argument("--seed", type=int, help="of an earlier run, to do the same again")
    parser.add_argument("theme", nargs="*", help=f"of {', '.join(THEMES)} (all)")
    asked = parser.parse_args()
    if unknown := set(asked.theme) - set(THEMES):
        parser.error(f"no such theme: {', '.join(sorted(unknown))}; there are {', '.join(THEMES)}")
    return asked


def _soaked(themes: list[str], scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Give what each theme gives; what one leaves of its share goes to those after it."""
    end = time.monotonic() + seconds
    for left, theme in zip(range(len(themes), 0, -1), themes, strict=True):
        print(f"[{theme}]", flush=True)
        (scratch / theme).mkdir()
        share_seconds = max(0, end - time.monotonic()) / left
        try:
            yield from importlib.import_module(f"bench.soak.{theme}").soak(scratch / theme, share_seconds, seed)
        except Exception as error:  # noqa: BLE001 - a theme that breaks off has held nothing
            traceback.print_exc()
            yield Tally(theme, 1, 0, [f"broke off: {error!r}"])


def _print(result: Tally | Figure) -> None:
    first, *others = result.row()
    if isinstance(result, Tally):
        injected, survived, lost = others
        print(f"{first:<72}{injected:>10}{survived:>10}{lost:>6}", flush=True)
    else:
        value, goal, verdict = others
        print(f"{first:<72}{value:>10}  {goal} {verdict}".rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
