"""What goes into the brief, and what is left out first when it is too much for a page. Pure but for its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from analysis.brief.typesetting import clipped, plain
from analysis.pictures.scales import points_of, scale_of
from analysis.results import Cell, Figure, Result, ResultColumn, ResultTable
from analysis.telling import written

ADVICE = ("advice", "policy-advice", "policy_advice")
SIC = "sic"
SCHEMES = ("development_patterns", "figure_1")
"""Pictures drawn from the words of a paper, not from the tables of the run: the brief takes them last."""
NOW = "now"
MOST_COLUMNS = 7
TELLING = {"crises": "interval", "resilience": "interval", "development": "trajectory"}
"""The shape of the picture that answers the question of a system; of others the first picture does."""


ANSWERS = ("first_crisis", "trial_effects")
"""Small tables that answer the question by themselves; wide tables of equations would be cut before the best one."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of everything a page may hold: numbers of findings, cautions and rows, height in points, letters."""

    findings: int
    cautions: int
    advice: int
    rows: int
    picture: float
    letters: int


ALLOWANCES = (
    Allowance(6, 4, 10, 8, 300.0, 420),
    Allowance(6, 4, 8, 6, 270.0, 320),
    Allowance(6, 3, 8, 5, 240.0, 260),
    Allowance(5, 3, 7, 4, 215.0, 220),
    Allowance(5, 3, 6, 0, 215.0, 200),
    Allowance(4, 2, 5, 0, 190.0, 170),
    Allowance(3, 2, 4, 0, 160.0, 140),
    Allowance(3, 1, 3, 0, 130.0, 110),
    Allowance(3, 1, 3, 0, 0.0, 90),
)
"""From the most to the least; the last fits a page whatever it says."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table as text: `same` tells the columns that say the same in every row."""

    title: str
    same: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_figures: tuple[bool, ...]


@dataclass(slots=True)
class Content:
    """Everything that is printed, cut to an allowance; `is_shortened` once something was left out."""

    title: str
    kicker: str
    question: str
    findings: list[str] = field(default_factory=list)
    figure: Figure | None = None
    picture: float = 0.0
    grids: list[tuple[str, Grid]] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    sources: str = ""
    foot: str = ""
    is_shortened: bool = False


def content_of(result: Result, about: Mapping[str, str], allowance: Allowance) -> Content:
    """The brief of a result as far as the allowance goes."""
    kicker = " · ".join(part for part in ("Sextant", plain(about.get("study", ""))) if part)
    content = Content(clipped(result.title, 130), clipped(kicker, 110), clipped(about.get("question", ""), 200))
    content.findings = _some(content, result.findings, allowance.findings, allowance.letters)
    figure = telling_figure(result)
    content.figure, content.picture = figure, allowance.picture
    content.is_shortened |= figure is not None and not allowance.picture
    advice = next((table for table in result.tables if table.code in ADVICE), None)
    if advice is not None:
        content.grids.append(
            (_("What to do first"), _grid(content, _now_first(advice), allowance.advice, allowance.letters))
        )
    table = small_table(result)
    if table is not None and allowance.rows:
        content.grids.append(("", _grid(content, table, allowance.rows, allowance.letters)))
    content.is_shortened |= table is not None and not allowance.rows
    cautions = [*result.cautions, *(_not_computed(result))]
    content.cautions = _some(content, cautions, allowance.cautions, allowance.letters)
    content.sources = clipped(_sources(result, about), 2 * allowance.letters)
    content.foot = _foot(about)
    return content


def telling_figure(result: Result) -> Figure | None:
    """The picture that says most: the first of the shape that answers the system's question, or else the first."""
    drawn = [figure for figure in result.figures if _has_points(figure)]
    own = [figure for figure in drawn if figure.code not in SCHEMES]
    wanted = [figure for figure in own if figure.shape == TELLING.get(result.system)]
    return next(iter([*wanted, *own, *drawn]), None)


def small_table(result: Result) -> ResultTable | None:
    """The table that answers the question, or the first on an estimate, or the first not of advice or misprints."""
    fit = [each for each in result.tables if each.rows and each.code not in (*ADVICE, SIC)]
    answers = [each for each in fit if each.code in ANSWERS]
    return next(iter([*answers, *(each for each in fit if each.inference), *fit]), None)


def _has_points(figure: Figure) -> bool:
    scale = scale_of(figure)
    return any(point is not None for series in figure.series for point in points_of(series, scale))


def _some(content: Content, texts: Sequence[str], most: int, letters: int) -> list[str]:
    found = [clipped(text, letters) for text in texts[:most] if plain(text)]
    content.is_shortened |= len(texts) > most or found != [plain(text) for text in texts if plain(text)]
    return found


def _now_first(table: ResultTable) -> ResultTable:
    """The table with what is to be done now before what is not; the order within both is kept."""
    rows = sorted(table.rows, key=lambda row: NOW not in row)
    return ResultTable(table.code, table.title, table.columns, tuple(rows), table.paper)


def _grid(content: Content, table: ResultTable, most: int, letters: int) -> Grid:
    rows = table.rows[:most]
    kept = [place for place in range(len(table.columns)) if any(_says(row[place]) for row in table.rows)]
    same = [place for place in kept if len(rows) > 1 and len({row[place] for row in rows}) == 1]
    same = [place for place in same if table.columns[place].kind in ("text", "year")]
    shown = [place for place in kept if place not in same]
    content.is_shortened |= len(table.rows) > most or len(shown) > MOST_COLUMNS
    shown = shown[:MOST_COLUMNS]
    cells = [[written(row[place], table.columns[place]) for place in shown] for row in rows]
    cut = [tuple(clipped(cell, min(letters, 160)) for cell in row) for row in cells]
    content.is_shortened |= any(cell.endswith(" …") for row in cut for cell in row)
    return Grid(
        clipped(table.title, 110),
        "; ".join(f"{table.columns[place].title}: {written(rows[0][place], table.columns[place])}" for place in same),
        tuple(clipped(_head(table.columns[place]), 44) for place in shown),
        tuple(cut),
        tuple(table.columns[place].kind != "text" for place in shown),
    )


def _head(column: ResultColumn) -> str:
    # A share bears its sign in every cell.
    return f"{column.title} ({column.unit})" if column.unit and column.unit != "%" else column.title


def _says(cell: Cell) -> bool:
    return cell is not None and cell != "" and cell == cell


def _not_computed(result: Result) -> list[str]:
    if not result.refused:
        return []
    parts = "; ".join(f"{plain(each.part)} ({plain(each.reason).rstrip('.')})" for each in result.refused)
    return [_("Not computed: %(parts)s.") % {"parts": parts}]


def _sources(result: Result, about: Mapping[str, str]) -> str:
    places = [table.paper for table in result.tables] + [figure.paper for figure in result.figures]
    papers = dict.fromkeys(place for place in places if place)
    told = [plain(about["sources"]).rstrip(".") + "."] if plain(about.get("sources", "")) else []
    if papers:
        told.append(_("Answers to %(places)s of the paper.") % {"places": ", ".join(papers)})
    return " ".join(told)


def _foot(about: Mapping[str, str]) -> str:
    date = about.get("date") or about.get("made_on") or ""
    run = _("Run %(id)s") % {"id": about["run"]} if about.get("run") else ""
    return " · ".join(part for part in (clipped(run, 60), clipped(date, 40)) if part)
