"""Strata of one observed firm, joined for the error: who with whom, how much it adds, and that it is not too little.

Two ways of the same sums are held to EIGHT. That the variance is not understated is shown exactly, over every sample
of small populations, and by SEEDED draws of larger ones.
"""

import math
import re
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.collapsing import JoinedBy, JoinedStrata, join_lonely
from scoring.designs import Lonely, estimate_means, estimate_ratios, estimate_totals, sample_design
from scoring.estimates import NoError, Stratum, estimate_mean
from scoring.interval_columns import IntervalMethod, mean_bounds, share_bounds
from scoring.level_shares import level_shares
from scoring.vectorised import NO_POINT

EIGHT = 1e-8
SEEDED = 2009
OWNERS, SIZE, SAMPLE = JoinedBy
PAGE = (Path(__file__).parents[2] / "docs" / "estimates.md").read_text(encoding="utf-8")
ORDER = ["micro", "small", "medium", "large"]


def joined(strata):
    """The groups of strata given as {name: (units, population)}."""
    units, sizes = (np.array(each) for each in zip(*strata.values(), strict=True))
    return join_lonely(list(strata), units, 1 - units / sizes)


@pytest.mark.parametrize(
    ("strata", "expected"),
    [
        # The next size of the same owners, though another has more firms.
        (
            {"foreign-large": (1, 9), "foreign-medium": (2, 9), "foreign-small": (8, 9), "national-large": (8, 9)},
            [JoinedStrata(("foreign-large",), ("foreign-medium",), OWNERS)],
        ),
        # Two sizes away is still nearer than other owners.
        (
            {"foreign-micro": (1, 9), "foreign-large": (3, 9), "national-micro": (8, 9)},
            [JoinedStrata(("foreign-micro",), ("foreign-large",), OWNERS)],
        ),
        # Of two equally near the one with more firms.
        (
            {"foreign-medium": (1, 9), "foreign-small": (3, 9), "foreign-large": (4, 9)},
            [JoinedStrata(("foreign-medium",), ("foreign-large",), OWNERS)],
        ),
        # As many firms in both: the smaller class.
        (
            {"foreign-medium": (1, 9), "foreign-large": (4, 9), "foreign-small": (4, 9)},
            [JoinedStrata(("foreign-medium",), ("foreign-small",), OWNERS)],
        ),
        # A size that is not known is the farthest of the same owners.
        (
            {"foreign-micro": (1, 9), "foreign-unknown": (8, 9), "foreign-large": (2, 9)},
            [JoinedStrata(("foreign-micro",), ("foreign-large",), OWNERS)],
        ),
        # No other stratum of its owners: its size of other owners.
        (
            {"foreign-large": (1, 9), "national-large": (2, 9), "national-small": (8, 9)},
            [JoinedStrata(("foreign-large",), ("national-large",), SIZE)],
        ),
        # Neither: all of them.
        (
            {"foreign-large": (1, 9), "national-medium": (2, 9), "national-small": (8, 9)},
            [JoinedStrata(("foreign-large",), ("national-small", "national-medium"), SAMPLE)],
        ),
        # Names of a file's own tell no neighbour.
        (
            {"north": (1, 9), "south": (3, 9), "east": (4, 9)},
            [JoinedStrata(("north",), ("east", "south"), SAMPLE)],
        ),
        # A lonely neighbour is no help: the two go on together, to the nearest of either.
        (
            {"foreign-large": (1, 9), "foreign-medium": (1, 9), "national-medium": (5, 9), "national-small": (5, 9)},
            [JoinedStrata(("foreign-medium", "foreign-large"), ("national-medium",), SIZE)],
        ),
        (
            {"foreign-small": (1, 9), "foreign-medium": (1, 9), "foreign-large": (6, 9), "national-small": (5, 9)},
            [JoinedStrata(("foreign-small", "foreign-medium"), ("foreign-large",), OWNERS)],
        ),
        # In a sample of lonely strata they help each other, and a third goes with one of them.
        (
            {"foreign-small": (1, 9), "foreign-medium": (1, 9), "foreign-large": (1, 9), "national-large": (1, 9)},
            [JoinedStrata(("foreign-small", "foreign-medium", "foreign-large", "national-large"), (), SIZE)],
        ),
        (
            {"foreign-small": (1, 9), "foreign-large": (1, 9), "national-small": (1, 9), "national-medium": (1, 9)},
            [
                JoinedStrata(("foreign-small", "foreign-large"), (), OWNERS),
                JoinedStrata(("national-small", "national-medium"), (), OWNERS),
            ],
        ),
        # One that was taken whole is not joined, nor does it lend itself.
        (
            {"foreign-large": (1, 1), "foreign-medium": (1, 9), "national-medium": (5, 9)},
            [JoinedStrata(("foreign-medium",), ("national-medium",), SIZE)],
        ),
        ({"foreign-large": (1, 9), "foreign-small": (7, 7)}, []),
        ({"foreign-large": (1, 9)}, []),
        ({"foreign-large": (2, 9), "foreign-small": (1, 1)}, []),
    ],
)
def test_a_lonely_stratum_is_joined_with_its_nearest(strata, expected):
    assert list(joined(strata)) == expected


def test_what_is_nobodys_neighbour_takes_groups_with_it():
    found = joined({"foreign-large": (1, 9), "foreign-small": (3, 9), "north": (1, 9), "south": (3, 9)})
    assert found == (JoinedStrata(("foreign-large", "north"), ("foreign-small", "south"), SAMPLE),)


NAMES = [f"{owners}-{size}" for owners in ("foreign", "national", "unknown") for size in (*ORDER, "unknown")]


@st.composite
def samples(draw, least=2):
    """Firms of some strata, many of them alone, with a weight, a y, an x above 0 and a level; and N of each stratum."""
    names = draw(st.lists(st.sampled_from([*NAMES, "north", "south"]), min_size=least, max_size=6, unique=True))
    rows, sizes = [], {}
    for name in names:
        count = draw(st.sampled_from([1, 1, 1, 2, 4]))
        unit = st.tuples(st.floats(0.2, 40), st.floats(-50, 50), st.floats(1, 50), st.integers(-1, 6))
        rows += [(name, *each) for each in draw(st.lists(unit, min_size=count, max_size=count))]
        sizes[name] = count + draw(st.integers(0, 30))
    return rows, sizes


def slow_groups(rows, sizes):
    """Who is joined with whom, as the page says it: sets of names."""
    held = {name: sum(row[0] == name for row in rows) for name in sizes}
    sampled = [name for name in sizes if 0 < held[name] < sizes[name]]
    listed = sorted((name for name in sampled if name in NAMES), key=NAMES.index)
    listed += sorted(name for name in sampled if name not in NAMES)
    group = {name: {name} for name in listed}
    helps = [name for name in listed if held[name] > 1]

    def is_needy(name):
        return not group[name] & set(helps) if helps else len(group[name]) == 1

    while len({frozenset(each) for each in group.values()}) > 1 and any(is_needy(name) for name in listed):
        needy = group[next(name for name in listed if is_needy(name))]
        outside = [name for name in listed if name not in needy and name in NAMES]
        same = [(each, one) for one in needy if one in NAMES for each in outside if _owner(each) == _owner(one)]
        alike = [each for one in needy if one in NAMES for each in outside if _size(each) == _size(one)]
        steps = [_between(_size(one), _size(each)) for each, one in same]
        nearest = [each for (each, _one), step in zip(same, steps, strict=True) if step == min(steps)] or alike
        more = [each for each in nearest if held[each] == max(held[one] for one in nearest)]
        joined_now = needy | group[min(more, key=listed.index)] if more else set(listed)
        for name in joined_now:
            group[name] = joined_now
    return {frozenset(each) for each in group.values() if len(each) > 1}


def _owner(name):
    return name.split("-")[0]


def _size(name):
    return name.split("-")[1]


def _between(size, other):
    return 99 if "unknown" in (size, other) else abs(ORDER.index(size) - ORDER.index(other))


def slow_error(rows, sizes, per):
    """A ratio's standard error and degrees of freedom, firm by firm; None where a lonely firm has nobody."""
    whole = sum(w * d for (_h, w, _y, _x, _l), d in zip(rows, per, strict=True))
    ratio = sum(w * y for _h, w, y, _x, _l in rows) / whole
    deviates = [(h, w, w * (y - ratio * d) / whole) for (h, w, y, _x, _l), d in zip(rows, per, strict=True)]
    groups, variance, free = slow_groups(rows, sizes), 0.0, 0
    for name, size in sizes.items():
        z = [each for h, _w, each in deviates if h == name]
        if len(z) > 1:
            mean = math.fsum(z) / len(z)
            variance += (1 - len(z) / size) * len(z) / (len(z) - 1) * math.fsum((each - mean) ** 2 for each in z)
            free += len(z) - 1
        elif size > 1 and not any(name in group for group in groups):
            return None, 0
    for group in groups:
        inside = [(h, w, z) for h, w, z in deviates if h in group]
        alone = [(w, z) for h, w, z in inside if sum(one == h for one, _w, _z in inside) == 1]
        rest = [(w, z) for h, w, z in inside if sum(one == h for one, _w, _z in inside) > 1]
        if rest:
            mean = sum(z for _w, z in rest) / sum(w for w, _z in rest)
            spread = sum((z / w - mean) ** 2 for w, z in rest) / (len(rest) - 1)
            variance += sum(w**2 * max((z / w - mean) ** 2, spread) for w, z in alone)
            free += len(alone)
        else:
            square = sum(w**2 for w, _z in alone)
            mean = sum(w**2 * (z / w) for w, z in alone) / square
            spread = sum(w**2 * (z / w - mean) ** 2 for w, z in alone)
            variance += spread / (1 - max(w for w, _z in alone) ** 2 / square)
            free += len(alone) - 1
    return math.sqrt(variance), free


def arrays(rows):
    labels, weights, y, x, level = zip(*rows, strict=True)
    return list(labels), np.array(weights), np.array(y), np.array(x), np.array(level, dtype=np.int8)


def design_of(rows, sizes, lonely=Lonely.COLLAPSE):
    labels, weights, *_rest = arrays(rows)
    return sample_design(labels, weights, sizes, lonely=lonely)


@given(samples(least=1))
def test_errors_are_those_worked_out_firm_by_firm(sample):
    rows, sizes = sample
    _labels, _weights, y, x, _level = arrays(rows)
    design = design_of(rows, sizes)
    assert {frozenset((*each.alone, *each.others)) for each in design.joined} == slow_groups(rows, sizes)
    for found, per in ((estimate_ratios(design, y, x), x), (estimate_means(design, y), np.ones_like(y))):
        se, free = slow_error(rows, sizes, per.tolist())
        if design.census:
            assert found.no_error is NoError.CENSUS
        elif se is None:
            assert (found.no_error, math.isnan(found.se[0])) == (NoError.SINGLETON, True)
        else:
            assert found.se[0] == pytest.approx(se, rel=EIGHT, abs=EIGHT)
            assert (found.df[0], found.joined) == (free, design.joined)


@given(samples())
def test_nobody_stays_alone_and_nothing_but_the_error_changes(sample):
    rows, sizes = sample
    _labels, _weights, y, _x, _level = arrays(rows)
    refused, design = design_of(rows, sizes, Lonely.REFUSE), design_of(rows, sizes)
    lonely = [n for n, count, left in zip(design.strata, design.units, design.left, strict=True) if count == 1 and left]
    groups = design.joined
    named = [name for group in groups for name in (*group.alone, *group.others)]
    assert len(set(named)) == len(named), "a stratum is in one group"
    assert all(len(group.alone) + len(group.others) > 1 for group in groups)
    sampled = int((design.left > 0).sum())
    assert sorted(name for group in groups for name in group.alone) == (sorted(lonely) if sampled > 1 else [])
    found, before = estimate_means(design, y), estimate_means(refused, y)
    assert found.value.tolist() == before.value.tolist()
    if sampled > 1:
        assert not math.isnan(found.se[0]) and found.df[0] >= 1
        assert not math.isnan(mean_bounds(found).low[0])
    if not lonely:
        assert (found.se.tolist(), found.df.tolist()) == (before.se.tolist(), before.df.tolist()) or design.census
        assert found.joined == ()


@given(samples(), st.randoms(use_true_random=False))
def test_the_order_of_firms_does_not_matter(sample, random):
    rows, sizes = sample
    moved = random.sample(rows, len(rows))
    one, other = (estimate_means(design_of(each, sizes), arrays(each)[2]) for each in (rows, moved))
    assert one.joined == other.joined
    assert one.df.tolist() == other.df.tolist()
    assert one.se == pytest.approx(other.se, rel=EIGHT, abs=EIGHT, nan_ok=True)


@given(samples())
def test_the_cells_of_table_5_have_the_errors_of_their_indicators(sample):
    rows, sizes = sample
    labels, weights, _y, _x, level = arrays(rows)
    known = level != NO_POINT
    assume(known.any())
    found = level_shares(design_of(rows, sizes), level)
    kept = [label for label, knows in zip(labels, known, strict=True) if knows]
    part = sample_design(kept, weights[known], sizes, lonely=Lonely.COLLAPSE)
    other = estimate_means(part, (level[known][:, None] >= np.arange(1, 7)).astype(float))
    assert (found.no_error, found.joined) == (other.no_error, other.joined)
    assert found.df.tolist() == other.df.tolist()
    if found.no_error is None:
        assert found.se**2 == pytest.approx(other.se**2, rel=EIGHT, abs=1e-14)
        bounds = share_bounds(found)
        assert np.all((bounds.low <= found.value + EIGHT) & (bounds.high >= found.value - EIGHT))


@given(samples())
def test_the_textbooks_mean_has_the_error_of_its_weights(sample):
    rows, sizes = sample
    labels, _weights, y, _x, _level = arrays(rows)
    weights = np.array([sizes[name] / labels.count(name) for name in labels])
    strata = [Stratum(size, [row[2] for row in rows if row[0] == name]) for name, size in sizes.items()]
    one = estimate_mean(strata, collapse=list(sizes))
    other = estimate_means(sample_design(labels, weights, sizes, lonely=Lonely.COLLAPSE), y).at(0)
    assert (one.df, one.no_error, one.joined) == (other.df, other.no_error, other.joined)
    if one.se is not None:
        assert one.se == pytest.approx(other.se, rel=EIGHT, abs=EIGHT)


def test_a_domain_counts_a_group_whole_where_one_of_its_strata_is_met():
    labels = ["foreign-large", *["foreign-medium"] * 3, *["national-small"] * 4]
    design = sample_design(labels, np.full(8, 5.0), dict.fromkeys(labels, 40), lonely=Lonely.COLLAPSE)
    only = np.array([True, *[False] * 7])
    found = estimate_totals(design, np.ones(8), only)
    assert (found.df[0], found.n[0]) == (2 + 1, 1)
    # z is 5 for the firm and 0 for the three: nothing of the fourth stratum.
    assert found.se[0] == pytest.approx(5.0, abs=EIGHT)


def worked():
    """The rows of the worked table of the page."""
    block = re.search(r"<!-- worked: collapsed -->\n\|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block[1].splitlines()]


@pytest.mark.parametrize("row", worked(), ids=lambda row: row[0])
def test_the_worked_example_of_the_page(row):
    strata = {}
    for given_stratum in row[0].split(";"):
        name, held, n, population = re.fullmatch(r"(\S+) (\d+) of (\d+) from (\d+)", given_stratum.strip()).groups()
        strata[name] = (int(population), [1.0] * int(held) + [0.0] * (int(n) - int(held)))
    found = estimate_mean([Stratum(*each) for each in strata.values()], collapse=list(strata))
    assert [f"{found.value:.6f}".lstrip("0"), f"{found.se:.6f}".lstrip("0")] == row[1:3]
    assert str(found.df) == row[3]
    told = " and ".join(" + ".join((*group.alone, *group.others)) for group in found.joined)
    assert told == row[4]


@st.composite
def populations(draw):
    """Two to four strata with all their values, and how many of each are drawn: at least one stratum gives one."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    values = {name: draw(st.lists(st.integers(-9, 9), min_size=2, max_size=4)) for name in names}
    drawn = {name: draw(st.integers(1, min(2, len(values[name]) - 1))) for name in names}
    assume(1 in drawn.values())
    return values, drawn


@given(populations())
def test_over_every_sample_the_variance_is_not_understated(population):
    values, drawn = population
    found = [
        estimate_mean(
            [Stratum(len(values[n]), some) for n, some in zip(values, chosen, strict=True)], collapse=[*values]
        )
        for chosen in product(*(combinations(values[name], drawn[name]) for name in values))
    ]
    truth = sum(map(sum, values.values())) / sum(map(len, values.values()))
    assert np.mean([each.value for each in found]) == pytest.approx(truth, abs=EIGHT)
    spread = np.mean([(each.value - truth) ** 2 for each in found])
    assert np.mean([each.se**2 for each in found]) >= spread - EIGHT


@pytest.mark.parametrize("between", [0.0, 0.3], ids=["strata alike", "strata apart"])
def test_with_one_firm_from_each_stratum_the_variance_is_not_understated(between):
    # Shares of 15 strata of 2 to 30 firms, 4,000 samples; the noise of the mean of v is its own error, taken twice.
    random = np.random.default_rng(SEEDED)
    sizes = {name: int(random.integers(2, 31)) for name in NAMES}
    held = {name: np.clip(0.4 + between * random.uniform(-1, 1), 0, 1) for name in NAMES}
    values = {name: random.permutation(np.arange(size) < round(held[name] * size)) for name, size in sizes.items()}
    weights = np.array([float(sizes[name]) for name in NAMES])
    design = sample_design(NAMES, weights, sizes, lonely=Lonely.COLLAPSE)
    drawn = np.column_stack([random.choice(values[name], 4000) for name in NAMES]).T.astype(float)
    estimates = estimate_means(design, drawn)
    parts = [(sizes[name] / weights.sum()) ** 2 * values[name].var() for name in NAMES]
    truth, found = math.fsum(parts), estimates.se**2
    noise = 2 * found.std() / math.sqrt(found.size)
    assert np.mean(found) > truth - noise
    assert np.mean(found) < 1.5 * truth, "on the safe side, and still an error of the size that it has"
    assert (estimates.df[0], estimates.n[0]) == (sum(group.free for group in design.joined), 15)


def test_the_correction_of_the_whole_group_would_understate_it():
    # Two strata alike, half their firms with it: the spread of one draw of two is the variance, and n/N would halve it.
    found = [
        estimate_mean([Stratum(2, [one]), Stratum(2, [other])], collapse=["foreign-small", "foreign-large"])
        for one, other in product((0.0, 1.0), repeat=2)
    ]
    spread = np.mean([(each.value - 0.5) ** 2 for each in found])
    assert np.mean([each.se**2 for each in found]) == pytest.approx(spread, abs=EIGHT)


def test_one_lonely_stratum_alone_has_no_interval():
    found = level_shares(
        sample_design(["a"], np.array([9.0]), {"a": 9}, lonely=Lonely.COLLAPSE), np.array([3], np.int8)
    )
    assert found.no_error is NoError.SINGLETON
    assert share_bounds(found).method is IntervalMethod.NONE
    assert estimate_mean([Stratum(9, [1.0])], collapse=["a"]).no_error is NoError.SINGLETON
