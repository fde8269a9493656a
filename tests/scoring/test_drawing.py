"""The draw of firms for double scoring: the same seed, the same firms, whoever repeats it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.drawing import drawn, frame_hash

CODES = st.lists(st.text("ABCDEF0123456789-", min_size=1, max_size=6), max_size=40, unique=True)
SHARES = st.floats(0, 100)


def test_a_worked_example_that_any_language_repeats() -> None:
    codes = ["F1", "F2", "F3", "F4"]
    by_hand = sorted(codes, key=lambda code: hashlib.sha256(("2006:" + code).encode()).hexdigest())
    assert drawn(codes, 50, "2006") == tuple(by_hand[:2]) == ("F3", "F2")
    assert frame_hash(["F2", "F1"]) == hashlib.sha256(b"F1\nF2\n").hexdigest()


@pytest.mark.parametrize(
    ("firms", "share", "number"), [(10, 25, 3), (10, 24, 2), (10, 0, 0), (10, 1, 1), (10, 100, 10), (0, 50, 0)]
)
def test_halves_go_up_and_any_share_draws_somebody(firms: int, share: float, number: int) -> None:
    assert len(drawn([f"F{n}" for n in range(firms)], share, "s")) == number


@given(CODES, SHARES, st.randoms())
def test_the_order_of_the_frame_does_not_matter(codes: list[str], share: float, random: object) -> None:
    shuffled = list(codes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert drawn(shuffled, share, "seed") == drawn(codes, share, "seed")
    assert frame_hash(shuffled) == frame_hash(codes)


@given(CODES, SHARES, SHARES)
def test_a_larger_share_adds_firms_and_drops_none(codes: list[str], one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert drawn(codes, large, "seed")[: len(drawn(codes, small, "seed"))] == drawn(codes, small, "seed")


def test_every_firm_is_about_as_likely_as_another() -> None:
    codes = [f"F{n}" for n in range(10)]
    hits = dict.fromkeys(codes, 0)
    for seed in range(2000):
        for code in drawn(codes, 30, str(seed)):
            hits[code] += 1
    # 600 expected, standard deviation 20.5: five of them either way.
    assert all(500 < number < 700 for number in hits.values())


@pytest.mark.parametrize(("share", "seed"), [(-1, "s"), (101, "s"), (50, "")])
def test_what_cannot_be_drawn_is_refused(share: float, seed: str) -> None:
    with pytest.raises(ValueError, match="Draw"):
        drawn(["F1"], share, seed)
