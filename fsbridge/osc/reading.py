"""From the arguments of a message to a request: words first, then options as `@key` and the values after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fsbridge.errors import BadRequestError
from fsbridge.osc.options import COMMON
from fsbridge.osc.values import shown, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fsbridge.core.requests import RequestId
    from fsbridge.osc.commands import Command
    from fsbridge.osc.wire import Value

Options = list[tuple[str, "list[Value]"]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was asked, read and checked; `words` is None where there were none.

    Attributes:
        options: those that were given, but for the common ones; `tag` is a tuple of all its values.
        hint: an option that a word may have meant, "" for none.
    """

    words: Any
    options: dict[str, Any]
    hint: str = ""


def split(arguments: Sequence[Value]) -> tuple[list[Value], Options]:
    """Tell words from options; `@@x` is the word `@x`."""
    words: list[Value] = []
    options: Options = []
    values = words
    for argument in arguments:
        if isinstance(argument, str) and argument.startswith("@") and len(argument) > 1:
            if argument[1] != "@":
                values = []
                options.append((argument[1:], values))
                continue
            values.append(argument[1:])
        else:
            values.append(argument)
    return words, options


def request_id(options: Options) -> RequestId | None:
    """Give the caller's own id of its request, None without one.

    Raises:
        BadRequestError: it is no id.
    """
    return _common(options, "req")  # type: ignore[no-any-return]


def reply_address(options: Options) -> tuple[str, int] | None:
    """Give where the answer goes by the caller's wish; a host of "" is the sender's.

    Raises:
        BadRequestError: it is no address.
    """
    return _common(options, "reply")  # type: ignore[no-any-return]


def read(command: Command, words: Sequence[Value], options: Options) -> Reading:
    """Check every argument against the command table, but for the common ones, which were read before.

    Raises:
        BadRequestError: one is wrong; the sentence names it and shows what works.
    """
    given: dict[str, Any] = {}
    for name, values in options:
        if name in COMMON:
            continue
        argument = command.options.get(name)
        if argument is None:
            near = suggestion(name, command.options)
            problem = f"@{name[:60]} is no option of {command.address}" + (f"; did you mean @{near}?" if near else "")
            raise refusal(command, problem, near)
        try:
            value = argument.read(values)
        except ValueError as wrong:
            raise refusal(command, str(wrong), name) from None
        if name == "tag":
            value = (*given.get(name, ()), value)
        elif name in given:
            raise refusal(command, f"@{name} stands there twice", name)
        given[name] = value
    hint = _hint(command, [*words, *(value for name, values in options if name == "query" for value in values)])
    return Reading(_words(command, words), given, hint)


def refusal(command: Command, problem: str, option: str = "") -> BadRequestError:
    """Make the error that says what is wrong and shows a message that works."""
    return BadRequestError(
        f"{problem}{'' if problem.endswith('?') else '.'} Try: {command.attempt(command.options.get(option))}"
    )


def _common(options: Options, key: str) -> Any:
    given = [values for name, values in options if name == key]
    try:
        if len(given) > 1:
            raise ValueError(f"@{key} stands there twice")  # noqa: TRY301 - one sentence for both
        return COMMON[key].read(given[0]) if given else None
    except ValueError as wrong:
        raise BadRequestError(f"{wrong}. Try: /fs/ping @{key} {COMMON[key].example}") from None


def _words(command: Command, words: Sequence[Value]) -> Any:
    if command.words is None:
        if words:
            raise refusal(command, f"{command.address} takes no words, but got {shown(words[:1])}")
        return None
    if not words and command.words.optional:
        return None
    try:
        return command.words.read(words)
    except ValueError as wrong:
        raise refusal(command, str(wrong)) from None


def _hint(command: Command, words: Sequence[Value]) -> str:
    typed = (word.removeprefix("@") for text in words if isinstance(text, str) for word in text.split())
    return next((word for word in typed if word in command.options), "")
