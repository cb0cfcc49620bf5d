"""The catalogue is a verified double: it is asked what the real service was asked, in the same order.

The recordings in tests/golden were made with the service's own code; its README tells how. Each exchange that fsbridge
can provoke is sent again, and status, headers and body are compared. Left out of the comparison: cookies and `Expires`,
the decoration and so the length of the website's pages, and, where the search engine was emulated for the recording,
scores and the engine's own wording of errors. Tokens and codes of the recording stand for those issued here.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import msgspec
import pytest

from fsbridge.demo.dataset import Dataset
from fsbridge.demo.server import Catalogue

GOLDEN = Path(__file__).parent / "golden"
INDEX = json.loads((GOLDEN / "_index.json").read_text())

#: What is not replayed, by rule: how many cases, and why.
OUT_OF_SCOPE = {
    r"(analysis|similar|comments|users?|pack|me_bookmark|pending|api_root|apiv1)(_|$)": (
        65,
        "resources of later slices",
    ),
    r"(rate|comment|bookmark|edit|describe|upload|uploaded)_": (75, "writes of later slices"),
    r"sound_after_": (4, "what those writes changed"),
    r"search_fault_|download_link": (7, "tools of the recorder, and a resource that fsbridge never uses"),
    r"sound_xml|search_format_jsonp|sound_options|sound_cors|avatar|accept_browser|sound_accept_html|download_format": (
        10,
        "formats and browser manners that fsbridge never asks for",
    ),
    r"search_weights|search_similar_to_vector|download_(if_modified|if_none|range_multi)": (
        8,
        "weights, likeness to a vector, conditional requests and several ranges, which it never asks for either",
    ),
    r"auth_.*query|oauth_token_(basic|multipart)|oauth_(own_page|logout|revoke)": (
        14,
        "ways to say who asks, and pages around a login, that it never takes",
    ),
}

#: In scope, yet different; one that starts to match fails here.
DIFFERS: dict[str, str] = {}

FREE = "LOCALclientFree00000"
DAY_SECONDS = 86400
#: Tokens that were issued before the recording began: whose, and of which credential.
SEEDED = {
    "auth_bearer_expired_general": ("oracle_dev", FREE),
    "auth_bearer_ok_general": ("oracle_dev", FREE),
    "auth_suspended_status_bearer": ("oracle_dev", "LOCALclientRevoked00"),
    "me_other_user": ("nobody_sounds", FREE),
    "throttle_429_bearer_same_credential": ("oracle_dev", "LOCALclientLevel1000"),
    "throttle_post_after_30_reads_429": ("oracle_dev", "LOCALclientLevel1b00"),
    "throttle_suspended_level0_bearer": ("oracle_dev", "LOCALclientSuspended"),
}
OTHER_PORT = "http://127.0.0.1:51234/cb"
VERIFIER = "v" * 64


def recorded(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def rule_of(name):
    return next((rule for rule in OUT_OF_SCOPE if re.match(rule, name)), None)


CASES = [case["name"] for case in INDEX if not rule_of(case["name"])]


def test_every_recording_is_replayed_or_left_out_by_rule():
    counts = Counter(filter(None, (rule_of(case["name"]) for case in INDEX)))
    assert counts == {rule: count for rule, (count, _) in OUT_OF_SCOPE.items()}
    assert {path.stem for path in GOLDEN.glob("[a-z]*.json")} == set(CASES)
    assert len(DIFFERS) <= 20
    assert set(DIFFERS) <= set(CASES)


class Page(HTMLParser):
    """The title, and the forms with the inputs that are sent."""

    def __init__(self, html):
        super().__init__()
        self.title, self.forms, self._in_title = "", [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._in_title = tag == "title"
        if tag == "form":
            self.forms.append({"attrs": attrs, "inputs": []})
        elif tag == "input" and self.forms:
            self.forms[-1]["inputs"].append(attrs)

    def handle_data(self, data):
        if self._in_title:
            self.title += data
            self._in_title = False


def essence(form):
    """What a browser would send: where to, and which fields with which values."""
    inputs = [
        (field["name"], field.get("type"), field.get("value") or "")
        for field in form["inputs"]
        if field.get("name") and field["name"] != "csrfmiddlewaretoken"
    ]
    return form["attrs"]["method"], form["attrs"]["action"], sorted(inputs)


class Replay:
    """Sends the recorded requests to a catalogue, and keeps what the recording's tokens, codes and cookies are here."""

    def __init__(self, tmp_path):
        data = json.loads((GOLDEN / "_dataset.json").read_text())
        password = recorded("oauth_login_post")["request"]["body"]["form"]["password"]
        for user in data["users"]:
            user["password"] = password
        self.password = password
        self.files = tmp_path
        self.made_bodies = set()
        self._place_files(data)
        self.now = 1_795_328_000.0
        self.here = {}
        self.cookies = {}
        self.catalogue = Catalogue(
            msgspec.convert(data, Dataset),
            self.files,
            base_url="https://127.0.0.1:8443",
            cdn_base_url="https://127.0.0.1:8444",
            limits=True,
            clock=lambda: self.now,
        )
        self.before = {
            "oauth_authorize_consent_form": self.revoke,
            "oauth_refresh_old_reused": lambda: self.unrecorded_refresh(
                "oauth_code_exchange", "oauth_new_access_after_old_refresh_reused", "oauth_refresh_again"
            ),
            "oauth_two_tokens_first_still_valid": self.two_tokens,
            "oauth_access_after_revoke_refresh": self.refresh_after_revoke,
            "throttle_level1_60th": lambda: self.repeat("throttle_level1_first", 58),
            "throttle_post_after_30_reads_429": lambda: self.repeat("throttle_get_after_refused_post", 30),
            "throttle_level1_after_a_minute": lambda: self.let_pass(61),
        }

    def _place_files(self, data):
        """The audio of the recording where it is small, else bytes of the same length."""
        for sound in data["sounds"]:
            for file in filter(None, sound["files"].values()):
                source, target = GOLDEN / "_files" / file["path"], self.files / file["path"]
                target.parent.mkdir(parents=True, exist_ok=True)
                if not source.exists():
                    self.made_bodies.add(file["md5"])
                target.write_bytes(source.read_bytes() if source.exists() else bytes(file["length"]))

    # What was done between the recorded steps.

    def seed(self):
        self.seed_token("auth_bearer_expired_general")
        self.let_pass(DAY_SECONDS + 1)
        for name in SEEDED:
            if name != "auth_bearer_expired_general":
                self.seed_token(name)

    def seed_token(self, name):
        username, client_id = SEEDED[name]
        issued = self.password_grant(username, client_id)
        self.here[recorded(name)["request"]["headers"]["Authorization"].split()[1]] = issued["access_token"]
        if name == "auth_bearer_expired_general":
            self.here[refresh_token_of("oauth_refresh_after_expiry")] = issued["refresh_token"]

    def password_grant(self, username, client_id):
        form = {"grant_type": "password", "username": username, "password": self.password, "client_id": client_id}
        return self.token_request(form)

    def token_request(self, form):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        _, _, body = self.send("POST", "/apiv2/oauth2/access_token/", headers, urlencode(form).encode())
        return json.loads(body)

    def let_pass(self, seconds):
        self.now += seconds

    def revoke(self):
        self.catalogue.site.authority.revoke(FREE, "oracle_dev")

    def refresh(self, refresh_token):
        return self.token_request({"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": FREE})

    def unrecorded_refresh(self, issued_by, access_used_by, refresh_used_by):
        old = recorded(issued_by)["response"]["body"]["json"]["refresh_token"]
        issued = self.refresh(self.here[old])
        self.here[bearer_of(access_used_by)] = issued["access_token"]
        self.here[refresh_token_of(refresh_used_by)] = issued["refresh_token"]

    def two_tokens(self):
        first = self.password_grant("oracle_dev", FREE)
        self.here[bearer_of("oauth_two_tokens_first_still_valid")] = first["access_token"]
        self.kept_refresh_token = first["refresh_token"]
        self.password_grant("oracle_dev", FREE)

    def refresh_after_revoke(self):
        self.revoke()
        issued = self.refresh(self.kept_refresh_token)
        self.here[bearer_of("oauth_access_after_revoke_refresh")] = issued["access_token"]
        self.here[refresh_token_of("oauth_refresh_after_revoke_again")] = issued["refresh_token"]

    def repeat(self, name, times):
        for _ in range(times):
            self.ask(recorded(name)["request"])

    def code_for(self, name):
        """Authorize as the recorder did before the exchange called so."""
        asked = {"client_id": FREE, "response_type": "code", "approval_prompt": "force"}
        if "_port_" in name:
            asked["redirect_uri"] = OTHER_PORT
        if "_pkce_" in name:
            digest = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
            asked |= {"code_challenge": digest.rstrip(b"=").decode(), "code_challenge_method": "S256"}
        _, _, html = self.send("GET", f"/apiv2/oauth2/authorize/?{urlencode(asked)}", {"Cookie": self.cookie_header()})
        (form,) = Page(html.decode()).forms
        fields = {field["name"]: field["value"] for field in form["inputs"] if "name" in field}
        headers = {"Cookie": self.cookie_header(), "Content-Type": "application/x-www-form-urlencoded"}
        _, answered, _ = self.send("POST", form["attrs"]["action"], headers, urlencode(fields).encode())
        return parse_qs(urlsplit(answered["Location"]).query)["code"][0]

    # Sending.

    def run(self):
        """The mismatches of each case, in the order of the recording; the others are equal."""
        outcomes = {}
        self.seed()
        for name in CASES:
            self.before.get(name, lambda: None)()
            case = recorded(name)
            request = case["request"]
            self.prepare(name, request)
            status, headers, body = self.ask(request)
            self.learn(case, headers, body)
            outcomes[name] = list(self.mismatches(case, status, headers, body))
        return outcomes

    def prepare(self, name, request):
        body = request["body"] or {}
        code = body.get("form", {}).get("code", "")
        if len(code) == 30 and code not in self.here:
            self.here[code] = self.code_for(name)

    def ask(self, request):
        headers = {name: self.translate(value) for name, value in request["headers"].items() if name != "Cookie"}
        if "Cookie" in request["headers"]:
            headers["Cookie"] = self.cookie_header()
        if request["scheme"] == "http":
            headers["X-Forwarded-Proto"] = "http"
        target = request["path"] + (f"?{self.translate(request['query'])}" if request["query"] else "")
        body = request["body"] or {}
        sent = None
        if "form" in body:
            form = {name: self.translate(value) for name, value in body["form"].items()}
            if "csrfmiddlewaretoken" in form:
                form["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
            sent = urlencode(form).encode()
        elif "json" in body:
            sent = json.dumps(body["json"]).encode()
        return self.send(request["method"], target, headers, sent, is_cdn=request["host"].endswith(":8444"))

    def send(self, method, target, headers, body=None, *, is_cdn=False):
        address = urlsplit(self.catalogue.cdn_url if is_cdn else self.catalogue.api_url).netloc
        connection = http.client.HTTPConnection(address, timeout=30)
        try:
            connection.request(method, quote(target, safe="/?&=%:+,~*()'!@$;-._[]<>|#{}"), body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def translate(self, text):
        for theirs, ours in self.here.items():
            text = text.replace(theirs, ours)
        return text

    def cookie_header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def learn(self, case, headers, body):
        """Which of ours stands for which recorded token, code or cookie."""
        for cookie in headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        theirs = case["response"]["body"].get("json")
        if isinstance(theirs, dict) and "access_token" in theirs and body.startswith(b'{"access'):
            ours = json.loads(body)
            self.here |= {theirs[kind]: ours[kind] for kind in ("access_token", "refresh_token")}
        if location := case["response"]["headers"].get("Location", ""):
            codes = [parse_qs(urlsplit(url).query).get("code") for url in (location, headers.get("Location", ""))]
            if all(codes):
                self.here[codes[0][0]] = codes[1][0]

    # Comparing.

    def mismatches(self, case, status, headers, body):
        response = case["response"]
        if status != response["status"]:
            yield "status", response["status"], status
        theirs = self.comparable(case, {name: self.translate(value) for name, value in response["headers"].items()})
        ours = self.comparable(case, dict(headers.items()))
        for name in sorted(set(theirs) | set(ours)):
            if theirs.get(name) != ours.get(name):
                yield name, theirs.get(name), ours.get(name)
        yield from self.body_mismatches(case, response["body"], body)

    def comparable(self, case, headers):
        ignored = {"set-cookie", "expires", "date"}
        if "html_page" in case["response"]["body"] or case["basis"] == "server+emulated-solr":
            ignored.add("content-length")
        return {name.lower(): value for name, value in headers.items() if name.lower() not in ignored}

    def body_mismatches(self, case, theirs, ours):
        if "json" in theirs:
            expected, found = self.translate(json.dumps(theirs["json"])), ours.decode()
            normal = [normalised(json.loads(text), case["basis"]) for text in (expected, found)]
            if json.dumps(normal[0]) != json.dumps(normal[1]):  # the order of keys counts
                yield "json", *normal
        elif "text" in theirs:
            if theirs["text"].encode() != ours:
                yield "text", theirs["text"], ours
        elif "binary" in theirs:
            yield from self.file_mismatches(theirs["binary"], ours)
        elif "html_page" in theirs:
            yield from page_mismatches(theirs["html_page"], Page(ours.decode()))
        elif ours:
            yield "empty", b"", ours

    def file_mismatches(self, theirs, ours):
        if len(ours) != theirs["length"]:
            yield "length", theirs["length"], len(ours)
        if theirs["md5"] not in self.made_bodies and hashlib.md5(ours).hexdigest() != theirs["md5"]:
            yield "md5", theirs["md5"], ours[:40]


def page_mismatches(theirs, ours):
    """A page has the title of the real one, and no form that the real one lacks; a form where the real one asks."""
    if ours.title != theirs["title"]:
        yield "title", theirs["title"], ours.title
    if isinstance(theirs["forms"], list):
        real_forms = [essence(form) for form in theirs["forms"]]
        if bool(real_forms) != bool(ours.forms) or any(essence(form) not in real_forms for form in ours.forms):
            yield "forms", real_forms, [essence(form) for form in ours.forms]


def normalised(content, basis):
    if basis != "server+emulated-solr" or not isinstance(content, dict):
        return content
    if "detail" in content:
        return {"detail": re.sub(r"\[Reason: .*\]", "[Reason: ...]", content["detail"], flags=re.DOTALL)}
    for result in filter(None, content["results"]):
        for measure in {"score", "distance_to_target"} & set(result):
            result[measure] = round(result[measure], 3)
    return content


def bearer_of(name):
    return recorded(name)["request"]["headers"]["Authorization"].split()[1]


def refresh_token_of(name):
    return recorded(name)["request"]["body"]["form"]["refresh_token"]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    replay = Replay(tmp_path_factory.mktemp("files"))
    with replay.catalogue:
        return replay.run()


@pytest.mark.parametrize("name", CASES)
def test_answers_as_the_real_service(name, outcomes):
    mismatches = outcomes[name]
    if name in DIFFERS:
        assert mismatches, f"{name} is as the real service now: take it off the list"
    else:
        assert not mismatches
