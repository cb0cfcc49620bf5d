"""Texts of strangers, so that they stay in their line wherever they are shown."""

from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What ends a line, moves a terminal's cursor, or turns round the text that follows; no letter of any script."""


def one_line(text: str) -> str:
    """Put a space for each control character, and `?` for half a character."""
    return CONTROL.sub(" ", text).encode(errors="replace").decode()
