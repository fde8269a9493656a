"""Results as the four systems give them, for what draws, writes and prints results.

Figures of printed rows are those of the papers named in `paper`; all others are drawn from formulas and stand for
nothing.
"""

import math

from analysis.results import Dropped, Figure, Inference, Refused, Result, ResultColumn, ResultTable, Series

YEARS = tuple(range(1990, 2009))
POLICIES = (
    "Quality inspection and certification",
    "Training of workers and managers",
    "Industrial park or zone",
    "Trade association",
    "Public laboratory",
    "Subsidised credit",
    "Brand promotion abroad",
    "Anti-imitation rules",
    "Market place",
    "Export rebate",
    "Other",
)
CRISES = Inference(
    "CRV1, clustered by county, small-sample factor G/(G−1)·(N−1)/(N−K)",
    1021,
    {"county": 73},
    (Dropped(1, "staff are missing"), Dropped(365, "the years before 1995 have no staff")),
    "least squares with county and year effects",
    "linearmodels 7.1",
)


def line_figure() -> Figure:
    """Two lines over years, the first with a band and a gap."""
    rising = tuple(None if year == 1999 else 2 + 0.35 * (year - 1990) for year in YEARS)
    return Figure(
        "patents-over-time",
        "Patents per 10,000 people, counties with and without a crisis",
        "line",
        (
            Series(
                "with a crisis",
                YEARS,
                rising,
                tuple(None if value is None else value - 0.6 for value in rising),
                tuple(None if value is None else value + 0.6 for value in rising),
            ),
            Series("without a crisis", YEARS, tuple(1.8 + 0.2 * (year - 1990) for year in YEARS)),
        ),
        "Year",
        "Patents per 10,000 people",
        "Counties that had a crisis draw away from the others after 2000.",
        notes=("Bands are 95 % intervals of the mean over counties.",),
        vertical_line=2001,
    )


def bar_figure() -> Figure:
    """Counts of eleven policies before and after, with long names."""
    before = (3, 2, 5, 4, 1, 2, 0, 1, 9, 1, 2)
    after = (17, 11, 9, 12, 8, 5, 7, 6, 10, 2, 3)
    return Figure(
        "policies",
        "Policy actions before and after the first crisis",
        "bar",
        (Series("before", POLICIES, before), Series("after", POLICIES, after)),
        "Policy",
        "Clusters that took the action",
        "After a crisis most clusters turn to inspection, associations and training.",
        "Figure 2",
    )


def scatter_figure() -> Figure:
    """A cloud of regions with sizes and a few names."""
    regions = ("Zhejiang", "Jiangsu", "Guangdong", "Fujian", "Shanghai", "Chongqing", "Hebei", "Tibet")
    x = tuple(0.2 + 0.035 * place + 0.01 * math.sin(5 * place) for place in range(len(regions)))
    y = tuple(value + 0.02 * math.cos(3 * place) for place, value in enumerate(x))
    size = (90.0, 85.0, 100.0, 40.0, 60.0, 20.0, 35.0, 1.0)
    return Figure(
        "proximity-1995-2004",
        "Industry proximity in 1995 and 2004, by province",
        "scatter",
        (Series("provinces", x, y, size=size, labels=regions),),
        "Proximity in 1995",
        "Proximity in 2004",
        "Proximity rose in most provinces.",
        "Figure 1",
    )


def histogram_figure() -> Figure:
    """Distribution over regions in two years."""
    middles = tuple(0.05 + 0.05 * place for place in range(14))
    return Figure(
        "distribution",
        "Distribution of industry proximity over counties",
        "histogram",
        tuple(
            Series(name, middles, tuple(400 * math.exp(-(((x - centre) / 0.11) ** 2)) for x in middles))
            for name, centre in (("1995", 0.28), ("2004", 0.36))
        ),
        "Proximity",
        "Counties",
        "The whole distribution moves to the right.",
    )


def event_figure() -> Figure:
    """An event study with a reference period."""
    times = tuple(range(-5, 6))
    effects = tuple(0.0 if t == -1 else 0.02 * math.sin(t) if t < 0 else 0.05 + 0.04 * t for t in times)
    return Figure(
        "event-study",
        "Effect of the first crisis on patents, by years since",
        "interval",
        (
            Series(
                "Callaway and Sant’Anna",
                times,
                effects,
                tuple(None if t == -1 else effect - 0.09 for t, effect in zip(times, effects, strict=True)),
                tuple(None if t == -1 else effect + 0.09 for t, effect in zip(times, effects, strict=True)),
            ),
        ),
        "Years since the first crisis",
        "Effect, log points",
        "There is no trend before a crisis, and a rise after it.",
        vertical_line=-0.5,
    )


def coefficient_figure() -> Figure:
    """Coefficients with long names, of two specifications."""
    names = ("Raw material price crisis", "Quality crisis", "Export barrier", "Macroeconomic policy", "Other")
    return Figure(
        "by-type",
        "Effect of a crisis on patents, by type of crisis",
        "interval",
        tuple(
            Series(
                label,
                names,
                tuple(0.3 - 0.08 * place + shift for place in range(5)),
                tuple(0.1 - 0.09 * place + shift for place in range(5)),
                tuple(0.5 - 0.07 * place + shift for place in range(5)),
            )
            for label, shift in (("county effects", 0.0), ("county and year effects", -0.12))
        ),
        "",
        "Effect, log points",
        "Price crises have the largest effect.",
        "Table 7",
    )


def step_figure() -> Figure:
    """Cumulative crises of three clusters."""
    return Figure(
        "stock",
        "Crises so far, by cluster",
        "step",
        tuple(
            Series(name, tuple(range(2000, 2009)), tuple(float((year + shift) // 3) for year in range(9)))
            for name, shift in (("Wenzhou shoes 温州鞋", 0), ("Datang socks", 2), ("Shengzhou ties", 1))
        ),
        "Year",
        "Crises so far",
        "Each cluster had two or three crises.",
    )


def network_figure() -> Figure:
    """A ring of industries with spokes."""
    count = 24
    angles = [2 * math.pi * place / count for place in range(count)]
    industries = ("Steel", "Motor vehicles", "Rubber", "Plastics", "Toys", "Footwear", "Textiles", "Machinery")
    labels = tuple(f"{industries[place % 8]} {place // 8 + 1}" for place in range(count))
    return Figure(
        "product-space",
        "The product space of Zhejiang, 2004",
        "network",
        (
            Series(
                "industries",
                tuple(math.cos(angle) * (1 + 0.25 * (place % 3)) for place, angle in enumerate(angles)),
                tuple(math.sin(angle) * (1 + 0.25 * (place % 3)) for place, angle in enumerate(angles)),
                size=tuple(1.0 + 6 * (place % 5) for place in range(count)),
                labels=labels,
                links=tuple((place, (place + 1) % count) for place in range(count))
                + tuple((place, place + 7) for place in range(0, 12, 3)),
            ),
        ),
        reading="Industries that countries export together lie side by side.",
        notes=("Areas are employment; lines join pairs with a proximity above 0.5.",),
    )


def map_figure() -> Figure:
    """Prefectures at their coordinates in three classes."""
    places = (
        ("Hangzhou 杭州", 120.2, 30.3), ("Wenzhou 温州", 120.7, 28.0), ("Guangzhou 广州", 113.3, 23.1),
        ("Shanghai 上海", 121.5, 31.2), ("Beijing 北京", 116.4, 39.9), ("Chengdu 成都", 104.1, 30.7),
        ("Harbin 哈尔滨", 126.6, 45.8), ("Kunming 昆明", 102.8, 24.9), ("Ürümqi 乌鲁木齐", 87.6, 43.8),
    )  # fmt: skip
    return Figure(
        "map",
        "Industry proximity of prefectures, 2004",
        "map",
        tuple(
            Series(
                name,
                tuple(place[1] for place in places[part::3]),
                tuple(place[2] for place in places[part::3]),
                size=tuple(20.0 + 15 * number for number in range(3)),
                labels=tuple(place[0] for place in places[part::3]),
            )
            for part, name in enumerate(("below 0.2", "0.2 to 0.3", "above 0.3"))
        ),
        "Longitude",
        "Latitude",
        "Proximity is high along the coast.",
        "Figure 2",
    )


def matrix_figure() -> Figure:
    """Correlations of seven measures, one of them missing."""
    names = ("Proximity", "Gini", "Herfindahl", "Ellison–Glaeser", "LQ", "Size", "Age")
    return Figure(
        "correlations",
        "Correlations of measures of clustering over counties",
        "matrix",
        tuple(
            Series(
                name,
                names,
                tuple(
                    None if (row, column) == (2, 6) else round(math.cos(row - column) * 0.9 + 0.1, 3)
                    for column in range(7)
                ),
            )
            for row, name in enumerate(names)
        ),
        reading="Proximity goes with the Gini coefficient and not with age.",
    )


def trajectory_figure() -> Figure:
    """Two clusters through the phases."""
    years = tuple(range(1982, 2004, 2))
    return Figure(
        "trajectory",
        "Number of firms and profit per firm",
        "trajectory",
        (
            Series(
                "Zhili",
                (10.0, 40.0, 120.0, 260.0, 420.0, 560.0, 640.0, 650.0, 560.0, 430.0, 340.0),
                (18.0, 17.0, 15.5, 13.0, 9.0, 6.0, 5.0, 6.5, 9.0, 13.0, 17.0),
                labels=tuple(str(year) for year in years),
            ),
            Series(
                "Jili",
                (5.0, 15.0, 60.0, 140.0, 220.0, 260.0),
                (12.0, 12.5, 10.0, 7.0, 4.0, 3.5),
                labels=("1994", "1996", "1998", "2000", "2002", "2004"),
            ),
        ),
        "Number of firms",
        "Profit per firm, thousand yuan",
        "The number of firms rises while profit falls, until quality improves.",
        "Figure 1",
    )


def every_figure() -> tuple[Figure, ...]:
    """One figure of each shape, and a second of intervals with names."""
    return (
        event_figure(),
        line_figure(),
        bar_figure(),
        coefficient_figure(),
        scatter_figure(),
        histogram_figure(),
        step_figure(),
        network_figure(),
        map_figure(),
        matrix_figure(),
        trajectory_figure(),
    )


def crisis_types() -> ResultTable:
    """Counts by year and type beside printed ones, one of which is marked."""
    columns = (
        ResultColumn("year", "Year", "year"),
        ResultColumn("price", "Factor price", "count"),
        ResultColumn("quality", "Quality", "count"),
        ResultColumn("share", "Share of all crises", "share", "% of crises", 1),
        ResultColumn("remark", "Remark", "text"),
    )
    return ResultTable(
        "crises-by-year",
        "Crises by year and type",
        columns,
        ((2004, 2, 1, 0.0566, "factor prices rise"), (2005, 1, 0, 0.0189, ""), (2008, 5, 2, 0.1321, "world crisis")),
        "Table 3",
        ("A crisis is counted in the year in which an informant says it began.",),
        (),
        ((2004, 2, 1, 0.0566, "factor prices rise"), (2005, 1, 1, 0.0377, ""), (1999, None, 1, 0.0189, None)),
        {"1:quality": "The row adds up to one crisis, not two.", "2:price": "The cell is empty in print."},
    )


def crisis_equations() -> ResultTable:
    """Eight specifications with coefficients, t-values and measures of fit."""
    columns = (
        ResultColumn("name", "Specification", "text"),
        ResultColumn("estimate", "Effect of the crisis stock", "number", "log points", 3),
        ResultColumn("t", "t", "number", decimals=2),
        ResultColumn("p", "p", "number", decimals=3),
        ResultColumn("low", "Low end", "number", "95 %", 3),
        ResultColumn("high", "High end", "number", "95 %", 3),
        ResultColumn("fit", "Adjusted R²", "number", decimals=3),
        ResultColumn("aic", "AIC", "number", decimals=1),
        ResultColumn("n", "Rows", "count"),
    )
    names = ("pooled", "county effects", "county effects and trend", "county and year effects")
    rows = tuple(
        (
            f"R{number + 1}: {names[number % 4]}{', lagged' if number > 3 else ''}",
            0.61 / (number + 1) - 0.1,
            4.2 - 0.7 * number,
            0.0001 * 9**number % 1,
            0.4 / (number + 1) - 0.2,
            0.8 / (number + 1),
            0.3 + 0.07 * number,
            3127.4 - 210.3 * number,
            1387 - 73 * (number > 3),
        )
        for number in range(8)
    )
    return ResultTable("patents", "Crises and patents", columns, rows, "Table 4", (), (CRISES,))


def crises_result() -> Result:
    """A result of the first system."""
    return Result(
        "crises",
        "Crises and quality upgrading, 73 counties of Zhejiang",
        (
            "A further crisis goes with 21 % more patents in the same county (95 % interval 4 % to 41 %).",
            "Before a crisis the affected counties show no trend of their own (joint test, p = 0.62).",
            "The effect grows for five years; it is not told apart from zero in the first.",
            "Quality crises, which are expected to raise certification, do not: −0.02 (p = 0.74 after Holm).",
        ),
        (crisis_equations(), crisis_types()),
        (event_figure(), bar_figure(), coefficient_figure(), line_figure(), step_figure()),
        (
            "Crises were recalled in 2012 by informants of clusters that had survived until then.",
            "County effects with a stock of crises weigh some effects negatively: 12 % of the weights are below zero.",
            "Five counties had a crisis of the type “other”: their interval rests on a wild bootstrap.",
        ),
        (
            Refused(
                "Table 6, specification R8 by type", "Staff are known for 14 years only; a trend for each type is not."
            ),
            Refused("Honest bounds", "They need the optional extra “heavy”, which is not installed."),
        ),
        {"linearmodels": "7.1", "statsmodels": "0.15.0", "diff-diff": "3.0.1", "Sextant": "0.1.0"},
    )


def proximity_result() -> Result:
    """A result of the second system, with Spanish and Chinese names."""
    columns = (
        ResultColumn("region", "Region", "text"),
        ResultColumn("before", "Proximity 1995", "number"),
        ResultColumn("after", "Proximity 2004", "number"),
        ResultColumn("change", "Change", "number"),
        ResultColumn("z", "Against reshuffled industries", "number", "z", 1),
    )
    regions = ("Zhejiang 浙江", "Jiangsu 江苏", "Guangdong 广东", "Fujian 福建", "Región de Ñuble", "Biobío")
    rows = tuple(
        (name, 0.2 + 0.02 * place, 0.22 + 0.018 * place, 0.02 - 0.002 * place, None if place == 4 else 3.1 - place)
        for place, name in enumerate(regions)
    )
    printed = tuple(
        (name, 0.2 + 0.02 * place, 0.21, 0.01 - 0.02 * place, None) for place, name in enumerate(regions[:4])
    )
    table = ResultTable("provinces", "Industry proximity by province", columns, rows, "Table 4", printed=printed)
    return Result(
        "proximity",
        "Interconnectedness of industries, China 1995 and 2004",
        ("Proximity rose from 0.222 to 0.251 (difference 0.029, standard error 0.004).", "It fell in three provinces."),
        (table,),
        (scatter_figure(), histogram_figure(), map_figure(), network_figure(), matrix_figure()),
        ("Proximity is measured on world exports: it says which industries could share inputs, not which do.",),
        (),
        {"numpy": "2.4.6"},
    )


def development_result() -> Result:
    """A result of the fourth system, with advice."""
    columns = (
        ResultColumn("intervention", "Intervention", "text"),
        ResultColumn("advice", "Advice", "text"),
        ResultColumn("reason", "Reason", "text"),
    )
    advice = (
        ("Management training", "now", "Quality improvement begins with managers who can organise it."),
        ("Market place", "late", "Traders already come; the phase of quantity expansion is over."),
        ("Industrial zone", "too early", "Zones help firms that have begun to improve; link them to training."),
        ("Subsidised credit", "too early", "Credit before training goes to firms that imitate."),
        ("Brand and anti-imitation rules", "now", "Improved products are copied within months."),
    )
    signals = ResultTable(
        "signals",
        "Signals for the phase, 2004",
        (
            ResultColumn("signal", "Signal", "text"),
            ResultColumn("value", "3-year trend", "number", "% a year", 1),
            ResultColumn("speaks", "Speaks for", "text"),
        ),
        (
            ("Number of firms", -11.4, "quality improvement"),
            ("Profit per firm", 12.9, "quality improvement"),
            ("Size of firms", 8.1, "quality improvement"),
            ("Exports", None, "not known"),
        ),
    )
    return Result(
        "development",
        "Development phase of Zhili children’s clothing (织里童装)",
        (
            "The cluster is in quality improvement: three of three known signals speak for it.",
            "Firms fell from 650 to 340 in six years while profit per firm tripled.",
        ),
        (ResultTable("advice", "What to do first", columns, advice), signals),
        (trajectory_figure(),),
        ("Exports are not known after 2000.",),
        (),
        {"Sextant": "0.1.0"},
    )


def every_result() -> tuple[Result, ...]:
    """The three results."""
    return crises_result(), proximity_result(), development_result()


def told() -> dict[str, str]:
    """What the pages and the command tell of a run."""
    return {
        "study": "Clusters of Zhejiang",
        "run": "9f2c41d07ab3",
        "made_on": "2026-03-02",
        "question": "What did crises do to the quality of what these clusters make?",
        "sources": "County panel 1990–2008 (statistical yearbooks); register of crises, 2012 interviews.",
        "choices.level": "0.95",
        "choices.outcomes": "patents, certified firms, staff",
        "tables.counties": "sha256:4b5a1f0e5c7d",
        "tables.crises": "sha256:0c9be7a1d2f3",
    }
