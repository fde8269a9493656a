"""The tables the crisis analysis reads: the county panel, the register of crises and policies, the list of sectors."""

from analysis.layouts import Layout, LayoutColumn

TYPES = ("quality", "export_barrier", "macro_policy", "factor_price", "other")
"""Types of crisis in the order of Table 3 of the paper."""

TYPE_TITLES = {
    "quality": "Quality crisis",
    "export_barrier": "Export barriers",
    "macro_policy": "Macro policy",
    "factor_price": "Factor price",
    "other": "Accidents and others",
}

POLICIES = {
    1: "Infrastructure",
    2: "Marketplaces",
    3: "Industrial park",
    4: "Logistics centre",
    5: "Training of workers",
    6: "Industrial association",
    7: "Financial incentives",
    8: "Generic promotion",
    9: "Exhibitions",
    10: "Quality inspection centre",
    11: "Support for firms' research and development",
}
"""Types of local industrial policy, numbered as in section 2 of the paper."""


def _amount(name: str, meaning: str, unit: str) -> LayoutColumn:
    return LayoutColumn(name, "number", meaning, unit, required=False, may_be_empty=True, low=0)


PANEL = Layout(
    code="panel",
    title="County panel",
    meaning="One row a county and year. Only the columns of the chosen outcomes and controls are needed.",
    columns=(
        LayoutColumn("county", "text", "Name or code of the county."),
        LayoutColumn("year", "year", "Calendar year."),
        _amount("population", "Population at the end of the year.", "persons"),
        _amount("area", "Land area.", "km²"),
        _amount("gdp", "Gross domestic product.", "one currency unit throughout"),
        _amount("gdp_industry", "Gross domestic product of industry.", "as gdp"),
        _amount("gross_output", "Gross output value of all sectors.", "one currency unit throughout"),
        _amount("gross_output_industry", "Gross output value of industry.", "as gross_output"),
        _amount("fdi", "Foreign direct investment of the year.", "one currency unit throughout"),
        _amount("n_enterprises", "Number of industrial enterprises.", "enterprises"),
        _amount("n_soe", "Number of state-owned industrial enterprises.", "enterprises"),
        _amount("patents", "Patents granted in the year.", "patents"),
        _amount("certified", "Enterprises with a quality certificate.", "enterprises"),
        _amount("staff", "Professional and technical personnel.", "persons"),
    ),
    key=("county", "year"),
    open_columns="Columns of numbers, used as they are when named in other_outcomes, other_controls or weights.",
)

CRISES = Layout(
    code="crises",
    title="Register of crises",
    meaning="One row a crisis of one cluster. A cluster without a crisis has no row.",
    columns=(
        LayoutColumn("cluster", "text", "Name or code of the cluster."),
        LayoutColumn("county", "text", "County of the cluster, written as in the county panel."),
        LayoutColumn("year", "year", "Year in which the crisis began."),
        LayoutColumn("type", "text", "Type of the crisis.", choices=TYPES),
        LayoutColumn("description", "text", "What happened.", required=False, may_be_empty=True),
        LayoutColumn("informant", "text", "Who told it.", required=False, may_be_empty=True),
        LayoutColumn("source", "text", "Document that confirms it.", required=False, may_be_empty=True),
    ),
)

POLICY_ACTIONS = Layout(
    code="policies",
    title="Register of policy actions",
    meaning="One row an action of local policy for one cluster.",
    columns=(
        LayoutColumn("cluster", "text", "Name or code of the cluster."),
        LayoutColumn("year", "year", "Year of the action.", required=False, may_be_empty=True),
        LayoutColumn(
            "type",
            "whole",
            "Type of policy: " + "; ".join(f"{number} {name}" for number, name in POLICIES.items()) + ".",
            low=1,
            high=11,
        ),
        LayoutColumn("relative", "text", "Before or after the crisis.", choices=("before", "after")),
    ),
    may_be_absent=True,
)

SECTORS = Layout(
    code="clusters",
    title="Clusters by sector",
    meaning="One row a sector of manufacturing with its clusters.",
    columns=(
        LayoutColumn("sector", "text", "Name of the sector."),
        LayoutColumn("n_clusters", "whole", "Number of clusters.", "clusters", low=0),
        LayoutColumn("output", "number", "Gross output value of these clusters.", "one currency unit", low=0),
    ),
    key=("sector",),
    may_be_absent=True,
)

LAYOUTS = (PANEL, CRISES, POLICY_ACTIONS, SECTORS)
