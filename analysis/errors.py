"""What this room refuses: every reason at once, each with its remedy."""

from collections.abc import Iterable, Sequence

from django.utils.translation import ngettext

from clusters.problems import Problem


class TableRefused(Exception):
    """Raised when a table does not fit its layout; nothing was kept.

    `problems` are shown, in the order of the file; `count` counts all of them, also those that are not shown.
    """

    def __init__(self, problems: Sequence[Problem], count: int | None = None) -> None:
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count
        super().__init__(
            ngettext(
                "The table was not taken: it has %(count)d problem. Nothing was kept.",
                "The table was not taken: it has %(count)d problems. Nothing was kept.",
                self.count,
            )
            % {"count": self.count}
        )

    @property
    def hidden(self) -> int:
        """How many problems are counted and not shown."""
        return self.count - len(self.problems)


class AnalysisRefused(Exception):
    """Raised when an analysis cannot be begun; nothing was stored. `problems` are sentences."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))
