"""The pages of a login: sign in, consent, and the token endpoint (docs/freesound.md 2.5 to 2.11)."""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from werkzeug.urls import iri_to_uri

from fsbridge.demo.answers import form, page, redirect, text
from fsbridge.demo.oauth import OAuthError
from fsbridge.demo.tokens import random_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

    from fsbridge.demo.site import Call, Site

_AUTHORIZE = "/apiv2/oauth2/authorize"
_HTTPS_REQUIRED = '{"detail": "This resource requires a secure connection (https)"}'
_CONSENT_FIELDS = ("nonce", "client_id", "state", "response_type", "code_challenge", "code_challenge_method", "claims")


def login(site: Site, call: Call) -> Response:
    """The login form, and a session for the right password."""
    if call.method != "POST":
        return _login_page(call, call.args.get("next", ""))
    if _is_forged(call):
        return _forged_page()
    user = site.authority.user(call.form.get("username", ""), call.form.get("password", ""))
    if not user:
        return _login_page(call, call.form.get("next", ""), "Please enter a correct username and password.")
    target = call.form.get("next", "")
    is_own = target.startswith((site.base_url + "/", "/")) and not target.startswith(("//", "/\\"))
    response = _uncached(redirect(iri_to_uri(target) if is_own else "/"))
    session = random_token()
    site.sessions[session] = user.username
    response.set_cookie("sessionid", session, max_age=1209600, httponly=True, samesite="Lax")
    return response


def authorize(site: Site, call: Call) -> Response:
    """Ask the user, or answer at once where a live token shows that they agreed before."""
    if not call.is_https:
        return text(403, _HTTPS_REQUIRED)
    username = _session_user(site, call)
    if not username:
        return redirect(f"/apiv2/login/?next={quote(call.path + call.query)}")
    if call.method == "POST" and _is_forged(call):
        return _forged_page()
    asked = call.form if call.method == "POST" else call.args
    try:
        uri = site.authority.redirect_uri(asked)
    except OAuthError as error:
        said = f"<p>Oops! there were some errors...<p>{escape(error.body['error_description'])}"
        return page(400, "authorize app", said)
    try:
        scope = site.authority.check_request(asked)
        if call.method == "GET" and not _agreed_before(site, asked, username, scope):
            return _consent_page(call, uri, scope, username)
        is_allowed = call.method != "POST" or "allow" in asked
        answer = {"code": site.authority.issue_code(asked, username, is_allowed=is_allowed)}
    except OAuthError as error:
        answer = error.body
    state = {"state": asked["state"]} if asked.get("state") else {}
    return redirect(_with_parameters(uri, answer | state))


def access_token(site: Site, call: Call) -> Response:
    """The token endpoint."""
    if call.method != "POST":
        return text(405, Allow="POST, OPTIONS")
    if not call.is_https:
        return text(403, _HTTPS_REQUIRED)
    if call.query_string:
        error = OAuthError("invalid_request", "URL query parameters are not allowed")
        return text(400, json.dumps(error.body))
    call.grant_type = call.form.get("grant_type", "")
    no_store = {"Cache_Control": "no-store", "Pragma": "no-cache"}
    try:
        issued = site.authority.exchange(call.form)
    except OAuthError as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            no_store["WWW_Authenticate"] = 'Bearer error="invalid_client"'
        return text(error.status, json.dumps(error.body), "application/json", **no_store)
    call.rotated = call.grant_type == "refresh_token"
    return text(200, json.dumps(issued), "application/json", **no_store)


def _with_parameters(uri: str, parameters: Mapping[str, str]) -> str:
    """An address with parameters added to its query."""
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(parameters)}"


def _session_user(site: Site, call: Call) -> str | None:
    return site.sessions.get(call.cookies.get("sessionid", ""))


def _is_forged(call: Call) -> bool:
    token = call.cookies.get("csrftoken")
    return not token or call.form.get("csrfmiddlewaretoken") != token


def _forged_page() -> Response:
    return page(403, "Forbidden", "<p>CSRF verification failed. Request aborted.")


def _agreed_before(site: Site, asked: Mapping[str, str], username: str, scope: str) -> bool:
    asks_again = asked.get("approval_prompt") == "force"
    return not asks_again and site.authority.has_live_token(asked["client_id"], username, scope)


def _login_page(call: Call, target: str, complaint: str = "") -> Response:
    fields = [
        f"<p>{escape(complaint)}",
        '<p><label>Username: <input type="text" name="username" id="id_username"></label>',
        '<p><label>Password: <input type="password" name="password" id="id_password"></label>',
        '<p><input type="submit" value="Log in">',
    ]
    return _uncached(_form_page(call, "Login", "<h1>Log in to Freesound</h1>", ".", {"next": target}, fields))


def _consent_page(call: Call, uri: str, scope: str, username: str) -> Response:
    fields = {"redirect_uri": uri, "scope": scope} | {name: call.args.get(name, "") for name in _CONSENT_FIELDS}
    said = f"<p>An application is requesting permission to access your data. (logged in as {escape(username)})"
    buttons = [
        '<input type="submit" value="Deny access">',
        '<input type="submit" name="allow" value="Authorize!">',
    ]
    return _form_page(call, "authorize app", said, _AUTHORIZE, fields, buttons)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "max-age=0, no-cache, no-store, must-revalidate, private"
    return response


def _form_page(call: Call, title: str, said: str, action: str, fields: dict[str, str], inputs: list[str]) -> Response:
    token = call.cookies.get("csrftoken") or random_token()
    response = page(200, title, said + form(action, {"csrfmiddlewaretoken": token} | fields, inputs))
    response.set_cookie("csrftoken", token, max_age=31449600, samesite="Lax")
    return response
