"""How the catalogue serves beyond its recordings: connections, files, limits, misbehaviour, the journal."""

from __future__ import annotations

import hashlib
import http.client
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from browsing import visit
from catalogue_asking import FILES, bearer, get, refresh, token_request
from freesound_service import FREE, KEYS, LEVEL1, PASSWORD, catalogue

from fsbridge.demo.faults import BEFORE_STATUS_LINE, Fault

BY_KEY = f"Token {KEYS[LEVEL1]}"


def test_links_lead_to_where_the_catalogue_listens(service):
    sound = get(service, "sounds/817/").json()
    assert sound["download"] == f"{service.api_url}sounds/817/download/"
    preview = requests.get(sound["previews"]["preview-hq-mp3"], timeout=30)
    assert preview.content == (FILES / "previews/0/817_2002-hq.mp3").read_bytes()


def test_the_cdn_serves_nothing_but_previews_and_images(service):
    for path in ("sounds/0/817_2002.flac", "previews/../sounds/0/817_2002.flac", "../_dataset.json", ""):
        connection = http.client.HTTPConnection(urlsplit(service.cdn_url).netloc, timeout=30)
        connection.request("GET", f"/{path}")
        assert connection.getresponse().status == 404
        connection.close()


def test_a_missing_slash_is_redirected_and_keeps_the_query(service):
    answer = requests.get(f"{service.api_url}search?query=rain", allow_redirects=False, timeout=30)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/apiv2/search/?query=rain")


def test_one_connection_serves_many_requests(service):
    connection = http.client.HTTPConnection(urlsplit(service.api_url).netloc, timeout=30)
    who = {"Authorization": bearer(service)}
    ends = set()
    for method, path, headers, body, status in [
        ("GET", "/apiv2/search/?query=rain", who, None, 200),
        ("POST", "/apiv2/oauth2/access_token/", {}, b"grant_type=odd", 400),
        ("HEAD", "/apiv2/sounds/817/download/", who, None, 200),
        ("GET", "/apiv2/sounds/817/download/", who | {"Range": "bytes=0-9"}, None, 206),
        ("GET", "/apiv2/nowhere/", {}, None, 404),
        ("GET", "/apiv2/sounds/817/download/", who, None, 200),
    ]:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
        ends.add(connection.sock and connection.sock.getsockname())
    connection.close()
    assert len(ends) == 1
    assert None not in ends


def test_a_download_can_be_continued(service):
    who = {"Authorization": bearer(service)}
    address = f"{service.api_url}sounds/817/download/"
    start = requests.get(address, headers=who | {"Range": "bytes=0-99999"}, timeout=30)
    rest = requests.get(
        address, headers=who | {"Range": "bytes=100000-", "If-Range": start.headers["ETag"]}, timeout=30
    )
    assert (start.status_code, rest.status_code) == (206, 206)
    assert hashlib.md5(start.content + rest.content).hexdigest() == get(service, "sounds/817/").json()["md5"]


@pytest.mark.parametrize(
    ("header", "status"), [("bytes=300000-", 416), ("bytes=-", 416), ("bytes=5-2", 416), ("bytes=-1", 206)]
)
def test_odd_ranges(service, header, status):
    headers = {"Authorization": bearer(service), "Range": header}
    assert requests.get(f"{service.api_url}sounds/817/download/", headers=headers, timeout=30).status_code == status


@pytest.fixture
def limited(clock):
    with catalogue(clock=clock, limits=True) as serving:
        yield serving


def test_the_sixty_first_request_of_a_minute_waits(limited, clock):
    answers = [get(limited, "sounds/817/", BY_KEY) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert "Retry-After" not in answers[-1].headers
    clock.now += 60
    assert get(limited, "sounds/817/", BY_KEY).status_code == 200


def test_a_day_has_its_own_limit(limited, clock):
    credential = limited.site.dataset.credential[LEVEL1]
    for _ in range(2000):
        limited.site.throttle.admit(credential, is_write=False)
        clock.now += 2
    assert "(2000/day)" in get(limited, "sounds/817/", BY_KEY).json()["detail"]


def test_writes_are_counted_with_reads(limited):
    who = {"Authorization": bearer(limited, LEVEL1)}
    for _ in range(30):
        get(limited, "sounds/817/", BY_KEY)
    answer = requests.post(f"{limited.api_url}sounds/817/rate/", headers=who, timeout=30)
    assert (answer.status_code, "(30/minute)" in answer.json()["detail"]) == (429, True)


def test_without_limits_nobody_is_throttled(service):
    assert {get(service, "sounds/817/", BY_KEY).status_code for _ in range(61)} == {200}


def test_planned_faults_happen_as_often_as_planned(service):
    service.faults.plan(Fault("/search/", status=500, body=b"<html>", content_type="text/html", times=2))
    assert [get(service, "search/").status_code for _ in range(3)] == [500, 500, 200]
    assert [entry.status for entry in service.journal] == [500, 500, 200]


def test_a_connection_can_end_early(service):
    who = {"Authorization": bearer(service)}
    service.faults.plan(Fault("/download/", cut_after_bytes=1000))
    answer = requests.get(f"{service.api_url}sounds/817/download/", headers=who, stream=True, timeout=30)
    assert len(answer.raw.read(1000)) == 1000
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        list(answer.iter_content(1000))
    service.faults.plan(Fault("/me/", cut_after_bytes=BEFORE_STATUS_LINE))
    with pytest.raises(requests.exceptions.ConnectionError):
        get(service, "me/")


def test_a_narrow_line_delivers_the_same_bytes(service):
    service.faults.bytes_per_second = 4_000_000
    answer = get(service, "sounds/817/download/", bearer(service))
    assert answer.content == (FILES / "sounds/0/817_2002.flac").read_bytes()


def test_a_closed_catalogue_ends_its_connections(service):
    connection = http.client.HTTPConnection(urlsplit(service.api_url).netloc, timeout=30)
    connection.request("GET", "/apiv2/me/")
    connection.getresponse().read()
    service.close()
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(requests.exceptions.ConnectionError):
        get(service, "me/")


def test_the_journal_tells_all_but_secrets(tmp_path, clock):
    key = KEYS[FREE]
    with catalogue(tmp_path, clock) as service:
        page = f"oauth2/authorize/?client_id={FREE}&response_type=code&state=canary-state"
        (code,) = parse_qs(urlsplit(visit(service.api_url + page)).query)["code"]
        form = {"grant_type": "authorization_code", "client_id": FREE, "client_secret": key, "code": code}
        issued = token_request(service, **form).json()
        new = refresh(service, issued["refresh_token"]).json()
        get(service, "search/", token=key, query="rain")
        get(service, "me/", access_token=new["access_token"], code="canary-code")
        count = len(service.journal)
    text = (tmp_path / "journal.jsonl").read_text()
    secrets = [key, PASSWORD, code, "canary-state", "canary-code", *issued.values(), *new.values()]
    assert [secret for secret in map(str, secrets) if len(secret) > 10 and secret in text] == []
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) == count
    search = next(line for line in lines if line["path"] == "/apiv2/search/")
    expected = {"method": "GET", "query": "token=***&query=rain", "status": 200, "auth": "key", "time": clock.now}
    assert expected.items() <= search.items()
    assert search["bytes"] > 100


def test_a_line_is_written_before_its_answer_arrives(tmp_path):
    with catalogue(tmp_path) as service:
        for count in range(1, 20):
            get(service, "sounds/817/")
            assert len((tmp_path / "journal.jsonl").read_text().splitlines()) == count
