"""Printed figures beside ours, as lines for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from reports.published import Comparison, Status


def failures(compared: Iterable[Comparison]) -> list[Comparison]:
    """The figures that differ from the print without a sic note that says why."""
    return [each for each in compared if each.status is Status.DIFFERS]


def comparison_lines(compared: Sequence[Comparison]) -> Iterator[str]:
    """One line a figure, with its place in the paper, the print, ours and how they stand to each other."""
    width = max(len(each.place) for each in compared)
    yield f"{'Place':<{width}}  {'printed':>8}  {'ours':>8}"
    for each in compared:
        mark = f"  {each.status.value}: {each.note}" if each.note else f"  {each.status.value}"
        yield f"{each.place:<{width}}  {_shown(each.printed):>8}  {_shown(each.ours):>8}{mark}"
    equal = sum(each.status is Status.EQUAL for each in compared)
    sic = sum(each.status is Status.SIC for each in compared)
    yield f"{len(compared)} figures: {equal} equal, {sic} misprinted (sic), {len(failures(compared))} different."


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:g}"
