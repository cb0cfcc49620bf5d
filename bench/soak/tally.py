"""What became of the promises under one kind of fault."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tally:
    """How often a fault was done, and after how many of them every promise was looked at and held.

    `lost` names each promise that was broken, with what is needed to find it again.
    """

    fault: str
    injected: int
    survived: int
    lost: list[str] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        return not self.lost and self.survived == self.injected

    def row(self) -> tuple[str, str, str, str]:
        return self.fault, str(self.injected), str(self.survived), str(len(self.lost))
