"""Logins at the catalogue beyond its recordings: pages, codes, tokens."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from browsing import Form, visit
from catalogue_asking import get, refresh, token_request, tokens
from freesound_service import FREE, PASSWORD, USER, catalogue, with_callback


def page(service, **asked):
    query = urlencode({"client_id": FREE, "response_type": "code", "state": "canary-state"} | asked)
    return f"{service.api_url}oauth2/authorize/?{query}"


def brought(address):
    """The parameters that the browser brings to the callback."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def test_a_person_logs_in_with_a_browser(service):
    verifier = "canary-verifier-" + "x" * 40
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    uri = "http://127.0.0.1:54321/cb"
    address = visit(page(service, redirect_uri=uri, code_challenge=challenge, code_challenge_method="S256"))
    given = brought(address)
    assert (address.partition("?")[0], given["state"]) == (uri, "canary-state")
    form = {"grant_type": "authorization_code", "client_id": FREE, "code": given["code"], "redirect_uri": uri}
    unproven = token_request(service, **form).json()
    assert unproven == {"error": "invalid_request", "error_description": "Code verifier required."}
    issued = token_request(service, **form, code_verifier=verifier).json()
    assert get(service, "me/", f"Bearer {issued['access_token']}").json()["username"] == USER
    assert token_request(service, **form, code_verifier=verifier).json() == {"error": "invalid_grant"}


def test_a_person_says_no(service):
    given = brought(visit(page(service), allow=False))
    assert given == {"error": "access_denied", "state": "canary-state"}


def test_a_callback_registered_with_a_port_has_no_other():
    with catalogue(data=with_callback("http://127.0.0.1:9000/cb")) as service:
        assert visit(page(service)).startswith("http://127.0.0.1:9000/cb?")
        with pytest.raises(AttributeError):  # a page without a form
            visit(page(service, redirect_uri="http://127.0.0.1:9001/cb"))


def test_a_code_lives_ten_minutes(service, clock):
    given = brought(visit(page(service)))
    clock.now += 600
    answer = token_request(service, grant_type="authorization_code", client_id=FREE, code=given["code"])
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_a_form_from_elsewhere_is_refused(service):
    form = {"username": USER, "password": PASSWORD, "next": "/"}
    assert requests.post(f"{service.api_url}login/", data=form, timeout=30).status_code == 403


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil"])
def test_a_login_leads_nowhere_else(service, target):
    assert landing(service, target) == "/"


def test_a_login_leads_on_whatever_the_address_holds(service):
    assert landing(service, "/apiv2/é\r\nX: y") == "/apiv2/%C3%A9X:%20y"


def landing(service, target):
    browser = requests.Session()
    login = Form(browser.get(f"{service.api_url}login/", params={"next": target}, timeout=30))
    fields = login.fields | {"username": USER, "password": PASSWORD}
    answer = browser.post(login.address, data=fields, allow_redirects=False, timeout=30)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_refreshing_rotates_both_tokens_and_survives_a_restart(tmp_path, clock):
    with catalogue(tmp_path, clock) as service:
        old = tokens(service)
    clock.now += 86_400
    with catalogue(tmp_path, clock) as service:
        expired = get(service, "me/", f"Bearer {old['access_token']}")
        assert "The access token has expired." in expired.headers["WWW-Authenticate"]
        new = refresh(service, old["refresh_token"]).json()
        assert get(service, "me/", f"Bearer {new['access_token']}").status_code == 200
        dead = get(service, "me/", f"Bearer {old['access_token']}")
        assert "The access token is invalid." in dead.headers["WWW-Authenticate"]
        assert refresh(service, old["refresh_token"]).json() == {"error": "invalid_grant"}
        assert (tmp_path / "tokens.json").stat().st_mode & 0o077 == 0
        assert [entry.rotated for entry in service.journal if entry.grant_type == "refresh_token"] == [True, False]
