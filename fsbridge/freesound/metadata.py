"""What the service tells of a sound, as a `Sound`; nothing in it is taken on trust (Freesound 3.4, 8.2, 8.3)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from fsbridge.model import License, Sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SEARCH = "id name username license type duration samplerate channels filesize md5 previews"
_MORE = """url tags description category subcategory category_code category_is_user_provided geotag is_geotagged created
    gen_ai_preference bitrate bitdepth pack pack_name download images num_downloads avg_rating num_ratings num_comments
    is_explicit is_remix was_remixed all_descriptors"""

SEARCH_FIELDS = tuple(_SEARCH.split())
"""What a `Sound` is made of: asked for in the search itself, so that no hit costs a call of its own."""

SOUND_FIELDS = (*SEARCH_FIELDS, *_MORE.split())
"""All that is told of a sound, but for what only says where to ask further, and for the vectors."""

NUMBERS_END = 2**31
FILESIZES_END = 2**53
"""Ids and numbers from here on are none: a patch, or the index, could not hold them."""

TYPE_CHARACTERS_MAX = 8
TEXT_CHARACTERS_MAX = 32_768
MEMBERS_MAX = 1_000
DEPTH_MAX = 8
"""What is kept of a text, a list and of lists in lists; Freesound's own are a tenth of that."""

_TYPES = {"aif": "aiff", "wave": "wav", "mp4": "m4a", "": "wav"}
_PREVIEWS = ("preview-hq-ogg", "preview-hq-mp3", "preview-lq-ogg", "preview-lq-mp3")


def sounds_from(items: Any) -> Iterator[Sound]:
    """Read the sounds of a list; what is no sound (a hit that the service lost is null) is left out."""
    for item in items if isinstance(items, list) else ():
        sound = sound_from(item)
        if sound is not None:
            yield sound


def sound_from(item: Any) -> Sound | None:
    """Read one sound, None if it is none."""
    if not isinstance(item, dict) or type(item.get("id")) is not int or not 0 < item["id"] < NUMBERS_END:
        return None
    item = _kept(item)
    kind = _text(item, "type").lower()
    previews = item.get("previews")
    return Sound(
        id=item["id"],
        name=_text(item, "name"),
        username=_text(item, "username"),
        license=License.from_deed(_text(item, "license")),
        license_url=_text(item, "license"),
        type=_TYPES.get(kind, kind)[:TYPE_CHARACTERS_MAX],
        seconds=_number(item, "duration"),
        samplerate=int(_number(item, "samplerate")),
        channels=int(_number(item, "channels")),
        filesize_bytes=int(_number(item, "filesize", FILESIZES_END)),
        md5=_text(item, "md5").lower(),
        preview_url=_first_text(previews, _PREVIEWS) if isinstance(previews, dict) else "",
        metadata=item,
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _first_text(item: dict[str, Any], names: Iterable[str]) -> str:
    return next((text for name in names if (text := _text(item, name))), "")


def _number(item: dict[str, Any], name: str, end: int = NUMBERS_END) -> float:
    """Give a number, 0 where it can be none: so the service itself says that it does not know."""
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return value if 0 <= value < end else 0


def _kept(value: Any, depth: int = 0) -> Any:
    """Give what sidecar, index and patch can hold of a value, in amounts that a person may have written.

    JSON can carry half a character, which becomes `?`, and numbers that are none or have no end, which become null.
    """
    match value:
        case str():
            return value[:TEXT_CHARACTERS_MAX].encode(errors="replace").decode()
        case list() if depth < DEPTH_MAX:
            return [_kept(each, depth + 1) for each in value[:MEMBERS_MAX]]
        case dict() if depth < DEPTH_MAX:
            some = islice(value.items(), MEMBERS_MAX)
            return {_kept(name): _kept(each, depth + 1) for name, each in some}
        case bool():
            return value
        case int() | float() if abs(value) < FILESIZES_END:
            return value
    return None
