"""An argument of a command: its name, how it is read, and the sentence that says what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fsbridge.osc.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fsbridge.osc.wire import Value

_CHOICES_SHOWN = 24


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A way to read values: `least` to `most` of them, described by `says` with `{bounds}` or `{choices}`."""

    says: str
    least: int
    most: int
    read: Callable[[Argument, Sequence[Value]], Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """The words of a command or one of its options.

    Attributes:
        name: as a performer writes it: `@count`, or `WORDS`.
        example: values that work, as they are typed.
        low, high: bounds of a number, None where open.
        default: what holds where nothing is said, for the reference.
        optional: whether words may be missing.
        enough: whether it says by itself what to search for.
    """

    name: str
    kind: ValueKind
    example: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    optional: bool = False
    enough: bool = False

    @property
    def takes(self) -> str:
        """Say in words what the values must be."""
        choices = f" of {' '.join(self.choices)}" if 0 < len(self.choices) <= _CHOICES_SHOWN else ""
        bounds = "" if self.low is None else f" from {self.low:,}"
        bounds += "" if self.high is None else f" to {self.high:,}"
        says = self.kind.says.format(bounds=bounds, choices=choices)
        if self.whole:
            says = says.replace("a number", "a whole number", 1)
        return f"{says} ({self.unit})" if self.unit else says

    def read(self, values: Sequence[Value]) -> Any:
        """Give what the values mean.

        Raises:
            ValueError: they mean nothing; its text is a sentence that names the argument.
        """
        try:
            if self.kind.least <= len(values) <= self.kind.most:
                return self.kind.read(self, values)
        except ValueError as problem:
            hint = f"; {problem}" if problem.args else ""
        else:
            hint = ""
        raise ValueError(f"{self.name} takes {self.takes}, not {shown(values)}{hint}") from None
