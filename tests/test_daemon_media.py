"""The real daemon over a service that gives less than the file itself promises: it is fetched again once, or told, and never lands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import running
from misbehaving import Misbehaving

SOUND, BROKEN = 43440, 24528


@pytest.fixture
def service(made, tmp_path):
    """It promises neither the size nor the md5 of its originals."""
    dataset = json.loads((made / "dataset.json").read_bytes())
    for sound in dataset["sounds"]:
        sound |= {"filesize": 0, "md5": ""}
    (tmp_path / "made").mkdir()
    (tmp_path / "made/dataset.json").write_text(json.dumps(dataset))
    (tmp_path / "made/files").symlink_to(made / "files")
    with Misbehaving(tmp_path / "made") as service:
        yield service


@pytest.fixture
def daemon(service, tmp_path):
    running.log_in(service.catalogue.api_url, tmp_path / "sounds")
    with running.over(service.api_url, tmp_path / "sounds") as daemon:
        yield daemon


@pytest.mark.parametrize(("quality", "kind"), [("original", "sounds"), ("preview", "previews")])
@pytest.mark.parametrize("fault", ["halved", "empty"])
def test_what_its_header_promises_and_does_not_hold(daemon, service, quality, kind, fault):
    service.scripts[SOUND].append(fault)
    service.scripts[BROKEN].extend([fault] * 9)
    answer = daemon.ask("/fs/fetch", SOUND, BROKEN, "@quality", quality, "@as", "original")
    (sound,) = (message.arguments for message in answer if message.address == "/fs/fetch/sound")
    (failed,) = (message.arguments for message in answer if message.address == "/fs/fetch/failed")
    assert Path(sound[2]).read_bytes() == service.file(SOUND, kind).read_bytes()
    assert failed[1:3] == [BROKEN, "bad_media"]
    assert [len(service.seen[id_]) for id_ in (SOUND, BROKEN)] == [2, 2]
    assert not list(daemon.folder.rglob(f"*{BROKEN}*"))
