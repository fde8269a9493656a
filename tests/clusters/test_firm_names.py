"""Names of firms are compared as a person would, and bands of employment read as they are meant."""

import pytest

from clusters.employment_bands import Band, band_of
from clusters.firm_names import name_key, similar_groups
from clusters.models import SizeClass


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peñaflor S.A. de C.V.", "PENAFLOR SA"),
        ("Lake Salmon, Ltd.", "lake salmon limited"),
        ("温州东方纽扣有限公司", "温州东方纽扣"),
        ("ＡＢＣ有限公司", "ABC"),
        ("شركة مصانع الجبيل المحدودة", "مصانع الجبيل ذ.م.م"),
        ("Cía. López & Hijos S.R.L.", "LOPEZ HIJOS"),
        ("A.B.C. Textiles", "ABC Textiles"),
    ],
)
def test_a_name_is_the_same_whatever_its_case_accents_and_legal_form(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Farm 12", "Farm 13"), ("东方纽扣", "西方纽扣"), ("S.A.", "Ltd")])
def test_different_firms_keep_different_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_names_that_differ_by_a_letter_or_the_order_of_words_are_similar() -> None:
    keys = ["lake salmon", "lake salmons", "farm 12 north", "farm 13 north", "lopez juan garcia", "juan lopez garcia"]
    groups = similar_groups([*keys, "short", "shor"])
    assert sorted(map(sorted, groups)) == [["juan lopez garcia", "lopez juan garcia"], ["lake salmon", "lake salmons"]]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("10-49", Band(10, 49)),
        ("50至99人", Band(50, 99)),
        ("５０－９９", Band(50, 99)),
        ("١٠-٤٩", Band(10, 49)),
        ("من 10 إلى 49", Band(10, 49)),
        ("a. 1-9", Band(1, 9)),
        ("de 10 a 19 empleados", Band(10, 19)),
        ("1,000-4,999", Band(1000, 4999)),
        ("500+", Band(500, None)),
        ("100人以上", Band(100, None)),
        ("más de 500", Band(501, None)),
        ("<10", Band(0, 9)),
        ("5 o menos", Band(0, 5)),
        ("12", None),
        ("49-10", None),
        ("Farm 1-9 north", None),
    ],
)
def test_bands_of_employment_are_read(text: str, band: Band | None) -> None:
    assert band_of(text) == band


@pytest.mark.parametrize(
    ("band", "size"),
    [
        (Band(5, 19), SizeClass.SMALL),
        (Band(10, 49), None),
        (Band(20, None), None),
        (Band(100, None), SizeClass.LARGE),
        (Band(0, 4), SizeClass.MICRO),
    ],
)
def test_a_band_has_a_size_class_where_it_lies_in_one(band: Band, size: SizeClass | None) -> None:
    assert band.size == size
