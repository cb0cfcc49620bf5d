"""The Max package, as far as reading can tell; docs/max-checklist.md is what only a person with Max can."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from max_faults import Reading, ports_of

from fsbridge import __version__
from max_patches.source.__main__ import PACKAGE as PLACE
from max_patches.source.__main__ import written
from max_patches.source.table import THINGS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "max_patches"
OURS = {path.stem: ports_of(path) for path in (PACKAGE / "patchers").glob("*.maxpat")}
PATCHES = sorted([*PACKAGE.rglob("*.maxpat"), *PACKAGE.rglob("*.maxhelp")])
WRITTEN = {"newobj", "message"}
NAMES = [thing.name for thing in THINGS]


def drawn(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def faults(patcher):
    return list(Reading(patcher, OURS).faults())


def patcher(name):
    return json.loads((PACKAGE / "patchers" / f"{name}.maxpat").read_text("utf-8"))["patcher"]


def box(patch, text):
    """Find a box by what is written in it, or by the face it has."""
    boxes = [item["box"] for item in patch["boxes"]]
    return next(box for box in boxes if text == (box["text"] if box["maxclass"] in WRITTEN else box["maxclass"]))


def test_what_is_drawn_anew_is_what_is_there(tmp_path):
    assert PLACE == PACKAGE
    written(tmp_path)
    made = drawn(tmp_path)
    there = drawn(PACKAGE)
    assert {path: there.get(path) for path in made} == made
    by_hand = {path.as_posix() for path in there.keys() - made.keys() if path.parts[0] != "source"}
    assert by_hand == {"README.md", "examples/fsbridge-raw.maxpat", "javascript/fsbridge.js"}


@pytest.mark.parametrize("path", PATCHES, ids=lambda path: path.name)
def test_nothing_is_wrong_with_a_patch(path):
    assert faults(json.loads(path.read_text("utf-8"))["patcher"]) == []


BREAKS = {
    "two boxes have one id": ("fsbridge", lambda p: box(p, "coll").update(id=box(p, "gate 2 2")["id"])),
    "it names a place of one machine": ("fsbridge", lambda p: box(p, "coll").update(text="coll /Users/me/kept")),
    "no object is called rout": ("fsbridge.bank", lambda p: box(p, "route #1").update(text="rout #1")),
    "coll has no attribute colour": ("fsbridge", lambda p: box(p, "coll").update(colour=1)),
    "append has no attribute count": ("fsbridge.browser", lambda p: box(p, "append").update(text="append @count 30")),
    "fsbridge has other inlets": ("fsbridge.bank", lambda p: box(p, "fsbridge #2").update(numoutlets=7)),
    "a cord hangs loose": ("fsbridge", lambda p: p["boxes"].remove({"box": box(p, "coll")})),
    "has no such end": ("fsbridge", lambda p: p["lines"][0]["patchline"]["source"].__setitem__(1, 5)),
    "two cords": ("fsbridge", lambda p: p["lines"].append(p["lines"][0])),
    "a signal from groove~ 0 to slider 0": (
        "fsbridge.browser",
        lambda p: p["lines"].append(
            {"patchline": {"source": [box(p, "groove~ #0-sound 2")["id"], 0], "destination": [box(p, "slider")["id"], 0]}}
        ),
    ),
    "boil: no such request": ("fsbridge.browser", lambda p: box(p, "more").update(text="boil")),
    "@fast is no option": ("fsbridge.browser", lambda p: box(p, "more").update(text="more 7 @fast 1")),
    "asks for more than": ("fsbridge.browser", lambda p: box(p, "unpack 0 0 0 0. s").update(
        text="unpack 0 0 0 0. s 0 0", numoutlets=7, outlettype=[""] * 7)),
    "in its patching_rect": ("fsbridge", lambda p: box(p, "coll").update(patching_rect=[30, 138, 80, 22])),
    "in its presentation_rect": ("fsbridge.browser", lambda p: box(p, "umenu").update(presentation_rect=[300, 11, 100, 22])),
}  # fmt: skip


@pytest.mark.parametrize("fault", BREAKS)
def test_a_broken_patch_is_complained_of(fault):
    name, broken = BREAKS[fault]
    patch = patcher(name)
    broken(patch)
    assert [said for said in faults(patch) if fault in said]


def test_no_two_patches_share_a_name():
    """Max looks for a file by its name, in all folders of the package."""
    assert len({path.name for path in PATCHES}) == len(PATCHES)


def test_every_object_has_help_and_reference():
    assert sorted(OURS) == sorted(NAMES)
    assert sorted(path.stem for path in (PACKAGE / "help").iterdir()) == sorted(NAMES)
    assert sorted(path.name for path in (PACKAGE / "docs").iterdir()) == sorted(f"{name}.maxref.xml" for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_tells_what_there_is(name):
    page = ET.parse(PACKAGE / "docs" / f"{name}.maxref.xml").getroot()
    assert (page.tag, page.get("name")) == ("c74object", name)
    assert len(page.findall("inletlist/inlet")) == OURS[name].inlets
    assert [outlet.get("type") == "signal" for outlet in page.iterfind("outletlist/outlet")] == [*OURS[name].signals]
    assert {other.get("name") for other in page.iterfind("seealsolist/seealso")} == set(NAMES) - {name}
    assert all(digest.text for digest in page.iter("digest"))
    help_patch = json.loads((PACKAGE / "help" / f"{name}.maxhelp").read_text("utf-8"))["patcher"]
    shown = {item["box"]["text"].split()[0] for item in help_patch["boxes"] if item["box"]["maxclass"] == "message"}
    assert {method.get("name") for method in page.iterfind("methodlist/method")} <= shown


def test_the_package_says_who_it_is():
    info = json.loads((PACKAGE / "package-info.json").read_text("utf-8"))
    assert info["version"] == __version__
    assert info["max_version_min"] == "8.6"
    assert info.keys() >= {"name", "displayname", "author", "description", "tags", "website", "max_version_max", "os"}
    assert {"filelist", "c74install", "installdate"}.isdisjoint(info), "Max writes them itself"
    assert (PACKAGE / "extras" / info["homepatcher"]).exists()
