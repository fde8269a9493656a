"""Random rules and answers for the property tests of this room."""

from hypothesis import strategies as st

from scoring.answers import Answer, DoneBy, State, answered
from scoring.rules import AllRule, AnyRule, ConstRule, ItemRule, KOfRule, Op, RatioRule

YES_NO = ["Y1", "Y2", "Y3"]
NUMBERS = ["N1", "N2", "N3"]
SINGLE = ["S1"]
MULTIPLE = ["M1"]
TEXT_CODES = ["a", "b", "none"]
ITEMS = [*YES_NO, *NUMBERS, *SINGLE, *MULTIPLE]

thresholds = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 20.0, 50.0])
numeric_ops = st.sampled_from(list(Op))
equality_ops = st.sampled_from([Op.EQ, Op.NE])

leaves = st.one_of(
    st.builds(ItemRule, st.sampled_from(ITEMS)),
    st.builds(ItemRule, st.sampled_from(ITEMS), numeric_ops, thresholds),
    st.builds(ItemRule, st.sampled_from(ITEMS), equality_ops, st.booleans()),
    st.builds(ItemRule, st.sampled_from(ITEMS), equality_ops, st.sampled_from(TEXT_CODES)),
    st.builds(RatioRule, st.sampled_from(ITEMS), st.sampled_from(ITEMS), numeric_ops, thresholds),
    st.builds(ConstRule, st.booleans()),
)


@st.composite
def _k_of(draw, children):
    parts = draw(st.lists(children, min_size=1, max_size=4))
    return KOfRule(draw(st.integers(1, len(parts))), tuple(parts))


def _branches(children):
    parts = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(st.builds(AllRule, parts), st.builds(AnyRule, parts), _k_of(children))


rules = st.recursive(leaves, _branches, max_leaves=8)

doers = st.one_of(st.none(), st.sampled_from(list(DoneBy)))
unsaid = st.builds(Answer, st.sampled_from([state for state in State if state is not State.ANSWERED]))


def _said(values):
    return st.one_of(unsaid, st.builds(answered, values, doers))


answer_sheets = st.fixed_dictionaries(
    {},
    optional={
        **{item: _said(st.booleans()) for item in YES_NO},
        **{item: _said(st.sampled_from([-2.0, 0.0, 0.5, 1.0, 20.0, 50.0, 99.5])) for item in NUMBERS},
        **{item: _said(st.sampled_from(TEXT_CODES)) for item in SINGLE},
        **{item: _said(st.lists(st.sampled_from(TEXT_CODES), unique=True).map(tuple)) for item in MULTIPLE},
    },
)
who_sets = st.frozensets(st.sampled_from(list(DoneBy)))
asking_sets = st.frozensets(st.sampled_from(ITEMS))
