"""What the catalogue serves: users, credentials, packs, comments and sounds, loaded from one JSON file."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 (msgspec reads the annotations)
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class User(msgspec.Struct, frozen=True):
    """A Freesound user. Without a password nobody can log in as them."""

    id: int
    username: str
    email: str
    date_joined: datetime
    is_active: bool = True
    about: str | None = None
    home_page: str | None = None
    has_avatar: bool = False
    num_posts: int = 0
    password: str | None = None


class Credential(msgspec.Struct, frozen=True):
    """An API credential: the client secret is also the API key of token authentication."""

    client_id: str
    client_secret: str
    owner: str
    redirect_uri: str
    throttling_level: int = 1
    status: str = "OK"
    allow_oauth_password_grant: bool = False


class Pack(msgspec.Struct, frozen=True):
    """A pack of one user's sounds."""

    id: int
    user: str
    name: str


class Comment(msgspec.Struct, frozen=True):
    """A comment on a sound."""

    user: str
    sound: int
    comment: str


class StoredFile(msgspec.Struct, frozen=True):
    """A file below the files folder; its modification time is the dataset's, not the disk's."""

    path: str
    length: int
    mtime: int


class Sound(msgspec.Struct, frozen=True):
    """A sound as the service stores it; ratings run from 0 to 10 here and from 0 to 5 in answers."""

    id: int
    username: str
    user_id: int
    name: str
    description: str
    tags: list[str]
    license_name: str
    license: str
    type: str
    duration: float
    bitrate: int
    bitdepth: int | None
    samplerate: float
    channels: int
    filesize: int
    md5: str
    created: datetime
    friendly_filename: str
    files: dict[str, StoredFile | None]
    pack: int | None = None
    bst_category: str | None = None
    geotag: tuple[float, float, float] | None = None
    moderation_state: str = "OK"
    processing_state: str = "OK"
    similarity_state: str = "PE"
    is_explicit: bool = False
    num_downloads: int = 0
    avg_rating_0_10: float = 0
    num_ratings: int = 0
    num_comments: int = 0
    sources: list[int] = []
    gen_ai_preference: str = "no-additional-preferences"
    descriptors: dict[str, Any] | None = None
    vectors: dict[str, list[float] | None] | None = None

    @property
    def is_public(self) -> bool:
        """Whether it was moderated and processed: only then it can be found and downloaded."""
        return self.moderation_state == self.processing_state == "OK"

    def vector(self, space: str) -> list[float] | None:
        """Its place in a similarity space, if it has one there."""
        return (self.vectors or {}).get(space)


class Dataset(msgspec.Struct, frozen=True, dict=True):
    """The whole catalogue, with the look-ups that answers need."""

    users: list[User]
    credentials: list[Credential]
    sounds: list[Sound]
    packs: list[Pack] = []
    comments: list[Comment] = []

    @cached_property
    def user(self) -> dict[str, User]:
        """Users by name."""
        return {user.username: user for user in self.users}

    @cached_property
    def credential(self) -> dict[str, Credential]:
        """Credentials by client id."""
        return {credential.client_id: credential for credential in self.credentials}

    @cached_property
    def sound(self) -> dict[int, Sound]:
        """Sounds by id, in the order of ids."""
        return {sound.id: sound for sound in sorted(self.sounds, key=lambda sound: sound.id)}

    @cached_property
    def pack(self) -> dict[int, Pack]:
        """Packs by id."""
        return {pack.id: pack for pack in self.packs}

    @cached_property
    def remixed(self) -> set[int]:
        """The ids of sounds that others name as their source."""
        return {source for sound in self.sounds for source in sound.sources}

    @cached_property
    def file(self) -> dict[str, StoredFile]:
        """Every stored file by its relative path; nothing else below the folder is served."""
        return {file.path: file for sound in self.sounds for file in sound.files.values() if file}


def load(path: Path) -> Dataset:
    """Read a dataset.

    Raises:
        OSError: it can't be read.
        msgspec.ValidationError: it has another shape; the message names the place.
    """
    return msgspec.json.decode(path.read_bytes(), type=Dataset)
