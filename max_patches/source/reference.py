"""`docs/`, what Max shows as reference, and `package-info.json`, what its package manager reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fsbridge import __version__
from max_patches.source.table import THINGS, Thing

if TYPE_CHECKING:
    from pathlib import Path

    from max_patches.source.drawing import Patch

_HEAD = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<?xml-stylesheet href="./_c74_ref.xsl" type="text/xsl"?>
"""
_PACKAGE = {
    "name": "fsbridge",
    "displayname": "fsbridge",
    "version": __version__,
    "author": "fsbridge",
    "description": "Search, fetch and play all of Freesound. Needs the fsbridge daemon: pip install fsbridge",
    "tags": ["freesound", "samples", "audio", "search", "buffer~", "polybuffer~"],
    "website": "https://github.com/fsbridge/fsbridge",
    "extensible": 0,
    "extends": "",
    "max_version_min": "8.6",
    "max_version_max": "none",
    "os": {
        "macintosh": {"min_version": "none", "platform": ["x64", "aarch64"]},
        "windows": {"min_version": "none", "platform": ["x64"]},
    },
    "homepatcher": "fsbridge-overview.maxpat",
}


def write_package_info(path: Path) -> None:
    """Write the manifest (docs.cycling74.com/userguide/packages)."""
    path.write_text(json.dumps(_PACKAGE, indent="\t") + "\n", "utf-8", newline="\n")


def write_reference(thing: Thing, patch: Patch, path: Path) -> None:
    """Write the reference page of an object."""
    root = ET.Element("c74object", name=thing.name, category="fsbridge")
    _told(root, thing.digest, thing.description)
    metadata = ET.SubElement(root, "metadatalist")
    for name, value in ("author", "fsbridge"), ("tag", "fsbridge"), ("tag", "Freesound"):
        ET.SubElement(metadata, "metadata", name=name).text = value
    for kind in "inlet", "outlet":
        ports = ET.SubElement(root, f"{kind}list")
        for index, text in enumerate(patch.ports(kind)):
            type_ = "signal" if text.startswith("signal") else "anything"
            _told(ET.SubElement(ports, kind, id=str(index), type=type_), text)
    arguments = ET.SubElement(root, "objarglist")
    for index, (name, (type_, text)) in enumerate(thing.arguments.items()):
        optional = "1" if name == "port" else "0"
        _told(ET.SubElement(arguments, "objarg", name=name, optional=optional, id=str(index), type=type_), text)
    methods = ET.SubElement(root, "methodlist")
    for word in dict.fromkeys(ask.word for ask in thing.asks):
        asks = [ask for ask in thing.asks if ask.word == word]
        method = ET.SubElement(methods, "method", name=word)
        ET.SubElement(method, "arglist")
        shown = " ".join(f"{ask.text}: {ask.help}" for ask in asks)
        _told(method, asks[0].help, f"{shown} {asks[0].more}".rstrip())
    see = ET.SubElement(root, "seealsolist")
    for other in THINGS:
        if other is not thing:
            ET.SubElement(see, "seealso", name=other.name)
    ET.indent(root, "\t")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEAD + ET.tostring(root, "unicode") + "\n", "utf-8", newline="\n")


def _told(element: ET.Element, digest: str, description: str = "") -> None:
    ET.SubElement(element, "digest").text = digest
    if description:
        ET.SubElement(element, "description").text = description
