"""Tables of phases, their history and the advice that follows, and the sentences that sum them up."""

from collections.abc import Iterable, Mapping

from analysis.development.names import INTERVENTION_TITLES, PHASE_TITLES, UNDETERMINED
from analysis.development.phases import Assessment, Spell
from analysis.development.sequencing import Advice, Review
from analysis.results import ResultColumn, ResultTable

_TEXT = (("cluster", "Cluster"), ("phase", "Phase"))


def _texts(*told: tuple[str, str]) -> tuple[ResultColumn, ...]:
    return tuple(ResultColumn(key, title, "text") for key, title in told)


def phase_table(assessments: Iterable[Assessment]) -> ResultTable:
    """One row a cluster and year: the rule's phase, the expert's, how sure, and what spoke for and against."""
    return ResultTable(
        code="phases",
        title="Phase of each cluster in each year",
        columns=(
            ResultColumn("cluster", "Cluster", "text"),
            ResultColumn("year", "Year", "year", decimals=0),
            *_texts(("phase", "Phase"), ("rule", "By the rule"), ("expert", "By an expert")),
            ResultColumn("known", "Signals known", "share"),
            ResultColumn("agreeing", "Of these speaking for it", "share"),
            *_texts(
                ("for", "Seen for it"), ("against", "Seen against it"), ("missing", "Not known"), ("reason", "Reason")
            ),
        ),
        rows=tuple(
            (
                each.cluster, each.year, PHASE_TITLES[each.phase], PHASE_TITLES[each.rule],
                PHASE_TITLES[each.expert] if each.expert else None, each.known, each.agreeing,
                "; ".join(each.speaking_for), "; ".join(each.against), "; ".join(each.missing),
                each.expert_reason or each.reason,
            )
            for each in assessments
        ),
        notes=(
            "The rule and every threshold are ours; the paper describes the phases in words.",
            "For an undetermined year the share known is that of the signals which the phases still possible need.",
        ),
    )  # fmt: skip


def history_table(spells: Iterable[Spell]) -> ResultTable:
    """One row for each run of years in one phase."""
    return ResultTable(
        code="history",
        title="History of phases",
        columns=(
            *_texts(*_TEXT),
            ResultColumn("first", "From", "year", decimals=0),
            ResultColumn("last", "To", "year", decimals=0),
            ResultColumn("years", "Years", "count", decimals=0),
        ),
        rows=tuple(
            (each.cluster, PHASE_TITLES[each.phase], each.first, each.last, each.last - each.first + 1)
            for each in spells
        ),
    )


def advice_table(advice: Iterable[Advice]) -> ResultTable:
    """One row a cluster and intervention: now, too early, late or undetermined, with the reason and where it stands."""
    return ResultTable(
        code="advice",
        title="Which intervention is in order now",
        columns=(
            *_texts(*_TEXT),
            ResultColumn("year", "As of", "year", decimals=0),
            *_texts(("intervention", "Intervention"), ("verdict", "Verdict"), ("reason", "Reason"), ("basis", "Basis")),
            ResultColumn("begun", "On record since", "year", decimals=0),
        ),
        rows=tuple(
            (
                each.cluster, PHASE_TITLES[each.phase], each.year, INTERVENTION_TITLES[each.intervention],
                each.verdict, each.reason, each.basis, each.begun,
            )
            for each in advice
        ),
        notes=(
            "The advice orders what is tried; it says nothing of whether a programme is well made or worth its cost.",
            "“Our reading” marks what the paper does not say of this intervention in this phase.",
        ),
    )  # fmt: skip


def review_table(reviews: Iterable[Review]) -> ResultTable:
    """One row for each intervention on record: whether it began in its time."""
    return ResultTable(
        code="interventions",
        title="Interventions on record, and whether they began in their time",
        columns=(
            *_texts(("cluster", "Cluster"), ("intervention", "Intervention")),
            ResultColumn("start", "Begun", "year", decimals=0),
            *_texts(("phase", "Phase in that year"), ("verdict", "Verdict"), ("reason", "Reason")),
        ),
        rows=tuple(
            (
                each.cluster, INTERVENTION_TITLES[each.intervention], each.start, PHASE_TITLES[each.phase],
                each.verdict, each.reason,
            )
            for each in reviews
        ),
    )  # fmt: skip


MOST_UNDETERMINED = 3
"""More clusters than this whose phase is undetermined are told in one sentence."""


def phase_sentences(now: Mapping[str, Assessment], advice: Mapping[str, Iterable[Advice]]) -> list[str]:
    """A sentence for each cluster, those with a phase first; many undetermined ones share one."""
    open_ones = [cluster for cluster, each in now.items() if each.phase == UNDETERMINED]
    settled = [phase_sentence(each, advice[name]) for name, each in now.items() if each.phase != UNDETERMINED]
    if len(open_ones) <= MOST_UNDETERMINED:
        return settled + [phase_sentence(now[name], advice[name]) for name in open_ones]
    first = ", ".join(open_ones[:MOST_UNDETERMINED])
    return [
        *settled,
        f"{len(open_ones)} of {len(now)} clusters are undetermined ({first} …): their series know too little of firms, "
        "profit, workers and output. The table of phases says what is missing in each.",
    ]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def phase_sentence(each: Assessment, advice: Iterable[Advice]) -> str:
    """One sentence on a cluster: its phase, how sure it is, and what is in order now."""
    now = [INTERVENTION_TITLES[one.intervention].lower() for one in advice if one.verdict == "now"]
    head = f"{each.cluster}, {each.year}: {PHASE_TITLES[each.phase].lower()}"
    if each.expert:
        sure = f"set by an expert (the rule says {PHASE_TITLES[each.rule].lower()})"
    elif each.phase == UNDETERMINED or each.agreeing is None:
        sure = _lowered(each.reason.rstrip("."))
    else:
        sure = f"{each.known:.0%} of the signals are known and {each.agreeing:.0%} of these agree"
    return f"{head}; {sure}. In order now: {', '.join(now)}."
