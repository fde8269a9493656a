"""The printed figures of paper 003 (Tables 1 to 6), as text just as they stand there, so that rounding is known.

The text is kept as text: "0.04" says that the true figure lies in 0.035–0.045, which 0.04 as a number does not.
Thousands commas are left out. The tests of the arithmetic are in `analysis.resilience.misprints`.
"""

from dataclasses import dataclass

TERMS_OF_DID = ("Intercept", "Period", "Treatment", "Interaction")
TERMS_OF_LEVELS = ("Const", "QP", "EST", "AP", "WAGE", "LQ")
OUTCOMES = ("GDP", "GDP_Manu", "Export", "Import", "Employment")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line of a regression: coefficient, standard error, t and p, as text."""

    outcome: str
    term: str
    estimate: str
    standard_error: str
    statistic: str
    p_value: str


@dataclass(frozen=True, slots=True)
class PrintedSummary:
    """A printed summary of a regression: R², adjusted R², F and its p, as text."""

    outcome: str
    r2: str
    adjusted_r2: str
    f_statistic: str
    p_value: str


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A printed table of regressions: `slopes` is the number of regressors beside the constant."""

    name: str
    slopes: int
    summaries: tuple[PrintedSummary, ...]
    lines: tuple[PrintedLine, ...]

    def line(self, outcome: str, term: str) -> PrintedLine:
        """The line of this outcome and term; KeyError where the table has none."""
        return {(each.outcome, each.term): each for each in self.lines}[outcome, term]


def _table(name: str, terms: tuple[str, ...], summaries: str, lines: dict[str, str]) -> PrintedTable:
    rows = [line.split() for line in summaries.strip().splitlines()]
    read = []
    for outcome, text in lines.items():
        cells = [line.split() for line in text.strip().splitlines()]
        read += [PrintedLine(outcome, term, *each) for term, each in zip(terms, cells, strict=True)]
    return PrintedTable(name, len(terms) - 1, tuple(PrintedSummary(*row) for row in rows), tuple(read))


TABLE_3 = _table(
    "Table 3",
    TERMS_OF_DID,
    """GDP 0.560 0.560 8500 0.00
    GDP_Manu 0.275 0.275 2530 0.00
    Export 0.190 0.190 156 0.00
    Import 0.179 0.178 1449 0.00
    Employment 0.667 0.655 53.70 0.00""",
    {
        "GDP": """0.070 0.002 40.170 0.00
        -0.033 0.002 -13.410 0.00
        -0.034 0.002 -19.139 0.00
        -0.022 0.003 -8.868 0.00""",
        "GDP_Manu": """0.046 0.005 9.748 0.00
        -0.038 0.007 -5.686 0.00
        -0.020 0.005 -4.053 0.00
        -0.045 0.007 -6.663 0.00""",
        "Export": """-0.147 0.007 -20.380 0.00
        0.139 0.010 13.610 0.00
        0.137 0.007 18.827 0.00
        -0.237 0.010 -23.053 0.00""",
        "Import": """-0.255 0.009 -29.089 0.00
        0.327 0.012 26.407 0.00
        0.288 0.009 32.593 0.00
        -0.433 0.013 -34.606 0.00""",
        "Employment": """0.029 0.001 27.438 0.00
        -0.036 0.002 -24.074 0.00
        -0.018 0.001 -16.830 0.00
        -0.036 0.002 -23.486 0.00""",
    },
)

TABLE_4 = _table(
    "Table 4",
    TERMS_OF_LEVELS,
    """GDP 0.127 0.127 484.3 0.00
    GDP_Manu 0.104 0.103 384.8 0.00
    Export 0.117 0.117 442.3 0.00
    Import 0.109 0.108 406.6 0.00
    Employment 0.130 0.130 498.1 0.00""",
    {
        "GDP": """257100 6797.58 37.819 0.00
        -0.094 0.04 -2.337 0.02
        36.261 2.763 13.123 0.00
        0.067 0.012 5.482 0.00
        3.673 0.132 27.731 0.00
        -14390 1771.416 -8.124 0.00""",
        "GDP_Manu": """26120 739.507 35.324 0.00
        -0.027 0.004 -6.229 0.00
        3.025 0.301 10.062 0.00
        0.012 0.001 8.769 0.00
        0.354 0.014 24.591 0.00
        -15700 1943.579 -8.078 0.00""",
        "Export": """15260 360.819 42.284 0.00
        -0.009 0.002 -4.176 0.00
        1.7156 0.147 11.697 0.00
        0.0044 0.001 6.809 0.00
        0.1916 0.007 27.251 0.00
        -691.429 94.028 -7.353 0.00""",
        "Import": """26030 878.33 29.638 0.00
        -0.022 0.005 -4.162 0.00
        4.065 0.357 11.385 0.00
        0.011 0.002 7.121 0.00
        0.423 0.017 24.739 0.00
        -1509 228.889 -6.591 0.00""",
        "Employment": """1863.395 38.68 48.175 0.00
        -0.006 0 -2.481 0.01
        0.204 0.016 12.977 0.00
        0.003 0.069 5.045 0.00
        0.0219 0.001 29.048 0.00
        -88 10.08 -8.726 0.00""",
    },
)

TABLE_5 = _table(
    "Table 5",
    TERMS_OF_DID,
    """GDP 0.843 0.843 35780 0.00
    GDP_Manu 0.704 0.704 15850 0.00
    Export 0.970 0.97 216700 0.00
    Import 0.972 0.972 233300 0.00
    Employment 0.892 0.892 54850 0.00""",
    {
        "GDP": """0.037 0.002 21.098 0.00
        0.101 0.002 40.351 0.00
        -0.056 0.002 -31.520 0.00
        0.016 0.003 6.179 0.00""",
        "GDP_Manu": """0.008 0.004 1.922 0.06
        0.131 0.006 21.890 0.00
        -0.065 0.004 -15.181 0.00
        0.056 0.006 9.272 0.00""",
        "Export": """-0.008 0.005 -1.647 0.10
        -0.907 0.007 -129.49 0.00
        -0.100 0.005 -20.020 0.00
        0.102 0.007 14.519 0.00""",
        "Import": """0.072 0.070 1.027 0.30
        11.817 0.100 118.723 0.00
        -0.145 0.071 -2.034 0.04
        0.078 0.101 0.775 0.44""",
        "Employment": """-0.007 0.001 -5.914 0.00
        0.045 0.002 26.631 0.00
        -0.054 0.001 -44.791 0.00
        0.053 0.002 31.272 0.00""",
    },
)

TABLE_6 = _table(
    "Table 6",
    TERMS_OF_LEVELS,
    """GDP 0.125 0.125 477.4 0.00
    GDP_Manu 0.102 0.102 377.6 0.00
    Export 0.116 0.116 438.4 0.00
    Import 0.108 0.108 403.2 0.00
    Employment 0.130 0.129 496.0 0.00""",
    {
        "GDP": """281700 7458.236 37.766 0.00
        -0.106 0.044 -2.394 0.02
        39.610 3.032 13.065 0.00
        0.073 0.013 5.498 0.00
        3.991 0.145 27.465 0.00
        -15700 1943.579 -8.078 0.00""",
        "GDP_Manu": """28670 811.015 35.355 0.00
        -0.030 0.005 -6.221 0.00
        3.291 0.330 9.984 0.00
        0.013 0.001 8.729 0.00
        0.383 0.016 24.249 0.00
        -1277.8 211.347 -6.046 0.00""",
        "Export": """7868.08 275.901 28.518 0.00
        -0.005 0.002 -2.877 0.00
        0.884 0.112 7.882 0.00
        0.002 0.000 4.660 0.00
        0.099 0.005 18.483 0.00
        -360.47 71.899 -5.014 0.00""",
        "Import": """29940 1002.9 29.848 0.00
        -0.024 0.006 -3.967 0.00
        4.649 0.408 11.402 0.00
        0.012 0.002 6.894 0.00
        0.484 0.020 24.769 0.00
        -1741.09 261.362 -6.662 0.00""",
        "Employment": """1871.722 38.923 48.088 0.00
        -0.001 0.000 -2.571 0.01
        0.205 0.016 12.984 0.00
        0.000 0.000 5.113 0.00
        0.022 0.001 28.915 0.00
        -88.542 10.143 -8.729 0.00""",
    },
)

REGRESSIONS = (TABLE_3, TABLE_4, TABLE_5, TABLE_6)

TABLE_1 = (
    ("Dependent", "GDP", "Gross Domestic Product", "BLS, 2023; BEA, 2023"),
    ("Dependent", "GDP", "GDP of Manufacturing industry", "BLS, 2023; BEA, 2023"),
    ("Dependent", "Export", "Export of Manufacturing industry", "BLS, 2023; BEA, 2023"),
    ("Dependent", "Import", "Import of Manufacturing industry", "BLS, 2023; BEA, 2023"),
    ("Dependent", "Employment", "Employment of regions", "BLS, 2023; BEA, 2023"),
    ("Independent", "QP", "Degree of industry concentration in a particular region", "USCM, 2023"),
    ("Independent", "LQ", "Location quotient", "USCM, 2023"),
    ("Independent", "AP", "Annual payroll", "USCM, 2023"),
    ("Independent", "EST", "Number of establishments", "USCM, 2023"),
    ("Independent", "WAGE", "The average annual wage for private employees", "USCM, 2023"),
)
"""Class, variable, detail, reference, as printed (the detail of LQ shortened)."""

STATISTICS = ("count", "mean", "median", "sd", "range", "min", "max")

TABLE_2 = {
    "QP": ("60000", "104339.3", "9399.5", "512563.8", "16367410", "0", "16367410"),
    "LQ": ("60000", "1.07", "0.79", "2.23", "121.56", "0", "121.56"),
    "AP": ("60000", "418224.55", "39836.50", "1951622.59", "59745760", "0", "59745760"),
    "EST": ("60000", "510.66", "56", "2283.39", "78639", "0", "78639"),
    "Employment": ("60000", "2983.72", "1696.07", "3418.84", "17414.85", "274.02", "17688.87"),
    "WAGE": ("60000", "42004.48", "41413.54", "31224.20", "394005.39", "0", "394005.39"),
    "GDP": ("60000", "453626", "222601.6", "611468", "3561772", "36330.4", "3598103"),
    "GDP_Manu": ("60000", "45605.78", "25934", "65856.30", "422377.3", "1321.30", "423698.6"),
    "Export": ("60000", "18767.38", "9574.70", "22079.66", "117445.2", "282.90", "117728.1"),
    "Import": ("60000", "45677.61", "15645.6", "74901.36", "448517.30", "424.40", "448941.7"),
}
"""For each variable the printed count, mean, median, standard deviation, range, least and greatest."""

COUNTS = {"rows": 60000, "clusters": 67, "subclusters": 316, "states": 32, "traded": 40800, "local": 19200}
"""The counts in the first column of Table 2."""
