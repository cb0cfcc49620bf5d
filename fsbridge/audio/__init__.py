"""Sound files: reading what they hold, and making the WAV that a host can load."""

from fsbridge.audio.soundfiles import SoundFiles

__all__ = ["SoundFiles"]
