"""The worked tables of docs/ladder.md, read and computed anew, each figure to the digits it prints."""

import pytest

from scoring.ladder import diagnose
from scoring.ladder_errors import errors_of
from scoring.ladder_intervals import bootstrap
from scoring.rasch import fit_rasch
from tests.scoring.test_document import PAGE, printed_like, worked_tables
from tests.scoring.test_ladder import TWENTY

TABLES = worked_tables(PAGE.with_name("ladder.md"))


def whole(held):
    found, sure, errors, model = diagnose(held), bootstrap(held), errors_of(held), fit_rasch(held)
    return {
        "informative rungs": len(found.informative),
        "GE errors": found.ge_errors,
        "min errors": found.min_errors,
        "pair errors": found.pair_errors,
        "firms with an error": errors.with_errors,
        "CR (GE)": found.cr_ge,
        "CR (min)": found.cr_min,
        "MMR": found.mmr,
        "CS": found.cs,
        "H": found.theory.h,
        **{
            f"{name}, {end}": getattr(interval, place)
            for name, interval in (("CR", sure.cr), ("CS", sure.cs), ("H", sure.h))
            for end, place in (("from", "low"), ("to", "high"))
        },
        "standard deviation of firms": model.spread,
        "verdict": str(found.verdict),
        "difficulties": str(model.rising),
    }


def rung(number):
    found, sure, errors, model = diagnose(TWENTY), bootstrap(TWENTY), errors_of(TWENTY), fit_rasch(TWENTY)
    place, interval = number - 1, sure.h_rungs[number - 1]
    return {
        "held by": found.popularity[place],
        "H_i": found.theory.h_rungs[place],
        "from": interval and interval.low,
        "to": interval and interval.high,
        "passed over": errors.passed_over[place],
        "held ahead": errors.ahead[place],
        "difficulty": model.difficulties[place],
        "standard error": model.standard_errors[place],
    }


def like(text, value):
    return value if isinstance(value, str) else printed_like(text, value)


@pytest.mark.parametrize(("heading", "held"), [("all six rungs", TWENTY), ("rungs 2 to 6", TWENTY[:, 1:])])
def test_the_figures_of_the_whole_are_those_printed(heading, held):
    printed = {row["figure"]: row[heading] for row in TABLES["whole"]}
    computed = whole(held)
    assert printed == {figure: like(printed[figure], value) for figure, value in computed.items()}


@pytest.mark.parametrize("row", TABLES["rungs"], ids=lambda row: row["rung"])
def test_the_figures_of_each_rung_are_those_printed(row):
    printed = {heading: text for heading, text in row.items() if heading != "rung"}
    assert printed == {heading: like(printed[heading], value) for heading, value in rung(int(row["rung"])).items()}
