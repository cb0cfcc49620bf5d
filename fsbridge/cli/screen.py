"""What a person at a terminal sees. Imported only there, because of rich."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from fsbridge.cli.asking import Row


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min" if minutes else f"{seconds:.2f} s"


def _format(row: Row) -> str:
    return f"{row['type']} {row['samplerate'] / 1000:g} kHz {row['channels']} ch"


class Hits(AbstractContextManager["Hits"]):
    """Shows a page of hits as a table, once it is complete."""

    def __init__(self) -> None:
        self._console = Console()
        self._status = self._console.status("asking ...")
        self._table = Table(box=None, header_style="dim", pad_edge=False)
        for name in ("id", "name", "by", "license", "length", "format", "here"):
            self._table.add_column(
                name, justify="right" if name in {"id", "length"} else "left", no_wrap=name != "name", overflow="fold"
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
                self._status.update(f"{row['state']} ...")
            case "result":
                texts = (row["id"], row["name"], row["username"], row["license"], _length(row["seconds"]), _format(row))
                self._table.add_row(*(Text(str(text)) for text in texts), "yes" if row["local"] else "")
            case "field":
                self._table.add_row("", Text(f"{row['name']}: {row['value']}", style="dim"))
            case "done":
                self._status.stop()
                if row["count"]:
                    self._console.print(self._table)
                hits = f"{row['count']} of {row['total']:,} sounds"
                self._console.print(f"{hits}, page {row['page']} of {row['pages']}, from {row['source']}", style="dim")


class Arrivals(AbstractContextManager["Arrivals"]):
    """Shows a bar for each sound on its way, and the paths of those that are here."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", justify="right"),
            BarColumn(),
            TextColumn("{task.fields[told]}"),
            transient=True,
        )
        self._bars: dict[int, TaskID] = {}

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
        match address.rsplit("/", 1)[-1]:
            case "progress":
                self._draw(row)
                return
            case "sound":
                facts = f"{_length(row['seconds'])}, {row['quality']}, {row['license']}, by {row['username']}"
                console.print(Text.assemble(row["path"], (f"  {facts}", "dim")), soft_wrap=True)
            case "failed":
                console.print(Text(f"{row['id']}: {row['message']}", style="red"), soft_wrap=True)
            case "done" if row["failed"]:
                console.print(f"{row['count']} here, {row['failed']} failed", style="dim")
        if row.get("index") in self._bars:
            self._progress.remove_task(self._bars.pop(row["index"]))

    def _draw(self, row: Row) -> None:
        index, fraction = row["index"], row["fraction"]
        if index not in self._bars:
            self._bars[index] = self._progress.add_task("", total=None, told="")
        left = f", {row['seconds_left']} s left" if row["seconds_left"] >= 0 else ""
        self._progress.update(
            self._bars[index],
            description=escape(str(row["id"])) if row["id"] >= 0 else "",
            total=1 if fraction >= 0 else None,
            completed=max(fraction, 0),
            told=row["state"] + left,
        )


class Facts(AbstractContextManager["Facts"]):
    """Shows names and values side by side."""

    def __init__(self) -> None:
        self._table = Table(box=None, show_header=False, pad_edge=False)
        self._table.add_column(style="dim", no_wrap=True)
        self._table.add_column(overflow="fold")

    def __exit__(self, *_: object) -> None:
        """Need nothing at the end."""

    def show(self, address: str, row: Row) -> None:
        """Take a fact, and print all of them with the last message."""
        if address.endswith("/item"):
            self._table.add_row(Text(row["name"].replace("_", " ")), Text(row["value"]))
        elif address.endswith("/done"):
            Console().print(self._table)
