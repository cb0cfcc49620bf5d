"""The rooms of docs/architecture.md: who may know whom, read from the imports themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fsbridge

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "fsbridge").rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}

GROUND = {"errors", "files", "model", "version"}
BESIDE_CORE = GROUND | {"core"}
MAY_KNOW = {
    "version": set(),
    "model": set(),
    "errors": set(),
    "files": {"errors"},
    "config": GROUND,
    "core": GROUND,
    "osc": BESIDE_CORE,
    "freesound": BESIDE_CORE,
    "library": BESIDE_CORE,
    "audio": BESIDE_CORE,
    "demo": BESIDE_CORE | {"audio"},
    "app": BESIDE_CORE | {"config", "osc", "freesound", "library", "audio", "demo"},
    "cli": BESIDE_CORE | {"config", "osc", "freesound", "library", "audio", "demo", "app"},
    "__main__": {"cli"},
}
"""Which rooms of fsbridge a room may import; its own it always may."""

HOME_OF = {
    "pythonosc": {"osc"},
    "requests": {"freesound"},
    "requests_oauthlib": {"freesound"},
    "oauthlib": {"freesound"},
    "urllib3": {"freesound"},
    "filelock": {"freesound", "library"},
    "msgspec": {"demo", "freesound", "library", "osc"},
    "tenacity": {"freesound"},
    "watchdog": {"library"},
    "sqlite3": {"library"},
    "soundfile": {"audio"},
    "soxr": {"audio"},
    "av": {"audio"},
    "numpy": {"audio", "demo"},
    "luqum": {"demo"},
    "werkzeug": {"demo"},
    "platformdirs": {"cli", "config"},
    "click": {"cli"},
    "rich": {"cli"},
    "tomlkit": {"cli"},
}
"""The rooms that may import an outside package, or a part of the standard library that belongs to one room."""

NOT_IN_CORE = {"http", "socket", "socketserver", "sqlite3", "ssl", "urllib"}
FIRST_PING_WITHOUT = {"numpy", "requests", "rich", "soundfile", "soxr", "tenacity", "watchdog", "werkzeug", "luqum"}
"""What costs tens of milliseconds to import, and is not needed before a first question is answered."""

CITED = re.compile(r"\bdocs/[\w-]+\.md")


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Full names of what these nodes import; `from package import module` counts as the module."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports say the whole name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def at_start(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if not late and not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
            yield node
            yield from at_start(node)


def room_of(module: str) -> str:
    """`fsbridge.core.service` is in `core`; `fsbridge` itself holds the version."""
    return module.split(".")[1] if "." in module else "version"


@pytest.mark.parametrize("module", MODULES)
def test_module_knows_only_whom_it_may(module):
    room = room_of(module)
    for name in imported(ast.walk(TREES[module])):
        package = name.split(".")[0]
        if package == "fsbridge":
            assert room_of(name) in MAY_KNOW[room] | {room}, f"{module} imports {name}"
        elif package in HOME_OF or package not in sys.stdlib_module_names:
            assert room in HOME_OF.get(package, set()), f"{module} imports {name}"
        assert not (room == "core" and package in NOT_IN_CORE), f"{module} imports {name}"


def test_no_circle():
    """Not among modules either, and imports for types and late ones count."""
    graph = {
        module: {name for name in imported(ast.walk(tree)) if name in MODULES} - {module}
        for module, tree in TREES.items()
    }
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(("module", "without"), [("fsbridge.cli", {"asyncio", "ssl"}), ("fsbridge.app", set())])
def test_what_is_heavy_is_imported_late(module, without):
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not (FIRST_PING_WITHOUT | without) & set(loaded)


@pytest.mark.parametrize("module", MODULES)
def test_no_part_of_requests_is_imported_late_by_itself(module):
    """While one thread imports the package, another that asks for a part of it alone makes both fail."""
    late = {node for node in ast.walk(TREES[module]) if isinstance(node, ast.Import | ast.ImportFrom)} - {
        *at_start(TREES[module])
    }
    assert not {name for name in imported(late) if name.startswith("requests.")}


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_size_and_a_name(module):
    assert MODULES[module].read_text(encoding="utf-8").count("\n") <= 400
    assert not {"utils", "helpers", "common", "misc", "manager"} & set(module.split("."))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("test_*.py")), ids=lambda path: path.name)
def test_every_test_is_collected(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and any(getattr(child, "name", "").startswith("test") for child in node.body):
            assert node.name.startswith("Test")


def test_changelog_begins_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?([\d.]+)", text, re.MULTILINE)[1] == fsbridge.__version__


def test_decisions_name_every_dependency():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)[1]
    for package in re.findall(r'"([\w-]+)', block):
        assert f"`{package}`" in decisions


@pytest.mark.parametrize(
    "module", [module for module, path in MODULES.items() if CITED.search(path.read_text("utf-8"))]
)
def test_pages_that_are_cited_are_there(module):
    for page in CITED.findall(MODULES[module].read_text("utf-8")):
        assert (ROOT / page).exists()
