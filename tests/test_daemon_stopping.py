"""A daemon is stopped with its hands full: everybody is told, it ends in 0, and the next one goes on."""

from __future__ import annotations

import json

import pytest
import running
import stopping


@pytest.mark.parametrize("situation", sorted(stopping.SITUATIONS.keys() - {stopping.RENEWAL}))
def test_everybody_is_told_and_it_ends(situation, made, tmp_path):
    with stopping.SITUATIONS[situation](made, tmp_path / "sounds") as busy:
        assert stopping.stop(busy).owed == []


def test_a_renewal_under_way_ends_in_new_tokens(made, tmp_path):
    kept = tmp_path / "sounds/.fsbridge/login.json"
    with stopping.renewal(made, tmp_path / "sounds") as busy:
        before = json.loads(kept.read_text())
        assert stopping.stop(busy).owed == []
        after = json.loads(kept.read_text())
    assert after["access_token"] != before["access_token"]
    assert "renewing_since" not in after


def test_the_next_daemon_brings_what_was_cut_off(made, tmp_path):
    with stopping.service(made, tmp_path / "sounds") as (daemon, catalogue, ids):
        catalogue.faults.bytes_per_second = stopping.SLOW_BYTES_PER_SECOND
        with stopping.asking(daemon, [("/fs/fetch", id_) for id_ in ids[:20]]) as busy:
            stopping.until(daemon, lambda status: status["queued"] == "16")
            assert stopping.stop(busy).owed == []
        catalogue.faults.bytes_per_second = 0
        with running.over(catalogue.api_url, tmp_path / "sounds") as again:
            assert again.ask("/fs/fetch", *ids[:20])[-1].arguments == [20, 0]
