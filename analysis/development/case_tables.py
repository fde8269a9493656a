"""Tables 1 and 2 of the development strategy as printed, beside our reading, and what does not fit in them."""

from collections.abc import Callable, Iterable
from statistics import fmean, median

from analysis.development.cases import Case, Observation, cases
from analysis.results import Cell, ResultColumn, ResultTable

_ORIGIN_READ = {"Taylors": "Tailors"}

SOURCES_SIC = (
    "The note on sources of Table 1 names case 16 twice and case 19 never; “16 and 18” for Sonobe et al. (2010) is "
    "read as 18 and 19."
)

INCONSISTENCIES: tuple[str, ...] = (
    SOURCES_SIC,
    "Table 1 prints “Taylors” for tailors in cases 8 and 9.",
    "The text calls clusters of Sub-Saharan Africa small in workers per firm and lists case 16 among them, for which "
    "Table 2 prints 72.5, more than in half of the Asian cases where it is told.",
    "The text says the number of firms in Sub-Saharan Africa is large compared with Asia: so it is by the median of "
    "Table 2, and the opposite is true of the mean.",
    "The text attributes cases 11–17 to foreign investors, state firms or foreign artisans; Table 1 calls the origin "
    "of case 14 a cooperative.",
    "Case 2 is printed with “1950s” for a year and falls from 150 firms to 3: the column counts makers of "
    "final goods, not all firms of the cluster.",
    "Counts mix factories with tailors, garages, self-employed and subcontractors (cases 4, 8, 10, 15), and the years "
    "run from the 1950s to 2010: rows of Table 2 are not comparable as they stand.",
    "All nineteen clusters were there to be studied: clusters that died young are not in the tables.",
    "Slips of the pen: “IMP” for IPM in the passage on case 15, and “Big-ban” in a footnote.",
)


def table_1() -> ResultTable:
    """Table 1, nineteen rows: where, what, how it began; printed wording beside ours."""
    columns = (
        ResultColumn("number", "No.", "count", decimals=0),
        ResultColumn("location", "Location", "text"),
        ResultColumn("product", "Main product", "text"),
        ResultColumn("origin", "Origin: initial firm type", "text"),
        ResultColumn("initial", "Initial product", "text"),
        ResultColumn("source", "Source", "text"),
    )
    printed = tuple(_row_1(each, each.origin_printed, _source_printed(each)) for each in cases())
    read = tuple(
        _row_1(each, _ORIGIN_READ.get(each.origin_printed, each.origin_printed), each.source) for each in cases()
    )
    sic = {
        f"{place}:origin": "“Taylors” stands for tailors."
        for place, each in enumerate(cases())
        if each.origin_printed in _ORIGIN_READ
    }
    sic |= {f"{place}:source": SOURCES_SIC for place, each in enumerate(cases()) if each.number in (16, 19)}
    return ResultTable(
        code="cases_origin",
        title="Origin of nineteen industrial clusters in Asia and Africa",
        columns=columns,
        rows=read,
        paper="Table 1",
        notes=(
            "SME: small and medium firms; FDI: foreign direct investment; SOE: state-owned firms; TVRE: firms run by "
            "townships and villages.",
        ),
        printed=printed,
        sic=sic,
    )


def _row_1(each: Case, origin: str, source: str) -> tuple[Cell, ...]:
    return (each.number, f"{each.location}, {each.country}", each.product, origin, each.initial_product, source)


def _source_printed(each: Case) -> str:
    return {16: f"{each.source}; Sonobe et al. (2010)", 19: ""}.get(each.number, each.source)


def table_2() -> ResultTable:
    """Table 2, 21 rows: firms, workers per firm, schooling, exports; with the employment that follows of them."""
    columns = (
        ResultColumn("number", "No.", "count", decimals=0),
        ResultColumn("cluster", "Cluster", "text"),
        ResultColumn("year", "Year", "year", decimals=0),
        ResultColumn("firms", "Firms producing final goods", "count", decimals=0),
        ResultColumn("workers", "Workers per firm", decimals=1),
        ResultColumn("schooling", "Education of entrepreneur", unit="years", decimals=1),
        ResultColumn("exports", "Export markets", "text"),
        ResultColumn("employment", "Employment (firms × workers)", "count", decimals=0),
    )
    told = [(each, seen) for each in cases() for seen in each.observations]
    return ResultTable(
        code="cases_characteristics",
        title="Characteristics of the nineteen clusters",
        columns=columns,
        rows=tuple(_row_2(each.number, seen) for each, seen in told),
        paper="Table 2",
        notes=(
            *(f"Case {each.number}: {seen.note}" for each, seen in told if seen.note),
            "The last column is our product of two printed ones; the paper prints none.",
        ),
        printed=tuple(_printed_2(each.number, seen) for each, seen in told),
        sic={
            f"{place}:year": "“1950s” is a decade; no single year is told."
            for place, (_each, seen) in enumerate(told)
            if seen.year is None
        },
    )


def _row_2(number: int, seen: Observation) -> tuple[Cell, ...]:
    employment = None if seen.workers is None else round(seen.n_firms * seen.workers)
    return (number, seen.cluster, seen.year, seen.n_firms, seen.workers, seen.schooling, seen.exports, employment)


def _printed_2(number: int, seen: Observation) -> tuple[Cell, ...]:
    return (
        number, seen.cluster, seen.year_printed, seen.firms_printed, seen.workers_printed, seen.schooling_printed,
        seen.exports_printed, None,
    )  # fmt: skip


def arithmetic() -> ResultTable:
    """What the text says of groups of cases, computed from the last row of Table 2 of each case."""
    groups: dict[str, list[Case]] = {
        "Asia": [each for each in cases() if each.region == "Asia"],
        "Sub-Saharan Africa": [each for each in cases() if each.region == "Sub-Saharan Africa"],
        "China": [each for each in cases() if each.country == "China"],
        "Japan and Taiwan, China": [each for each in cases() if each.country in ("Japan", "Taiwan, China")],
        **{f"Group {number}": [each for each in cases() if each.group == number] for number in (1, 2, 3)},
    }
    return ResultTable(
        code="cases_arithmetic",
        title="Groups of cases, from the last row of each case in Table 2",
        columns=(
            ResultColumn("group", "Group", "text"),
            ResultColumn("cases", "Cases", "count", decimals=0),
            ResultColumn("median_firms", "Firms, median", decimals=1),
            ResultColumn("mean_firms", "Firms, mean", decimals=1),
            ResultColumn("median_workers", "Workers per firm, median", decimals=1),
            ResultColumn("mean_schooling", "Schooling of entrepreneurs, mean", unit="years", decimals=2),
            ResultColumn("exporting", "Exporting", "share"),
        ),
        rows=tuple(_group(name, members) for name, members in groups.items()),
        notes=INCONSISTENCIES,
    )


def _group(name: str, members: Iterable[Case]) -> tuple[Cell, ...]:
    seen = [each.latest for each in members]
    exporting = sum(each.exports != "none" for each in seen) / len(seen)
    firms: list[float] = [each.n_firms for each in seen]
    workers = _known(seen, lambda each: each.workers)
    schooling = _known(seen, lambda each: each.schooling)
    return (name, len(seen), median(firms), fmean(firms), median(workers), fmean(schooling), exporting)


def _known(seen: Iterable[Observation], read: Callable[[Observation], float | None]) -> list[float]:
    return [value for each in seen if (value := read(each)) is not None]
