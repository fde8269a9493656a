"""The worked tables of docs/scoring.md, read and checked, so that the page cannot drift from the code.

A printed decimal is held to half a unit of its last digit, by rounding ours to as many digits.
"""

import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from scoring.agreement import ConsensusRule, consensus, kendall_w, krippendorff_alpha, summarise_votes
from scoring.disclosure import protect_column
from scoring.estimates import Stratum, estimate_mean
from scoring.growth import GrowthDefinition, growth
from scoring.intervals import ProportionMethod, hypergeometric_interval, proportion_interval
from scoring.ladder import diagnose
from scoring.levels import LevelRule, PointPolicy, level
from scoring.ownership import foreign_share
from scoring.rounding import round_half_up
from scoring.rungs import RungState
from scoring.skills import SkillDefinition, Workforce, skill_intensity
from scoring.table5 import level_table
from scoring.truth import Truth, all_of, any_of, k_of
from scoring.vectorised import levels_of
from scoring.wages import real_growth
from tests.scoring.gold import ladders

PAGE = Path(__file__).parents[2] / "docs" / "scoring.md"

SYMBOLS = {"1": RungState.MET, "0": RungState.NOT_MET, "?": RungState.UNKNOWN, "n": RungState.NA}
TRUTHS = {"T": Truth.TRUE, "F": Truth.FALSE, "U": Truth.UNKNOWN, "NA": Truth.NA}
SAMPLE = [Stratum(20, [1] * 6 + [0] * 4), Stratum(80, [1] * 4 + [0] * 16)]


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def worked_tables(page=PAGE):
    """Return the rows of every worked table by its name, each row a mapping of heading to text."""
    tables = {}
    text = page.read_text(encoding="utf-8")
    for name, block in re.findall(r"<!-- worked: (\w+) -->\n((?:\|.*\n)+)", text):
        heading, _, *rows = block.splitlines()
        tables[name] = [dict(zip(cells_of(heading), cells_of(row), strict=True)) for row in rows]
    return tables


TABLES = worked_tables()


def printed_like(text, value):
    """Return a figure with as many decimals as the page prints, written as the page writes it."""
    if value is None:
        return "none"
    places = len(text.partition(".")[2])
    shown = str(round_half_up(float(value), places).quantize(Decimal(1).scaleb(-places)))
    return re.sub(r"^(-?)0\.", r"\1.", shown) if re.match(r"-?\.", text) else shown


def numbers(text):
    return [int(each) for each in text.split()]


def yes(flag):
    return "yes" if flag else "no"


def truth(row):
    parts = [TRUTHS[part] for part in row["parts"].split()]
    found = {"all": all_of(parts), "any": any_of(parts), "two of": k_of(2, parts)}
    return {heading: next(name for name, each in TRUTHS.items() if each is value) for heading, value in found.items()}


def levels(row):
    states = [SYMBOLS[symbol] for symbol in row["rungs"]]
    by_rule = {rule: level(states, rule=rule, floor_level_1=False) for rule in list(LevelRule)[:3]}
    found = {}
    for rule, each in by_rule.items():
        found |= {f"{rule} low": str(each.low), f"{rule} high": str(each.high)}
    floored = level(states, rule=LevelRule.STRICT, floor_level_1=True)
    return found | {"tie": yes(by_rule[LevelRule.MINIMUM_ERROR].tie), "R1 with floor": str(floored.low)}


def table5(row):
    firms = levels_of(ladders(numbers(row["C_1 to C_6"]), int(row["n"])), LevelRule.STRICT, True, PointPolicy.LOW)
    table = level_table(firms, floor_level_1=True)
    return {
        "printed": ", ".join(cell.text for cell in table.cells),
        "E_0 to E_6": " ".join(map(str, table.exact)),
        "median": f"{table.median:g}",
    }


def worked_firms():
    """Return the firms the page lists above its ladder table."""
    line = re.search(r"Worked firms: (.*)\.\n", PAGE.read_text(encoding="utf-8"))[1]
    patterns = []
    for part in line.split(", "):
        times, _, pattern = part.rpartition(" × ")
        patterns += [pattern] * int(times or 1)
    return np.array([[symbol == "1" for symbol in pattern] for pattern in patterns])


def ladder(row):
    held = worked_firms()[:, int(row["rungs used"][0]) - 1 :]
    found = diagnose(held)
    decimals = {"CR (GE)": found.cr_ge, "CR (min)": found.cr_min, "MMR": found.mmr, "CS": found.cs, "H": found.theory.h}
    counts = {"GE errors": found.ge_errors, "min errors": found.min_errors, "pair errors": found.pair_errors}
    return {heading: printed_like(row[heading], value) for heading, value in {**decimals, **counts}.items()} | {
        "verdict": str(found.verdict)
    }


def growth_rate(row):
    line = re.search(r"Worked series, 2000 to 2006: (.*)\.\n", PAGE.read_text(encoding="utf-8"))[1]
    series = {2000 + n: float(value) for n, value in enumerate(line.split(", "))}
    return {"rate": printed_like(row["rate"], growth(series, 2000, 2006, GrowthDefinition(row["definition"])).rate_pct)}


def wages(row):
    nominal, inflation = (float(row[name].split()[0]) / 100 for name in ("nominal growth", "inflation"))
    shown = row["real growth"].removesuffix(" %")
    return {"real growth": printed_like(shown, 100 * real_growth(nominal, inflation)) + " %"}


def skills(row):
    known = ("managers", "professionals", "technical", "supervisory", "clerical", "skilled", "unskilled", "total")
    firm = [Workforce(**{name: float(row[name]) for name in known})]
    found = {
        "narrow": skill_intensity(firm, SkillDefinition.NARROW),
        "wide": skill_intensity(firm, SkillDefinition.WIDE),
        "wide without technical": skill_intensity(firm, SkillDefinition.WIDE, technical_in_wide=False),
    }
    return {heading: printed_like(row[heading], each.share_pct) for heading, each in found.items()}


def ownership(row):
    equity = [100.0] * int(row["foreign"]) + [0.0] * int(row["national"]) + [None] * int(row["unknown"])
    return {"share": printed_like(row["share"], foreign_share(equity).share_pct)}


def votes(row):
    given = numbers(row["votes"])
    found = summarise_votes(given)
    figures = {
        "IQR": found.iqr,
        "at mode": found.at_mode,
        "Tastle–Wierman": found.tastle_wierman,
        "van der Eijk": found.van_der_eijk,
    }
    return {heading: printed_like(row[heading], value) for heading, value in figures.items()} | {
        "median": f"{found.median:g}",
        "default": yes(consensus(given).reached),
        "strict": yes(consensus(given, ConsensusRule.STRICT).reached),
    }


def panels(row):
    panel = [[int(vote) for vote in panelist] for panelist in row["panel, one group per panelist"].split()]
    return {
        "W": printed_like(row["W"], kendall_w(panel).w),
        "α": printed_like(row["α"], krippendorff_alpha(panel)),
    }


def estimate(row):
    found = estimate_mean(SAMPLE)
    if row["figure"] in list(ProportionMethod):
        interval = proportion_interval(found, ProportionMethod(row["figure"]))
        low, high = row["value"].split(" to ")
        return {"value": f"{printed_like(low, interval.low)} to {printed_like(high, interval.high)}"}
    figures = {
        "estimate": found.value,
        "se": found.se,
        "se without correction": estimate_mean(SAMPLE, fpc=False).se,
        "df": found.df,
    }
    return {"value": printed_like(row["value"], figures[row["figure"]])}


def finite(row):
    found = hypergeometric_interval(int(row["seen"]), int(row["of sample"]), int(row["of population"]))
    return {"interval": f"{found.low} to {found.high}"}


def public(row):
    shown = protect_column(numbers(row["counts"]), int(row["n"])).counts
    return {"shown": " ".join("–" if count is None else str(count) for count in shown)}


CHECKS = {
    "truth": truth,
    "levels": levels,
    "table5": table5,
    "ladder": ladder,
    "growth": growth_rate,
    "wages": wages,
    "skills": skills,
    "ownership": ownership,
    "votes": votes,
    "panels": panels,
    "estimate": estimate,
    "finite": finite,
    "public": public,
}


def test_every_worked_table_of_the_page_has_a_check_and_every_check_a_table():
    assert set(TABLES) == set(CHECKS)
    assert all(TABLES.values())


@pytest.mark.parametrize(("name", "row"), [(name, row) for name, rows in TABLES.items() for row in rows])
def test_a_row_of_a_worked_table_is_what_the_code_gives(name, row):
    ours = CHECKS[name](row)
    assert ours == {heading: row[heading] for heading in ours}
