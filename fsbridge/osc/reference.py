"""The command table in words: the lines of `/fs/help`, and docs/reference.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsbridge.core.fields import FIELDS
from fsbridge.errors import CODES
from fsbridge.osc.answers import EVENTS, Outgoing
from fsbridge.osc.commands import COMMANDS, Command
from fsbridge.osc.options import SEARCH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsbridge.osc.arguments import Argument

_INTRODUCTION = """\
# Reference

What can be sent to fsbridge over OSC and what comes back. Made from the command table by
`python -m fsbridge.osc.reference > docs/reference.md`; a test fails where they differ.

A request is `/fs/<verb> <words ...> [@key value ...]`. Type strings are exact and never change; `*` is the id of the
request, of the type it came in (`@req 7`, `@req 7.0`, `@req rain`), or a negative int where the request had none.
Every request ends in one `/fs/<verb>/done` or one `/fs/error`. `@@x` is the word `@x`.
"""


def help_lines(verb: str | None) -> list[str]:
    """Give the help on one verb, or on all of them."""
    if verb is None:
        lines = [f"{command.attempt()}   {command.help}" for command in COMMANDS.values()]
        return [*lines, "/fs/help VERB tells more. Every request takes @req ID and @reply PORT."]
    command = COMMANDS[f"/fs/{verb}"]
    arguments = [command.words] if command.words else []
    lines = [_usage(command), command.help, f"For example: {command.attempt()}"]
    lines += [_line(argument) for argument in (*arguments, *command.options.values())]
    return lines + [f"{sent.address} {sent.types} {_columns(sent)}: {sent.help}" for sent in command.answer]


def reference() -> str:
    """Write docs/reference.md."""
    parts = [_INTRODUCTION, "## Requests\n"]
    parts += [_section(command) for command in COMMANDS.values()]
    parts += ["## Events\n", *_messages(EVENTS), ""]
    parts += ["## Codes of errors\n", "| code | what it means |", "|---|---|"]
    parts += [f"| `{code}` | {(kind.__doc__ or '').strip()} |" for code, kind in CODES.items()]
    parts += ["\n## Fields of sounds\n", "Options of `/fs/search`, of `/fs/fetch @query` and of `/fs/hello`.\n"]
    parts += [*_arguments(SEARCH[name] for name in FIELDS), ""]
    return "\n".join(parts)


def _section(command: Command) -> str:
    options = [
        option for name, option in command.options.items() if option is not SEARCH.get(name) or name not in FIELDS
    ]
    arguments = ([command.words] if command.words else []) + options
    parts = [f"### {command.address}\n", f"{command.help}\n", f"    {command.attempt()}\n", *_arguments(arguments), ""]
    return "\n".join([*parts, *_messages(command.answer), ""])


def _usage(command: Command) -> str:
    words = command.words
    shape = "" if words is None else f" [{words.name}]" if words.optional else f" {words.name}"
    return f"{command.address}{shape} [@option value ...]"


def _line(argument: Argument) -> str:
    default = f" Else: {argument.default}." if argument.default else ""
    meaning = f"{argument.help}: " if argument.help else ""
    return f"{argument.name}  {meaning}{argument.takes}.{default}"


def _columns(outgoing: Outgoing) -> str:
    return " ".join((["req"] if outgoing.types.startswith("*") else []) + outgoing.names)


def _arguments(arguments: Iterable[Argument]) -> list[str]:
    rows = [
        f"| `{a.name} {a.example}` | {a.help} | {a.takes} | {a.default} |".replace("1|0", "1\\|0") for a in arguments
    ]
    return ["| argument | | takes | else |", "|---|---|---|---|", *rows]


def _messages(messages: Iterable[Outgoing]) -> list[str]:
    rows = [f"| `{m.address}` | `{m.types}` | `{_columns(m)}` | {m.help} |" for m in messages]
    return ["| message | types | arguments | |", "|---|---|---|---|", *rows]


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - it is what the command is for
