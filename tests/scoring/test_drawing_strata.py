"""The stratified draw: repeated by anybody, larger samples only add, and a record says whether it comes out again."""

import hashlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.drawing import DrawFault, StratumDraw, draw_order, draw_strata, drawn, replay, strata_hash

FRAME = {"foreign": ("F1", "F2", "F3"), "national": ("N1", "N2", "N3", "N4", "N5")}
codes = st.lists(st.text("ABCDEF0123456789-", min_size=1, max_size=6), max_size=20, unique=True)


@st.composite
def frames(draw):
    """A frame in which a code stands once, with sizes that it can give."""
    listed = draw(st.lists(st.text("ABC0123456789", min_size=1, max_size=5), min_size=1, max_size=30, unique=True))
    frame = {stratum: [] for stratum in "abc"}
    for code in listed:
        frame[draw(st.sampled_from("abc"))].append(code)
    sizes = {stratum: draw(st.integers(0, len(units))) for stratum, units in frame.items()}
    return frame, sizes


def by_hand(frame, sizes, seed):
    """The slow, obvious way: take the lowest hash that is left, one unit at a time."""
    found = {}
    for stratum, units in frame.items():
        left, taken = list(units), []
        while len(taken) < sizes[stratum]:
            lowest = min(left, key=lambda code: int(hashlib.sha256(f"{seed}:{code}".encode()).hexdigest(), 16))
            left.remove(lowest)
            taken.append(lowest)
        found[stratum] = tuple(taken)
    return found


def test_a_worked_draw_with_its_reserve():
    order = {"foreign": ("F3", "F2", "F1"), "national": tuple(draw_order(FRAME["national"], "2006"))}
    found = draw_strata(FRAME, {"foreign": 1, "national": 2}, "2006", {"foreign": 1, "national": 9})
    assert [each.sample for each in found] == [order["foreign"][:1], order["national"][:2]]
    assert [each.reserve for each in found] == [order["foreign"][1:2], order["national"][2:]]
    assert [each.inclusion for each in found] == [1 / 3, 2 / 5]
    lines = "".join(f"{stratum}\t{code}\n" for stratum, units in FRAME.items() for code in units)
    assert strata_hash(FRAME) == hashlib.sha256(lines.encode()).hexdigest()


def test_both_draws_of_the_house_take_codes_in_one_order():
    assert drawn(FRAME["national"], 60, "seed") == draw_order(FRAME["national"], "seed")[:3]


@given(frames(), st.text(min_size=1, max_size=8))
def test_the_draw_is_what_anybody_finds_one_unit_at_a_time(given_frame, seed):
    frame, sizes = given_frame
    found = draw_strata(frame, sizes, seed)
    assert {each.stratum: each.sample for each in found} == by_hand(frame, sizes, seed)


@given(frames(), st.randoms())
def test_the_order_of_the_list_does_not_matter_and_the_same_seed_is_the_same_draw(given_frame, random):
    frame, sizes = given_frame
    shuffled = {stratum: random.sample(units, len(units)) for stratum, units in frame.items()}
    assert draw_strata(shuffled, sizes, "seed") == draw_strata(frame, sizes, "seed")
    assert strata_hash(shuffled) == strata_hash(frame)


@given(frames(), st.data())
def test_a_larger_sample_under_the_same_seed_adds_units_and_takes_them_from_the_reserve(given_frame, data):
    frame, sizes = given_frame
    small = {stratum: data.draw(st.integers(0, size)) for stratum, size in sizes.items()}
    for before, after in zip(draw_strata(frame, small, "s", sizes), draw_strata(frame, sizes, "s"), strict=True):
        assert after.sample[: len(before.sample)] == before.sample
        assert (before.sample + before.reserve)[: len(after.sample)] == after.sample


@given(frames())
def test_sample_and_reserve_share_nobody_and_probabilities_sum_to_the_sample(given_frame):
    frame, sizes = given_frame
    for each in draw_strata(frame, sizes, "seed", dict.fromkeys(frame, 3)):
        taken = each.sample + each.reserve
        assert len(set(taken)) == len(taken)
        assert set(taken) <= set(frame[each.stratum])
        assert len(each.sample) == sizes[each.stratum]
        # A quotient of small integers times one of them: rounding is far below this.
        assert each.inclusion * each.listed == pytest.approx(len(each.sample), abs=1e-9)


def test_every_unit_of_a_stratum_is_about_as_likely_as_another():
    hits = Counter(code for seed in range(2000) for code in draw_strata(FRAME, {"national": 2}, str(seed))[1].sample)
    # 800 expected, standard deviation 21.9: five of them either way.
    assert set(hits) == set(FRAME["national"])
    assert all(690 < number < 910 for number in hits.values())


@given(frames())
def test_a_record_reproduces_from_its_frame_and_seed(given_frame):
    frame, sizes = given_frame
    record = draw_strata(frame, sizes, "seed", dict.fromkeys(frame, 2))
    assert replay(frame, "seed", strata_hash(frame), record) == ()


def test_a_record_that_was_touched_does_not_reproduce_and_says_where():
    record = draw_strata(FRAME, {"foreign": 2, "national": 2}, "2006")
    hashed = strata_hash(FRAME)
    first = replace(record[1], sample=record[1].sample[::-1])
    assert replay(FRAME, "2006", hashed, [record[0], first]) == (("national", DrawFault.ORDER),)
    assert replay(FRAME, "2007", hashed, record) == (("national", DrawFault.ORDER),)
    shorter = {**FRAME, "national": FRAME["national"][:-1]}
    assert ("", DrawFault.FRAME) in replay(shorter, "2006", hashed, record)
    assert ("national", DrawFault.LISTED) in replay(shorter, "2006", hashed, record)
    gone = replay({"foreign": FRAME["foreign"]}, "2006", hashed, record)
    assert ("national", DrawFault.ORDER) in gone


@pytest.mark.parametrize(
    ("sizes", "seed", "reserve"),
    [
        ({"foreign": 4}, "s", {}),
        ({"foreign": -1}, "s", {}),
        ({"foreign": 1}, "", {}),
        ({"large": 1}, "s", {}),
        ({"foreign": 1}, "s", {"foreign": -1}),
    ],
)
def test_what_cannot_be_drawn_is_refused(sizes, seed, reserve):
    with pytest.raises(ValueError, match="Draw"):
        draw_strata(FRAME, sizes, seed, reserve)


def test_nobody_is_included_in_a_stratum_without_units():
    assert StratumDraw("empty", 0, ()).inclusion == 0.0
