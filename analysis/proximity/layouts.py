"""The tables that the analysis of industry proximity reads."""

from analysis.layouts import Layout, LayoutColumn

_CODE = "as text, with its leading zeros"


def _money(name: str, meaning: str) -> LayoutColumn:
    return LayoutColumn(
        name, "number", meaning, unit="one money for the whole table", required=False, may_be_empty=True, low=0
    )


def _share(name: str, meaning: str) -> LayoutColumn:
    return LayoutColumn(name, "number", meaning, unit="0–1", required=False, may_be_empty=True, low=0, high=1)


FIRMS = Layout(
    code="firms",
    title="Firms",
    meaning="One row for each firm and year, or for each region, industry and year where firms are summed already.",
    columns=(
        LayoutColumn("region", "text", "Region of the firm, such as a county; one code through all years."),
        LayoutColumn("industry", "text", f"Industry, in the classification of the concordance, {_CODE}."),
        LayoutColumn("year", "year", "Year of the figures."),
        LayoutColumn("firm", "text", "Code of the firm, the same in every year (Tables 7, 9 and 10).", required=False),
        _money("output", "Gross output; weighs industries."),
        LayoutColumn("employment", "number", "Persons employed; weighs industries.", "persons", False, True, low=0),
        _money("assets", "Total assets; weighs industries, and Table 6 explains the smallest."),
        _money("sales", "Revenue (Tables 7 and 9)."),
        LayoutColumn(
            "value_added", "number", "Value added; log in Table 10.", "one money for the whole table", False, True
        ),
        LayoutColumn(
            "value_added_2", "number", "Value added by a second approach.", "one money for the whole table", False, True
        ),
        _money("fixed_assets", "Fixed assets (Table 7)."),
        _money("total_debt", "Total debt (Table 7)."),
        _money("payables", "Accounts payable (Table 7)."),
        _money("receivables", "Accounts receivable (Table 7)."),
        _money("export_value", "Exports (Table 9)."),
        LayoutColumn("founded", "year", "Year in which the firm was founded.", required=False, may_be_empty=True),
        _share("share_private", "Share of private owners."),
        _share("share_hmt", "Share of owners from Hong Kong, Macau and Taiwan."),
        _share("share_foreign", "Share of other foreign owners."),
    ),
    open_columns="A larger region, such as province or prefecture, under a name that the choice larger_region gives.",
)

TRADE = Layout(
    code="trade",
    title="World trade",
    meaning="Exports of every country by product, from which the proximity of products is computed.",
    columns=(
        LayoutColumn("country", "text", "Exporting country."),
        LayoutColumn("product", "text", f"Product, {_CODE}."),
        LayoutColumn("year", "year", "Year of the exports; proximities are averaged over years."),
        LayoutColumn("value", "number", "Value of the exports.", unit="one money within a year", low=0),
    ),
    key=("country", "product", "year"),
    may_be_absent=True,
)

CONCORDANCE = Layout(
    code="concordance",
    title="Concordance",
    meaning="Which products an industry makes. Without it the industries of the firms are products themselves.",
    columns=(
        LayoutColumn("industry", "text", f"Industry of the firms, {_CODE}."),
        LayoutColumn("product", "text", f"Product of the trade table, {_CODE}."),
        LayoutColumn(
            "weight", "number", "Share of the product in the industry; equal where there is none.", "0–1", False, True,
            low=0, high=1,
        ),
    ),
    key=("industry", "product"),
    may_be_absent=True,
)  # fmt: skip

READY = Layout(
    code="proximity",
    title="Proximity given ready",
    meaning="Proximity or relatedness of pairs of industries, in place of world trade; each pair once or twice.",
    columns=(
        LayoutColumn("industry", "text", f"One industry, {_CODE}."),
        LayoutColumn("other", "text", f"The other industry, {_CODE}."),
        LayoutColumn("phi", "number", "How near the two are.", unit="0–1", low=0, high=1),
    ),
    key=("industry", "other"),
    may_be_absent=True,
)

PLACES = Layout(
    code="places",
    title="Places",
    meaning="Where the regions are, for the map.",
    columns=(
        LayoutColumn("region", "text", "Region, as in the table of firms."),
        LayoutColumn("longitude", "number", "Longitude of its middle.", unit="degrees east", low=-180, high=180),
        LayoutColumn("latitude", "number", "Latitude of its middle.", unit="degrees north", low=-90, high=90),
    ),
    key=("region",),
    may_be_absent=True,
)

LAYOUTS = (FIRMS, TRADE, CONCORDANCE, READY, PLACES)
