"""The firms of the demo study, taken as answers, give every published total back."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.demo.draws import Draws
from reports.demo.firms import FirmPlan, ItemFacts, reconstruct
from reports.demo.plan import ClusterPlan, study_plan
from reports.demo.satisfying import Means, settle
from scoring.answers import Answer, DoneBy, State
from scoring.flags import plausibility_flags
from scoring.levels import LevelRule
from scoring.rules import evaluate, parse_rule
from scoring.ruleset import RuleSet, parse_ruleset, score_firm
from scoring.truth import Truth

DEFAULT = Path(__file__).resolve().parents[2] / "surveys" / "default"
PLAN = study_plan()
RULES: RuleSet = parse_ruleset(json.loads((DEFAULT / "rulesets" / "default.json").read_text(encoding="utf-8")))
# Half a unit of the last printed digit: growth rates and skill intensities are printed with one decimal.
PRINTED = 0.05


def items_of_variant(variant: str) -> list[ItemFacts]:
    found = []
    for part in ("firm", "hr", "process", "product"):
        sections = tomllib.loads((DEFAULT / "questionnaire" / f"{part}.toml").read_text(encoding="utf-8"))["section"]
        for item in (item for section in sections for item in section["item"]):
            asked = variant in item.get("only_in", [variant]) or not item["only_in"]
            if asked and variant not in item.get("not_applicable_in", []):
                options = tuple(option["code"] for option in item.get("options", []))
                found.append(ItemFacts(item["code"], item["kind"], item.get("rung"), options, item["who_did_it"]))
    return found


def firms_of(plan: ClusterPlan) -> list[FirmPlan]:
    return reconstruct(plan, RULES, items_of_variant(plan.about["sector_variant"]))


FIRMS = {plan.slug: firms_of(plan) for plan in PLAN.clusters}
clusters = pytest.mark.parametrize("plan", PLAN.clusters, ids=lambda plan: plan.slug)


def total(plan: ClusterPlan, code: str) -> float:
    return sum(float(str(firm.answers[code].value)) for firm in FIRMS[plan.slug])


def growth_pct(first: float, last: float) -> float:
    return 100 * ((last / first) ** (1 / 6) - 1)


@clusters
def test_the_levels_of_the_firms_add_up_to_table_5(plan: ClusterPlan) -> None:
    levels: dict[str, list[int]] = {"hr": [], "process": [], "product": []}
    for firm in FIRMS[plan.slug]:
        score = score_firm(
            RULES,
            firm.answers,
            variant=plan.about["sector_variant"],
            level_rule=LevelRule.STRICT,
            floor_level_1=False,
        )
        for dimension, found in score.dimensions.items():
            assert found.level.low == found.level.high, f"{firm.code} is undetermined in {dimension}"
            levels[dimension].append(found.level.low)
    for dimension, counts in plan.cumulative.items():
        assert tuple(sum(level >= rung for level in levels[dimension]) for rung in range(1, 7)) == counts


@clusters
def test_the_owners_give_the_printed_foreign_share(plan: ClusterPlan) -> None:
    equity = [firm.answers["FOREIGN_EQUITY"] for firm in FIRMS[plan.slug]]
    known = [float(str(answer.value)) for answer in equity if answer.state is State.ANSWERED]
    assert len(equity) - len(known) == plan.ownership_unknown
    assert round(100 * sum(share >= 50 for share in known) / len(known), 1) == plan.foreign_pct


@clusters
def test_the_firm_sheets_give_the_printed_growth_and_skills(plan: ClusterPlan) -> None:
    assert growth_pct(total(plan, "EXPORTS_BASE"), total(plan, "EXPORTS_REF")) == pytest.approx(
        plan.growth_exports, abs=PRINTED
    )
    assert growth_pct(total(plan, "EMP_TOTAL_BASE"), total(plan, "EMP_TOTAL_REF")) == pytest.approx(
        plan.growth_employment, abs=PRINTED
    )
    wages = [total(plan, f"WAGE_BILL_{year}") / total(plan, f"EMP_TOTAL_{year}") for year in ("BASE", "REF")]
    real = wages[1] / (plan.price_index[-1] / plan.price_index[0])
    assert growth_pct(wages[0], real) == pytest.approx(plan.growth_real_wage, abs=PRINTED)
    skilled = 100 * (1 - total(plan, "EMP_UNSKILLED_REF") / total(plan, "EMP_TOTAL_REF"))
    assert skilled == pytest.approx(plan.skill_wide, abs=PRINTED)


@clusters
def test_every_sheet_adds_up_within_itself(plan: ClusterPlan) -> None:
    names = ("MANAGERS", "PROFESSIONALS", "TECHNICAL", "SUPERVISORY", "CLERICAL", "SKILLED", "UNSKILLED")
    for firm in FIRMS[plan.slug]:
        figure = {code: float(str(answer.value)) for code, answer in firm.answers.items() if "_" in code[3:]
                  and answer.state is State.ANSWERED and isinstance(answer.value, float)}  # fmt: skip
        for year in ("BASE", "REF"):
            assert sum(figure[f"EMP_{name}_{year}"] for name in names) == figure[f"EMP_TOTAL_{year}"]
            assert figure[f"EXPORTS_{year}"] <= figure[f"SALES_{year}"]
            assert figure[f"TRAINING_{year}"] <= figure[f"PAYROLL_{year}"]


@clusters
def test_only_the_wages_of_los_lagos_look_implausible(plan: ClusterPlan) -> None:
    keys = {flag.message_key for firm in FIRMS[plan.slug] for flag in plausibility_flags(firm.answers)}
    assert keys == ({"changed_more_than_tenfold"} if plan.slug == "los-lagos" else set())


def test_firms_of_qiaotou_have_advanced_work_done_by_institutes() -> None:
    hands = [answer.done_by for firm in FIRMS["qiaotou"] for answer in firm.answers.values()]
    assert DoneBy.INSTITUTE in hands


def test_the_same_plan_gives_the_same_firms() -> None:
    plan = PLAN.clusters[1]
    assert firms_of(plan) == FIRMS[plan.slug]


LEAVES = [
    {"item": "A"},
    {"item": "B"},
    {"item": "C", "op": ">=", "value": 50},
    {"item": "D", "op": ">", "value": 0},
    {"item": "E"},
    {"item": "F", "op": ">=", "value": 1},
    {"ratio": ["G", "H"], "op": ">=", "value": 0.01},
]
KINDS = {"A": "yes_no", "B": "yes_no", "C": "share", "D": "count", "E": "multiple", "F": "number"}


@st.composite
def rules(draw: st.DrawFn, leaves: list[dict[str, object]]) -> dict[str, object]:
    """A rule that looks at each item at most once, as the published ones do."""
    if len(leaves) == 1:
        return leaves[0]
    cut = draw(st.integers(1, len(leaves) - 1))
    parts = [draw(rules(leaves[:cut])), draw(rules(leaves[cut:]))]
    join = draw(st.sampled_from(["all", "any", "k_of"]))
    return {"k_of": draw(st.integers(1, 2)), "of": parts} if join == "k_of" else {join: parts}


@given(rule=st.permutations(LEAVES).flatmap(lambda order: rules(list(order))), wanted=st.booleans(), seed=st.text())
def test_answers_can_be_found_for_and_against_every_rule(rule: dict[str, object], wanted: bool, seed: str) -> None:
    asks_who = frozenset({"A", "F"})
    means = Means(
        draws=Draws(seed),
        kinds=KINDS,
        options={"E": ("x", "y", "none")},
        asks_who=asks_who,
        other_hands=DoneBy.PARENT,
        seldom=0.5,
    )
    parsed = parse_rule(rule)
    answers = {"H": Answer(State.ANSWERED, 1000.0)}
    settle(parsed, wanted, means, answers)
    truth = evaluate(parsed, answers, credited=frozenset({DoneBy.OWN_STAFF}), asks_who=asks_who)
    assert truth is (Truth.TRUE if wanted else Truth.FALSE)
