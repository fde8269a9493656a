"""The parts of a result as they come: tables and pictures, and what was refused with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from analysis.estimators.records import EstimationRefused
from analysis.results import Figure, Refused, ResultTable

Found = TypeVar("Found")


@dataclass(slots=True)
class Parts:
    """What has been computed so far; `findings` and `cautions` are sentences."""

    tables: list[ResultTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def attempt(self, part: str, work: Callable[[], Found]) -> Found | None:
        """What the work gives, or None after noting why it was refused."""
        try:
            return work()
        except EstimationRefused as reason:
            self.refused.append(Refused(part, str(reason)))
            return None

    def draw(self, figures: Iterable[Figure | None]) -> None:
        """Add those figures that there are."""
        self.figures += [figure for figure in figures if figure is not None]
