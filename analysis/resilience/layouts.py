"""The tables that the analysis of resilience reads."""

from analysis.layouts import Layout, LayoutColumn

OUTCOMES = ("gdp", "gdp_manu", "export", "import_value", "employment")
"""The five outcomes of the paper, by their names in the table of regions."""

FACTORS = ("first_quarter_payroll", "establishments", "annual_payroll", "wage", "lq")
"""The five regressors of the paper's Tables 4 and 6, in its order: QP, EST, AP, WAGE, LQ."""


def _outcome(name: str, meaning: str, unit: str) -> LayoutColumn:
    return LayoutColumn(name, "number", meaning, unit, required=False, may_be_empty=True)


REGIONS = Layout(
    code="regions",
    title="Regions by year",
    meaning="What each region produced, traded and employed in each year: at least one of the five outcomes.",
    columns=(
        LayoutColumn("region", "text", "The region, by the same name in every table."),
        LayoutColumn("year", "year", "The year of the figures."),
        _outcome("gdp", "Gross domestic product.", "money"),
        _outcome("gdp_manu", "Gross domestic product of manufacturing.", "money"),
        _outcome("export", "Exports of goods.", "money"),
        _outcome("import_value", "Imports of goods.", "money"),
        _outcome("employment", "People employed.", "people"),
        LayoutColumn("state", "text", "The state a region belongs to, if errors are clustered by it.", required=False),
        LayoutColumn(
            "division", "text", "The division of the country, for effects of division and year.", required=False
        ),
        LayoutColumn(
            "treated", "yes_no", "Whether the region counts as treated, where the user decides it.", required=False
        ),
    ),
    key=("region", "year"),
)

CLUSTERS = Layout(
    code="clusters",
    title="Clusters by region and year",
    meaning="The clusters of each region as a register of establishments counts them (in the United States: Cluster "
    "Mapping, which rests on County Business Patterns).",
    columns=(
        LayoutColumn("region", "text", "The region, by the same name as in the table of regions."),
        LayoutColumn("cluster", "text", "The cluster."),
        LayoutColumn("year", "year", "The year of the figures."),
        LayoutColumn("employment", "number", "People employed in the cluster.", "people", may_be_empty=True, low=0.0),
        LayoutColumn(
            "establishments", "number", "Number of establishments (the paper's EST).", "", False, True, low=0.0
        ),
        LayoutColumn(
            "annual_payroll", "number", "Payroll of the year (the paper's AP).", "money", False, True, low=0.0
        ),
        LayoutColumn(
            "first_quarter_payroll",
            "number",
            "Payroll of the first quarter: what the paper calls QP and takes for a degree of concentration.",
            "money",
            False,
            True,
            low=0.0,
        ),
        LayoutColumn("wage", "number", "Mean annual wage (the paper's WAGE).", "money", False, True, low=0.0),
        LayoutColumn(
            "lq", "number", "Location quotient within traded or within local clusters.", "", False, True, low=0.0
        ),
        LayoutColumn(
            "kind", "text", "Whether the cluster serves other regions too.", required=False, choices=("traded", "local")
        ),
    ),
    key=("region", "cluster", "year"),
    may_be_absent=True,
)

INDUSTRIES = Layout(
    code="industries",
    title="Employment by region, industry and year",
    meaning="What each region lives on, for the fall that its mix of industries alone would have brought.",
    columns=(
        LayoutColumn("region", "text", "The region, by the same name as in the table of regions."),
        LayoutColumn("industry", "text", "The industry."),
        LayoutColumn("year", "year", "The year: the base year and the year of the shock are read."),
        LayoutColumn("employment", "number", "People employed.", "people", may_be_empty=True, low=0.0),
    ),
    key=("region", "industry", "year"),
    may_be_absent=True,
)

PROGRAMME = Layout(
    code="programme",
    title="A programme with a score and a cut-off",
    meaning="Applicants, their score, and what became of them: only such a table allows a regression discontinuity.",
    columns=(
        LayoutColumn("unit", "text", "The applicant: a region, a cluster, a firm."),
        LayoutColumn("score", "number", "The running variable: who scored at the cut-off or above was treated."),
        LayoutColumn("outcome", "number", "What became of the applicant.", may_be_empty=True),
        LayoutColumn("group", "text", "What applicants are grouped by for the errors, if anything.", required=False),
    ),
    open_columns="Further numeric columns are traits from before the programme: at the cut-off they must not jump.",
    may_be_absent=True,
)

LAYOUTS = (REGIONS, CLUSTERS, INDUSTRIES, PROGRAMME)
