"""A small analysis of its own, tables for it, and runs; what is around a system is tested without any."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import factory
import pandas as pd

from analysis.estimators.records import EstimationRefused
from analysis.layouts import Layout, LayoutColumn
from analysis.models import AnalysisRun, DataTable
from analysis.results import Figure, Inference, Refused, Result, ResultColumn, ResultTable, Series
from analysis.runs import open_analysis
from analysis.specifications import SpecificationError, choice, specification_from
from analysis.systems import Progress, System
from analysis.tables import Place, take_table
from clusters.models import Study
from tests.factories.clusters import StudyFactory
from tests.factories.reports import perform_all

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

FIRMS = Layout(
    code="firms",
    title="Firms",
    meaning="One row a firm and year.",
    columns=(
        LayoutColumn("region", "text", "Name of the region."),
        LayoutColumn("year", "year", "Year of the figure."),
        LayoutColumn("firm", "whole", "Number of the firm."),
        LayoutColumn("output", "number", "Gross output.", unit="million USD", low=0),
        LayoutColumn("size", "text", "Size class.", required=False, may_be_empty=True, choices=("Small", "Large")),
        LayoutColumn("exporter", "yes_no", "Whether the firm exports.", required=False, may_be_empty=True),
    ),
    key=("firm", "year"),
    open_columns="further controls",
)
PRICES = Layout(
    code="prices",
    title="Prices",
    meaning="One row a year.",
    columns=(LayoutColumn("year", "year", "Year."), LayoutColumn("index", "number", "Price index.", unit="2000 = 100")),
    key=("year",),
    may_be_absent=True,
)


@dataclass(frozen=True, slots=True)
class TinyChoices:
    """Every type of choice a specification may hold."""

    measure: str = choice("mean", help="What is told of output.", choices=("mean", "sum"))
    least: int = choice(1, help="Regions with fewer firms are left out.", low=1, high=1000)
    years: tuple[int, ...] = choice((), help="Years that are taken; empty: all.")
    parts: tuple[str, ...] = choice(("regions",), help="What is told.", choices=("regions", "years"))
    share: float = choice(0.5, help="Share that is cut off.", low=0, high=1)
    cap: float | None = choice(None, help="Greatest output that counts; empty: none.")
    controls: str = choice("", help="Column of further controls.")
    errors: str = choice("HC1", help="Standard errors.", choices=("HC1", "plain"))
    only_exporters: bool = choice(False, help="Whether only exporters are taken.")


def compute(choices: TinyChoices, tables: Mapping[str, pd.DataFrame], progress: Progress) -> Result:
    """Mean or sum of output by region."""
    frame = tables["firms"]
    progress("Looking at the regions", 0.25)
    if choices.controls and choices.controls not in frame:
        raise SpecificationError([f"“controls” names {choices.controls}, which the table lacks."])
    if frame["region"].nunique() < 2:
        raise EstimationRefused("One region cannot be compared. Send at least two.")
    progress("Adding up", 0.75)
    told = frame.groupby("region")["output"].agg(choices.measure)
    columns = (ResultColumn("region", "Region", "text"), ResultColumn("output", "Output", unit="million USD"))
    table = ResultTable(
        code="regions",
        title="Output by region",
        columns=columns,
        rows=tuple((str(region), float(value)) for region, value in told.items()),
        paper="Table 1",
        notes=("Firms count the same.",),
        inference=(Inference("HC1", len(frame), {"region": int(frame["region"].nunique())}),),
        printed=(("north", 2.0), ("south", 9.9)),
        sic={"1:output": "The paper's own rows add up to 4.0."},
    )
    series = Series("Output", tuple(map(str, told.index)), tuple(map(float, told)))
    figure = Figure("by-region", "Output by region", "bar", (series,), "Region", "Output", "North leads.", "Figure 1")
    return Result(
        system="tiny",
        title="A small analysis",
        findings=(f"{told.idxmax()} is ahead.",),
        tables=(table,),
        figures=(figure,),
        cautions=("Two regions are few.",),
        refused=(Refused("Event study", "There is one year only."),),
        versions={"pandas": pd.__version__},
    )


TINY = System(
    code="tiny",
    title="A small analysis",
    question="Which region is ahead?",
    layouts=(FIRMS, PRICES),
    specification=TinyChoices,
    compute=compute,
    example='# What is told of output.\nmeasure = "mean"\n',
)

CSV = """\
Region,YEAR,firm,output,Size,extra
north,2001,1,1.5,small,7
north,2002,1,2.5,small,8
south,2001,2,3.25,LARGE,9
"""


def place_in(study: Study, layout: Layout = FIRMS) -> Place:
    return Place(study, "tiny", layout)


def taken(study: Study, content: str = CSV, name: str = "firms.csv", layout: Layout = FIRMS) -> DataTable:
    """A table of this study, checked and kept."""
    table, _new = take_table(
        place=place_in(study, layout),
        file=io.BytesIO(content.encode()),
        name=name,
        source="Statistics office",
        mapping={},
        by=None,
        now=NOON,
    )
    return table


def tiny_run(study: Study, content: str = CSV, **choices: Any) -> AnalysisRun:
    """A run of the small analysis, queued."""
    return open_analysis(
        study=study,
        system=TINY,
        choices=specification_from(TinyChoices, choices),
        tables={"firms": taken(study, content)},
        by=None,
        now=NOON,
    )


def computed(study: Study, content: str = CSV, **choices: Any) -> AnalysisRun:
    """A run of the small analysis, computed in this process without any broker."""
    run = tiny_run(study, content, **choices)
    perform_all()
    run.refresh_from_db()
    return run


class DataTableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataTable

    study = factory.SubFactory(StudyFactory)
    system = "tiny"
    layout = "firms"
    identity = factory.Sequence(lambda n: f"{n:064x}")
    file = "tables/none"
    file_name = "firms.csv"
    file_hash = "0" * 64
    file_size = 10
    source = "Statistics office"
    rows = 3
    columns: list[Any] = []
    uploaded_at = NOON


def series_csv() -> str:
    """Two clusters over nineteen years: one that improves when profit falls, one that only grows."""
    lines = ["cluster,year,n_firms,entry,exit,profit_per_firm,price,output,employment,product_quality,exports"]
    for name, improves in (("North port", True), ("South valley", False)):
        for at in range(19):
            firms = round(12 + 180 / (1 + 2.718 ** (5 - at * 0.8)))
            profit = 90 * 2.718 ** (-((at - 5) ** 2) / 18) + (6 * max(at - 11, 0) if improves else 0) + 8
            quality = 1 + (0.25 * max(at - 10, 0) if improves else 0)
            figures = (
                firms,
                firms // 6,
                firms // 12,
                profit,
                100 - 2.5 * at,
                firms * 3,
                firms * 25,
                quality,
                firms * at,
            )
            lines.append(",".join([name, str(1990 + at), *(f"{figure:g}" for figure in figures)]))
    return "\n".join(lines) + "\n"
