"""`script/bench`: measure, print a table, end in 1 where a figure is beyond its goal."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import running

from bench import latency, preview, reaction, throughput
from fsbridge.demo import made


def main() -> int:
    """Measure one after another; the figures are printed as they come."""
    figures = []
    print(f"{'what':<62}{'measured':>12}  {'goal':<16} verdict")
    with tempfile.TemporaryDirectory(prefix="fsbridge-bench-") as scratch:
        for figure in measured(Path(scratch)):
            name, value, goal, verdict = figure.row()
            print(f"{name:<62}{value:>12}  {goal:<16} {verdict}", flush=True)
            figures.append(figure)
    return int(not all(figure.reached for figure in figures))


def measured(scratch: Path):
    """Give every figure, measured over a catalogue that holds a sound of 100 MB."""
    catalogue = scratch / "made"
    made.make(catalogue, large_megabytes=100)
    folder = scratch / "sounds"
    with running.catalogue(catalogue) as api:
        running.log_in(api, folder)
        with running.over(api, folder, log_level="info") as daemon:
            yield from latency.measure(daemon)
            yield from throughput.measure(daemon, api)
    made.make(scratch / "plain")
    yield from reaction.measure(scratch / "demo", scratch / "plain")
    yield from preview.measure(scratch / "slow")


if __name__ == "__main__":
    sys.exit(main())
