"""Firms are summed to cells, in one go or in batches, and nothing is lost unsaid."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.proximity.cells import cells_from_batches, matched
from analysis.specifications import SpecificationError


def firms(*rows: tuple) -> pd.DataFrame:
    columns = ["region", "industry", "year", "output", "employment"]
    return pd.DataFrame(rows, columns=columns).astype({"region": "str", "industry": "str", "year": "Int64"})


TABLE = firms(
    ("east", "steel", 1995, 10.0, 3.0),
    ("east", "steel", 1995, 5.0, 4.0),
    ("west", "autos", 1995, 2.0, None),
    ("east", "autos", 2004, 7.0, 1.0),
    (None, "autos", 2004, 100.0, 9.0),
)


def test_a_table_worked_by_hand() -> None:
    cells = cells_from_batches([TABLE])
    assert (cells.years, cells.regions, cells.industries) == ((1995, 2004), ("east", "west"), ("autos", "steel"))
    assert cells.of("output", 1995).tolist() == [[0.0, 15.0], [2.0, 0.0]]
    assert cells.of("output", 2004).tolist() == [[7.0, 0.0], [0.0, 0.0]]
    assert cells.firms[0].tolist() == [[0.0, 2.0], [1.0, 0.0]]
    assert cells.squares["output"].tolist() == [[4.0, 125.0], [49.0, 0.0]]
    assert cells.rows == 5
    assert [(each.count, each.reason) for each in cells.dropped] == [(1, "no year, region or industry")]
    assert dict(cells.unsized) == {"output": 0, "employment": 1}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from([1, 2]), st.integers(0, 9)),
                min_size=1, max_size=30), st.integers(1, 7))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_batches_of_any_length_give_the_cells_of_the_whole(rows: list[tuple], length: int) -> None:
    table = pd.DataFrame(rows, columns=["region", "industry", "year", "output"])
    whole = cells_from_batches([table])
    parts = cells_from_batches(table.iloc[at : at + length] for at in range(0, len(table), length))
    # Whole numbers this small are summed without rounding in any order.
    assert np.array_equal(whole.sizes["output"], parts.sizes["output"])
    assert np.array_equal(whole.firms, parts.firms) and whole.regions == parts.regions
    assert np.array_equal(whole.squares["output"], parts.squares["output"])


def test_a_file_sorted_by_region_makes_room_as_it_goes() -> None:
    rows = [(f"r{at:04}", f"i{at % 7}", 1995 + at // 900, float(at)) for at in range(2500)]
    table = pd.DataFrame(rows, columns=["region", "industry", "year", "output"])
    parts = cells_from_batches(table.iloc[at : at + 10] for at in range(0, 2500, 10))
    assert (len(parts.regions), parts.industries, parts.years) == (
        2500,
        tuple(f"i{at}" for at in range(7)),
        (1995, 1996, 1997),
    )
    for at in (0, 899, 900, 2499):
        row, column = parts.regions.index(f"r{at:04}"), at % 7
        assert parts.of("output", 1995 + at // 900)[row, column] == at
    assert parts.sizes["output"].sum() == sum(range(2500))


def test_more_cells_than_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.proximity.cells.MOST_CELLS", 7)
    with pytest.raises(SpecificationError, match="2 years × 2 regions × 2 industries"):
        cells_from_batches([TABLE])


def test_industries_without_proximity_are_left_out_and_their_weight_is_told() -> None:
    found = matched(cells_from_batches([TABLE]), ("steel", "rubber"))
    assert (found.cells.industries, found.left_out, found.firms_lost) == (("steel",), ("autos",), 2)
    assert found.share_lost["output"] == pytest.approx(9 / 24)
    assert found.cells.of("output", 1995).tolist() == [[15.0], [0.0]]
    with pytest.raises(SpecificationError, match="of one classification"):
        matched(cells_from_batches([TABLE]), ("0111",))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (TABLE.drop(columns="industry"), "no column “industry”"),
        (TABLE.drop(columns=["output", "employment"]), "at least one of the columns output, employment, assets"),
        (TABLE.assign(output=-1.0), "“output” of the firms has values below zero"),
        (TABLE.assign(output=np.inf), "without end"),
        (TABLE.assign(region=None), "no row with year, region and industry"),
        (TABLE.iloc[:0], "no row with year, region and industry"),
    ],
)
def test_tables_that_cannot_be_summed_are_refused(table: pd.DataFrame, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        cells_from_batches([table])


def test_batches_with_other_columns_are_refused() -> None:
    with pytest.raises(SpecificationError, match="different columns"):
        cells_from_batches([TABLE, TABLE.drop(columns="employment")])


def test_a_larger_region_is_summed_by_its_own_column() -> None:
    table = TABLE.assign(province="all")
    assert cells_from_batches([table], region="province").of("output", 2004).tolist() == [[107.0, 0.0]]
