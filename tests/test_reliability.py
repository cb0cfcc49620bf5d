"""docs/reliability.md is true: what it names is there, and no theme of the soak is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
SOAKED = set(re.findall(r"soak `(\w+)`", PAGE))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and line != "| promise | held by |"]
UNTESTED = "no test"


def named() -> set[tuple[str, str]]:
    """Give file and name of each test; `::name` alone is of the file that was named before it."""
    tests, file = set(), ""
    for path, name in re.findall(r"`(?:tests/(test_\w+\.py))?::([\w:]+)`", PAGE):
        file = path or file
        tests.add((file, name))
    return tests


def functions(path: Path) -> set[str]:
    """Names as pytest has them, without parameters."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{child.name}" for child in node.body if isinstance(child, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
    return found


@pytest.mark.parametrize(("file", "test"), sorted(named()))
def test_a_test_that_is_named_is_there(file, test):
    assert test in functions(ROOT / "tests" / file)


def test_the_themes_of_the_soak_are_named():
    soak = ROOT / "bench" / "soak"
    assert {path.stem for path in soak.glob("*.py") if "soak" in functions(path)} == SOAKED


@pytest.mark.parametrize("row", ROWS)
def test_a_promise_names_what_holds_it(row):
    assert "::" in row or "soak `" in row or UNTESTED in row
