"""The Argentine survey of employment and innovation 2014–2016: official totals from its public weights, with errors.

Official tables print one decimal: PRINTED is half a unit of it. Standard errors worked out independently are held to
EIGHT. Skips where the files are not beside this checkout.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scoring.collapsing import join_lonely
from scoring.designs import Lonely, estimate_means, estimate_totals, sample_design
from scoring.interval_columns import mean_bounds, share_bounds
from tests.real_tables.sources import real

FOLDER = "05_endei_ii_argentina_2014_2016"
PAGE = (Path(__file__).parents[2] / "docs" / "estimates.md").read_text(encoding="utf-8")
PRINTED = 0.05
EIGHT = 1e-8
SIZES = ("Pequena", "Mediana", "Grande")
ACTIVITIES = {
    "p.3.1.1": "I+D interna",
    "p.3.1.2": "Subcontratación de I+D",
    "p.3.1.3": "Diseño industrial e ingeniería",
    "p.3.1.4": "Adquisición de maquinaria y equipos",
    "p.3.1.5": "Adquisición de hardware y software para innovación",
    "p.3.1.6": "Transferencia tecnológica",
    "p.3.1.7": "Capacitación para la introducción de innovaciones",
    "p.3.1.8": "Consultorías",
}


@pytest.fixture(scope="module")
def expected():
    return json.loads(real(FOLDER, "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def firms():
    """The firms of the file; three lines are the ends of answers that hold a line break, and have no weight."""
    read = pd.read_csv(real(FOLDER, "endei_ii_firms.csv.gz"), dtype=str, keep_default_na=False)
    weight = pd.to_numeric(read["factor2"], errors="coerce")
    return read[weight.notna()].assign(weight=weight)


def design_of(firms, *, simple=False):
    """381 strata, whose populations are their weights, or the firms observed where these weigh less.

    Of the 76 strata with one firm 19 were not taken whole: that firm varies about the mean of all. `simple`: it has no
    error, and firms of a stratum weigh alike, which in 83 strata they do not.
    """
    size = firms.groupby("estrato")["weight"].agg(["sum", "count"])
    population = {
        stratum: float(row["count"] if simple and row["count"] == 1 else max(row["sum"], row["count"]))
        for stratum, row in size.iterrows()
    }
    weight = firms.groupby("estrato")["weight"].transform("mean") if simple else firms["weight"]
    return sample_design(firms["estrato"].tolist(), weight.to_numpy(), population, lonely=Lonely.CENTRE)


@pytest.fixture(scope="module")
def design(firms):
    return design_of(firms)


def test_weights_sum_to_the_firms_of_the_country(firms, design, expected):
    assert (len(firms), len(design.strata)) == (expected["firms"], expected["strata"])
    ones = np.ones(len(firms))
    assert estimate_totals(design, ones).value[0] == pytest.approx(expected["sum_of_weights"], abs=PRINTED)
    for size in SIZES:
        found = estimate_totals(design, ones, (firms["tam_mue"] == size).to_numpy())
        assert found.value[0] == pytest.approx(expected["by_size"][size], abs=PRINTED)


def test_the_32_official_cells_come_out_with_intervals(firms, design, expected):
    official = expected["published_official"]["Cantidad empresas 5 (activities, firms)"]
    yes = np.column_stack([(firms[column] == "Si").to_numpy(float) for column in ACTIVITIES])
    cells = 0
    for size in ("Total", *SIZES):
        domain = np.ones(len(firms), dtype=bool) if size == "Total" else (firms["tam_mue"] == size).to_numpy()
        found = estimate_totals(design, yes, domain)
        bounds = mean_bounds(found)
        for place, name in enumerate(ACTIVITIES.values()):
            assert found.value[place] == pytest.approx(official[size][name], abs=PRINTED), (size, name)
            assert 0 < bounds.low[place] < official[size][name] < bounds.high[place]
            assert found.se[place] < 0.2 * found.value[place]
            cells += 1
    assert cells == 32


@pytest.mark.parametrize("column", ["p.10.7", "p.3.1.1"])
def test_errors_are_those_that_were_worked_out_elsewhere(firms, design, expected, column):
    share, se = expected["stratified_proportion_with_fpc (estimate, se)"][column]
    yes = (firms[column] == "Si").to_numpy(float)
    assert estimate_means(design_of(firms, simple=True), yes).se[0] == pytest.approx(se, abs=EIGHT)
    found = estimate_means(design, yes)
    assert found.value[0] == pytest.approx(share, abs=EIGHT)
    # Unequal weights within strata and firms alone in theirs add a little.
    assert se < found.se[0] < 1.02 * se


def test_without_a_rule_for_firms_alone_in_a_stratum_no_error_is_told(firms, design):
    strict = sample_design(
        firms["estrato"].tolist(), firms["weight"].to_numpy(), dict.fromkeys(design.strata, 1000000.0)
    )
    assert np.isnan(estimate_means(strict, np.ones(len(firms))).se[0])


def test_joined_with_others_they_err_as_much(firms, design):
    joined = replace(design, lonely=Lonely.COLLAPSE, joined=join_lonely(design.strata, design.units, design.left))
    yes = np.column_stack([(firms[column] == "Si").to_numpy(float) for column in ("p.3.1.1", "p.3.1.4", "p.10.7")])
    one, other = estimate_means(design, yes), estimate_means(joined, yes)
    assert len(joined.joined[0].alone) == 19
    assert np.round(100 * one.se, 2).tolist() == np.round(100 * other.se, 2).tolist()


def test_the_page_prints_these_figures(firms, design):
    rows = re.findall(r"^\| `(p\.[\d.]+)` \|(.*)\|$", PAGE, re.MULTILINE)
    assert len(rows) == 3
    for column, rest in rows:
        _words, *shown = [cell.strip() for cell in rest.split("|")]
        yes = (firms[column] == "Si").to_numpy(float)
        totals, shares = estimate_totals(design, yes), estimate_means(design, yes)
        bounds = share_bounds(shares)
        figures = [f"{totals.value[0]:.1f}"]
        figures += [f"{100 * each[0]:.2f}" for each in (shares.value, shares.se, bounds.low, bounds.high)]
        assert [*figures, str(shares.df[0])] == shown, column
