"""What a person at a terminal sees. Imported only there, because of rich."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from fsbridge.cli.asking import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.cli.asking import Row

WIDE = 80
"""Columns that a terminal has unless it is made narrow."""
WHOLE = -1
"""Index of what is said of a request, not of one of its sounds."""


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min" if minutes else f"{seconds:.2f} s"


def _short(value: str) -> str:
    """Write a number with no more digits than a person reads."""
    try:
        return value if value.lstrip("-").isdigit() else f"{float(value):.4g}"
    except ValueError:
        return value


_HIT: dict[str, Callable[[Row], str]] = {
    "id": lambda row: str(row["id"]),
    "name": lambda row: row["name"],
    "by": lambda row: row["username"],
    "license": lambda row: row["license"],
    "length": lambda row: _length(row["seconds"]),
    "format": lambda row: f"{row['type']} {row['samplerate'] / 1000:g}k {row['channels']}ch",
    "here": lambda row: "yes" if row["local"] else "",
}
"""The columns of a hit; the format gives way where there is little room."""


class Hits(View):
    """Shows a page of hits as a table, once it is complete."""

    def __init__(self) -> None:
        self._console = Console()
        self._status = self._console.status("asking ...")
        self._table = Table(box=None, header_style="dim", pad_edge=False)
        self._columns = dict(_HIT)
        if self._console.width < WIDE:
            del self._columns["format"]
        for name in self._columns:
            self._table.add_column(
                name,
                justify="right" if name in {"id", "length"} else "left",
                no_wrap=name not in {"name", "by"},
                min_width=16 if name == "name" else None,
                overflow="fold",
            )

    def __enter__(self) -> Self:
        """Begin to show what is being done."""
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the display."""
        self._status.stop()

    def show(self, address: str, row: Row) -> None:
        """Take a hit, and print all of them with the last message."""
        match address.rsplit("/", 1)[-1]:
            case "progress":
                self._status.update(f"{_phase(row)} ...")
            case "result":
                self._table.add_row(*(Text(write(row)) for write in self._columns.values()))
            case "field":
                self._table.add_row("", Text(f"{row['name']}: {_short(row['value'])}", style="dim"))
            case "done":
                self._status.stop()
                if row["count"]:
                    self._console.print(self._table)
                self._console.print(_summary(row), style="dim")


def _phase(row: Row) -> str:
    left = f", {row['seconds_left']} s left" if row["seconds_left"] >= 0 else ""
    return f"{row['state']}{left}"


def _summary(row: Row) -> str:
    if not row["total"]:
        return "nothing was found; try fewer words or wider ranges"
    return f"{row['count']} of {row['total']:,} sounds, page {row['page']} of {row['pages']}, from {row['source']}"


class Arrivals(View):
    """Shows a bar for each sound on its way, and the paths of those that are here."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", justify="right"),
            BarColumn(),
            TextColumn("{task.fields[told]}"),
            transient=True,
        )
        self._bars: dict[int, TaskID] = {}
        self._has_begun = False

    def __enter__(self) -> Self:
        """Begin to draw the bars."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the display."""
        self._progress.stop()

    def show(self, address: str, row: Row) -> None:
        """Move a bar, or take it away and print what came of it."""
        console = self._progress.console
        in_bank = address.startswith("/fs/bank/")  # its index is the number, which no sound on its way has
        about = row.get("id" if in_bank else "index", WHOLE)
        if about != WHOLE:
            self._has_begun = True
            self._remove(WHOLE)
        match address.rsplit("/", 1)[-1]:
            case "progress":
                if about != WHOLE or not self._has_begun:
                    self._draw(about, row)
                return
            case "sound":
                console.print(Text(row["path"]), soft_wrap=True)  # one line, for whoever copies it
                number = f"number {row['index']}" if in_bank else ""
                facts = (number, _length(row["seconds"]), row["quality"], row["username"], f"license {row['license']}")
                console.print(Text(f"  {', '.join(filter(None, facts))}", style="dim"))  # own files are by nobody
            case "failed":
                which = "" if row["code"] == "bad_request" else f"{row['id']}: "
                console.print(Text(f"{which}{row['message']}", style="red"))
            case "done" if row["failed"] or in_bank:
                failed = f", {row['failed']} failed" if row["failed"] else ""
                place = f"in {row['folder']}" if in_bank else "here"
                console.print(Text(f"{row['count']} {place}{failed}", style="dim"), soft_wrap=True)
        self._remove(about)

    def _remove(self, about: int) -> None:
        if about in self._bars:
            self._progress.remove_task(self._bars.pop(about))

    def _draw(self, about: int, row: Row) -> None:
        fraction = row["fraction"]
        if about not in self._bars:
            self._bars[about] = self._progress.add_task("", total=None, told="")
        self._progress.update(
            self._bars[about],
            description="" if about == WHOLE else escape(str(row["id"])),
            total=1 if fraction >= 0 else None,
            completed=max(fraction, 0),
            told=_phase(row),
        )


def _is_so(value: str) -> str:
    return "yes" if value == "1" else "no"


def _left(value: str) -> str:
    return "no limit" if value == "-1" else value


def _time(value: str) -> str:
    return "no login" if value == "-1" else f"{timedelta(seconds=int(value))} h"


_FACTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "session": ("session, another at each start", str),
    "online": ("online", _is_so),
    "authorized": ("logged in", _is_so),
    "token_expires_in_seconds": ("access token good for", _time),
    "quota_minute_left": ("Freesound requests left this minute", _left),
    "quota_day_left": ("Freesound requests left this day", _left),
    "running": ("requests running", str),
    "queued": ("downloads waiting", str),
    "sounds": ("sounds in the folder", str),
    "skipped": ("links and odd names passed over", str),
    "skipped_path": ("passed over", str),
    "trouble": ("trouble", str),
    "buffer_bytes": ("room for requests that wait", lambda value: f"{int(value) / 1e6:.1f} MB"),
    "dropped": ("messages dropped", str),
}
"""How a person reads a fact: its name, and its value."""


def _print_rows(rows: list[tuple[str, ...]], style: str = "") -> None:
    """Print columns side by side; the last one stays in one line, for whoever copies a path."""
    console = Console()
    *widths, _ = (max(map(cell_len, column)) for column in zip(*rows, strict=True))
    for *cells, last in rows:
        line = Text(style=style)
        for cell, width in zip(cells, widths, strict=True):
            line.append(set_cell_size(cell, width) + "  ")
        console.print(Text.assemble(line, last), soft_wrap=True)


class Facts(View):
    """Shows names and values side by side."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, ...]] = []

    def show(self, address: str, row: Row) -> None:
        """Take a fact, and print all of them with the last message."""
        if address.endswith("/item"):
            name, write = _FACTS.get(row["name"], (row["name"].replace("_", " "), str))
            self._rows.append((name, write(row["value"])))
        elif address.endswith("/done"):
            _print_rows(self._rows, "dim")


class Banks(View):
    """Shows banks, a line each."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, ...]] = [("name", "sounds", "folder")]

    def show(self, address: str, row: Row) -> None:
        """Take a bank, and print all of them with the last message."""
        if address.endswith("/bank"):
            self._rows.append((row["name"], str(row["count"]), row["folder"]))
        elif address.endswith("/done") and row["count"]:
            _print_rows(self._rows)
        elif address.endswith("/done"):
            Console().print("there are none yet; fsbridge bank NAME WORDS makes one", style="dim")


class Help(View):
    """Shows lines, those of two parts as a table."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []

    def show(self, address: str, row: Row) -> None:
        """Take a line, and print all of them with the last message."""
        if address.endswith("/line"):
            self._rows.append([part for part in row["text"].split("  ") if part])
        elif address.endswith("/done"):
            console = Console()
            width = min(max(len(row[0]) for row in self._rows if row[1:]), console.width * 2 // 5)
            for parts in self._rows:
                table = Table.grid(padding=(0, 2, 0, 0))
                table.add_column(width=width if parts[1:] else None)
                table.add_row(*map(Text, map(str.strip, parts)))
                console.print(table)
