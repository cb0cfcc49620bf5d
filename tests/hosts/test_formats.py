"""docs/formats.md is what the programs of this machine are given and hear."""

from __future__ import annotations

import formats
import pytest
from programs import ROOT


@pytest.mark.host("sclang", "scsynth", "pd")
def test_the_page_of_formats_is_true():
    pytest.importorskip("av", reason="host program missing: PyAV, with which M4A is read (pip install av)")
    assert formats.page() == (ROOT / "docs/formats.md").read_text("utf-8"), (
        "python tests/hosts/formats.py > docs/formats.md"
    )
