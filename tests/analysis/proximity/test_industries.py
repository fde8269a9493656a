"""Proximities are carried from products to industries, or taken ready, without losing what was told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.proximity.industries import carried_over, given_ready
from analysis.proximity.products import Proximities, proximity_from_trade
from analysis.specifications import SpecificationError

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"

PRODUCTS = Proximities(("p", "q", "r"), np.array([[1.0, 0.5, 0.2], [0.5, 1.0, 0.4], [0.2, 0.4, 1.0]]))


def concordance(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame([dict(zip(("industry", "product", "weight"), row, strict=False)) for row in rows])


def test_equal_weights_average_the_products_of_an_industry() -> None:
    found = carried_over(PRODUCTS, concordance(("A", "p"), ("A", "q"), ("B", "r"))).proximities
    assert found.codes == ("A", "B")
    assert found.pair("A", "B") == pytest.approx((0.2 + 0.4) / 2)
    assert np.array_equal(np.diag(found.values), [1.0, 1.0])


def test_given_weights_are_used_and_must_sum_to_one() -> None:
    told = concordance(("A", "p", 0.25), ("A", "q", 0.75), ("B", "r", 1.0))
    assert carried_over(PRODUCTS, told).proximities.pair("A", "B") == pytest.approx(0.25 * 0.2 + 0.75 * 0.4)
    with pytest.raises(SpecificationError, match=r"1 industries .* A \(0.95\)"):
        carried_over(PRODUCTS, told.assign(weight=[0.25, 0.7, 1.0]))


def test_a_product_two_industries_share_is_near_to_itself_or_left_out() -> None:
    told = concordance(("A", "p"), ("A", "q"), ("B", "q"), ("B", "r"))
    carried = carried_over(PRODUCTS, told)
    # Pairs p–q, p–r, q–q, q–r: the mean with one for q–q, or the mean of the other three.
    assert carried.proximities.pair("A", "B") == pytest.approx((0.5 + 0.2 + 1.0 + 0.4) / 4)
    assert carried.shared == 1
    left_out = carried_over(PRODUCTS, told, shared="left_out").proximities
    assert left_out.pair("A", "B") == pytest.approx((0.5 + 0.2 + 0.4) / 3)


def test_two_industries_with_nothing_but_one_product_cannot_leave_it_out() -> None:
    with pytest.raises(SpecificationError, match="Industries A and B have only one product"):
        carried_over(PRODUCTS, concordance(("A", "p"), ("B", "p")), shared="left_out")


def test_products_without_proximity_are_told_and_the_others_weigh_more() -> None:
    carried = carried_over(PRODUCTS, concordance(("A", "p"), ("A", "gone"), ("B", "r"), ("C", "gone")))
    assert (carried.without_product, carried.rescaled) == (("C",), ("A",))
    assert carried.proximities.pair("A", "B") == pytest.approx(0.2)


def pairs(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["industry", "other", "phi"])


def test_pairs_given_once_or_twice_make_one_matrix() -> None:
    once = given_ready(pairs(("A", "B", 0.3), ("A", "C", 0.1), ("C", "B", 0.2)))
    twice = given_ready(pairs(("A", "B", 0.3), ("B", "A", 0.3), ("C", "A", 0.1), ("B", "C", 0.2), ("A", "A", 0.7)))
    assert once.codes == twice.codes == ("A", "B", "C")
    assert np.array_equal(once.values, twice.values)
    assert once.pair("B", "C") == 0.2 and once.pair("A", "A") == 1.0


def test_directions_that_differ_in_the_last_printed_digit_are_averaged() -> None:
    found = given_ready(pairs(("A", "B", 0.3000001), ("B", "A", 0.3000003)))
    assert found.pair("A", "B") == found.pair("B", "A") == pytest.approx(0.3000002, abs=1e-12)


def test_missing_pairs_are_refused_or_zero_and_contradictions_refused() -> None:
    told = pairs(("A", "B", 0.3), ("A", "C", 0.1))
    with pytest.raises(SpecificationError, match="1 pairs are missing: B–C"):
        given_ready(told)
    assert given_ready(told, missing_pairs="zero").pair("B", "C") == 0.0
    with pytest.raises(SpecificationError, match="told in two ways: A–B"):
        given_ready(pairs(("A", "B", 0.3), ("B", "A", 0.4)))


def real(folder: str, name: str) -> Path:
    path = SHARED / folder / name
    if not path.is_file():
        pytest.skip(f"{folder}/{name} does not lie beside this checkout")
    return path


def test_the_concordance_of_products_and_industries_reaches_what_its_makers_count() -> None:
    """Counts kept beside the concordance: 763 of 785 products reach ISIC Rev. 2, 97 classes are reached."""
    names = {"iso3": "country", "sitc2_4d": "product", "export_usd2000": "value"}
    path = real("01_world_trade_sitc4_1998_2000", "trade.csv.gz")
    trade = pd.read_csv(path, dtype={"iso3": str, "sitc2_4d": str}, keep_default_na=False).rename(columns=names)
    products = proximity_from_trade(trade.assign(year=1999))
    table = pd.read_csv(real("01_concordance_sitc_isic_naics", "sitc2_isic2.csv"), dtype=str)
    chain = table[["ISIC2_4d", "SITC2_4d"]].drop_duplicates().set_axis(["industry", "product"], axis=1).dropna()
    in_trade = chain[chain["product"].isin(products.codes)]
    assert (in_trade["product"].nunique(), in_trade["industry"].nunique()) == (763, 97)
    assert set(in_trade.loc[in_trade["industry"] == "3240", "product"]) == {"8510"}
    carried = carried_over(products, chain)
    assert set(carried.proximities.codes) == set(in_trade["industry"])
    # Footwear has the one product 8510: its proximity to an industry is the plain mean over that one's products.
    row = products.values[products.codes.index("8510")]
    for industry in ("3211", "3233"):
        others = list(in_trade.loc[in_trade["industry"] == industry, "product"])
        by_hand = np.mean([row[products.codes.index(code)] for code in others])
        assert carried.proximities.pair("3240", industry) == pytest.approx(by_hand, abs=1e-12)


def test_the_chain_from_trade_over_two_classifications_to_industries_keeps_leading_zeros() -> None:
    """ISIC Rev. 3 to SITC Rev. 3 to SITC Rev. 2: 986 pairs, 120 manufacturing classes, 665 of their products traded."""
    isic = pd.read_csv(real("01_concordance_sitc_isic_naics", "sitc3_isic3.csv"), dtype=str)
    sitc = pd.read_csv(real("01_concordance_sitc_isic_naics", "sitc3_sitc2.csv"), dtype=str)
    linked = isic.merge(sitc[["SITC3_4d", "SITC2_4d"]].drop_duplicates(), on="SITC3_4d")
    chain = linked[["ISIC3_4d", "SITC2_4d"]].drop_duplicates().dropna()
    chain = chain.set_axis(["industry", "product"], axis=1)
    made = chain[chain["industry"].str[:2].between("15", "37")]
    assert (len(chain), made["industry"].nunique(), made["product"].nunique()) == (986, 120, 665)
    footwear = set(chain.loc[chain["industry"] == "1920", "product"])
    assert footwear == {"6123", "8510"}
    assert set(chain.loc[chain["industry"] == "3410", "product"]) >= {"7132", "7810", "7821", "7841"}
    assert all(len(code) == 4 for code in chain["product"])


def test_a_weight_that_is_missing_is_named_as_missing() -> None:
    table = pd.DataFrame({"industry": ["a", "a", "b"], "product": ["1", "2", "2"], "weight": [0.5, np.nan, 1.0]})
    products = Proximities(("1", "2"), np.array([[1.0, 0.4], [0.4, 1.0]]))
    with pytest.raises(SpecificationError, match=r"1 industries .* a \(a weight is missing\)"):
        carried_over(products, table)
