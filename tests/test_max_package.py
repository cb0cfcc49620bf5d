"""The Max package, as far as reading can tell; docs/max-checklist.md is what only a person with Max can."""

from __future__ import annotations

from pathlib import Path

from max_source.__main__ import written

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "max_patches"


def drawn(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_drawn_anew_is_what_is_there(tmp_path):
    written(tmp_path)
    made = drawn(tmp_path)
    there = drawn(PACKAGE)
    assert {path: there.get(path) for path in made} == made
