"""`/fs/bank` and `/fs/banks`: folders of sounds with numbers that stay, filled from a search."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from fsbridge.core.formats import made_form
from fsbridge.core.jobs import internal
from fsbridge.core.messages import (
    NONE,
    BankDone,
    BankFailed,
    BanksBank,
    BanksDone,
    BankSound,
    FetchFailed,
    FetchSound,
    Note,
    Progress,
    reporter,
)
from fsbridge.core.naming import BANK_NAME
from fsbridge.core.patience import patience
from fsbridge.core.requests import Fetch
from fsbridge.errors import FsbridgeError, NotAllowedError, NotFoundError
from fsbridge.model import Quality

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from fsbridge.core.fetching import Fetcher
    from fsbridge.core.messages import Answer, Say
    from fsbridge.core.ports import Library
    from fsbridge.core.requests import Bank
    from fsbridge.core.searching import Searcher
    from fsbridge.model import LocalFile, Query, SoundBank

TOLD_MAX = 1_000
"""Of banks, and of the sounds in a folder of the user's own; so many may be on their way to a client, too."""


class Banker:
    """Answers what is asked of banks."""

    def __init__(self, library: Library, searcher: Searcher, fetcher: Fetcher) -> None:
        self._library = library
        self._searcher = searcher
        self._fetcher = fetcher

    async def answer(self, client: Hashable, bank: Bank, say: Say) -> None:
        """Tell what the bank holds, and fill it up.

        Raises:
            NotFoundError: there is no such bank, and nothing to make one of.
            NotAllowedError: it is a folder of the user's own, and to be filled.
            FolderMissingError, BusyError: nothing can be said of it now.
        """
        filling = _Filling(self._library, bank, say)
        there = await filling.tell()
        if bank.query is None:
            if not there.sounds:
                raise NotFoundError(f"There is no bank {bank.name} yet. Try: /fs/bank {bank.name} heavy rain @count 8")
            await self._make(client, filling)
        elif filling.room or filling.previews():
            await self._fill(client, bank.query, filling)
        filling.done()

    async def tell_all(self, say: Say) -> None:
        """Tell which banks there are."""
        found = await self._library.banks(reporter(say))
        banks = [bank for bank in found if BANK_NAME.fullmatch(bank.name)]
        told = banks[:TOLD_MAX]
        for bank in told:
            say(BanksBank(bank.name, len(bank.sounds), bank.folder))
        if len(banks) > TOLD_MAX:
            say(Note(f"There are {len(banks) - TOLD_MAX} banks more than the {TOLD_MAX} that are told."))
        if others := [bank.folder for bank in found if not BANK_NAME.fullmatch(bank.name)]:
            say(Note(f"{others[0]} can't be asked for: give it a name of letters, digits and . _ - without spaces."))
        say(BanksDone(len(told)))

    async def _make(self, client: Hashable, filling: _Filling) -> None:
        """Tell what the caller's host does not read as it is in a folder of the user's own, as WAVs made of it."""
        unread = filling.unread()
        fetch = Fetch(ids=tuple(file.id for file in unread.values()), wish=filling.bank.wish)
        numbers = tuple(unread)

        def take(index: int, file: LocalFile) -> None:
            filling.sound(numbers[index], file)

        if work := self._fetcher.begin(client, fetch, partial(_hear, filling, take)):
            await work

    async def _fill(self, client: Hashable, query: Query, filling: _Filling) -> None:
        wanted: list[int] = []
        if filling.room:
            async with patience(filling.bank.wish.wait_seconds, reporter(filling.say)) as report:
                page = await self._searcher.find(query, report, wait=True)
            if not page.hits:
                raise NotFoundError("Nothing was found for the bank; try fewer words or wider ranges.")
            there = await filling.tell()  # what others have put there meanwhile
            known = {file.id for file in there.sounds.values()}
            wanted = [hit.id for hit in page.hits if hit.id not in known][: filling.room]
        arrived: asyncio.Queue[LocalFile | None] = asyncio.Queue()
        fetch = Fetch(ids=(*wanted, *filling.previews()), wish=filling.bank.wish)
        work = self._fetcher.begin(client, fetch, partial(_hear, filling, lambda _, file: arrived.put_nowait(file)))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._place(filling, arrived))
            if work:
                await work
            arrived.put_nowait(None)
        await filling.tell()

    async def _place(self, filling: _Filling, arrived: asyncio.Queue[LocalFile | None]) -> None:
        """Put what arrives into the bank, until None does."""
        while file := await arrived.get():
            try:
                placed = await self._library.add_to_bank(filling.bank.name, file, filling.bank.count or 0)
            except FsbridgeError as error:
                filling.failed(file.id, error)
            except Exception as fault:  # noqa: BLE001 - it stops no other sound, and this logs it
                filling.failed(file.id, internal(f"sound {file.id} on its way into a bank", fault))
            else:
                if placed:
                    filling.sound(*placed)


def _hear(filling: _Filling, take: Callable[[int, LocalFile], None], message: Answer) -> None:
    """Hear what a fetch for the bank says; where it stands in the fetch is for `take` alone."""
    match message:
        case FetchSound(index, file):
            take(index, file)
        case FetchFailed(_, id_, error):
            filling.failed(id_, error)
        case Progress():
            filling.say(replace(message, index=NONE))


class _Filling:
    """What one request has told of a bank."""

    _there: SoundBank

    def __init__(self, library: Library, bank: Bank, say: Say) -> None:
        self.bank = bank
        self.say = say
        self._library = library
        self._told: dict[int, LocalFile] = {}
        self._failed = 0

    @property
    def room(self) -> int:
        """Count the sounds that it still lacks."""
        return max(0, (self.bank.count or 0) - len(self._told))

    async def tell(self) -> SoundBank:
        """Tell the sounds that are there and were not told, but for the unread; give all that is in the bank."""
        self._there = await self._library.bank(self.bank.name, reporter(self.say))
        if self._there.is_own and self.bank.query is not None:
            raise NotAllowedError(
                f"{self._there.folder} is a folder of your own, and new sounds would change the order of yours:"
                " choose another name for the bank."
            )
        unread = self.unread()
        for number, file in self._wanted().items():
            if number not in unread:
                self.sound(number, file)
        return self._there

    def unread(self) -> dict[int, LocalFile]:
        """Give what the caller's host does not read as it is; all hosts read what fsbridge has put into a bank."""
        if not self._there.is_own:
            return {}
        return {number: file for number, file in self._wanted().items() if made_form(file, self.bank.wish)}

    def _wanted(self) -> dict[int, LocalFile]:
        end = TOLD_MAX if self.bank.count is None else self.bank.count
        return {number: file for number, file in self._there.sounds.items() if number < end}

    def previews(self) -> list[int]:
        """Give the ids of the sounds that it has as previews, unless that is what is wished."""
        if self.bank.wish.quality is Quality.PREVIEW:
            return []
        return [file.id for file in self._wanted().values() if file.quality is Quality.PREVIEW]

    def sound(self, number: int, file: LocalFile) -> None:
        """Tell a sound, once, and again when another file has taken its place."""
        if self._told.get(number) != file:
            self._told[number] = file
            self.say(BankSound(number, file))

    def failed(self, id_: int, error: FsbridgeError) -> None:
        """Tell that a sound did not come."""
        self._failed += 1
        self.say(BankFailed(id_, error))

    def done(self) -> None:
        """End the answer."""
        if self.bank.count is None and len(self._there.sounds) > TOLD_MAX:
            self.say(Note(f"{self._there.folder} has more sounds than the {TOLD_MAX} that are told of a bank."))
        self.say(BankDone(len(self._told), self._failed, self._there.name, self._there.folder))
