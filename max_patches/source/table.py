"""What our objects are: from here come the reference pages and the help patches."""

from __future__ import annotations

from dataclasses import dataclass, field

from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.options import COMMON

_NOT_FROM_MAX = {"reply", "notify"}
"""The script has a socket of its own, hears its answers there, and asks for events by itself."""
_INSTEAD = {"hello": ("hello @rate 48000", "Say how you like your sounds from now on.")}
"""It says who it is, too, and both again and again."""


@dataclass(frozen=True)
class Ask:
    """A message that an object takes, as it is typed, and what it is for."""

    text: str
    help: str
    more: str = ""

    @property
    def word(self) -> str:
        """Give the word that it begins with."""
        return self.text.split(maxsplit=1)[0]


@dataclass(frozen=True)
class Thing:
    """One of our objects."""

    name: str
    digest: str
    description: str
    asks: tuple[Ask, ...] = ()
    arguments: dict[str, tuple[str, str]] = field(default_factory=dict)


def _verbs() -> tuple[Ask, ...]:
    return tuple(
        Ask(
            *_INSTEAD.get(command.verb, (command.attempt().removeprefix("/fs/"), command.help)),
            f"help {command.verb} tells its options." if len(command.options) > len(COMMON) else "",
        )
        for command in COMMANDS.values()
        if command.verb not in _NOT_FROM_MAX
    )


_PORT = {"port": ("int", "Where the daemon listens, if not at 9770.")}
_NAME = {"name": ("symbol", "The name, beginning with a letter; there is no need for another object of that name.")}
_FIRST = Ask("first 1234", "The same, but with the preview ahead of the original: what plays soonest.")
_CANCEL = Ask("cancel", "End what is running.")

THINGS = (
    Thing(
        "fsbridge",
        "Ask the fsbridge daemon for sounds of Freesound",
        "Every verb of fsbridge is a message: words first, then options, each an @key and its values. Answers come with"
        " a number for each request, or with your own where a request has @req. What is asked before the daemon is"
        " there waits for it; when it was started anew, what still waits is asked again.",
        (
            *_verbs(),
            Ask("first 1234", "Bring a sound: its preview as soon as it is there, then its original."),
            Ask("port 9770", "Speak to a daemon at another port."),
            Ask("host 127.0.0.1", "Speak to a daemon at another numeric address."),
        ),
        _PORT,
    ),
    Thing(
        "fsbridge.buffer~",
        "Fill a buffer~ with a sound of Freesound",
        "Holds a buffer~ of the given name. Each sound that comes replaces what is in it, as long as its file is, at"
        " its own samplerate, which play~ and groove~ respect. Every other message goes to the [fsbridge] within.",
        (
            Ask("fetch @query rain @channels 2", "Bring the first sound that a query finds."),
            Ask("fetch 1234", "Bring a sound by its number."),
            _FIRST,
            Ask("fetch 1234 @channels 2 @rate 48000", "The same, made fit if it isn't yet."),
            _CANCEL,
        ),
        _NAME | _PORT,
    ),
    Thing(
        "fsbridge.bank",
        "Fill a polybuffer~ with a numbered bank of sounds of Freesound",
        "Holds a polybuffer~ of the given name, and asks for the bank of that name. Its sounds have numbers from 0 on,"
        " which stay: sound number 0 is in buffer~ NAME.1, number 1 in NAME.2. A number at the right inlet gives"
        " the message that has groove~, play~ or waveform~ take that sound.",
        (
            Ask("bank drip @count 8 @channels 2", "Fill it from a search; with a higher count it grows."),
            Ask("bank", "Load what the bank holds."),
            _CANCEL,
        ),
        _NAME | _PORT,
    ),
    Thing(
        "fsbridge.browser",
        "Search Freesound, look, listen, and take what you like",
        "For a bpatcher. Type words, press Enter, click a row: its preview plays, then the original takes its place."
        " Both leave at the two outlets on the left, and where the file is at the third.",
        arguments=_PORT,
    ),
)
