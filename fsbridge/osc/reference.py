"""The command table in words: the lines of `/fs/help`, and docs/reference.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsbridge.core.fields import FIELDS
from fsbridge.errors import CODES
from fsbridge.osc.answers import ERROR, EVENTS, Outgoing
from fsbridge.osc.commands import COMMANDS, Command
from fsbridge.osc.options import COMMON, SEARCH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsbridge.osc.arguments import Argument

_FIELDS = {name: SEARCH[name] for name in FIELDS}
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
    alike: dict[str, list[str]] = {}
    for argument in ([command.words] if command.words else []) + list(command.options.values()):
        alike.setdefault(_meaning(argument), []).append(argument.name)
    lines = [_usage(command), command.help, f"For example: {command.attempt()}"]
    lines += [f"{' '.join(names)}  {meaning}" for meaning, names in alike.items()]
    return lines + [f"{sent.address} {sent.types} {_columns(sent)}: {sent.help}" for sent in command.answer]


def reference() -> str:
    """Write docs/reference.md."""
    parts = [_INTRODUCTION, "## Every request\n", *_arguments(COMMON.values()), "", *_messages([ERROR]), ""]
    parts += ["## Requests\n", *map(_section, COMMANDS.values())]
    parts += ["## Events\n", *_messages(EVENTS), ""]
    parts += ["## Codes of errors\n", "| code | what it means |", "|---|---|"]
    parts += [f"| `{code}` | {(kind.__doc__ or '').strip()} |" for code, kind in CODES.items()]
    parts += ["\n## Fields of sounds\n", "Options of `/fs/search`, `/fs/fetch @query` and `/fs/hello`.\n"]
    parts += [*_arguments(_FIELDS.values()), ""]
    return "\n".join(parts)


def _section(command: Command) -> str:
    arguments = [command.words] if command.words else []
    arguments += [
        option
        for name, option in command.options.items()
        if name not in COMMON and option is not _FIELDS.get(name)
    ]  # fmt: skip
    parts = [f"### {command.address}\n", f"{command.help}\n", f"    {command.attempt()}\n"]
    parts += [*_arguments(arguments), ""] if arguments else []
    parts += ["The [fields of sounds](#fields-of-sounds) are options too.\n"] if "duration" in command.options else []
    return "\n".join([*parts, *_messages(sent for sent in command.answer if sent is not ERROR), ""])


def _usage(command: Command) -> str:
    words = command.words
    shape = "" if words is None else f" [{words.name}]" if words.optional else f" {words.name}"
    return f"{command.address}{shape} [@option value ...]"


def _meaning(argument: Argument) -> str:
    default = f" Else: {argument.default}." if argument.default else ""
    meaning = f"{argument.help}: " if argument.help else ""
    return f"{meaning}{argument.takes}.{default}"


def _columns(outgoing: Outgoing) -> str:
    return " ".join((["req"] if outgoing.types.startswith("*") else []) + outgoing.names)


def _arguments(arguments: Iterable[Argument]) -> list[str]:
    rows = [[f"`{a.name} {a.example}`", a.help, a.takes, a.default] for a in arguments]
    return _table(["argument", "", "takes", "else"], rows)


def _messages(messages: Iterable[Outgoing]) -> list[str]:
    rows = [[f"`{m.address}`", f"`{m.types}`", f"`{_columns(m)}`", m.help] for m in messages]
    return _table(["message", "types", "arguments", ""], rows)


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines]


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - it is what the command is for
