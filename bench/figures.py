"""A figure and its goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured; `at_most` is the goal, None where there is none."""

    name: str
    value: float
    unit: str
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        return self.at_most is None or self.value <= self.at_most

    def row(self) -> tuple[str, str, str, str]:
        goal = "" if self.at_most is None else f"at most {self.at_most:g} {self.unit}".rstrip()
        verdict = "" if self.at_most is None else "reached" if self.reached else "BEYOND THE GOAL"
        return self.name, f"{self.value:.3g} {self.unit}".rstrip(), goal, verdict
