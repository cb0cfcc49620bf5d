"""How a command ends: exit codes for scripts, a sentence for a person."""

from __future__ import annotations

DONE = 0
FAILED = 1
WRONG = 2
SILENT = 3
INTERRUPTED = 130


def sentence_of(error: Exception) -> str:
    """Say what went wrong, and where, if it is the system that refused a file."""
    place = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
    said = str(getattr(error, "strerror", None) or error)
    return f"{place}{said.rstrip('.')}."
