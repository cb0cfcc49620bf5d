"""Every way a request can end without what was asked: one class, one stable code each.

    FsbridgeError
    ├── asked wrongly    BadRequestError  UnknownCommandError  NotAllowedError
    ├── login            NotAuthorizedError (none)  AuthorizationFailedError (refused)
    ├── the service      NotFoundError  ThrottledError (minute)  QuotaExceededError (day)
    │                    ServerFailedError  BadResponseError  BadMediaError  LicenseRefusedError
    ├── the network      NetworkError  OfflineError
    ├── this machine     DiskFullError  FolderMissingError  FolderReadonlyError
    └── the request      BusyError  CancelledError  ReplacedError  WaitedTooLongError  InternalError

`str(error)` is a sentence that tells a performer what to do; it never holds a secret.
"""

from __future__ import annotations

from typing import ClassVar

NEVER = -1
"""`retry_after_seconds` of an error that no repeating can help."""


class FsbridgeError(Exception):
    """What a request ends in when it fails.

    Attributes:
        code: the stable word that patches match on.
        retry_after_seconds: when to ask again; 0 at once, `NEVER` if repeating can't help.
    """

    code: ClassVar[str]
    retry_after_seconds: int = NEVER

    def __init__(self, message: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(message)
        if retry_after_seconds is not None:
            self.retry_after_seconds = retry_after_seconds


class BadRequestError(FsbridgeError):
    """What was sent can't be read as a request."""

    code = "bad_request"


class UnknownCommandError(FsbridgeError):
    """There is no such verb."""

    code = "unknown_command"


class NotAllowedError(FsbridgeError):
    """The configuration forbids it."""

    code = "not_allowed"


class NotAuthorizedError(FsbridgeError):
    """It needs a login, and there is none."""

    code = "not_authorized"


class AuthorizationFailedError(FsbridgeError):
    """There is a login, and the service refused it."""

    code = "authorization_failed"


class NotFoundError(FsbridgeError):
    """No such sound, or nothing that matches."""

    code = "not_found"


class ThrottledError(FsbridgeError):
    """The service's limit for a minute is spent."""

    code = "throttled"
    retry_after_seconds = 60


class QuotaExceededError(FsbridgeError):
    """The service's limit for a day is spent."""

    code = "quota_exceeded"
    retry_after_seconds = 3600


class LicenseRefusedError(FsbridgeError):
    """The sound's license is not among those that the user welcomes."""

    code = "license_refused"


class NetworkError(FsbridgeError):
    """The service can't be reached, or the connection broke."""

    code = "network"
    retry_after_seconds = 5


class ServerFailedError(FsbridgeError):
    """The service answered that it failed."""

    code = "server_error"
    retry_after_seconds = 5


class BadResponseError(FsbridgeError):
    """The service answered something that can't be read."""

    code = "bad_response"


class BadMediaError(FsbridgeError):
    """The file is not the sound that was promised, or can't be decoded here."""

    code = "bad_media"


class DiskFullError(FsbridgeError):
    """There is no room left for the file."""

    code = "disk_full"
    retry_after_seconds = 60


class FolderMissingError(FsbridgeError):
    """The sample folder is gone."""

    code = "folder_missing"
    retry_after_seconds = 10


class FolderReadonlyError(FsbridgeError):
    """The sample folder can't be written to."""

    code = "folder_readonly"


class OfflineError(FsbridgeError):
    """There is no network now, and nothing local answers."""

    code = "offline"
    retry_after_seconds = 10


class BusyError(FsbridgeError):
    """Too much is waiting, or what is needed is in other hands just now."""

    code = "busy"
    retry_after_seconds = 1


class CancelledError(FsbridgeError):
    """It was cancelled, by its caller or because the daemon stops."""

    code = "cancelled"
    retry_after_seconds = 0


class ReplacedError(FsbridgeError):
    """The same caller used the same request id for something else."""

    code = "replaced"
    retry_after_seconds = 0


class WaitedTooLongError(FsbridgeError):
    """It waited as long as it was allowed to."""

    code = "timeout"
    retry_after_seconds = 0


class InternalError(FsbridgeError):
    """A fault of fsbridge; the log has the details."""

    code = "internal"


CODES: dict[str, type[FsbridgeError]] = {kind.code: kind for kind in FsbridgeError.__subclasses__()}
"""Every stable code and its class, for the reference and for clients."""
