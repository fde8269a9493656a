"""Columns read in one pass are those the scoring would make of each answer by itself."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reports.fingerprints import answers_hash, canonical
from reports.score_inputs import columns_of, figures_of
from scoring.answers import MISSING, DoneBy, State
from scoring.columns import item_column
from surveys.answers import scoring_answers

CREDITED = frozenset({DoneBy.OWN_STAFF, DoneBy.INSTITUTE})


@dataclass
class Asked:
    code: str
    only_in: list[str] = field(default_factory=list)

    def applies_to(self, variant: str) -> bool:
        return not self.only_in or variant in self.only_in


ITEMS = [Asked("YES"), Asked("COUNT"), Asked("ONE"), Asked("SOME"), Asked("FISH", ["salmon"])]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "YES": st.booleans(),
    "COUNT": st.integers(0, 9) | st.floats(0, 9, allow_nan=False),
    "ONE": st.sampled_from(["own", "oem"]),
    "SOME": st.lists(st.sampled_from(["iso", "haccp"]), min_size=1, unique=True) | st.just(["none"]),
    "FISH": st.booleans(),
}


def entries(code: str) -> st.SearchStrategy[dict[str, Any]]:
    who = st.sampled_from(["", *DoneBy])
    told = st.builds(lambda value, by: {"state": "answered", "value": value, "done_by": by}, VALUES[code], who)
    untold = st.sampled_from([str(state) for state in State if state is not State.ANSWERED])
    return told | untold.map(lambda state: {"state": state, "value": None, "done_by": ""})


firms = st.lists(st.fixed_dictionaries({}, optional={item.code: entries(item.code) for item in ITEMS}), max_size=6)


@given(firms, st.sampled_from(["salmon", "generic"]))
def test_columns_equal_those_made_of_each_answer(answers: list[dict[str, Any]], variant: str) -> None:
    not_asked = frozenset(item.code for item in ITEMS if not item.applies_to(variant))
    codes = frozenset(item.code for item in ITEMS)
    credited = frozenset(str(each) for each in CREDITED)
    read = columns_of(answers, codes, credited=credited, not_asked=[not_asked] * len(answers))
    one_by_one = [scoring_answers(given, ITEMS, variant) for given in answers]  # type: ignore[arg-type]
    for item in ITEMS:
        expected = item_column([each.get(item.code, MISSING) for each in one_by_one], credited=CREDITED)
        column = read[item.code]
        np.testing.assert_array_equal(column.values, expected.values)
        np.testing.assert_array_equal(column.state, expected.state)
        np.testing.assert_array_equal(column.done_by, expected.done_by)
        for code, chosen in (expected.chosen or {}).items():
            np.testing.assert_array_equal((column.chosen or {})[code], chosen)
        for code, chosen in (column.chosen or {}).items():
            assert code in (expected.chosen or {}) or not chosen.any()


def test_figures_without_a_value_are_not_numbers() -> None:
    told = {"EXPORTS_REF": {"state": "answered", "value": 12}}
    refused = {"EXPORTS_REF": {"state": "refused", "value": None}}
    np.testing.assert_array_equal(figures_of([told, refused, {}], ["EXPORTS_REF"])["EXPORTS_REF"], [12, np.nan, np.nan])


def test_a_whole_number_hashes_alike_with_and_without_a_point() -> None:
    entry = {"A": {"state": "answered", "value": 50, "done_by": ""}}
    same = {"A": {"value": 50.0, "state": "answered", "done_by": None, "note": "N"}, "B": {"state": "missing"}}
    assert answers_hash(entry) == answers_hash(same)
    assert answers_hash(entry) != answers_hash({"A": {**entry["A"], "state": "refused", "value": None}})
    assert canonical({"b": [1.0, 2.5], "a": "é"}) == '{"a":"é","b":[1,2.5]}'
