"""One login and several daemons: of one user on one machine, and on two machines with a copy of it."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import running

from fsbridge.demo.dataset import load
from fsbridge.demo.made import CLIENT_ID, USERNAME
from fsbridge.demo.server import Catalogue
from fsbridge.freesound.oauth import USED_ELSEWHERE
from fsbridge.freesound.tokens import TokenStore

DAY_SECONDS = 86_400
ROUNDS = 6


class Service(Catalogue):
    """The catalogue, whose time the test sets, and whose users it knows."""

    def __init__(self, made) -> None:
        self.ahead_seconds = 0
        data = load(made / "dataset.json")
        super().__init__(data, made / "files", clock=lambda: time.time() + self.ahead_seconds)
        self.ids = [sound.id for sound in data.sounds if sound.type == "wav" and sound.filesize < 400_000]

    def grants(self):
        """What the token endpoint answered to renewals."""
        return [entry.status for entry in self.journal if entry.grant_type == "refresh_token"]


@pytest.fixture
def service(made):
    with Service(made) as service:
        yield service


def user(folder, service):
    """The folder of a user who has just logged in."""
    running.log_in(service.api_url, folder)
    return folder / ".fsbridge"


def fetched(daemon, *words):
    """Give what a fetch of one sound ends in."""
    *_, sound, done = daemon.ask("/fs/fetch", *words)
    assert done.address == "/fs/fetch/done"
    return sound


def original(daemon, id_):
    """Fetch it; give the answer but its index and id."""
    sound = fetched(daemon, id_, "@quality", "original")
    return sound.address.removeprefix("/fs/fetch/"), sound.arguments[2:]


def age(state, **changes):
    """Make the login one that was renewed long ago."""
    store = TokenStore(state / "login.json")
    with store.lock():
        store.write(msgspec.structs.replace(store.read(), renewed_at=0, **changes))


def next_event(caller, address, *, code):
    """Wait for an event; give all of it."""
    while True:
        heard = caller.hear(30)
        if heard.address == address and heard.arguments[0] == code:
            return heard.arguments


def status(daemon):
    return {line.arguments[0]: line.arguments[1] for line in daemon.ask("/fs/status")[:-1]}


def test_two_daemons_of_one_user_renew_once_and_never_log_each_other_out(service, tmp_path):
    state = user(tmp_path / "user", service)
    folders = [tmp_path / name for name in ("one", "other")]
    with (
        running.over(service.api_url, folders[0], state=str(state)) as one,
        running.over(service.api_url, folders[1], state=str(state)) as other,
        ThreadPoolExecutor(4) as together,
    ):
        for number in range(ROUNDS):
            if number % 2:
                age(state, expires_at=time.time())  # they know it themselves
            else:
                age(state)
                service.ahead_seconds += DAY_SECONDS  # the service says it
            ids = service.ids[2 * number : 2 * number + 2]
            pairs = [(daemon, id_) for daemon in (one, other) for id_ in ids]
            assert [kind for kind, _ in together.map(lambda pair: original(*pair), pairs)] == ["sound"] * 4
            assert service.grants() == [200] * (number + 1)
        assert [status(daemon)["authorized"] for daemon in (one, other)] == ["1", "1"]
    assert "refused" not in (state / "login.json").read_text()


def lost_to_another(service, tmp_path):
    """Give the folder of a user whose login was copied, and renewed on another machine since."""
    mine = user(tmp_path / "mine", service)
    theirs = tmp_path / "theirs/.fsbridge"
    shutil.copytree(mine, theirs)
    age(theirs, expires_at=time.time())
    with running.over(service.api_url, tmp_path / "theirs") as other:
        assert original(other, service.ids[0])[0] == "sound"
    age(mine)
    service.journal.clear()
    return tmp_path / "mine"


def test_a_login_used_on_another_machine_is_told_and_not_tried_again(service, tmp_path):
    folder = lost_to_another(service, tmp_path)
    with running.over(service.api_url, folder) as daemon, daemon.caller() as patch:
        list(patch.ask("/fs/notify", 1))
        for id_ in service.ids[:10]:
            kind, (code, message, retry) = original(daemon, id_)
            assert (kind, code, message, retry) == ("failed", "authorization_failed", USED_ELSEWHERE, -1)
        assert next_event(patch, "/fs/event/trouble", code="authorization_failed")[1] == USED_ELSEWHERE
        assert service.grants() == [400]
        assert status(daemon)["authorized"] == "0"
        assert status(daemon)["state"] == "login_needed"

        *hits, done = daemon.ask("/fs/search", "kick")
        assert hits
        assert done.arguments[-1] == "freesound"
        sound = fetched(daemon, service.ids[1])
        assert (sound.address, sound.arguments[7]) == ("/fs/fetch/sound", "preview")
        *_, failed, _ = daemon.ask("/fs/refresh", "token")
        assert (failed.address, failed.arguments[1]) == ("/fs/refresh/failed", "authorization_failed")
        assert service.grants() == [400]


def test_nor_after_a_restart_until_somebody_logs_in(service, tmp_path):
    folder = lost_to_another(service, tmp_path)
    for _ in range(3):
        with running.over(service.api_url, folder) as daemon:
            assert original(daemon, service.ids[1])[1][:2] == ["authorization_failed", USED_ELSEWHERE]
            assert status(daemon)["authorized"] == "0"
    with running.over(service.api_url, folder) as daemon, daemon.caller() as patch:
        list(patch.ask("/fs/notify", 1))
        running.log_in(service.api_url, folder)
        assert original(daemon, service.ids[1])[0] == "sound"
        next_event(patch, "/fs/event/recovered", code="authorization_failed")
        assert status(daemon)["authorized"] == "1"
        with running.over(service.api_url, tmp_path / "theirs") as other:
            assert original(other, service.ids[2])[0] == "sound", "who logs in anew logs nobody out"
    assert service.grants() == [400]


def test_a_permission_that_was_taken_back_is_asked_for_once(service, tmp_path):
    """The service takes back access tokens only: a renewal does (Freesound 2.10)."""
    folder = tmp_path / "mine"
    age(user(folder, service))
    with running.over(service.api_url, folder) as daemon:
        service.site.authority.revoke(CLIENT_ID, USERNAME)
        assert [original(daemon, id_)[0] for id_ in service.ids[1:4]] == ["sound"] * 3
        assert service.grants() == [200]
        service.site.authority.revoke(CLIENT_ID, USERNAME)  # within the minute
        for id_ in service.ids[4:8]:
            kind, (code, _, retry) = original(daemon, id_)
            assert (kind, code, retry) == ("failed", "authorization_failed", 60)
        assert fetched(daemon, service.ids[9]).arguments[7] == "preview"
        assert service.grants() == [200]
