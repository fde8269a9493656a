"""Peers: with whom a firm may be compared, and which shares of them may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
