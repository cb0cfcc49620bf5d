"""The catalogue beyond its recordings: other data, other filters, logins, limits, misbehaviour."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import msgspec
import pytest
import requests

from fsbridge.demo.dataset import Dataset
from fsbridge.demo.faults import BEFORE_STATUS_LINE, Fault
from fsbridge.demo.server import Catalogue

GOLDEN = Path(__file__).parent / "golden"
FILES = GOLDEN / "_files"
CLIENT, KEY, USER, PASSWORD = (
    "LOCALclientFree00000",
    "LOCALsecretFree0000000000000000000000000",
    "oracle_dev",
    "canary-password",
)
LEVEL_1, LEVEL_1_KEY = "LOCALclientLevel1000", "LOCALsecretLevel100000000000000000000000"
NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z
AMEN = 817


def seed(**changes):
    """The recorded dataset; `s817={...}` changes that sound."""
    data = json.loads((GOLDEN / "_dataset.json").read_text())
    for user in data["users"]:
        user["password"] = PASSWORD
    for sound in data["sounds"]:
        sound.update(changes.get(f"s{sound['id']}", {}))
    return msgspec.convert(data, Dataset)


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def shared():
    with Catalogue(seed(), FILES, clock=lambda: NOON) as catalogue:
        yield catalogue


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def start(clock, request):
    """Start a catalogue of one's own."""

    def started(dataset=None, **options):
        catalogue = Catalogue(dataset or seed(), FILES, clock=clock, **options)
        catalogue.start()
        request.addfinalizer(catalogue.close)
        return catalogue

    return started


def get(catalogue, path, authorization=f"Token {KEY}", **params):
    headers = {"Authorization": authorization} if authorization else {}
    return requests.get(catalogue.api_url + path, params=params, headers=headers, timeout=30)


def token_request(catalogue, **form):
    return requests.post(f"{catalogue.api_url}oauth2/access_token/", data=form, timeout=30)


def log_in(catalogue, client_id=CLIENT):
    return token_request(catalogue, grant_type="password", client_id=client_id, username=USER, password=PASSWORD).json()


def refresh(catalogue, refresh_token):
    return token_request(catalogue, grant_type="refresh_token", client_id=CLIENT, refresh_token=refresh_token)


def ids(catalogue, **params):
    answer = get(catalogue, "search/", fields="id", page_size=150, **params)
    assert answer.status_code == 200, answer.text
    return {result["id"] for result in answer.json()["results"]}


# The data decides.


def test_a_changed_dataset_changes_the_answers(start):
    changed = start(seed(s817={"name": "Zither", "duration": 99.5, "tags": ["zither"], "moderation_state": "OK"}))
    assert get(changed, "sounds/817/").json()["name"] == "Zither"
    assert ids(changed, query="zither", filter="duration:[99 TO 100]") == {AMEN}
    assert AMEN not in ids(changed, query="drum")


def test_a_sound_waiting_for_moderation_is_shown_but_neither_found_nor_downloaded(start):
    catalogue = start(seed(s817={"moderation_state": "PE"}))
    bearer = f"Bearer {log_in(catalogue)['access_token']}"
    assert get(catalogue, "sounds/817/").status_code == 200
    assert AMEN not in ids(catalogue)
    assert get(catalogue, "sounds/817/download/", bearer).status_code == 404


def test_links_lead_to_where_the_catalogue_listens(shared):
    sound = get(shared, "sounds/817/").json()
    assert sound["download"] == f"{shared.api_url}sounds/817/download/"
    preview = requests.get(sound["previews"]["preview-hq-mp3"], timeout=30)
    assert preview.content == (FILES / "previews/0/817_2002-hq.mp3").read_bytes()


def test_the_cdn_serves_nothing_but_previews_and_images(shared):
    for path in ("sounds/0/817_2002.flac", "previews/../sounds/0/817_2002.flac", "../_dataset.json", ""):
        connection = http.client.HTTPConnection(urlsplit(shared.cdn_url).netloc, timeout=30)
        connection.request("GET", f"/{path}")
        assert connection.getresponse().status == 404
        connection.close()


# Filters.


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ('license:("Creative Commons 0" OR "Sampling+") type:flac tag:tick', {12349}),
        ("license:attribution", set()),
        ('license:"Attribution Noncommercial"', set()),
        ("type:aiff OR type:ogg", {34569, 34570, 45678, 45679}),
        ("type:aiff OR type:ogg tag:crow", {45679}),
        ("type:aiff AND tag:tom", {34569}),
        ("tag:drum OR tag:amen AND tag:loop", {817, 23457}),  # AND binds what stands before it
        ("+tag:rain -tag:roof", {1235}),
        ("tag:rain tag:roof", {1234}),
        ("tag:(rain AND roof)", {1234}),
        ("tag:rain NOT tag:roof", {1235}),
        ("tag:rain -(tag:roof)", {1235}),
        ("avg_rating:[9 TO *]", {817, 34568}),
        ("avg_rating:[0.1 TO 6]", {23456}),  # two ratings of 6 count for nothing
        ("loudness:[-8 TO -7] tag:amen", {817}),
        ('tonality:"A minor" tag:amen', {817}),
        ("duration:{6 TO *} tag:rain", set()),
        ("duration:[6 TO *] tag:rain", {1234}),
        ("duration:[* TO 0]", {567891}),
        ("created:2020", {56789, 56790}),
        ("created:2020-05-15T12", {56790}),
        ("created:[2020-04-30T23:59:59Z+1MONTH/MONTH TO 2020-05-31]", {56790}),
        ("created:[2020-02 TO 2020-05]", {56789, 56790}),
        ("created:[NOW-19MONTHS/MONTH TO NOW]", {567892, 567893}),
        ("created:[2024-06-01T12:00:00Z TO 2024-06-01T12:00:01Z]", {456791}),
        ("{!geofilt sfield=geotag pt=41.4,2.2 d=5}", {1234}),
        ("{!geofilt sfield=geotag pt=41.4,2.2 d=50} tag:soft", {1235}),
        ('geotag:["-34,151" TO "-33,152"]', {45679}),
        ("fsdsinet_detected_class:Percussion tag:lofi", {12345}),
        ("name:LOOPS", {817, 23456, 23457, 56789}),
        ("name:amen", {817, 23456, 23457}),
        ('description:"rain on a tin roof"', {1234}),
        ("description:the", set()),
        ('username:"bob-smith_99"', None),
        ("username:bob", None),
        ("md5:dbe82c8cd351a29ec8fb993c60e5877e", {817}),
        ("id:(817 OR 1234) type:wav", {1234}),
        ("*:* tag:roof", {1234}),
        ("tag:field%2Drecording", {1234}),  # decoded once more
    ],
)
def test_filter(shared, filter_, expected):
    found = ids(shared, filter=filter_)
    if expected is None:
        expected = {sound.id for sound in shared.site.dataset.sounds if sound.is_public and sound.user_id == 3003}
    assert found == expected


@pytest.mark.parametrize(
    ("filter_", "reason"),
    [
        ("-bpm:120", "undefined field bpm"),
        ("(pitch:[1 TO 2] OR type:wav)", "undefined field pitch"),
        ('+category:"Music"', "undefined field category"),
        ("beat_times:1", "undefined field beat_times"),
        ("tags:rain", "undefined field tags"),
        ("bitdepth:[a TO 3]", "Invalid Number: a"),
        ("created:yesterday", "Couldn't parse date"),
        ("created:2020-13", "Couldn't parse date"),
        ("created:[NOW-9999YEARS TO NOW]", "Couldn't parse date"),
        ("created:NOW+99999999999DAYS", "Couldn't parse date"),
        ('geotag:"here"', "Can't parse point"),
        ("loudness:-8", "SyntaxError"),
        ("geotag:[1 TO 2]", "Can't parse point"),
        ("{!geofilt sfield=geotag pt=1,2}", "d parameter"),
        ("tag:rain~2", "not supported"),
    ],
)
def test_wrong_filter(shared, filter_, reason):
    answer = get(shared, "search/", filter=filter_)
    assert answer.status_code == 400
    detail = answer.json()["detail"]
    assert detail.startswith("Search server error: Solr responded with an error (HTTP 400): [Reason: ")
    assert detail.endswith("] (please check that your filter syntax and field names are correct)")
    assert reason in detail


# Queries.


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("the rain", set()),  # no field that keeps stop words has it
        ("drum -loop", {23458, 34569, 56790, 234567}),
        ("817", {817, 23457}),
        ("industrial DRUMS", {56789}),
        ("hums", {45678, 123459}),
        ('"roof tin"', set()),
        ("smith ping", {12345, 12347}),
        ("field-recording", {1234}),
        ("+café", {12347}),
        ('""', None),
        ("''", None),
        ("   ", None),
    ],
)
def test_query(shared, query, expected):
    found = ids(shared, query=query)
    assert found == expected if expected is not None else len(found) == 43


def test_links_carry_every_parameter_but_the_key(shared):
    params = {"query": "drum", "filter": "type:(flac OR wav)", "sort": "created_asc", "page_size": 2, "fields": "id"}
    first = get(shared, "search/", None, token=KEY, **params).json()
    assert KEY not in first["next"]
    link = "search/?&query=drum&filter=type:(flac%20OR%20wav)&weights=&sort=created_asc&page=2&page_size=2&fields=id"
    assert first["next"] == shared.api_url + link
    second = requests.get(first["next"], headers={"Authorization": f"Token {KEY}"}, timeout=30).json()
    assert second["count"] == first["count"]
    assert not {hit["id"] for hit in first["results"]} & {hit["id"] for hit in second["results"]}


@pytest.mark.parametrize(("page", "page_size", "status"), [(1, 0, 404), (0, 15, 404), (5, 15, 404), ("x", "y", 200)])
def test_paging(shared, page, page_size, status):
    assert get(shared, "search/", page=page, page_size=page_size).status_code == status


def test_a_target_sort_needs_numbers(shared):
    assert get(shared, "search/", sort="pitch:high").status_code == 400
    distances = [hit["distance_to_target"] for hit in get(shared, "search/", sort="duration:2").json()["results"]]
    assert distances == sorted(distances)


# The way of a request.


def test_a_missing_slash_is_redirected_and_keeps_the_query(shared):
    answer = requests.get(f"{shared.api_url}search?query=rain", allow_redirects=False, timeout=30)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/apiv2/search/?query=rain")


def test_one_connection_serves_many_requests(shared):
    connection = http.client.HTTPConnection(urlsplit(shared.api_url).netloc, timeout=30)
    bearer = {"Authorization": f"Bearer {log_in(shared)['access_token']}"}
    unchanged = {"If-None-Match": '"42ee0ec0-33751"'}
    ends = set()
    for method, path, headers, body, status in [
        ("GET", "/apiv2/search/?query=rain", bearer, None, 200),
        ("POST", "/apiv2/oauth2/access_token/", {}, b"grant_type=odd", 400),
        ("HEAD", "/apiv2/sounds/817/download/", bearer, None, 200),
        ("GET", "/apiv2/sounds/817/download/", bearer | {"Range": "bytes=0-9"}, None, 206),
        ("GET", "/apiv2/sounds/817/download/", bearer | unchanged, None, 304),
        ("GET", "/apiv2/nowhere/", {}, None, 404),
        ("GET", "/apiv2/sounds/817/download/", bearer, None, 200),
    ]:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
        ends.add(connection.sock and connection.sock.getsockname())
    connection.close()
    assert len(ends) == 1
    assert None not in ends


def test_a_download_can_be_continued(shared):
    bearer = {"Authorization": f"Bearer {log_in(shared)['access_token']}"}
    address = f"{shared.api_url}sounds/817/download/"
    start = requests.get(address, headers=bearer | {"Range": "bytes=0-99999"}, timeout=30)
    rest = requests.get(
        address, headers=bearer | {"Range": "bytes=100000-", "If-Range": start.headers["ETag"]}, timeout=10
    )
    assert (start.status_code, rest.status_code) == (206, 206)
    assert hashlib.md5(start.content + rest.content).hexdigest() == get(shared, "sounds/817/").json()["md5"]


@pytest.mark.parametrize(
    ("header", "status"), [("bytes=300000-", 416), ("bytes=-", 416), ("bytes=5-2", 416), ("bytes=0-0,-1", 206)]
)
def test_odd_ranges(shared, header, status):
    headers = {"Authorization": f"Bearer {log_in(shared)['access_token']}", "Range": header}
    assert requests.get(f"{shared.api_url}sounds/817/download/", headers=headers, timeout=30).status_code == status


def test_a_wrong_if_match_is_refused(shared):
    headers = {"Authorization": f"Bearer {log_in(shared)['access_token']}", "If-Match": '"old"'}
    assert requests.get(f"{shared.api_url}sounds/817/download/", headers=headers, timeout=30).status_code == 412


# Logins.


class Form(HTMLParser):
    """The one form of a page, as a browser would fill and send it."""

    def __init__(self, answer):
        super().__init__()
        self.fields = {}
        self.feed(answer.text)
        self.address = urljoin(answer.url, self.action)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.action = attrs["action"]
        elif tag == "input" and "name" in attrs:
            self.fields[attrs["name"]] = attrs.get("value") or ""


def browse(catalogue, answer="allow", **asked):
    """Log in as a person does in a browser; gives the parameters that reach the callback."""
    browser = requests.Session()
    query = urlencode({"client_id": CLIENT, "response_type": "code", "state": "canary-state"} | asked)
    login = Form(browser.get(f"{catalogue.api_url}oauth2/authorize/?{query}", timeout=30))
    consent = browser.post(login.address, data=login.fields | {"username": USER, "password": PASSWORD}, timeout=30)
    form = Form(consent)
    if answer == "deny":
        del form.fields["allow"]
    sent = browser.post(form.address, data=form.fields, allow_redirects=False, timeout=30)
    callback = sent.headers["Location"]
    return callback.partition("?")[0], {name: value for name, (value,) in parse_qs(urlsplit(callback).query).items()}


def test_a_person_logs_in_with_a_browser(start):
    catalogue = start()
    verifier = "canary-verifier-" + "x" * 40
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    uri = "http://127.0.0.1:54321/cb"
    place, given = browse(catalogue, redirect_uri=uri, code_challenge=challenge, code_challenge_method="S256")
    assert (place, given["state"]) == (uri, "canary-state")
    form = {"grant_type": "authorization_code", "client_id": CLIENT, "code": given["code"], "redirect_uri": uri}
    unproven = token_request(catalogue, **form).json()
    assert unproven == {"error": "invalid_request", "error_description": "Code verifier required."}
    tokens = token_request(catalogue, **form, code_verifier=verifier).json()
    assert get(catalogue, "me/", f"Bearer {tokens['access_token']}").json()["username"] == USER
    assert token_request(catalogue, **form, code_verifier=verifier).json() == {"error": "invalid_grant"}


def test_a_person_says_no(start):
    _, given = browse(start(), answer="deny")
    assert given == {"error": "access_denied", "state": "canary-state"}


def test_a_callback_registered_with_a_port_has_no_other(start):
    data = msgspec.to_builtins(seed())
    data["credentials"][0]["redirect_uri"] = "http://127.0.0.1:9000/cb"
    catalogue = start(msgspec.convert(data, Dataset))
    assert browse(catalogue)[0] == "http://127.0.0.1:9000/cb"
    with pytest.raises(AttributeError):  # a page without a form
        browse(catalogue, redirect_uri="http://127.0.0.1:9001/cb")


def test_a_code_lives_ten_minutes(start, clock):
    catalogue = start()
    _, given = browse(catalogue)
    clock.now += 600
    answer = token_request(catalogue, grant_type="authorization_code", client_id=CLIENT, code=given["code"])
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_form_from_elsewhere_is_refused(shared):
    form = {"username": USER, "password": PASSWORD, "next": "/"}
    assert requests.post(f"{shared.api_url}login/", data=form, timeout=30).status_code == 403


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil"])
def test_a_login_leads_nowhere_else(shared, target):
    assert landing(shared, target) == "/"


def test_a_login_leads_on_whatever_the_address_holds(shared):
    assert landing(shared, "/apiv2/é\r\nX: y") == "/apiv2/%C3%A9X:%20y"


def landing(catalogue, target):
    browser = requests.Session()
    login = Form(browser.get(f"{catalogue.api_url}login/", params={"next": target}, timeout=30))
    fields = login.fields | {"username": USER, "password": PASSWORD}
    answer = browser.post(login.address, data=fields, allow_redirects=False, timeout=30)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_refreshing_rotates_both_tokens_and_survives_a_restart(start, tmp_path, clock):
    catalogue = start(state=tmp_path)
    old = log_in(catalogue)
    catalogue.close()
    catalogue = start(state=tmp_path)
    clock.now += 86_400
    expired = get(catalogue, "me/", f"Bearer {old['access_token']}")
    assert "The access token has expired." in expired.headers["WWW-Authenticate"]
    new = refresh(catalogue, old["refresh_token"]).json()
    assert get(catalogue, "me/", f"Bearer {new['access_token']}").status_code == 200
    dead = get(catalogue, "me/", f"Bearer {old['access_token']}")
    assert "The access token is invalid." in dead.headers["WWW-Authenticate"]
    assert refresh(catalogue, old["refresh_token"]).json() == {"error": "invalid_grant"}
    assert (tmp_path / "tokens.json").stat().st_mode & 0o077 == 0
    assert [entry.rotated for entry in catalogue.journal if entry.grant_type == "refresh_token"] == [True, False]


# Limits.


def test_the_sixty_first_request_of_a_minute_waits(start, clock):
    catalogue = start(limits=True)
    answers = [get(catalogue, "sounds/817/", f"Token {LEVEL_1_KEY}") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert "Retry-After" not in answers[-1].headers
    clock.now += 60
    assert get(catalogue, "sounds/817/", f"Token {LEVEL_1_KEY}").status_code == 200


def test_a_day_has_its_own_limit(start, clock):
    catalogue = start(limits=True)
    credential = catalogue.site.dataset.credential[LEVEL_1]
    for _ in range(2000):
        catalogue.site.throttle.admit(credential, is_write=False)
        clock.now += 2
    assert "(2000/day)" in get(catalogue, "sounds/817/", f"Token {LEVEL_1_KEY}").json()["detail"]


def test_writes_are_counted_with_reads(start):
    catalogue = start(limits=True)
    bearer = {"Authorization": f"Bearer {log_in(catalogue, LEVEL_1)['access_token']}"}
    for _ in range(30):
        get(catalogue, "sounds/817/", f"Token {LEVEL_1_KEY}")
    answer = requests.post(f"{catalogue.api_url}sounds/817/rate/", headers=bearer, timeout=30)
    assert (answer.status_code, "(30/minute)" in answer.json()["detail"]) == (429, True)


def test_without_limits_nobody_is_throttled(start):
    catalogue = start()
    assert {get(catalogue, "sounds/817/", f"Token {LEVEL_1_KEY}").status_code for _ in range(61)} == {200}


# Misbehaviour.


def test_planned_faults_happen_as_often_as_planned(start):
    catalogue = start()
    catalogue.faults.plan(Fault("/search/", status=500, body=b"<html>", content_type="text/html", times=2))
    assert [get(catalogue, "search/").status_code for _ in range(3)] == [500, 500, 200]
    assert [entry.status for entry in catalogue.journal] == [500, 500, 200]


def test_a_connection_can_end_early(start):
    catalogue = start()
    bearer = {"Authorization": f"Bearer {log_in(catalogue)['access_token']}"}
    catalogue.faults.plan(Fault("/download/", cut_after_bytes=1000))
    answer = requests.get(f"{catalogue.api_url}sounds/817/download/", headers=bearer, stream=True, timeout=30)
    assert len(answer.raw.read(1000)) == 1000
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        list(answer.iter_content(1000))
    catalogue.faults.plan(Fault("/me/", cut_after_bytes=BEFORE_STATUS_LINE))
    with pytest.raises(requests.exceptions.ConnectionError):
        get(catalogue, "me/")


def test_a_narrow_line_delivers_the_same_bytes(start):
    catalogue = start()
    catalogue.faults.bytes_per_second = 4_000_000
    answer = get(catalogue, "sounds/817/download/", f"Bearer {log_in(catalogue)['access_token']}")
    assert answer.content == (FILES / "sounds/0/817_2002.flac").read_bytes()


def test_a_closed_catalogue_ends_its_connections(start):
    catalogue = start()
    connection = http.client.HTTPConnection(urlsplit(catalogue.api_url).netloc, timeout=30)
    connection.request("GET", "/apiv2/me/")
    connection.getresponse().read()
    catalogue.close()
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(requests.exceptions.ConnectionError):
        get(catalogue, "me/")


# The journal.


def test_the_journal_tells_all_but_secrets(start, tmp_path):
    catalogue = start(state=tmp_path)
    _, given = browse(catalogue)
    code = {"grant_type": "authorization_code", "client_id": CLIENT, "client_secret": KEY, "code": given["code"]}
    tokens = token_request(catalogue, **code).json()
    new = refresh(catalogue, tokens["refresh_token"]).json()
    get(catalogue, "search/", None, token=KEY, query="rain")
    get(catalogue, "me/", None, access_token=new["access_token"])
    requests.get(
        f"{catalogue.api_url}../home/app_permissions/permission_granted/", params={"code": "canary-code"}, timeout=10
    )
    text = (tmp_path / "journal.jsonl").read_text()
    secrets = [KEY, PASSWORD, given["code"], "canary-state", "canary-code", *tokens.values(), *new.values()]
    assert [secret for secret in map(str, secrets) if len(secret) > 10 and secret in text] == []
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) == len(catalogue.journal)
    search = next(line for line in lines if line["path"] == "/apiv2/search/")
    expected = {"method": "GET", "query": "token=***&query=rain", "status": 200, "auth": "key", "time": NOON}
    assert expected.items() <= search.items()
    assert search["bytes"] > 100


def test_a_line_is_written_before_its_answer_arrives(start, tmp_path):
    catalogue = start(state=tmp_path)
    for count in range(1, 20):
        get(catalogue, "sounds/817/")
        assert len((tmp_path / "journal.jsonl").read_text().splitlines()) == count
