"""What the tests of the catalogue ask it, as any client could."""

from __future__ import annotations

import msgspec
import requests
from freesound_service import FREE, GOLDEN, KEYS, PASSWORD, USER

from fsbridge.demo.dataset import load

FILES = GOLDEN / "_files"
AMEN = 817
NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z


def with_amen(**changes):
    """The dataset's sounds, one of them changed."""
    sounds = load(GOLDEN / "_dataset.json").sounds
    return {"sounds": [msgspec.structs.replace(one, **changes) if one.id == AMEN else one for one in sounds]}


def get(service, path, authorization=f"Token {KEYS[FREE]}", headers=None, **params):
    headers = {"Authorization": authorization} | (headers or {})
    return requests.get(service.api_url + path, params=params, headers=headers, timeout=30)


def ids(service, **params):
    answer = get(service, "search/", fields="id", page_size=150, **params)
    assert answer.status_code == 200, answer.text
    return {result["id"] for result in answer.json()["results"]}


def token_request(service, **form):
    return requests.post(f"{service.api_url}oauth2/access_token/", data=form, timeout=30)


def tokens(service, client_id=FREE):
    return token_request(service, grant_type="password", client_id=client_id, username=USER, password=PASSWORD).json()


def bearer(service, client_id=FREE):
    return f"Bearer {tokens(service, client_id)['access_token']}"


def refresh(service, refresh_token):
    return token_request(service, grant_type="refresh_token", client_id=FREE, refresh_token=refresh_token)
