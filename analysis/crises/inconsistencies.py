"""Where the paper contradicts itself or leaves open what a reader needs: printed as printed, ours beside it, *sic*."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One place of the paper: what is printed there, what the paper's own figures say, and what follows for us."""

    code: str
    place: str
    printed: str
    found: str


INCONSISTENCIES: tuple[Inconsistency, ...] = (
    Inconsistency(
        "six-categories",
        "Section 2, classification of crises",
        "Five categories are announced.",
        "Six are named; the consumer boycott has no column in Table 3. Our register has the five of Table 3.",
    ),
    Inconsistency(
        "export-rank",
        "Section 2, text on Table 3",
        "Export barriers, with 10 crises, are said to rank second.",
        "Macro policy and factor price have 11 each; export barriers are fourth of five.",
    ),
    Inconsistency(
        "outcome-per-head",
        "Section 5 and the title of Table 5",
        "The text takes certificates per head, the title of Table 5 their number.",
        "Not to be settled from the paper; the choice certified_as offers both.",
    ),
    Inconsistency(
        "zeros",
        "Tables 4 to 6, outcomes in logarithms",
        "Nothing is said about zeros.",
        "All 730 cells of 1997–2006 are used although the whole province had one certified enterprise in 1997, so "
        "that nearly all cells of the first years are zeros. The choice zeros makes the treatment explicit.",
    ),
    Inconsistency(
        "table7-cells-patents",
        "Section 5, text on Table 7, patents",
        "24 of 25 cells are said to be significant.",
        "The panel has 20 cells, 5 types by 4 equations; 18 are significant at 10 per cent, "
        "2 are not: quality in R1 and others in R4.",
    ),
    Inconsistency(
        "table7-cells-certificates",
        "Section 5, text on Table 7, certificates",
        "3 of 25 cells are said to be insignificant.",
        "4 of 20 are: quality in R6 to R8 and others in R5.",
    ),
    Inconsistency(
        "table7-staff",
        "Section 5, text on Table 7, staff",
        "The same pattern is said to hold for staff.",
        "It does not: 7 of 20 cells are insignificant, among them all four of quality crises (R9 to R12).",
    ),
    Inconsistency(
        "table7-specification",
        "Table 7",
        "Neither the number of observations nor whether the types enter together or one by one is told.",
        "The choice types_enter offers both; the result says which was taken.",
    ),
    Inconsistency(
        "county-level",
        "Abstract, and equation (1)",
        "“Count level”; Q carries it in the equation and ij in the text below it, X carries jt.",
        "County level is meant; all three have the indices of county and year.",
    ),
    Inconsistency(
        "patent-sources",
        "Note of Table 2",
        "One source is named for the years after 2000, another for the years before 1999.",
        "1999 and 2000 belong to neither; section 5 says since 2000 and before 2000.",
    ),
    Inconsistency(
        "staff-rows",
        "Table 6, number of observations",
        "1021 in all eight equations.",
        "73 counties in 14 years are 1022; one row is missing and the paper does not say which.",
    ),
    Inconsistency(
        "aic",
        "Tables 4 to 6, AIC",
        "No definition is given.",
        "Adjusted R² and AIC of R1 against R2 to R4 agree, within rounding, only if the county effects are left out "
        "of the number of parameters and the year effects counted. Both definitions stand in our tables.",
    ),
)
"""In the order of the paper."""
