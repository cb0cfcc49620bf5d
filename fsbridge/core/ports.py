"""What the core needs of the rooms around it. They implement these; only `app` knows which class does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from pathlib import Path

    from fsbridge.core.events import Event
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.requests import Request, RequestId
    from fsbridge.errors import FsbridgeError
    from fsbridge.model import Account, AudioFacts, Form, LocalFile, Page, Quality, Query, Sound, SoundBank, State


class UseCases(Protocol):
    """What a face (OSC is one) asks of the core; `core.service.Service` is it."""

    session: int
    """Number of this run of the daemon, from 1 to 2**24 - 1."""

    def handle(self, client: Hashable, request_id: RequestId, request: Request, say: Say) -> None:
        """Begin a request; what is local is answered before this returns.

        It ends in exactly one message `...Done` or `Failed`, whatever happens. The same id with an equal
        request that still runs joins it (nothing is said twice); with another it ends the older one first.
        """

    def search_id(self, client: Hashable, of: RequestId | None) -> RequestId | None:
        """Give the id of the search that `/fs/more` goes on with, and answers under unless told otherwise."""

    def state(self) -> State:
        """Tell what the daemon can do now."""

    def status(self) -> list[tuple[str, str]]:
        """Tell the facts of `/fs/status` that the core knows, in the order of the contract."""

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have every event told to `hear`, on the event loop."""


class Source(Protocol):
    """A service of sounds. Every call ends within a deadline, in a value or in an error of `fsbridge.errors`."""

    name: str
    """Key of the index beside the sound's id: `freesound`."""

    async def search(self, query: Query, report: Report) -> Page:
        """Find one page of sounds; hits that the service lost are left out."""

    async def sounds(self, ids: Sequence[int], report: Report) -> Mapping[int, Sound]:
        """Describe sounds, any number, in as few requests as can be; unknown ids are not in the answer."""

    async def sound(self, id_: int, report: Report) -> Sound:
        """Describe one sound whole, with all that the service tells of it.

        Raises:
            NotFoundError: it never was, or was deleted.
        """

    async def download(self, sound: Sound, quality: Quality, partial: Path, report: Report, *, batch: bool) -> None:
        """Bring a file of the sound to `partial`; it has the size and md5 that the service promised.

        What an earlier call has left there is gone on with; what this one leaves when it fails can be gone on with.
        Cancelling ends the transfer at once. A `batch` keeps to the pace for many; a performer's own does not.

        Raises:
            NotAuthorizedError: originals need a login, and there is none.
        """

    async def renew(self) -> int:
        """Renew the access token unless it is younger than 60 s; seconds that it is good for, -1 without a login."""

    async def reachable(self) -> bool:
        """Tell whether a bare connection to the service can be made; costs no quota."""

    def account(self) -> Account:
        """Tell what may be done now, from memory."""

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have token and quota events told to `hear`, on the event loop."""

    async def close(self) -> None:
        """End all transfers."""


class Library(Protocol):
    """The sample folder and its index. `file`, `sound` are quick enough for the loop itself."""

    folder: Path

    def file(self, id_: int, quality: Quality, form: Form | None = None) -> LocalFile | None:
        """Give the whole file of a sound: the uploaded, the preview, or (with `form`) the WAV made of it.

        A file of the user's own is its `original`. None where the index has none, or the file itself is gone.
        """

    def sound(self, id_: int) -> Sound | None:
        """Give the sound's description as it was kept."""

    def count(self) -> int:
        """Count the sounds that have a file."""

    def skipped(self) -> list[str]:
        """Give the paths of what stands in the folder and is passed over."""

    async def bank(self, name: str, report: Report) -> SoundBank:
        """Give a bank, with no sounds where there is none yet; its name as it is written on the disk.

        What was dropped in there just now is waited for; a number never hangs on what is known yet.

        Raises:
            FolderMissingError, FolderReadonlyError.
            BusyError: the index can't be read now.
        """

    async def banks(self, report: Report) -> list[SoundBank]:
        """Give all banks, in order of name, whatever they are called; raises as `bank` does."""

    async def add_to_bank(self, name: str, file: LocalFile, below: int) -> tuple[int, LocalFile] | None:
        """Give a WAV of a sound a place in a bank, under the lowest free number, and give number and file there.

        A sound that is in the bank already keeps its number, and its original takes the place of its preview.
        None: no number below `below` is free, or its own is not below it.

        Raises:
            FolderMissingError, FolderReadonlyError, DiskFullError.
        """

    def search(self, query: Query) -> Page:
        """Find among what is kept; `source` is `library`. Blocking: for the disk pool."""

    async def partial(self, sound: Sound, quality: Quality, form: Form | None = None) -> Path:
        """Give the path where this file is to grow, in the folder's own file system, with what was left there.

        What was left of an original that has an md5 is there after a restart too, unless it is old or too much.

        Raises:
            FolderMissingError, FolderReadonlyError, DiskFullError.
        """

    async def meaning(self, error: OSError) -> FsbridgeError:
        """Tell what it means that the system refused something in the folder."""

    async def discard(self, partial: Path) -> None:
        """Delete what grew there, with its note (`core.partials`), and is not to be placed."""

    async def place(
        self, sound: Sound, quality: Quality, form: Form | None, partial: Path, facts: AudioFacts
    ) -> LocalFile:
        """Put a whole and checked file under its final name and into the index.

        In this order: sidecar, fsync, rename, fsync of the folder, index, announced.

        Raises:
            FolderMissingError, FolderReadonlyError, DiskFullError.
        """

    async def scan(self) -> tuple[int, int, int]:
        """Bring index and folder together; counts of sounds added, changed, removed."""

    async def update(self, sounds: Iterable[Sound]) -> int:
        """Keep newer descriptions of sounds; count those that changed."""

    def ids(self) -> list[int]:
        """Ids of the sounds that came from the source. Blocking: for the disk pool."""

    def check(self) -> None:
        """Look whether the folder is there and can be read.

        Raises:
            FolderMissingError.
        """

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have added, changed, removed and trouble events told to `hear`, on the event loop."""

    async def close(self) -> None:
        """Stop watching and close the index."""


class Audio(Protocol):
    """Reads and makes sound files."""

    async def check(self, path: Path, *, verified: bool = False) -> AudioFacts:
        """Open and decode the whole file; one that is `verified` to be as it was uploaded is not cut short.

        Raises:
            BadMediaError: it is no sound, is cut short, or can't be decoded here.
        """

    async def make(self, source: Path, target: Path, form: Form) -> AudioFacts:
        """Make a WAV of `source`, which was checked, at `target`, fsynced.

        Raises:
            BadMediaError, DiskFullError.
            BusyError: `source` was changed meanwhile.
            OSError: `source` is gone.
        """
