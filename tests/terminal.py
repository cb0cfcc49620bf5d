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


def on_terminal(child, *arguments, ending=0):
    """What a person has before him when a command has ended: what was drawn over or wiped away is gone."""
    lines, row, column = [""], 0, 0
    for piece in re.split(r"(\x1b\[[0-9;?]*[A-Za-z]|[\r\n])", drawn(child, *arguments, ending=ending)):
        if piece == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif piece == "\r":
            column = 0
        elif piece == "\x1b[2K":
            lines[row] = ""
        elif up := re.fullmatch(r"\x1b\[(\d*)A", piece):
            row -= int(up[1] or 1)
        elif not piece.startswith("\x1b"):
            lines[row] = lines[row][:column].ljust(column) + piece + lines[row][column + len(piece) :]
            column += len(piece)
    return "\n".join(line.rstrip() for line in lines).rstrip()
