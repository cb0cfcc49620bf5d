"""The messages that the daemon sends, part of the command table: type strings and columns are the contract.

They never change; a new fact is a new message (docs/design.md 1).
"""

from __future__ import annotations

from dataclasses import dataclass

from fsbridge.core import events
from fsbridge.core import messages as said
from fsbridge.osc import messages as own


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that the daemon sends.

    Attributes:
        types: OSC type tags; `*` is the caller's request id, of the type it came in.
        says: the type of `core.messages`, `core.events` or `osc.messages` that it carries.
        columns: `name` or `name=attribute.path` of each argument after the id.
        pieces: the column whose long texts are sent in several messages.
    """

    address: str
    types: str
    says: type
    columns: str
    help: str
    pieces: str = ""

    @property
    def names(self) -> list[str]:
        """Give the name of each column."""
        return [column.partition("=")[0] for column in self.columns.split()]

    @property
    def attributes(self) -> list[str]:
        """Give the attribute path of each column."""
        return [column.rpartition("=")[2] for column in self.columns.split()]


ERROR = Outgoing(
    "/fs/error",
    "*ssis",
    own.Error,
    "code message retry_after_seconds verb",
    "The request ended in an error; -1: repeating can't help, 0: at once.",
)
_FAILURE = "code=error.code message=error retry_after_seconds=error.retry_after_seconds"
_NOTE = Outgoing("/fs/note", "*s", said.Note, "text", "A hint that is no answer.")
_PONG = ("*siis", own.Pong, "version protocol session state")
_FILE = (
    "id=file.id path=file.path frames=file.frames samplerate=file.samplerate channels=file.channels"
    " seconds=file.seconds quality=file.quality license=file.license username=file.username name=file.name"
)
_RESULTS = (
    Outgoing(
        "/fs/search/result",
        "*iisfiiissss",
        said.SearchResult,
        "index id=sound.id path seconds=sound.seconds samplerate=sound.samplerate channels=sound.channels local"
        " license=sound.license username=sound.username name=sound.name type=sound.type",
        'A hit; path is what a plain fetch would answer at once, else "".',
    ),
    Outgoing(
        "/fs/search/field", "*iiss", said.SearchField, "index id name value", "A further field of a hit.", "value"
    ),
    Outgoing("/fs/search/done", "*iiiis", said.SearchDone, "count total page pages source", "The page is complete."),
)


def _progress(verb: str) -> Outgoing:
    return Outgoing(
        f"/fs/{verb}/progress",
        "*iifsi",
        said.Progress,
        "index id fraction state seconds_left",
        "What the request does now; -1 where there is nothing to tell.",
    )


_ANSWERS: dict[str, tuple[Outgoing, ...]] = {
    "ping": (Outgoing("/fs/ping/done", *_PONG, "It is; session changes when the daemon starts anew."),),
    "hello": (Outgoing("/fs/hello/done", *_PONG, "You are known; session changes when the daemon starts anew."),),
    "search": (*_RESULTS, _progress("search"), _NOTE),
    "more": (*_RESULTS, _progress("search"), _NOTE),
    "fetch": (
        Outgoing(
            "/fs/fetch/sound",
            "*iisiiifssss",
            said.FetchSound,
            f"index {_FILE}",
            "A sound is here, whole. After @first preview, quality says which of the two came.",
        ),
        Outgoing(
            "/fs/fetch/failed",
            "*iissi",
            said.FetchFailed,
            f"index id {_FAILURE}",
            "A sound can't be had; the others go on.",
        ),
        Outgoing("/fs/fetch/done", "*ii", said.FetchDone, "count failed", "Every sound came or failed."),
        _progress("fetch"),
        _NOTE,
    ),
    "bank": (
        Outgoing(
            "/fs/bank/sound",
            "*iisiiifssss",
            said.BankSound,
            f"index=number {_FILE}",
            "A sound is in the bank, whole; index is its number there, which stays, also where its original takes the"
            " place of its preview.",
        ),
        Outgoing(
            "/fs/bank/failed",
            "*iissi",
            said.BankFailed,
            f"index id {_FAILURE}",
            "A sound can't be had and has no number (index -1); ask again, and it is tried again.",
        ),
        Outgoing(
            "/fs/bank/done",
            "*iiss",
            said.BankDone,
            "count failed name folder",
            "The bank has so many sounds of those asked for; what fsbridge put into its folder, every host loads.",
        ),
        _progress("bank"),
        _NOTE,
    ),
    "banks": (
        Outgoing("/fs/banks/bank", "*sis", said.BanksBank, "name count folder", "A bank, and how many sounds it has."),
        Outgoing("/fs/banks/done", "*i", said.BanksDone, "count", "So many banks were told, at most 1,000."),
        _progress("banks"),
        _NOTE,
    ),
    "info": (
        Outgoing(
            "/fs/info/field",
            "*iss",
            said.InfoField,
            "id name value",
            "A field of it; a long one in pieces.",
            "value",
        ),
        Outgoing("/fs/info/done", "*i", said.InfoDone, "id", "All fields are told."),
        _progress("info"),
    ),
    "refresh": (
        Outgoing(
            "/fs/refresh/failed", "*sssi", said.RefreshFailed, f"part {_FAILURE}", "A part could not be refreshed."
        ),
        Outgoing(
            "/fs/refresh/done",
            "*iiii",
            said.RefreshDone,
            "added changed removed token_expires_in_seconds",
            "What it brought; -1: no login.",
        ),
        _progress("refresh"),
    ),
    "cancel": (Outgoing("/fs/cancel/done", "*i", said.CancelDone, "count", "So many ended, each in its own error."),),
    "status": (
        Outgoing(
            "/fs/status/item",
            "*ss",
            own.StatusItem,
            "name value",
            "One fact; `skipped_path` for each of 16 paths that are passed over, `trouble` for all that lasts.",
            "value",
        ),
        Outgoing("/fs/status/done", "*i", own.StatusDone, "count", "All facts are told."),
    ),
    "notify": (Outgoing("/fs/notify/done", "*i", own.NotifyDone, "on", "What holds now."),),
    "reply": (Outgoing("/fs/reply/done", "*si", own.ReplyDone, "host port", "Sent to the old and the new address."),),
    "help": (
        Outgoing("/fs/help/line", "*s", own.HelpLine, "text", "A line.", "text"),
        Outgoing("/fs/help/done", "*i", own.HelpDone, "count", "All lines are told."),
    ),
}
ANSWERS = {verb: (*answer, ERROR) for verb, answer in _ANSWERS.items()}
"""Every message of each verb's answer."""

EVENTS = (
    Outgoing("/fs/event/added", "isiiifssss", events.Added, _FILE, "A sound came into the folder."),
    Outgoing("/fs/event/changed", "isiiifssss", events.Changed, _FILE, "A sound's file or its place changed."),
    Outgoing("/fs/event/removed", "is", events.Removed, "id path", "A sound's file is gone."),
    Outgoing(
        "/fs/event/bank",
        "siisiiifssss",
        events.Banked,
        f"bank index=number {_FILE}",
        "A bank has one sound more, or an original in the place of its preview.",
    ),
    Outgoing("/fs/event/library", "i", own.LibraryChanged, "count", "So many changes were not told one by one."),
    Outgoing("/fs/event/online", "i", events.Online, "online", "The network went (0) or came (1)."),
    Outgoing("/fs/event/token", "i", events.TokenRenewed, "seconds", "The login is good for so long."),
    Outgoing("/fs/event/quota", "ii", events.Quota, "minute_left day_left", "What Freesound's limits leave."),
    Outgoing("/fs/event/trouble", "ss", events.Trouble, "code message", "Something is wrong."),
    Outgoing("/fs/event/recovered", "s", events.Recovered, "code", "That trouble is over."),
    Outgoing("/fs/event/started", "si", events.Started, "version session", "The daemon has started."),
    Outgoing("/fs/event/stopping", "", events.Stopping, "", "The daemon stops."),
    Outgoing("/fs/event/expiring", "i", own.Expiring, "seconds", "Events end then, unless you send anything."),
)
"""What goes to those who asked for events."""


SENT = frozenset(outgoing.address for answer in (*ANSWERS.values(), EVENTS) for outgoing in answer)
"""Every address that the daemon itself sends; none is ever answered."""
