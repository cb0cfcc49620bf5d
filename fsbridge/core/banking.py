"""`/fs/bank` and `/fs/banks`: folders of sounds with numbers that stay, filled from a search."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

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
    Progress,
    reporter,
)
from fsbridge.core.patience import patience
from fsbridge.core.requests import Fetch
from fsbridge.errors import FolderMissingError, FsbridgeError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Hashable

    from fsbridge.core.fetching import Fetcher
    from fsbridge.core.messages import Answer, Say
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Library
    from fsbridge.core.requests import Bank
    from fsbridge.core.searching import Searcher
    from fsbridge.model import LocalFile, Query


class Banker:
    """Answers what is asked of banks."""

    def __init__(self, library: Library, searcher: Searcher, fetcher: Fetcher, disk: Pool) -> None:
        self._library = library
        self._searcher = searcher
        self._fetcher = fetcher
        self._disk = disk

    def begin(self, client: Hashable, bank: Bank, say: Say) -> Coroutine[None, None, None] | None:
        """Tell what the bank holds; give what is left to do, or None when that was all.

        Raises:
            NotFoundError: there is no such bank, and nothing to make one of.
            NotAllowedError: it is a folder of the user's own, and to be filled.
            FolderMissingError: nothing can be said of it.
        """
        filling = _Filling(self._library, bank, say)
        sounds = filling.tell()
        if bank.query is None:
            if not (sounds or self._library.available()):
                raise FolderMissingError("The sample folder is gone: bring it back and ask again.")
            if not sounds:
                raise NotFoundError(f"There is no bank {bank.name} yet. Try: /fs/bank {bank.name} heavy rain @count 8")
        elif filling.room:
            return self._fill(client, bank.query, filling)
        filling.done()
        return None

    async def tell_all(self, say: Say) -> None:
        """Tell which banks there are."""
        banks = await self._disk.run(self._library.banks)
        for bank in banks:
            say(BanksBank(bank.name, len(bank.sounds), bank.folder))
        say(BanksDone(len(banks)))

    async def _fill(self, client: Hashable, query: Query, filling: _Filling) -> None:
        async with patience(filling.bank.wish.wait_seconds, reporter(filling.say)) as report:
            page = await self._searcher.find(query, report, wait=True)
        if not page.hits:
            raise NotFoundError("Nothing was found for the bank; try fewer words or wider ranges.")
        there = filling.tell()  # what others have put there meanwhile
        missing = [hit.id for hit in page.hits if hit.id not in there][: filling.room]
        arrived: asyncio.Queue[LocalFile | None] = asyncio.Queue()
        fetch = Fetch(ids=tuple(missing), wish=filling.bank.wish)
        work = self._fetcher.begin(client, fetch, partial(_hear, filling, arrived))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._place(filling, arrived))
            if work:
                await work
            arrived.put_nowait(None)
        filling.tell()
        filling.done()

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


def _hear(filling: _Filling, arrived: asyncio.Queue[LocalFile | None], message: Answer) -> None:
    """Hear what a fetch for the bank says; where it stands in the fetch is nobody's matter."""
    match message:
        case FetchSound(_, file):
            arrived.put_nowait(file)
        case FetchFailed(_, id_, error):
            filling.failed(id_, error)
        case Progress():
            filling.say(replace(message, index=NONE))


class _Filling:
    """What one request has told of a bank."""

    def __init__(self, library: Library, bank: Bank, say: Say) -> None:
        self.bank = bank
        self.say = say
        self._library = library
        self._told: set[int] = set()
        self._failed = 0

    @property
    def room(self) -> int:
        """Count the sounds that it still lacks."""
        return max(0, (self.bank.count or 0) - len(self._told))

    def tell(self) -> set[int]:
        """Tell the sounds that are there and were not told; give the ids of all that are in the bank."""
        self._there = self._library.bank(self.bank.name)
        if self._there.is_own and self.bank.query is not None:
            raise NotAllowedError(
                f"{self._there.folder} is a folder of your own, and new sounds would change the order of yours:"
                " choose another name for the bank."
            )
        for number, file in self._there.sounds.items():
            if self.bank.count is None or number < self.bank.count:
                self.sound(number, file)
        return {file.id for file in self._there.sounds.values()}

    def sound(self, number: int, file: LocalFile) -> None:
        """Tell a sound, once."""
        if number not in self._told:
            self._told.add(number)
            self.say(BankSound(number, file))

    def failed(self, id_: int, error: FsbridgeError) -> None:
        """Tell that a sound did not come."""
        self._failed += 1
        self.say(BankFailed(id_, error))

    def done(self) -> None:
        """End the answer."""
        self.say(BankDone(len(self._told), self._failed, self._there.name, self._there.folder))
