"""The client against the catalogue: searches, sounds, files, and what a login allows."""

from __future__ import annotations

import asyncio
import hashlib
import shutil

import msgspec
import pytest
from freesound_service import GOLDEN, Heard, catalogue, client, log_in, store_login

from fsbridge.core.events import Quota, TokenRenewed
from fsbridge.errors import AuthorizationFailedError, NotAuthorizedError, NotFoundError
from fsbridge.freesound.metadata import sound_from
from fsbridge.freesound.tokens import Secret, TokenStore
from fsbridge.model import Account, License, Phase, Quality, Query

AMEN_MD5 = "dbe82c8cd351a29ec8fb993c60e5877e"


def paths(service):
    return [entry.path.removeprefix("/apiv2") for entry in service.journal]


def test_a_search_is_one_request_and_its_hits_are_sounds(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            heard = Heard()
            page = await source.search(Query(words="amen", fields=("bpm", "tag"), count=1), heard)
            assert (page.total, page.pages, page.source) == (4, 4, "freesound")
            (amen,) = page.hits
            assert (amen.id, amen.license, amen.type, amen.channels, amen.samplerate) == (
                817,
                License.CC0,
                "flac",
                2,
                44100,
            )
            assert (amen.filesize_bytes, amen.md5) == (210769, AMEN_MD5)
            assert amen.preview_url.endswith("/previews/0/817_2002-hq.ogg")
            assert amen.metadata["bpm"] == 136.0
            assert heard == [(Phase.ASKING, -1.0, -1)]
            assert (await source.search(Query(words="amen", count=1, page=9), heard)).hits == ()
            assert (await source.search(Query(words="nothing like it"), heard)).total == 0
        assert paths(service) == ["/search/"] * 3
        assert {entry.auth for entry in service.journal} == {"key"}

    asyncio.run(main())


def test_many_sounds_are_described_in_few_requests(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sounds = await source.sounds([817, 1234, 817, *range(5_000_000, 5_000_200)], Heard())
            assert set(sounds) == {817, 1234}
            assert sounds[817].metadata["description"].startswith("The Amen break")
            assert sounds[817].metadata["spectral_centroid"] == 4446.389
            assert await source.sounds([], Heard()) == {}
            whole = await source.sound(817, Heard())
            assert whole.metadata == sounds[817].metadata
            with pytest.raises(NotFoundError):
                await source.sound(5, Heard())
        assert paths(service) == ["/search/", "/search/", "/sounds/817/", "/sounds/5/"]

    asyncio.run(main())


def test_an_original_comes_as_the_user_and_a_preview_as_nobody(clock, tmp_path):
    files = tmp_path / "files"
    shutil.copytree(GOLDEN / "_files" / "sounds" / "0", files / "sounds" / "0")
    (files / "previews" / "0").mkdir(parents=True)

    async def main(service):
        log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            partial = tmp_path / "original"
            await source.download(sound, Quality.ORIGINAL, partial, Heard(), batch=False)
            assert hashlib.md5(partial.read_bytes()).hexdigest() == AMEN_MD5
            preview = next(
                stored for stored in service.site.dataset.file.values() if stored.path.endswith("0/817_2002-hq.ogg")
            )
            (files / preview.path).write_bytes(b"OggS" + bytes(preview.length - 4))
            await source.download(sound, Quality.PREVIEW, partial, Heard(), batch=False)
            assert partial.stat().st_size == preview.length
            assert [entry.auth for entry in service.journal] == ["key", "bearer", ""]
            (files / preview.path).unlink()
            with pytest.raises(NotFoundError, match="preview"):
                await source.download(sound, Quality.PREVIEW, partial, Heard(), batch=False)
            with pytest.raises(NotFoundError):
                await source.download(
                    await source.sound(456790, Heard()), Quality.ORIGINAL, partial, Heard(), batch=True
                )

    with catalogue(clock=clock, files=files) as service:
        asyncio.run(main(service))


def test_without_a_login_nothing_is_sent_and_with_a_key_searches_go(service, clock, tmp_path):
    async def main():
        async with client(tmp_path, clock, service.api_url) as source:
            assert source.account() == Account(False, -1, -1, -1)
            with pytest.raises(NotAuthorizedError, match="fsbridge login"):
                await source.search(Query(words="rain"), Heard())
            assert await source.renew() == -1
            assert not service.journal
            store_login(tmp_path, clock)  # somebody runs `fsbridge login` meanwhile
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            sound = await source.sound(817, Heard())
            with pytest.raises(NotAuthorizedError, match="preview"):
                await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)

    asyncio.run(main())


def test_a_wrong_key_is_said(service, clock, tmp_path):
    async def main():
        store = TokenStore(tmp_path / "login.json")
        store.write(msgspec.structs.replace(store_login(tmp_path, clock).read(), api_key=Secret("wrong")))
        async with client(tmp_path, clock, service.api_url) as source:
            with pytest.raises(AuthorizationFailedError, match="API key"):
                await source.search(Query(words="rain"), Heard())

    asyncio.run(main())


def test_renewing_rotates_and_not_twice_in_a_minute(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        before = store.read()
        async with client(tmp_path, clock, service.api_url) as source:
            events = []
            source.subscribe(events.append)
            assert source.account() == Account(True, 86_400, -1, -1)
            assert await source.renew() == 86_400
            assert not service.journal
            clock.now += 60
            assert await source.renew() == 86_400
            assert await source.renew() == 86_400
            assert [entry.rotated for entry in service.journal] == [True]
            after = store.read()
            assert after.refresh_token != before.refresh_token
            assert (after.username, after.renewing_since) == ("oracle_dev", 0)
            assert events == [TokenRenewed(86_400)]

    asyncio.run(main())


def test_a_token_near_its_end_is_renewed_before_it_is_used(service, clock, tmp_path):
    async def main():
        log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            clock.now += 86_400 - 200
            await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
        assert paths(service)[1:] == ["/oauth2/access_token/", "/sounds/817/download/"]

    asyncio.run(main())


def test_a_token_that_the_service_calls_expired_is_renewed_once(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            store.write(msgspec.structs.replace(store.read(), access_token=Secret("of_yesterday"), renewed_at=0))
            service.journal.clear()
            await asyncio.gather(
                *(
                    source.download(sound, Quality.ORIGINAL, tmp_path / name, Heard(), batch=False)
                    for name in ("x", "y", "z")
                )
            )
        assert sum(entry.rotated for entry in service.journal) == 1
        assert [entry.status for entry in service.journal if entry.path.endswith("download/")].count(200) == 3

    asyncio.run(main())


@pytest.mark.parametrize("expired", [False, True], ids=["asked for", "called expired"])
def test_a_clock_that_was_set_back_keeps_no_token_from_being_renewed(service, clock, tmp_path, expired):
    async def main():
        store = log_in(service, tmp_path, clock)
        clock.now -= 30
        async with client(tmp_path, clock, service.api_url) as source:
            if expired:
                store.write(msgspec.structs.replace(store.read(), access_token=Secret("of_yesterday")))
                await source.download(sound_from({"id": 817}), Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
            else:
                await source.renew()
        assert sum(entry.rotated for entry in service.journal) == 1

    asyncio.run(main())


def test_what_is_left_is_told(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url, paced=True) as source:
            events = []
            source.subscribe(events.append)
            assert source.account() == Account(False, -1, 60, 2000)
            await source.search(Query(words="rain"), Heard())
            assert events == [Quota(59, 1999)]
            assert source.account() == Account(False, -1, 59, 1999)

    asyncio.run(main())
