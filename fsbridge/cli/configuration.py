"""`fsbridge config`, and all that is written of the table of keys: the example file and README's table."""

from __future__ import annotations

import json
from pathlib import Path

from fsbridge.config import KEYS, Endpoint, dotted, variable


def written(value: object) -> str:
    """Write a key's value as TOML."""
    match value:
        case int():
            return str(value)
        case Endpoint():
            return written(str(value))
        case tuple():
            return f"[{', '.join(map(written, value))}]"
        case Path():
            return written(value.as_posix())
    return json.dumps(value, ensure_ascii=False)


def example() -> str:
    """Write a configuration file in which every key stands with its default, commented out."""
    lines = ["# What fsbridge does, and how to change it: take the `# ` before a key away.", ""]
    table = ""
    for key in KEYS:
        if key.metadata["table"] != table:
            table = key.metadata["table"]
            lines += [f"[{table}]", ""]
        lines += [f"# {key.metadata['meaning']}", f"# {key.name} = {written(key.metadata['default'])}", ""]
    return "\n".join(lines)


def reference() -> str:
    """Write the table of keys in Markdown, as README has it."""
    rows = [
        f"| `{dotted(key)}` | `{written(key.metadata['default'])}` | `{variable(key)}` | {key.metadata['meaning']} |"
        for key in KEYS
    ]
    return "\n".join(["| key | default | environment | meaning |", "|---|---|---|---|", *rows]) + "\n"
