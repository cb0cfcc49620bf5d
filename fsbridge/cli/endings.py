"""Exit codes, for scripts."""

from __future__ import annotations

DONE = 0
FAILED = 1
WRONG = 2
SILENT = 3
INTERRUPTED = 130
