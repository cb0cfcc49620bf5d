"""A pseudo-terminal, and what a command draws on it."""

from __future__ import annotations

import os
import re
import select


def drawn(child, *arguments, ending=0, held=()):
    """What a terminal is sent by a command, colours and movements included; each fault is `held` until its text is there."""
    ours, theirs = os.openpty()
    process = child(*arguments, stdout=theirs, stderr=theirs, text=False)
    os.close(theirs)
    seen = b""
    try:
        while select.select([ours], [], [], 30)[0] and (piece := os.read(ours, 4096)):
            seen += piece
            for text, fault in held:
                if text.encode() in seen:
                    fault.release()
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    assert process.wait(30) == ending
    return seen.decode()


def on_terminal(child, *arguments, ending=0, held=()):
    """What a person sees of a command, without colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn(child, *arguments, ending=ending, held=held))
