"""What the objects of our Max patches do with a message: each gives what leaves it, outlet by outlet, in order.

Told from Max's reference pages; objects with several outlets speak from right to left.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from max_runner import Box, Message

    Said = Iterator[tuple[int, Message]]

FACES = {
    *(
        "*~",
        "comment",
        "ezdac~",
        "groove~",
        "inlet",
        "jit.cellblock",
        "loadbang",
        "metro",
        "number",
        "panel",
        "pcontrol",
    ),
    *("print", "r", "random", "receive", "sig~", "slider", "textbutton", "textedit", "umenu", "waveform~"),
}
"""Objects that only remember what they hear; what they say is said by the test, in place of a hand."""


def passed(_: Box, __: int, message: Message) -> Said:
    """Let it through."""
    yield 0, message


def outlet(box: Box, _: int, message: Message) -> Said:
    """Leave the patch."""
    owner = box.patch.owner
    owner.out(box.patch.outlets.index(box), message)
    yield from ()


def send(box: Box, _: int, message: Message) -> Said:
    """Go to all receivers of that name."""
    for receiver in box.world.receivers[box.args[0]]:
        receiver.out(0, message)
    yield from ()


def route(box: Box, _: int, message: Message, *, whole: bool = False) -> Said:
    """Choose an outlet by the first word, which routepass leaves where it is."""
    if message[0] in box.args:
        yield box.args.index(message[0]), message if whole else message[1:] or ["bang"]
    else:
        yield len(box.args), message


def select(box: Box, _: int, message: Message) -> Said:
    """Bang for what is like an argument."""
    if message[0] in box.args:
        yield box.args.index(message[0]), ["bang"]
    else:
        yield len(box.args), message


def trigger(box: Box, _: int, message: Message) -> Said:
    """Say it in several ways, from right to left."""
    first = 0 if message == ["bang"] else message[0]
    for place, kind in reversed(list(enumerate(box.args))):
        ways = {"b": ["bang"], "l": message, "a": message, "i": [first], "f": [first], "s": [first]}
        yield place, ways.get(str(kind), [kind])


def unpack(box: Box, _: int, message: Message) -> Said:
    """Say each part, from right to left."""
    yield from reversed([(place, [part]) for place, part in enumerate(message[: len(box.args)])])


def pack(box: Box, inlet: int, message: Message) -> Said:
    """Keep what comes to each inlet, and say all when something comes to the first."""
    box.state = box.state or list(box.args)
    if message != ["bang"]:
        box.state[inlet : inlet + len(message)] = message
    if inlet == 0:
        yield 0, list(box.state)


def prepend(box: Box, inlet: int, message: Message) -> Said:
    """Put the arguments before it; `set` gives others."""
    yield from _joined(box, inlet, message, lambda fixed: [*fixed, *_bare(message)])


def append(box: Box, inlet: int, message: Message) -> Said:
    """Put the arguments behind it; `set` gives others."""
    yield from _joined(box, inlet, message, lambda fixed: [*_bare(message), *fixed])


def _joined(box: Box, inlet: int, message: Message, join: Callable[[Message], Message]) -> Said:
    if inlet == 1 or message[0] == "set":
        box.state = message[1:] if message[0] == "set" else message
    else:
        yield 0, join(box.args if box.state is None else box.state)


def _bare(message: Message) -> Message:
    return message[1:] if message[0] in {"symbol", "list"} else message


def slice_(box: Box, inlet: int, message: Message) -> Said:
    """Cut in two; the rest leaves first."""
    if inlet == 1:
        box.args[:] = message
        return
    size = box.args[0]
    if message[size:]:
        yield 1, message[size:]
    if message[:size]:
        yield 0, message[:size]


def keep(box: Box, inlet: int, message: Message) -> Said:
    """Keep a list until a bang."""
    if message != ["bang"]:
        box.state = message
    if inlet == 0 and box.state:
        yield 0, box.state


def nth(box: Box, inlet: int, message: Message) -> Said:
    """Say one part, counted from 1; the rest leaves first."""
    if inlet == 1:
        box.args[:] = message
        return
    place = box.args[0] - 1
    yield 1, message[:place] + message[place + 1 :]
    yield 0, [message[place]]


def rotate(box: Box, _: int, message: Message) -> Said:
    """Turn the list to the right."""
    by = box.args[0] % len(message)
    yield 0, message[-by:] + message[:-by]


def gate(box: Box, inlet: int, message: Message) -> Said:
    """Let it through to the outlet that is open."""
    box.state = (box.args[1] if len(box.args) > 1 else 0) if box.state is None else box.state
    if inlet == 0:
        box.state = message[0]
    elif box.state:
        yield box.state - 1, message


def onebang(box: Box, inlet: int, message: Message) -> Said:
    """Bang once, until the other inlet is banged."""
    box.state = bool(box.args and box.args[0]) if box.state is None else box.state
    if inlet == 1:
        box.state = True
    elif box.state:
        box.state = False
        yield 0, ["bang"]
    else:
        yield 1, ["bang"]


def coll(box: Box, _: int, message: Message) -> Said:
    """Keep lists by number or word."""
    box.state = {} if box.state is None else box.state
    word = message[0]
    if word == "append":
        box.state[max([0, *(k for k in box.state if isinstance(k, int))]) + 1] = message[1:]
    elif word == "clear":
        box.state.clear()
    elif word == "dump":
        for key, kept in list(box.state.items()):
            yield 1, [key] if isinstance(key, int) else ["symbol", key]
            yield 0, _said(kept)
        yield 3, ["bang"]
    elif len(message) > 1:
        box.state[word] = message[1:]
    elif word in box.state:
        yield 1, [word]
        yield 0, _said(box.state[word])


def _said(kept: Message) -> Message:
    return ["symbol", *kept] if len(kept) == 1 and isinstance(kept[0], str) else kept


def message_box(box: Box, _: int, message: Message) -> Said:
    """Say the text of the box, with what came last in place of $1 ...; `set` writes it anew, another word is refused."""
    if message[0] == "set":
        box.text = " ".join(map(str, message[1:]))
        return
    given = _bare(message)
    if given is message and isinstance(message[0], str) and message != ["bang"]:
        box.fault(message)
        return
    box.state = box.state or [0] * 9
    if message != ["bang"]:
        box.state[: len(given)] = given
    for part in re.split(r"(?<!\\),", box.text):
        yield 0, [_filled(word, box.state) for word in box.parsed(part)]


def _filled(word: Any, given: Message) -> Any:
    if isinstance(word, str) and (whole := re.fullmatch(r"\$(\d)", word)):
        return given[int(whole[1]) - 1]
    return re.sub(r"\$(\d)", lambda match: str(given[int(match[1]) - 1]), word) if isinstance(word, str) else word


def number(box: Box, inlet: int, message: Message) -> Said:
    """Keep a number; a bang says it."""
    box.state = box.state or (box.args[0] if box.args else 0)
    if message != ["bang"]:
        if isinstance(message[0], str):
            box.fault(message)
            return
        box.state = message[0] if box.kind == "f" else int(message[0])
    if inlet == 0:
        yield 0, [box.state]


def add(box: Box, inlet: int, message: Message) -> Said:
    """Add to a number."""
    if isinstance(message[0], str):
        box.fault(message)
    elif inlet == 1:
        box.args[:] = message
    else:
        yield 0, [message[0] + box.args[0]]


def clip(box: Box, _: int, message: Message) -> Said:
    """Keep a number within bounds."""
    low, high = box.args
    yield 0, [min(max(message[0], low), high)]


def sprintf(box: Box, _: int, message: Message) -> Said:
    """Write numbers and words into a text."""
    template = " ".join(map(str, box.args)).replace("%ld", "%d")
    yield 0, box.parsed(template % tuple(message))


def node_script(box: Box, _: int, message: Message) -> Said:
    """Give it to the script; one that has not spoken yet may not hear."""
    if not box.speaks:
        box.world.console.append(f"node.script: {message} came before the script was up, and is lost")
    box.script.send(*message)
    yield from ()


def buffer(box: Box, _: int, message: Message) -> Said:
    """Read a file, and bang when it is read."""
    if message[0] not in {"replace", "read"}:
        box.fault(message)
    elif box.world.read(str(box.args[0]), message[1]):
        box.world.later.append(partial(box.out, 1, ["bang"]))
    yield from ()


def polybuffer(box: Box, _: int, message: Message) -> Said:
    """Read files into buffers NAME.1, NAME.2 ..., and bang after each; whether Max does, its reference leaves open."""
    names = box.state = box.state or []
    if message[0] == "clear":
        for name in names:
            del box.world.buffers[name]
        names.clear()
    elif message[0] == "append":
        name = f"{box.args[0]}.{len(names) + 1}"
        if box.world.read(name, message[1]):
            names.append(name)
            if box.world.bangs:
                box.world.later.append(partial(box.out, 1, ["bang"]))
    elif message[0] == "send" and message[2] == "replace":
        box.world.read(f"{box.args[0]}.{message[1]}", message[3])
    elif message[0] == "getcount":
        yield 0, ["count", len(names)]
    elif message[0] == "appendempty":
        names.append(f"{box.args[0]}.{len(names) + 1}")
        box.world.buffers[names[-1]] = None
    else:
        box.fault(message)


def deferlow(box: Box, _: int, message: Message) -> Said:
    """Say it later."""
    box.world.later.append(partial(box.out, 0, message))
    yield from ()


def button(_: Box, __: int, ___: Message) -> Said:
    """Bang, whatever comes."""
    yield 0, ["bang"]


DOES: dict[str, Callable[[Box, int, Message], Said]] = {
    "outlet": outlet, "s": send, "send": send, "route": route, "routepass": partial(route, whole=True), "sel": select,
    "select": select, "t": trigger, "trigger": trigger, "unpack": unpack, "pack": pack, "prepend": prepend,
    "append": append, "zl.slice": slice_, "zl.reg": keep, "zl.nth": nth, "zl.rot": rotate, "gate": gate,
    "onebang": onebang, "coll": coll, "message": message_box, "i": number, "f": number, "+": add, "clip": clip,
    "sprintf": sprintf, "node.script": node_script, "buffer~": buffer, "polybuffer~": polybuffer,
    "deferlow": deferlow, "button": button, "toggle": passed,
}  # fmt: skip
