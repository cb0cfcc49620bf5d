"""The help and the examples of the quark: SCDoc takes them, every method is told of, and all that is shown runs."""

from __future__ import annotations

import re

import pytest
from programs import EXAMPLE_PORT, ROOT

QUARK = ROOT / "supercollider"
PAGES = {f"{path.parent.name}/{path.stem}": path for path in sorted((QUARK / "HelpSource").rglob("*.schelp"))}
EXAMPLES = [path for path in sorted((QUARK / "examples").glob("*.scd")) if path.name != "raw-osc.scd"]
CLASSES = [path.stem for path in sorted((QUARK / "Classes").glob("FS*.sc"))]
BLOCK_OF = {".schelp": r"^code::\n(.*?)^::$", ".scd": r"^\(\n(.*?)^\)$"}
LINES_IN = ("README.md", "supercollider/README.md", "docs/hosts/tidalcycles.md")
AMISS = re.compile(r"ERROR|WARNING|FAILURE|UNDOCUMENTED|fsbridge: .* failed: ")
SETTLED = """
fork {
    var all = [f, g].select(_.isKindOf(FSBridge)), deadline = Main.elapsedTime + 25;
    var busy = {
        s.serverBooting or: {
            all.any { |bridge|
                bridge.requests.notEmpty or: { s.serverRunning and: { bridge.sounds.any { |each| each.state == \\waiting } } }
            }
        }
    };
    0.1.wait;
    while { busy.value and: { Main.elapsedTime < deadline } } { 0.02.wait };
    if(s.serverRunning) { s.sync };
    if(busy.value) { "ERROR: it has not settled".postln };
    "settled".postln
}
"""


@pytest.fixture(scope="module")
def read(sclang):
    """What SCDoc said of each page."""
    program = sclang(ROOT / "tests/hosts/quark_help.scd", HELP=QUARK / "HelpSource")
    program.wait_for("^ALL DONE")
    text = "".join(program.lines)
    return {page: re.search(rf"^BEGIN {page}\n(.*?)^END {page}$", text, re.MULTILINE | re.DOTALL) for page in PAGES}


@pytest.fixture
def show(patch, daemon):
    """Evaluate code as a performer does, block after block."""
    first = len(patch.lines)

    def show(*blocks):
        patch.evaluate(f"FSBridge.default = f = FSBridge({daemon.port}); ~dirt = TestFSDirt.standIn(s)")
        for block in blocks:
            patch.evaluate(block.replace(EXAMPLE_PORT, str(daemon.port)))
            patch.evaluate(SETTLED)
            patch.wait_for("^settled")
        said = patch.lines[first:]
        assert not [line for line in said if AMISS.search(line)], "".join(said)
        return said

    yield show
    patch.evaluate('CmdPeriod.run; Window.closeAll; [f, g].do(_.free); f = g = nil; "freed".postln')
    patch.wait_for("^freed")


def blocks_of(path):
    return re.findall(BLOCK_OF[path.suffix], path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def lines_of(page):
    """Give what a page shows of SuperCollider: its block that speaks to a bridge, and what stands amid the text."""
    text = (ROOT / page).read_text("utf-8")
    blocks = re.findall(r"^```supercollider\n(f.*?)^```$", text, re.MULTILINE | re.DOTALL)
    amid = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    return blocks + [code.replace("\\|", "|") for code in amid if re.match(r"(fork|[bfx])\b\W", code)]


@pytest.mark.host("sclang")
@pytest.mark.parametrize("page", PAGES)
def test_scdoc_takes_it_and_misses_no_method(page, read):
    assert read[page], "it is not indexed"
    assert not AMISS.search(read[page][1]), read[page][1]


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_has_a_page_or_is_told_to_be_inside(name):
    inside = PAGES["Guides/FSBridge-Guide"].read_text("utf-8").partition("section:: What is inside")[2]
    assert (f"Classes/{name}" in PAGES) != (name in re.findall(r"\w+", inside))


@pytest.mark.host("sclang", "scsynth", "jackd")
@pytest.mark.parametrize("page", PAGES)
def test_what_the_help_shows_runs(page, show):
    blocks = blocks_of(PAGES[page])
    assert blocks
    show(*blocks)


@pytest.mark.host("sclang", "scsynth", "jackd")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_run(path, show):
    said = show(*(block.replace("SuperDirt(2, s)", "TestFSDirt.standIn(s)") for block in blocks_of(path)))
    assert "superdirt" in path.name or "a synth plays\n" in said


@pytest.mark.host("sclang", "scsynth", "jackd")
@pytest.mark.parametrize("page", LINES_IN)
def test_the_lines_of_a_page_run(page, show):
    assert lines_of(page)
    show("s.waitForBoot({ })", *lines_of(page))
