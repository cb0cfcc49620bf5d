"""The one table of resources, and the way of a request through it (docs/freesound.md 3, 6.4)."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from fsbridge.demo import answers, files, pages
from fsbridge.demo.answers import ApiError
from fsbridge.demo.site import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response

    from fsbridge.demo.site import Call, Site

_READ, _WRITE = ("GET", "HEAD", "OPTIONS"), ("POST", "OPTIONS")
_KEY_OR_BEARER, _BEARER, _SITE = "key or bearer", "bearer", "the website's own"
_CHALLENGE = 'Bearer realm="api"'


def _search(site: Site, call: Call, _caller: Caller) -> Response:
    last = {name: values[-1] for name, values in call.args.lists()}
    return answers.json(200, site.search.answer(last))


def _sound(site: Site, call: Call, _caller: Caller, sound_id: int) -> Response:
    sound = site.dataset.sound.get(sound_id)
    if not sound:
        raise ApiError(404, "No Sound matches the given query.")
    try:
        return answers.json(200, site.renderer.sound(sound, call.args.get("fields")))
    except KeyError:
        return answers.page(500, "Server Error", "")


def _download(site: Site, call: Call, _caller: Caller, sound_id: int) -> Response:
    sound = site.dataset.sound.get(sound_id)
    original = sound.files.get("original") if sound and sound.is_public else None
    if not sound or not original or not (site.files / original.path).is_file():
        raise ApiError(404, "Not found")
    disposition = f'attachment; filename="{sound.friendly_filename}"'
    return files.serve(call, site.files / original.path, original, "application/octet-stream", disposition)


def _me(site: Site, _call: Call, caller: Caller) -> Response:
    return answers.json(200, site.renderer.me(caller.user))


def _write(_site: Site, _call: Call, _caller: Caller, sound_id: int, verb: str) -> Response:
    """Writes are admitted and throttled as on the real service, and go no further."""
    raise ApiError(501, f"The embedded catalogue can't {verb} sound {sound_id}.")


def _invalid_url(_site: Site, _call: Call, _caller: Caller) -> Response:
    raise ApiError(400, "Invalid url")


class Resource(NamedTuple):
    """One row: where, how, for whom, and what answers."""

    path: str
    methods: tuple[str, ...]
    auth: str
    view: Callable[..., Response]


#: Everything that the catalogue answers. Addresses below oauth2/ may end in any number of slashes.
RESOURCES = [
    Resource("/apiv2/search/", _READ, _KEY_OR_BEARER, _search),
    Resource("/apiv2/search/text/", _READ, _KEY_OR_BEARER, _search),
    Resource("/apiv2/sounds/<int:sound_id>/", _READ, _KEY_OR_BEARER, _sound),
    Resource("/apiv2/sounds/<int:sound_id>/download/", _READ, _BEARER, _download),
    Resource("/apiv2/sounds/<int:sound_id>/<any(edit, bookmark, rate, comment):verb>/", _WRITE, _BEARER, _write),
    Resource("/apiv2/me/", _READ, _BEARER, _me),
    Resource("/apiv2//", ("GET", "OPTIONS"), _KEY_OR_BEARER, _invalid_url),
    Resource("/apiv2/login/", _READ, _SITE, pages.login),
    Resource("/apiv2/oauth2/authorize", _READ, _SITE, pages.authorize),
    Resource("/apiv2/oauth2/access_token", _WRITE, _SITE, pages.access_token),
]
_MAP = Map([Rule(row.path, endpoint=row, merge_slashes=False) for row in RESOURCES], merge_slashes=False)


def respond(site: Site, call: Call) -> Response:
    """Answer a request for the API or for a page around it."""
    path = call.path.rstrip("/") if call.path.startswith("/apiv2/oauth2/") else call.path
    resource: Resource
    try:
        resource, arguments = _MAP.bind("").match(path, method="GET")
    except RequestRedirect:
        return answers.redirect(f"{path}/{call.query}", 301)
    except NotFound:
        return answers.page(404, "Page not found", "<h1>Page not found</h1>")
    if resource.auth == _SITE:
        return resource.view(site, call, **arguments)
    try:
        response = _api(site, call, resource, arguments)
    except ApiError as error:
        response = answers.json(error.status, {"detail": error.detail})
        response.headers.update(error.headers)
    if response.content_type == "application/json":
        response.headers["Vary"] = "Accept, Cookie, origin"
        response.headers["Allow"] = ", ".join(resource.methods)
    return response


def respond_as_cdn(site: Site, call: Call) -> Response:
    """Answer a request for a preview or an image: no credentials, only files that the dataset names."""
    if call.method not in ("GET", "HEAD"):
        return files.error_page(405)
    file = site.dataset.file.get(call.path.lstrip("/"))
    if not file or file.path.startswith("sounds/") or not (site.files / file.path).is_file():
        return files.error_page(404)
    content_type = files.CONTENT_TYPES.get(PurePosixPath(file.path).suffix, "application/octet-stream")
    return files.serve(call, site.files / file.path, file, content_type, None)


def _api(site: Site, call: Call, resource: Resource, arguments: Mapping[str, Any]) -> Response:
    """In the service's order: format, who calls, how often, over what, method, and only then what for."""
    if call.accept_mimetypes and not call.accept_mimetypes.best_match(["application/json"]):
        raise ApiError(406, "Could not satisfy the request Accept header.")
    caller = _authenticate(site, call, resource)
    call.auth_kind = caller.kind
    if site.throttle:
        site.throttle.admit(caller.credential, is_write=call.method == "POST")
    if resource.auth == _BEARER and not call.is_https:
        raise ApiError(403, "This resource requires a secure connection (https)")
    if call.method not in resource.methods:
        raise ApiError(405, f'Method "{call.method}" not allowed.')
    return resource.view(site, call, caller, **arguments)


def _authenticate(site: Site, call: Call, resource: Resource) -> Caller:
    """By access token, else by API key where that is enough."""
    scheme, *words = call.headers.get("Authorization", "").split() or [""]
    challenge = _CHALLENGE
    if scheme.lower() == "bearer" and words:
        pair, reason = site.authority.find(words[0])
        if pair:
            return _active(site, pair.client_id, pair.username, "bearer")
        challenge = f'{_CHALLENGE},error="invalid_token",error_description="{reason}"'
    if scheme.lower() == "token" and resource.auth == _KEY_OR_BEARER:
        if len(words) != 1:
            fault = "Token string should not contain spaces." if words else "No credentials provided."
            raise _unauthorized(f"Invalid token header. {fault}")
        owner = next((known for known in site.dataset.credentials if known.client_secret == words[0]), None)
        if not owner:
            raise _unauthorized("Invalid token")
        return _active(site, owner.client_id, owner.owner, "key")
    raise _unauthorized("Authentication credentials were not provided.", challenge)


def _active(site: Site, client_id: str, username: str, kind: str) -> Caller:
    credential, user = site.dataset.credential[client_id], site.dataset.user[username]
    if credential.status != "OK":
        raise _unauthorized("Suspended token or token pending for approval")
    if not user.is_active:
        raise _unauthorized("User inactive or deleted")
    return Caller(user, credential, kind)


def _unauthorized(detail: str, challenge: str = _CHALLENGE) -> ApiError:
    return ApiError(401, detail, {"WWW-Authenticate": challenge})
