"""The order of policies is the paper's: training before credit and zones, competition and roads always."""

import pandas as pd
import pytest

from analysis.development.brief_parts import brief_parts
from analysis.development.names import INTERVENTIONS, PHASES, UNDETERMINED
from analysis.development.phases import Assessment
from analysis.development.sequencing import advise, first_years, review, rules, verdict
from analysis.development.specification import Specification
from analysis.specifications import SpecificationError

MONEY = ("industrial_zone", "credit", "development_bank")


def here(phase: str, year: int = 2000) -> Assessment:
    return Assessment("Bingo", year, phase, 1.0, 1.0, (), (), (), "Seen.")


def record(*rows: tuple[str, int]) -> pd.DataFrame:
    told = pd.DataFrame(rows, columns=["type", "start"])
    return told.assign(cluster="Bingo", source="Town archive")


def verdicts(phase: str, interventions: pd.DataFrame | None, needs_training: bool = True) -> dict[str, str]:
    return {each.intervention: each.verdict for each in advise(here(phase), interventions, needs_training)}


def test_every_intervention_has_a_rule_with_a_reason_in_every_phase() -> None:
    assert set(rules()) == {(kind, phase) for kind in INTERVENTIONS for phase in PHASES}
    for rule in rules().values():
        assert rule.verdict in {"now", "too early", "late"} and rule.basis in {"paper", "reading"}
        assert rule.reason.endswith(".") and rule.section


@pytest.mark.parametrize("phase", PHASES)
def test_competition_infrastructure_and_training_are_in_order_in_every_phase(phase: str) -> None:
    told = verdicts(phase, None)
    always = ("competition_policy", "infrastructure", "management_training", "technical_training")
    assert {told[kind] for kind in always} == {"now"}


@pytest.mark.parametrize("phase", [*PHASES, UNDETERMINED])
def test_credit_and_zones_never_come_before_management_training(phase: str) -> None:
    nothing, late = record(("marketplace", 1990)), record(("management_training", 2001))
    for interventions in (nothing, late):
        told = verdicts(phase, interventions)
        assert all(told[kind] != "now" for kind in MONEY)


def test_credit_and_zones_are_in_order_once_firms_improve_and_were_trained() -> None:
    trained = record(("management_training", 2000))
    assert {verdicts("quality_improvement", trained)[kind] for kind in MONEY} == {"now"}
    for phase in ("initiation", "quantity_expansion", "survival"):
        assert {verdicts(phase, trained)[kind] for kind in MONEY} == {"too early"}


def test_without_a_record_nobody_claims_that_training_has_or_has_not_begun() -> None:
    assert {verdicts("quality_improvement", None)[kind] for kind in MONEY} == {"undetermined"}
    assert {verdicts("quality_improvement", None, needs_training=False)[kind] for kind in MONEY} == {"now"}


def test_marketplaces_belong_into_quantity_expansion() -> None:
    told = [verdict("marketplace", phase, None)[0] for phase in PHASES]
    assert told == ["too early", "now", "late", "late"]


def test_an_undetermined_phase_leaves_only_what_is_always_in_order() -> None:
    told = verdicts(UNDETERMINED, None)
    now = {kind for kind, each in told.items() if each == "now"}
    assert now == {"competition_policy", "infrastructure", "management_training", "technical_training"}
    assert {each for kind, each in told.items() if kind not in now} == {"undetermined"}


def test_what_was_begun_is_held_against_the_phase_of_its_year() -> None:
    phases = (here("quantity_expansion", 1990), here("quality_improvement", 2000))
    told = record(("credit", 1990), ("credit", 2000), ("management_training", 1995), ("marketplace", 2000))
    found = {(each.intervention, each.start): each.verdict for each in review(told, phases)}
    assert found == {
        ("credit", 1990): "too early",
        ("credit", 2000): "now",
        ("management_training", 1995): "now",
        ("marketplace", 2000): "late",
    }
    assert first_years(told, "Bingo") == {"credit": 1990, "management_training": 1995, "marketplace": 2000}


def series() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cluster": "Bingo",
            "year": [1998, 1999, 2000, 2001, 2002],
            "n_firms": [200, 180, 160, 140, 120],
            "profit_per_firm": [10.0, 12, 14, 16, 18],
            "employment": [2000, 2200, 2400, 2700, 3000],
            "output": [1.0, 1.2, 1.4, 1.7, 2.0],
        }
    )


def test_the_brief_of_a_cluster_says_phase_order_and_sources() -> None:
    parts = brief_parts("Bingo", Specification(), series(), interventions=record(("management_training", 1999)))
    assert (parts.phase_code, parts.year) == ("quality_improvement", 2001)
    assert {"Credit", "Management training"} <= {each.intervention for each in parts.now}
    assert [each.intervention for each in parts.late] == ["Marketplace and cluster promotion"]
    assert "5703" in parts.sources[0] and parts.sources[1] == "Town archive"
    everything = (*parts.now, *parts.too_early, *parts.late, *parts.undetermined)
    assert len(everything) == len(INTERVENTIONS)
    assert {each.intervention: each.begun for each in everything}["Management training"] == 1999


def test_the_brief_keeps_what_the_rule_says_beside_the_expert() -> None:
    told = pd.DataFrame({"cluster": ["Bingo"], "year": [2001], "phase": ["survival"], "reason": ["One buyer left."]})
    parts = brief_parts("Bingo", Specification(), series(), overrides=told)
    assert parts.phase == "Survival"
    assert parts.sure == "Set by an expert: One buyer left. The rule says quality improvement."


def test_a_brief_needs_the_series_of_its_cluster() -> None:
    with pytest.raises(SpecificationError, match="no cluster 'Sakaki'"):
        brief_parts("Sakaki", Specification(), series())
