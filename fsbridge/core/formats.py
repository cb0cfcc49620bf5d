"""Which file of a sound a caller gets, and whether a WAV must be made of it (docs/design.md, options of a fetch)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsbridge.model import Form, LocalFile, Quality

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.core.ports import Library
    from fsbridge.core.requests import Wish

_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}
_BITS |= {"ALAC_20": 20, "ALAC_24": 24, "ALAC_32": 32}
_SUBTYPES = {16: "PCM_16", 24: "PCM_24", 32: "FLOAT"}
"""What `@bits` means."""

_LOSSY_BITS = 16
_ENOUGH_BITS = 24


def made_form(file: LocalFile, wish: Wish) -> Form | None:
    """Give the WAV that must be made of a file so that it is as the caller wishes; None: the file will do."""
    if wish.original_form:
        return None
    bits = _BITS.get(file.subtype, _LOSSY_BITS)
    form = Form(
        wish.samplerate or file.samplerate,
        wish.channels or min(file.channels, wish.profile.channels_max or file.channels),
        wish.bits or (_LOSSY_BITS if bits <= _LOSSY_BITS else _ENOUGH_BITS),
    )
    as_it_is = (
        wish.profile.loads(file)
        and form.samplerate == file.samplerate
        and form.channels == file.channels
        and (wish.bits is None or file.subtype == _SUBTYPES[wish.bits])
        and (file.container == "WAV" or not wish.wav)
    )
    return None if as_it_is else form


def base_file(library: Library, id_: int, wish: Wish, *, preview_will_do: Callable[[], bool]) -> LocalFile | None:
    """Give the kept file of a sound that answers a wish, before any conversion.

    Args:
        library: where the files are.
        id_: the sound.
        wish: the caller's; `preview` takes an original too, `original` never a preview.
        preview_will_do: tells whether a preview answers a wish that names no quality.
    """
    original = library.file(id_, Quality.ORIGINAL)
    if original or wish.quality is Quality.ORIGINAL or not (wish.quality or preview_will_do()):
        return original
    return library.file(id_, Quality.PREVIEW)


def ready_file(library: Library, id_: int, wish: Wish, *, preview_will_do: Callable[[], bool]) -> LocalFile | None:
    """Give the file that answers a wish at once, or None where something must be brought or made."""
    file = base_file(library, id_, wish, preview_will_do=preview_will_do)
    if file is None or (form := made_form(file, wish)) is None:
        return file
    return library.file(id_, file.quality, form)
