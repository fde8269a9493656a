"""The page “Ladder” of a run: every dimension of every cluster at a glance, and one of them closely."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clusters.stratum_words import stratum_words
from reports.ladder import (
    STRATUM,
    Built,
    Detail,
    LadderFirm,
    Reading,
    detail_of,
    errors_by,
    firms_of,
    groupings_of,
    reading_of,
)
from reports.ladder_rules import rules_of
from reports.ladder_words import (
    VERDICTS,
    cautions_of,
    counts_in_words,
    excluded_in_words,
    findings_of,
    gathering_in_words,
    informative_in_words,
    meaning_of,
    model_in_words,
    per_cent,
    verdict_of,
)
from reports.models import Run
from reports.results import DIMENSIONS, RunTables
from reports.run_words import DIMENSION_HEADS
from reports.specification import Specification
from scoring.ladder import Scalability
from scoring.ladder_errors import GroupErrors
from scoring.ladder_intervals import Interval
from scoring.rasch import Step
from scoring.rungs import RUNGS
from surveys.catalogue import spoken_catalogue
from surveys.default_content import LEVELS_TABLE
from surveys.models import Part, Questionnaire

POOLED = ""
SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Cell:
    """One dimension of one cluster at a glance."""

    dimension: str
    head: str
    label: str
    reading: Reading
    verdict: Scalability
    word: str
    informative: str


@dataclass(frozen=True, slots=True)
class Line:
    """One cluster at a glance; the slug of all clusters together is empty."""

    slug: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RungLine:
    """One rung looked at closely; `step` leads up to it from the fitted rung below."""

    number: int
    name: str
    share: float
    violated: bool
    h: float | None
    interval: Interval | None
    passed_over: int
    ahead: int
    difficulty: float | None
    standard_error: float | None
    step: Step | None

    @property
    def per_cent(self) -> str:
        """The share of firms that hold it, in whole per cent."""
        return per_cent(self.share)


@dataclass(frozen=True, slots=True)
class PairCell:
    """H of a pair of rungs, with its interval and its errors; None beside the pairs."""

    h: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The errors of one group in words."""

    name: str
    errors: GroupErrors
    passed_over: str
    ahead: str
    gathered: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of firms by one thing: interviewers, sector, stratum, another attribute."""

    title: str
    is_people: bool
    lines: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class Closely:
    """One reading with everything the page tells of it."""

    line: Line
    cell: Cell
    meaning: str
    cautions: list[str]
    findings: list[str]
    detail: Detail | None
    rungs: tuple[RungLine, ...]
    pairs: tuple[tuple[int, tuple[PairCell | None, ...]], ...]
    model: str
    excluded: str
    groupings: tuple[Grouping, ...]


def ladder_context(
    run: Run, specification: Specification, tables: RunTables, *, cluster: str, dimension: str, with_people: bool
) -> dict[str, Any]:
    """What the page shows: an overview, and closely the cluster and dimension asked for, or the first there is."""
    firms = firms_of(run)
    lines = overview_of(firms, specification, tables)
    if not lines:
        return {"lines": lines, "close": None}
    line = next((each for each in lines if each.slug == cluster), lines[0])
    cell = next((each for each in line.cells if each.dimension == dimension), line.cells[0])
    names = {each.slug: each.name for each in tables.clusters}
    titles = rung_titles(specification, cell.dimension)
    close = closely(line, cell, firms_in(firms, line.slug), names, with_people=with_people, titles=titles)
    return {"lines": lines, "close": close}


def rung_titles(specification: Specification, dimension: str) -> dict[int, str]:
    """What the questionnaire of the run calls the rungs, in the language of the reader."""
    newest = specification.questionnaires[-1] if specification.questionnaires else None
    found = Questionnaire.objects.filter(code=newest.code, version=newest.version).first() if newest else None
    cells = spoken_catalogue(found).descriptors if found else {}
    return {
        number: cell.row_title for number in RUNGS if (cell := cells.get((LEVELS_TABLE, dimension, number))) is not None
    }


def ladders_of(run: Run, specification: Specification, tables: RunTables) -> Iterator[Closely]:
    """Every dimension of all clusters together and of each, closely; people are not named."""
    firms = firms_of(run)
    names = {each.slug: each.name for each in tables.clusters}
    for line in overview_of(firms, specification, tables):
        inside = firms_in(firms, line.slug)
        for cell in line.cells:
            yield closely(line, cell, inside, names, with_people=False)


def firms_in(firms: Sequence[LadderFirm], slug: str) -> list[LadderFirm]:
    """The firms of a cluster, or all of them."""
    return [firm for firm in firms if slug in (POOLED, firm.cluster)]


def overview_of(firms: Sequence[LadderFirm], specification: Specification, tables: RunTables) -> list[Line]:
    """All clusters together where there are several, then each."""
    rules = rules_of(specification)
    places = [(each.slug, each.name, {each.sector_variant}) for each in tables.clusters]
    if len(places) > 1:
        together = {each.sector_variant for each in tables.clusters}
        places.insert(0, (POOLED, _("All clusters"), together))
    return [_line(slug, name, firms_in(firms, slug), rules.built(variants)) for slug, name, variants in places]


def closely(
    line: Line,
    cell: Cell,
    firms: Sequence[LadderFirm],
    names: Mapping[str, str],
    *,
    with_people: bool,
    titles: Mapping[int, str] | None = None,
) -> Closely:
    """Everything the page tells of one reading of these firms; `names` are of clusters, `titles` of rungs."""
    reading, detail = cell.reading, detail_of(cell.reading, firms)
    return Closely(
        line=line,
        cell=cell,
        meaning=meaning_of(reading),
        cautions=cautions_of(reading),
        findings=findings_of(reading, detail),
        detail=detail,
        rungs=rung_lines(reading, detail, titles or {}),
        pairs=pair_lines(reading, detail),
        model=model_in_words(detail.model) if detail else "",
        excluded=excluded_in_words(detail.model, reading) if detail else "",
        groupings=tuple(groupings(reading, firms, names, with_people=with_people)) if detail else (),
    )


def rung_lines(reading: Reading, detail: Detail | None, titles: Mapping[int, str]) -> tuple[RungLine, ...]:
    """The rungs of the ladder, the easiest first; none where no firm counts."""
    found = reading.found
    if found is None or detail is None:
        return ()
    model, sure, errors = detail.model, detail.intervals, detail.errors
    fitted = dict(zip(model.rungs, zip(model.difficulties, model.standard_errors, strict=True), strict=True))
    steps = {step.upper: step for step in model.steps}
    return tuple(
        RungLine(
            number=number,
            name=titles.get(number, ""),
            share=found.popularity[place],
            violated=place + 1 in found.violations,
            h=found.theory.h_rungs[place],
            interval=sure.h_rungs[place] if sure else None,
            passed_over=errors.passed_over[place],
            ahead=errors.ahead[place],
            difficulty=fitted.get(place + 1, (None, None))[0],
            standard_error=fitted.get(place + 1, (None, None))[1],
            step=steps.get(place + 1),
        )
        for place, number in enumerate(reading.numbers)
    )


def pair_lines(reading: Reading, detail: Detail | None) -> tuple[tuple[int, tuple[PairCell | None, ...]], ...]:
    """H of each pair: a line for each easier rung, a cell for each harder one, None on and below the diagonal."""
    found = reading.found
    if found is None or detail is None:
        return ()
    sure, size = detail.intervals, len(reading.numbers)
    return tuple(
        (
            reading.numbers[easier],
            tuple(
                PairCell(found.theory.h_pairs[easier][harder], sure.h_pairs[easier][harder] if sure else None)
                if harder > easier
                else None
                for harder in range(1, size)
            ),
        )
        for easier in range(size - 1)
    )


def groupings(
    reading: Reading, firms: Sequence[LadderFirm], names: Mapping[str, str], *, with_people: bool
) -> Iterator[Grouping]:
    """Errors by interviewer where the person may know them, by cluster where there are several, by attribute."""
    if with_people:
        people = [firm.interviewer or _("Unknown") for firm in firms]
        yield _grouping(_("By interviewer"), reading, people, is_people=True)
    found = groupings_of(firms)
    if SECTOR in found:
        yield _grouping(_("By sector"), reading, found.pop(SECTOR))
    if len({firm.cluster for firm in firms}) > 1:
        yield _grouping(_("By cluster"), reading, [names.get(firm.cluster, firm.cluster) for firm in firms])
    for attribute, values in found.items():
        title = _("By stratum") if attribute == STRATUM else _("By %(attribute)s") % {"attribute": attribute}
        yield _grouping(title, reading, [stratum_words(each) for each in values] if attribute == STRATUM else values)


def _grouping(title: str, reading: Reading, values: Sequence[str], *, is_people: bool = False) -> Grouping:
    return Grouping(
        title,
        is_people,
        tuple(
            GroupLine(
                each.group or _("Not known"),
                each,
                counts_in_words(each.passed_over, reading),
                counts_in_words(each.ahead, reading),
                gathering_in_words(each, reading),
            )
            for each in errors_by(reading, values)
        ),
    )


def _line(slug: str, name: str, firms: Sequence[LadderFirm], built: Mapping[str, Built]) -> Line:
    readings = [reading_of(firms, dimension, built[dimension]) for dimension in DIMENSIONS]
    cells = (
        Cell(
            reading.dimension,
            DIMENSION_HEADS[reading.dimension],
            str(Part(reading.dimension).label),
            reading,
            verdict_of(reading),
            str(VERDICTS[verdict_of(reading)]),
            informative_in_words(reading),
        )
        for reading in readings
    )
    return Line(slug, name, tuple(cells))
