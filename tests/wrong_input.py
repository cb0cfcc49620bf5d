"""Wrong input, made from the command table: each argument missing, of a wrong kind, out of range, too often, unknown."""

from __future__ import annotations

import math

from fsbridge.osc import kinds
from fsbridge.osc.values import as_number
from fsbridge.osc.wire import FLOAT_MAX

WRONG = {
    kinds.NUMBER: "abc",
    kinds.ID: "abc",
    kinds.IDS: "abc",
    kinds.BANK: "-rain",
    kinds.RANGE: "abc",
    kinds.FLAG: 2,
    kinds.CHOICE: "zzzzzz",
    kinds.LIST: "zzzzzz",
    kinds.DATES: "yesterday",
    kinds.PLACE: "here",
    kinds.ADDRESS: "port",
    kinds.OWN_REQUEST_ID: "x" * 65,
    kinds.REQUEST_ID: "x" * 65,
    kinds.REQUEST_ID_OR_ALL: "x" * 65,
    kinds.TEXT: " ",
    kinds.WORDS: "x" * 2_001,
}
NO_NUMBERS = {"not a number": math.nan, "endless": math.inf, "nil": None}
GREATEST = {"the greatest float": FLOAT_MAX, "the least float": -FLOAT_MAX}
CONTRADICTIONS = [
    (["/fs/search"], "WORDS"),
    (["/fs/fetch"], "ID"),
    (["/fs/bank", "rain", "@rate", 48_000], "@rate"),
    (["/fs/bank", "rain", "@tag", "rain", "@sort", "score", "@bpm", 120], "@sort"),
    (["/fs/search", "rain", "@sort", "score", "@bpm", 120], "@sort"),
    (["/fs/fetch", 5, "@tag", "rain"], "@tag"),
    (["/fs/fetch", 5, "@count", 2], "@count"),
    (["/fs/fetch", 5, "@as", "original", "@rate", 48_000], "@rate"),
]


def typed(text):
    """The arguments that a program sends for what a person typed, quotes and all."""
    arguments = []
    for word in text.split():
        try:
            arguments.append(as_number(word))
        except ValueError:
            arguments.append(word)
    return arguments


def out_of_range(argument):
    if argument.low is not None and argument.low > -1:
        yield "too small", [argument.low - 1]
    if argument.high is not None:
        yield "too great", [argument.high + 1]
    if argument.whole:
        yield "not whole", [1.5]
    if argument.kind is kinds.RANGE:
        yield "the wrong way round", [5, 4]
        yield "open at both ends", ["*", "*"]


def takes_greatest(argument):
    """Whether the greatest float is as good as another: as a word, or as a number without bounds."""
    return argument.kind in (kinds.WORDS, kinds.TEXT) or (argument.kind is kinds.RANGE and argument.high is None)


def wrong_values(argument):
    kind = argument.kind
    yield "nothing", ["x"] if kind is kinds.IDS else []
    yield "wrong", [WRONG[kind]] * kind.least
    for why, value in (NO_NUMBERS if takes_greatest(argument) else NO_NUMBERS | GREATEST).items():
        yield why, [value] * kind.least
    yield from out_of_range(argument)
    if kind.most < 500:
        yield "too many", typed(argument.example)[:1] * (kind.most + 1)


def wrong_requests(command):
    """Pairs of what is wrong, by the name of its argument, and a request with it."""
    least = typed(command.least)
    if command.words is None:
        yield ("words", "'stray'"), ["stray"]
    else:
        for why, values in wrong_values(command.words):
            if values or not command.words.optional:
                yield (why, command.words.name), values
    for name, argument in command.options.items():
        before = [] if name == "query" else least
        values = typed(argument.example)
        for why, wrong in wrong_values(argument):
            yield (why, argument.name), [*before, argument.name, *wrong]
        if name != "tag":
            yield ("twice", argument.name), [*before, argument.name, *values, argument.name, *values]
    yield ("unknown", "@zzz"), [*least, "@zzz", 1]
