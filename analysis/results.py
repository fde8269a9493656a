"""What an analysis says: tables, pictures, cautions and versions, as frozen records that can be kept as JSON.

Texts are plain English sentences: a result is the same whoever asked for it, in whichever language they read.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Cell = str | float | int | None
"""A text, a figure, or None where there is none to give."""

Kind = Literal["text", "number", "count", "share", "year"]
Shape = Literal["line", "bar", "scatter", "histogram", "interval", "step", "network", "map", "matrix", "trajectory"]


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result: `unit` as printed in the head; a share lies in 0–1 and is shown in per cent."""

    key: str
    title: str
    kind: Kind = "number"
    unit: str = ""
    decimals: int = 3


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that were left out, and why."""

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Inference:
    """What the uncertainty of a table rests on. `errors` names the standard errors in words."""

    errors: str
    rows_used: int
    clusters: Mapping[str, int] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    estimator: str = ""
    library: str = ""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One table. `code` is a slug unique in the result; `paper` names the table of the paper it answers to, if any.

    `rows` have a cell for each column. `printed` are the paper's own rows in the same columns, for side by side;
    `sic` maps (row, column key) of `printed`, as "row:key", to what is wrong with the printed figure.
    """

    code: str
    title: str
    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    paper: str = ""
    notes: tuple[str, ...] = ()
    inference: tuple[Inference, ...] = ()
    printed: tuple[tuple[Cell, ...], ...] = ()
    sic: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """One line, set of bars or cloud of points: `x` and `y` of one length, `low` and `high` where an interval is drawn.

    `size` are areas of points relative to each other; `labels` name single points; `links` join points by position,
    as (from, to), in a network.
    """

    name: str
    x: tuple[Cell, ...]
    y: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    size: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture, told in data; `reading` says in a sentence what it shows, for those who do not see it."""

    code: str
    title: str
    shape: Shape
    series: tuple[Series, ...]
    x_title: str = ""
    y_title: str = ""
    reading: str = ""
    paper: str = ""
    notes: tuple[str, ...] = ()
    vertical_line: float | None = None
    horizontal_line: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that was not computed: what, and the reason in a sentence."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one run of a system gives. `findings` are sentences for a reader in a hurry, the weightiest first."""

    system: str
    title: str
    findings: tuple[str, ...]
    tables: tuple[ResultTable, ...]
    figures: tuple[Figure, ...]
    cautions: tuple[str, ...]
    refused: tuple[Refused, ...]
    versions: Mapping[str, str]

    def table(self, code: str) -> ResultTable:
        """The table of this code; KeyError where there is none."""
        return {table.code: table for table in self.tables}[code]

    def figure(self, code: str) -> Figure:
        """The figure of this code; KeyError where there is none."""
        return {figure.code: figure for figure in self.figures}[code]

    def to_json(self) -> dict[str, Any]:
        """The record as JSON can hold it; figures that are no number are None."""
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Result":
        """The record again; the inverse of `to_json`."""
        return cls(
            system=told["system"],
            title=told["title"],
            findings=tuple(told["findings"]),
            tables=tuple(_table(each) for each in told["tables"]),
            figures=tuple(_figure(each) for each in told["figures"]),
            cautions=tuple(told["cautions"]),
            refused=tuple(Refused(**each) for each in told["refused"]),
            versions=dict(told["versions"]),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def _rows(rows: Any) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _table(told: Mapping[str, Any]) -> ResultTable:
    return ResultTable(
        **{
            **told,
            "columns": tuple(ResultColumn(**each) for each in told["columns"]),
            "rows": _rows(told["rows"]),
            "notes": tuple(told["notes"]),
            "printed": _rows(told["printed"]),
            "inference": tuple(
                Inference(**{**each, "dropped": tuple(Dropped(**left) for left in each["dropped"])})
                for each in told["inference"]
            ),
        }
    )


def _series(told: Mapping[str, Any]) -> Series:
    return Series(
        name=told["name"],
        x=tuple(told["x"]),
        y=tuple(told["y"]),
        low=tuple(told["low"]),
        high=tuple(told["high"]),
        size=tuple(told["size"]),
        labels=tuple(told["labels"]),
        links=tuple((start, end) for start, end in told["links"]),
    )


def _figure(told: Mapping[str, Any]) -> Figure:
    series = tuple(_series(each) for each in told["series"])
    return Figure(**{**told, "series": series, "notes": tuple(told["notes"])})
