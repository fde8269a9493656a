"""Peers: with whom a firm may be compared, and which shares of them may be shown."""

from collections import defaultdict
from itertools import combinations, combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.disclosure import protect_column
from scoring.peers import FEWEST_PEERS, PeerGroup, peer_group, peer_shares


@pytest.mark.parametrize(
    ("sizes", "own", "group"),
    [
        ({"a": 6, "b": 9}, "a", PeerGroup.STRATUM),
        ({"a": 5, "b": 9}, "a", PeerGroup.CLUSTER),
        ({"a": 5, "b": 9}, "b", PeerGroup.CLUSTER),
        ({"a": 3, "b": 9, "c": 3}, "b", PeerGroup.STRATUM),
        ({"a": 9, None: 6}, None, PeerGroup.CLUSTER),
        ({"a": 9, None: 6}, "a", PeerGroup.STRATUM),
        ({"a": 9, None: 2}, "a", PeerGroup.CLUSTER),
        ({"a": 2, "b": 3}, "a", PeerGroup.NONE),
    ],
)
def test_a_firm_is_compared_with_its_stratum_only_where_nobody_can_be_worked_out(sizes, own, group):
    assert peer_group(sizes, own) is group


@given(st.dictionaries(st.sampled_from(["a", "b", "c", None]), st.integers(1, 12), min_size=1))
def test_nobody_is_singled_out_by_subtracting_a_stratum_from_its_cluster(sizes):
    groups = {stratum: peer_group(sizes, stratum) for stratum in sizes}
    fallen_back = sum(sizes[stratum] for stratum, group in groups.items() if group is PeerGroup.CLUSTER)
    for stratum, group in groups.items():
        others = sizes[stratum] if group is PeerGroup.STRATUM else sum(sizes.values())
        assert group is PeerGroup.NONE or others - 1 >= FEWEST_PEERS
    if PeerGroup.STRATUM in groups.values():
        assert fallen_back == 0 or fallen_back - 1 >= FEWEST_PEERS


def test_shares_of_peers_hide_one_and_two():
    assert peer_shares([1, 1, 1, 3, 3, 3, 4, 4, 4]).at_least == (100, 67, 67, 33, 0, 0)
    assert peer_shares([1, 1, 1, 3, 3, 4, 4, 4]).at_least == (100, 63, 63, None, 0, 0), "two firms are between"
    assert peer_shares([1, 1, 1, 1, 1, 1, 6]).at_least == (100, None, None, None, None, None)
    with pytest.raises(ValueError, match="none to compare"):
        peer_shares([])


def test_a_firm_belongs_to_its_own_stratum():
    with pytest.raises(ValueError, match="count this firm in"):
        peer_group({"a": 6}, "b")


LEVELS = (0, 1, 2, 3)
"""Enough for the rule: it goes from level to level, and those above 3 hold nobody then."""


def column(levels):
    return tuple(sum(level >= rung for level in levels) for rung in range(1, 7))


def small_groups(same):
    """The groups of one or two firms, of peers, of the rest or of both, that are alike in all of these columns."""
    found = set()
    for above, below in combinations(range(8), 2):
        sizes = [(peers[above] - peers[below], rest[above] - rest[below]) for peers, rest in same]
        for whose, known in enumerate(({p for p, _r in sizes}, {r for _p, r in sizes}, {p + r for p, r in sizes})):
            if len(known) == 1 and known & {1, 2}:
                found.add((whose, above, below))
    return found


def found_out(peers, rest, own, told):
    """Whether the report tells whoever knows the public table and its own level of a group of one or two more."""
    public, both = defaultdict(list), defaultdict(list)
    for some in combinations_with_replacement(LEVELS, peers):
        for others in combinations_with_replacement(LEVELS, rest):
            everybody = [*some, *others, *([] if own is None else [own])]
            table = protect_column(column(everybody), len(everybody)).counts
            case = (peers, *column(some), 0), (rest, *column(others), 0)
            public[table].append(case)
            both[table, told(some, others)].append(case)
    return any(small_groups(same) - small_groups(public[table]) for (table, _told), same in both.items())


def shares(own):
    return lambda some, others: peer_shares(some, rest=others, own=own).at_least


@pytest.mark.parametrize(("peers", "rest"), [(5, 5), (5, 7), (7, 3), (8, 2)])
def test_a_report_and_the_public_table_tell_nobody_of_a_group_of_one_or_two(peers, rest):
    assert not found_out(peers, rest, None, shares(None))


@pytest.mark.parametrize("own", LEVELS)
@pytest.mark.parametrize("peers", [5, 8])
def test_a_firm_compared_with_its_cluster_learns_nothing_the_public_table_does_not_tell_it(peers, own):
    assert not found_out(peers, 0, own, shares(own))


def test_the_attacker_finds_groups_where_a_report_looks_at_its_peers_only():
    assert found_out(5, 5, None, lambda some, _others: peer_shares(some).at_least)
    assert found_out(8, 0, 0, lambda some, _others: peer_shares(some).at_least)


def test_a_level_that_the_public_table_hides_is_hidden_from_the_firm_too():
    # Of ten firms seven are at level 1 or above and five at level 2 or above: the table shows the seven, not the five.
    levels = [0, 0, 1, 1, 2, 2, 2, 2, 2]
    assert peer_shares(levels).at_least == (None, 56, 0, 0, 0, 0)
    assert peer_shares(levels, own=0).at_least == (None, None, 0, 0, 0, 0)
