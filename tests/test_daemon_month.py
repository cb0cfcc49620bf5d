"""Days pass with nobody at the keyboard: the login stays alive, leases end and are renewed, and a restart loses nothing."""

from __future__ import annotations

from months import Rig
from wholeness import Truth, broken


def test_an_installation_looks_after_itself(made, tmp_path):
    with Rig(made, tmp_path / "sounds") as rig:
        for _ in range(26):
            rig.hour()
        rig.restart()
        for _ in range(4):
            rig.hour()
        assert rig.lost == []
        assert rig.renewals
        assert not rig.refused
    assert broken(tmp_path / "sounds", Truth.of(made)) == []
