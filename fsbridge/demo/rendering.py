"""Sounds and users as the API shows them: the fields, their order, their links (docs/freesound.md 3.3, 3.4)."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fsbridge.demo.vocabulary import CATEGORIES, CATEGORY_CODES, DESCRIPTORS, SIMILARITY_SPACES

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.demo.dataset import Dataset, Sound, User

#: What a list shows of a sound when the request names no fields.
LIST_FIELDS = "id,name,tags,username,license"

_IMAGES = {
    "waveform_m": "wave_bw_M.png",
    "waveform_l": "wave_bw_L.png",
    "spectral_m": "spec_bw_M.jpg",
    "spectral_l": "spec_bw_L.jpg",
}


def categories(sound: Sound) -> tuple[str | None, str | None]:
    """Category and subcategory: the user's own, else what the analysis predicted."""
    if sound.bst_category:
        return CATEGORIES[sound.bst_category]
    predicted = sound.descriptors or {}
    return predicted.get("category"), predicted.get("subcategory")


class Renderer:
    """Builds JSON objects; the links in them begin with the base URLs given."""

    def __init__(self, dataset: Dataset, base_url: str, cdn_base_url: str) -> None:
        self.dataset = dataset
        self.base_url = base_url
        self.cdn_base_url = cdn_base_url

    def sound(self, sound: Sound, fields: str | None, score: float | None = None) -> dict[str, Any]:
        """One sound.

        Args:
            sound: what to show.
            fields: comma list as the client sent it; empty or None is everything but score and descriptors.
            score: what the search gave it.

        Raises:
            KeyError: an unknown `sim_...` was asked for, as on the real service.
        """
        asked = set((fields or ",".join(name for name in _FIELDS if name != "score")).split(","))
        every = "*" in asked
        shown = {name: show(self, sound) for name, show in _FIELDS.items() if every or name in asked}
        if "score" in shown:
            shown["score"] = score
        described = sound.descriptors or {}
        every_descriptor = every or "all_descriptors" in asked
        shown |= {name: described.get(name) for name in DESCRIPTORS if every_descriptor or name in asked}
        spaces = [name.removeprefix("sim_") for name in asked if name.startswith("sim_")]
        if unknown := set(spaces) - set(SIMILARITY_SPACES):
            raise KeyError(*unknown)
        every_space = every or "all_similarity_spaces" in asked
        return shown | {
            f"sim_{name}": sound.vector(name) for name in SIMILARITY_SPACES if every_space or name in spaces
        }

    def me(self, user: User) -> dict[str, Any]:
        """The user that an access token stands for (docs/freesound.md 3.6)."""
        resource = f"{self.base_url}/apiv2/users/{quote(user.username)}"
        avatar = f"{self.base_url}/data/avatars/{user.id // 1000}/{user.id}"
        sizes = {"small": "S", "medium": "M", "large": "L"}
        return {
            "url": f"{self.base_url}/people/{quote(user.username)}/",
            "username": user.username,
            "about": user.about or "",
            "home_page": user.home_page or "",
            "avatar": {size: f"{avatar}_{letter}.jpg" if user.has_avatar else None for size, letter in sizes.items()},
            "date_joined": user.date_joined.astimezone(_brussels()).isoformat(),
            "num_sounds": sum(sound.user_id == user.id and sound.is_public for sound in self.dataset.sounds),
            "sounds": f"{resource}/sounds/",
            "num_packs": sum(pack.user == user.username for pack in self.dataset.packs),
            "packs": f"{resource}/packs/",
            "num_posts": user.num_posts,
            "num_comments": sum(comment.user == user.username for comment in self.dataset.comments),
            "email": user.email,
            "unique_id": user.id,
            "bookmark_categories": f"{self.base_url}/apiv2/me/bookmark_categories/",
        }

    def link(self, sound: Sound, verb: str) -> str:
        """The address of a resource of a sound."""
        return f"{self.base_url}/apiv2/sounds/{sound.id}/{verb}/"


def _brussels() -> tzinfo:
    """The service's own time zone; a machine without zone data shows UTC."""
    try:
        return ZoneInfo("Europe/Brussels")
    except ZoneInfoNotFoundError:
        return UTC


def _pack_name(renderer: Renderer, sound: Sound) -> str | None:
    return renderer.dataset.pack[sound.pack].name if sound.pack else None


def _previews(renderer: Renderer, sound: Sound) -> dict[str, str]:
    stem = f"{renderer.cdn_base_url}/previews/{sound.id // 1000}/{sound.id}_{sound.user_id}"
    kinds = [(quality, suffix) for quality in ("hq", "lq") for suffix in ("mp3", "ogg")]
    return {f"preview-{quality}-{suffix}": f"{stem}-{quality}.{suffix}" for quality, suffix in kinds}


def _images(renderer: Renderer, sound: Sound) -> dict[str, str]:
    stem = f"{renderer.cdn_base_url}/displays/{sound.id // 1000}/{sound.id}_{sound.user_id}"
    images = {name: f"{stem}_{ending}" for name, ending in _IMAGES.items()}
    return images | {name.replace("_", "_bw_"): link for name, link in images.items()}


_FIELDS: dict[str, Callable[[Renderer, Sound], Any]] = {
    "id": lambda _, sound: sound.id,
    "url": lambda at, sound: f"{at.base_url}/people/{quote(sound.username)}/sounds/{sound.id}/",
    "name": lambda _, sound: sound.name,
    "tags": lambda _, sound: sound.tags,
    "description": lambda _, sound: sound.description,
    "category": lambda _, sound: categories(sound)[0],
    "subcategory": lambda _, sound: categories(sound)[1],
    "category_code": lambda _, sound: sound.bst_category or CATEGORY_CODES.get(categories(sound)),  # type: ignore[arg-type]
    "category_is_user_provided": lambda _, sound: sound.bst_category is not None,
    "geotag": lambda _, sound: f"{sound.geotag[0]} {sound.geotag[1]}" if sound.geotag else None,
    "is_geotagged": lambda _, sound: sound.geotag is not None,
    "created": lambda _, sound: f"{sound.created:%Y-%m-%dT%H:%M:%SZ}",
    "license": lambda _, sound: sound.license,
    "gen_ai_preference": lambda _, sound: sound.gen_ai_preference,
    "type": lambda _, sound: sound.type,
    "channels": lambda _, sound: sound.channels,
    "filesize": lambda _, sound: sound.filesize,
    "bitrate": lambda _, sound: sound.bitrate,
    "bitdepth": lambda _, sound: sound.bitdepth,
    "duration": lambda _, sound: sound.duration,
    "samplerate": lambda _, sound: sound.samplerate,
    "username": lambda _, sound: sound.username,
    "pack": lambda at, sound: f"{at.base_url}/apiv2/packs/{sound.pack}/" if sound.pack else None,
    "pack_name": _pack_name,
    "download": lambda at, sound: at.link(sound, "download"),
    "bookmark": lambda at, sound: at.link(sound, "bookmark"),
    "previews": _previews,
    "images": _images,
    "num_downloads": lambda _, sound: sound.num_downloads,
    "avg_rating": lambda _, sound: sound.avg_rating_0_10 / 2,
    "num_ratings": lambda _, sound: sound.num_ratings,
    "rate": lambda at, sound: at.link(sound, "rate"),
    "comments": lambda at, sound: at.link(sound, "comments"),
    "num_comments": lambda _, sound: sound.num_comments,
    "comment": lambda at, sound: at.link(sound, "comment"),
    "similar_sounds": lambda at, sound: at.link(sound, "similar") if sound.similarity_state == "OK" else None,
    "is_explicit": lambda _, sound: sound.is_explicit,
    "score": lambda _, _sound: None,
    "is_remix": lambda _, sound: bool(sound.sources),
    "was_remixed": lambda at, sound: sound.id in at.dataset.remixed,
    "md5": lambda _, sound: sound.md5,
}
