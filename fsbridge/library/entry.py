"""One file of a sound, as index and sidecar keep it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fsbridge.model import AudioFacts, Form, Quality


class FileKind(StrEnum):
    """What a file is to its sound."""

    ORIGINAL = "original"
    PREVIEW = "preview"
    MADE = "made"
    """A WAV made of one of the two; `variant` says of which and how."""
    BANK = "bank"
    """One more name of one of the others, in a bank; `variant` is its `fsbridge.library.seats.Seat`."""


def kind_and_variant(quality: Quality, form: Form | None) -> tuple[FileKind, str]:
    """Give the two words that, with the sound's id, name one file; the variant is "" but for made files."""
    if form is None:
        return FileKind(quality.value), ""
    return FileKind.MADE, str(form) if quality is Quality.ORIGINAL else f"{form}-{quality}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the sample folder.

    Attributes:
        id: of its sound.
        path: relative to the folder, with `/`.
        md5: of its content, "" where it was never needed.
    """

    id: int
    kind: FileKind
    variant: str
    path: str
    size_bytes: int
    mtime_ns: int
    md5: str
    facts: AudioFacts

    @property
    def quality(self) -> Quality:
        """Tell which of the sound's files it is, or was made of."""
        preview = self.kind is FileKind.PREVIEW or self.variant.endswith(f"-{Quality.PREVIEW}")
        return Quality.PREVIEW if preview else Quality.ORIGINAL
