"""A request under way in a thread, and how the loop ends it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from fsbridge.errors import CancelledError
from fsbridge.freesound.faults import network_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests


class Call:
    """A request that a pool's thread is busy with, and that the loop can end.

    Args:
        answered: is called in that thread as the answer begins.

    Attributes:
        taken_up: whether a thread is at it.
    """

    def __init__(self, answered: Callable[[], None] = lambda: None) -> None:
        self._answered = answered
        self.taken_up = False
        self.aborted = False
        self._response: requests.Response | None = None

    def attach(self, response: requests.Response) -> None:
        """Say which response has begun, and is to be ended.

        Raises:
            CancelledError: it was to be ended before it came.
        """
        self._response = response
        self._answered()
        self.check()

    def check(self) -> None:
        """Go on only if the request was not to be ended.

        Raises:
            CancelledError: it was.
        """
        if self.aborted:
            raise CancelledError("The request was cancelled.")

    def abort(self) -> None:
        """End the request: a thread that is blocked in it wakes up at once."""
        self.aborted = True
        if self._response is not None:
            with suppress(ValueError, RuntimeError, OSError):  # it has ended meanwhile
                self._response.raw.shutdown()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what requests and urllib3 raise into errors of fsbridge."""
        import requests
        import urllib3

        try:
            yield
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            self.check()
            raise network_error(error) from None  # the other's frames hold the secret in plain text
