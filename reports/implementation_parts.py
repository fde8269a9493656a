"""What an implementation report consists of: parts with sentences and tables, all in words of the reader's language."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts; `is_figures` tells the columns set on the right, `ends_in_total` whether the last row sums."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_figures: tuple[bool, ...]
    ends_in_total: bool = False

    @property
    def marked_heads(self) -> list[tuple[str, bool]]:
        """The heads, each with whether its column is of figures."""
        return list(zip(self.heads, self.is_figures, strict=True))

    @property
    def marked_rows(self) -> list[list[tuple[str, bool]]]:
        """The rows in the same way."""
        return [list(zip(row, self.is_figures, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with sentences and tables under it."""

    title: str
    texts: tuple[str, ...]
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class ImplementationReport:
    """The report; `about` are pairs of words and what they say of it."""

    title: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    is_reconstruction: bool


def grid(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    words: Collection[int] = (0,),
    total: bool = True,
) -> Grid:
    """A table of figures, but for the columns whose places `words` names."""
    return Grid(
        title,
        tuple(heads),
        tuple(tuple(row) for row in rows),
        tuple(place not in words for place in range(len(heads))),
        total,
    )


def decimal(value: float | None, places: int = 1) -> str:
    """The number as the reader's language writes it, whole numbers without a decimal where one place is asked for."""
    if value is None:
        return "–"
    if places == 1 and float(value).is_integer():
        places = 0
    # The formatter cuts what it does not show.
    return number_format(round(value, places), decimal_pos=places)


def percent(share: float | None) -> str:
    """A share in per cent with one decimal; a dash where there is none."""
    return "–" if share is None else number_format(round(100 * share, 1), decimal_pos=1)
