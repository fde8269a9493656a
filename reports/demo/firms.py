"""One reconstructed firm: levels in, a whole interview out. Pure; `loading` knocks at the doors of the other rooms."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass

from reports.demo.draws import Draws
from reports.demo.plan import ClusterPlan
from reports.demo.satisfying import Means, settle
from reports.demo.sheets import Sheet, firm_sheets
from scoring.answers import Answer, DoneBy, State
from scoring.ruleset import RuleSet
from scoring.rungs import RUNGS, Dimension

Answers = MutableMapping[str, Answer]
ASSESSED = {Dimension.HR: "ASSESS_HR", Dimension.PROCESS: "ASSESS_PROCESS", Dimension.PRODUCT: "ASSESS_PRODUCT"}
PREFIX = {"HR": Dimension.HR, "PT": Dimension.PROCESS, "PD": Dimension.PRODUCT}
HOW_MANY = {
    "HR2_REWARD_SH": "HR2_REWARD",
    "HR3_STAFF_N": "HR3_STAFF",
    "HR3_STAFF_TIME": "HR3_STAFF",
    "PT6_RDUNIT_FTE": "PT6_RDUNIT",
    "PD3_OEM_SH": "PD3_OEM",
    "PD5_DEV_N": "PD5_DEV",
    "PD5_ODM_SH": "PD5_ODM",
    "PD6_OBM_SH": "PD6_OBM",
}
REPEATED = {
    "HR3_PAYROLL": "PAYROLL_REF",
    "PT5_EXP": "PROCESS_EXP_REF",
    "PD6_RDEXP": "RD_REF",
    "PD6_SALES": "SALES_REF",
}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the reconstruction has to know of an item."""

    code: str
    kind: str
    rung: int | None
    options: tuple[str, ...]
    asks_who: bool


@dataclass(frozen=True, slots=True)
class FirmPlan:
    """A firm to be entered: code, name, the class of its owners, its answers."""

    code: str
    name: str
    ownership: str
    employees: int
    levels: Mapping[str, int]
    answers: Mapping[str, Answer]


def reconstruct(plan: ClusterPlan, ruleset: RuleSet, items: Sequence[ItemFacts]) -> list[FirmPlan]:
    """Return the firms of a cluster; scored by `ruleset` under rule R1 they give the printed Table 5."""
    draws = Draws(plan.slug)
    ranks = draws.shuffled("ranks", list(range(1, plan.firms + 1)))
    owners = _owners(plan, ranks, draws)
    sheets = firm_sheets(plan, ranks, draws)
    return [
        _firm(plan, ruleset, items, place, ranks[place], owners[place], sheets[place]) for place in range(plan.firms)
    ]


def _owners(plan: ClusterPlan, ranks: Sequence[int], draws: Draws) -> list[str]:
    """Foreign owners sit more often, not always, in the advanced firms; the unknown ones anywhere."""
    places = draws.shuffled("owners", list(range(plan.firms)))
    unknown, known = places[: plan.ownership_unknown], places[plan.ownership_unknown :]
    known.sort(key=lambda place: ranks[place] + draws.between(f"owner:{place}", 0, plan.firms * 0.6))
    foreign = set(known[: plan.foreign])
    return [
        "unknown" if place in unknown else "foreign" if place in foreign else "national" for place in range(plan.firms)
    ]


def _firm(
    plan: ClusterPlan,
    ruleset: RuleSet,
    items: Sequence[ItemFacts],
    place: int,
    rank: int,
    owner: str,
    sheet: Sheet,
) -> FirmPlan:
    draws = Draws(f"{plan.slug}:{place}")
    levels = plan.levels(rank)
    variant = plan.about["sector_variant"]
    answers = _known_beforehand(sheet, owner, levels, ruleset, variant, draws)
    means = _means(plan, ruleset, items, owner, sheet, draws)
    for dimension, rules in ruleset.rules_for(variant).items():
        for rung in RUNGS:
            settle(rules[rung], rung <= levels[dimension], means, answers)
        answers[ASSESSED[dimension]] = _given(float(levels[dimension]))
    answers["TRAINING_REF"] = answers["HR3_TRAINEXP"] = answers.get("HR3_TRAINEXP", answers["TRAINING_REF"])
    _fill(answers, plan, items, levels, draws)
    return FirmPlan(
        code=f"{plan.slug[:2].upper()}{place + 1:03d}",
        name=f"{plan.about['name']} firm {place + 1} (reconstructed)",
        ownership=owner,
        employees=int(sheet["EMP_TOTAL_REF"]),
        levels=levels,
        answers=answers,
    )


def _known_beforehand(
    sheet: Sheet, owner: str, levels: Mapping[str, int], ruleset: RuleSet, variant: str, draws: Draws
) -> dict[str, Answer]:
    """What the firm sheet, the owners and the sector settle before any rule is looked at."""
    answers = {code: _given(float(value)) for code, value in sheet.items()}
    answers |= {code: answers[twin] for code, twin in REPEATED.items()}
    answers |= _equity(owner, draws)
    if levels["product"] < 6:
        answers["PD6_NOVEL"] = _given(False)
    return answers | dict.fromkeys(ruleset.not_applicable(variant), Answer(State.NOT_APPLICABLE))


def _means(
    plan: ClusterPlan, ruleset: RuleSet, items: Sequence[ItemFacts], owner: str, sheet: Sheet, draws: Draws
) -> Means:
    return Means(
        draws=draws,
        kinds={item.code: item.kind for item in items},
        options={item.code: plan.choices.get(item.code, item.options) for item in items},
        asks_who=ruleset.asks_who,
        other_hands=DoneBy.PARENT if owner == "foreign" else plan.other_hands,
        limits=dict.fromkeys(("HR4_ENG_ADAPT", "HR5_ENG_DEV", "HR6_RSE_FULL"), sheet["EMP_PROFESSIONALS_REF"]),
        seldom=plan.work_by_others,
        own_only=frozenset({"HR6_RSE_FULL"}),
    )


def _given(value: bool | float | str | tuple[str, ...], done_by: DoneBy | None = None) -> Answer:
    return Answer(State.ANSWERED, value, done_by)


def _equity(owner: str, draws: Draws) -> dict[str, Answer]:
    if owner == "unknown":
        unknown = Answer(State.DONT_KNOW)
        return {"FOREIGN_EQUITY": unknown, "NATIONAL_EQUITY": unknown, "STATE_EQUITY": unknown}
    whole = draws.chance("whole owner", 0.6)
    if owner == "foreign":
        foreign = 100.0 if whole else float(draws.whole("equity", 50, 95))
    else:
        foreign = 0.0 if whole else float(draws.whole("equity", 0, 49))
    return {
        "FOREIGN_EQUITY": _given(foreign),
        "NATIONAL_EQUITY": _given(100.0 - foreign),
        "STATE_EQUITY": _given(0.0),
    }


def _fill(
    answers: Answers, plan: ClusterPlan, items: Sequence[ItemFacts], levels: Mapping[str, int], draws: Draws
) -> None:
    """Answer what no rule asked for, in keeping with the firm's levels; of what nobody can rebuild nothing is known."""
    answers["CHAIN_POSITION"] = _given(draws.one_of("position", plan.choices["CHAIN_POSITION"]))
    answers["INTERVIEW_MODE"] = _given("face_to_face")
    answers["INTERVIEW_MINUTES"] = _given(float(draws.whole("minutes", 55, 130)))
    answers["PRODUCTS"] = _given(str(plan.about["product"]))
    answers["YEAR_STARTED"] = _given(float(draws.whole("started", int(plan.about["started_year"]), 1999)))
    answers["WAGE_SOCIAL"] = _given(False)
    for item in items:
        if item.code in answers:
            continue
        if item.kind in ("text", "money", "level", "year"):
            answers[item.code] = Answer(State.DONT_KNOW)
            continue
        level = levels[PREFIX[item.code[:2]]] if item.code[:2] in PREFIX else 3
        value = _ordinary(item, plan.choices.get(item.code, item.options), level, draws)
        if item.code in HOW_MANY:
            value = _how_much(item, draws) if answers[HOW_MANY[item.code]].value is True else 0.0
        answers[item.code] = _given(value, DoneBy.OWN_STAFF if item.asks_who and value else None)
    if answers["PD6_NOVEL"].value is True:
        answers["PD6_RDSTAFF"] = _given(float(draws.whole("research staff", 3, 8)))
    answers["HR6_RSE_DEG"] = _given(float(str(answers["HR6_RSE_FULL"].value)) // 2)


def _how_much(item: ItemFacts, draws: Draws) -> float:
    return float(draws.whole(item.code, 10, 60) if item.kind == "share" else draws.whole(item.code, 1, 4))


def _ordinary(
    item: ItemFacts, options: Sequence[str], level: int, draws: Draws
) -> bool | float | str | tuple[str, ...]:
    """An answer such as a firm of this level gives: more of it the higher the firm stands."""
    likely = level >= item.rung and draws.chance(item.code, 0.35 + 0.1 * level) if item.rung else True
    match item.kind:
        case "yes_no":
            return likely
        case "share" | "count" | "number":
            return _how_much(item, draws) if likely else 0.0
        case "single":
            return draws.one_of(item.code, options)
        case _:
            chosen = [code for code in options if code != "none" and draws.chance(f"{item.code}:{code}", 0.4)]
            return tuple(chosen) if likely and chosen else ("none",)
