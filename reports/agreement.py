"""How far two scorers agree: the blind answers of pairs, scored by the choices of a study or of a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Cluster
from reports.assessment_page import bounds_in_words
from reports.errors import InputsMovedError
from reports.fingerprints import answers_hash
from reports.firm_scores import LevelChoices, score_answers
from reports.score_inputs import items_not_asked
from scoring.answers import State
from scoring.double_scoring import (
    ItemAgreement,
    LevelAgreement,
    Scale,
    category_agreement,
    level_agreement,
    number_agreement,
)
from scoring.ruleset import RuleSet, parse_ruleset
from scoring.rungs import Dimension
from surveys.catalogue import ItemEntry, spoken_catalogue
from surveys.folding import UNTOUCHED, says_the_same
from surveys.models import DoubleScoring, ItemKind, Part, Questionnaire
from surveys.study_setup import setup_of
from surveys.wording import wording_of

NUMBERS = (ItemKind.SHARE, ItemKind.COUNT, ItemKind.NUMBER, ItemKind.MONEY, ItemKind.YEAR)
LEVELS = tuple(range(7))


@dataclass(frozen=True, slots=True)
class Pair:
    """One firm scored twice: who said what, blind."""

    firm: str
    cluster: Cluster
    questionnaire_id: int
    first_by: str
    second_by: str
    first: dict[str, Any]
    second: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DimensionLine:
    code: str
    label: str
    found: LevelAgreement


@dataclass(frozen=True, slots=True)
class ItemLine:
    code: str
    question: str
    part: str
    found: ItemAgreement


@dataclass(frozen=True, slots=True)
class PairLine:
    """Agreement of two people on all levels of the firms they both scored."""

    people: str
    firms: int
    found: LevelAgreement


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of a study or run: by dimension, by item with the worst first, by pair of people."""

    firms: int
    dimensions: tuple[DimensionLine, ...]
    items: tuple[ItemLine, ...]
    people: tuple[PairLine, ...]


def pairs_in(clusters: Iterable[Cluster]) -> list[Pair]:
    """The pairs of these clusters that both scorers have handed over, by cluster and firm."""
    rows = DoubleScoring.objects.filter(firm__cluster__in=clusters, revealed_at__isnull=False)
    wanted = rows.select_related("firm__cluster__study", "first__author", "scorer").defer("first__answers")
    return [_pair(row) for row in wanted.order_by("firm__cluster__position", "firm__cluster__name", "firm__code")]


@dataclass(frozen=True, slots=True)
class BothLevels:
    """What the blind answers of both scorers give in one dimension, as 3, or 2–4 where it is not settled."""

    label: str
    first: str
    second: str

    @property
    def differ(self) -> bool:
        return self.first != self.second


def levels_of_pair(row: DoubleScoring) -> list[BothLevels]:
    """The levels that both scorers' blind answers give under the study's present choices."""
    cluster = row.firm.cluster
    setup = setup_of(cluster.study)
    not_asked = items_not_asked([row.first.questionnaire_id], cluster.sector_variant)[row.first.questionnaire_id]
    scored = score_answers(
        [row.first_answers or {}, row.second_answers or {}],
        [not_asked] * 2,
        parse_ruleset(setup.rule_set.content),
        setup,
        cluster.sector_variant,
    )
    return [
        BothLevels(
            str(Part(each).label),
            *(
                bounds_in_words(int(scored.computed[each].low[side]), int(scored.computed[each].high[side]))
                for side in (0, 1)
            ),
        )
        for each in Dimension
    ]


def frozen_pairs(cluster: Cluster) -> list[dict[str, str]]:
    """The pairs of a cluster as a run freezes them: firm, who scored it, and the hashes of both blind answers."""
    return [
        {
            "firm": pair.firm,
            "first_by": pair.first_by,
            "second_by": pair.second_by,
            "first": answers_hash(pair.first),
            "second": answers_hash(pair.second),
        }
        for pair in pairs_in([cluster])
    ]


def pairs_of_run(cluster: Cluster, frozen: Sequence[dict[str, str]]) -> list[Pair]:
    """The pairs that a run froze; raises InputsMovedError when blind answers are not what their hashes say."""
    if not frozen:
        return []
    present = {pair.firm: pair for pair in pairs_in([cluster])}
    found = []
    for told in frozen:
        pair = present.get(told["firm"])
        if pair is None or (answers_hash(pair.first), answers_hash(pair.second)) != (told["first"], told["second"]):
            raise InputsMovedError(
                f"Firm {told['firm']}: its blind answers are not those this run froze. They were changed outside the "
                "application; open a new run."
            )
        names = (told["first_by"], told["second_by"])
        found.append(Pair(pair.firm, cluster, pair.questionnaire_id, *names, pair.first, pair.second))
    return found


def agreement_of(pairs: Sequence[Pair], rule_set: RuleSet, choices: LevelChoices) -> Agreement:
    """Return how far the scorers of these firms agree, their levels computed by this rule set and these choices."""
    levels = _levels(pairs, rule_set, choices)
    return Agreement(
        firms=len(pairs),
        dimensions=tuple(
            DimensionLine(
                str(each),
                str(Part(each).label),
                level_agreement([one for one, _ in levels[each]], [other for _, other in levels[each]]),
            )
            for each in Dimension
        ),
        items=tuple(sorted(_items(pairs), key=_how_bad)),
        people=tuple(_people(pairs, levels)),
    )


def _pair(row: DoubleScoring) -> Pair:
    return Pair(
        firm=row.firm.code,
        cluster=row.firm.cluster,
        questionnaire_id=row.first.questionnaire_id,
        first_by=str(row.first.author) if row.first.author else _("Unknown"),
        second_by=str(row.scorer),
        first=row.first_answers or {},
        second=row.second_answers or {},
    )


Levels = dict[Dimension, list[tuple[int | None, int | None]]]


def _levels(pairs: Sequence[Pair], rule_set: RuleSet, choices: LevelChoices) -> Levels:
    """By dimension, both levels of each pair in order; None where one is not settled."""
    found: Levels = {each: [(None, None)] * len(pairs) for each in Dimension}
    for variant in {pair.cluster.sector_variant for pair in pairs}:
        rows = [place for place, pair in enumerate(pairs) if pair.cluster.sector_variant == variant]
        first = _settled([pairs[row] for row in rows], "first", rule_set, choices, variant)
        second = _settled([pairs[row] for row in rows], "second", rule_set, choices, variant)
        for each in Dimension:
            for place, row in enumerate(rows):
                found[each][row] = (first[each][place], second[each][place])
    return found


def _settled(
    pairs: Sequence[Pair], side: str, rule_set: RuleSet, choices: LevelChoices, variant: str
) -> dict[Dimension, list[int | None]]:
    not_asked = items_not_asked({pair.questionnaire_id for pair in pairs}, variant)
    answers = [getattr(pair, side) for pair in pairs]
    scored = score_answers(answers, [not_asked[pair.questionnaire_id] for pair in pairs], rule_set, choices, variant)
    return {
        each: [
            int(low) if low == high else None
            for low, high in zip(scored.computed[each].low.tolist(), scored.computed[each].high.tolist(), strict=True)
        ]
        for each in Dimension
    }


def _items(pairs: Sequence[Pair]) -> Iterable[ItemLine]:
    asked: dict[str, tuple[ItemEntry, str]] = {}
    used = Questionnaire.objects.filter(pk__in={pair.questionnaire_id for pair in pairs})
    for questionnaire in used.order_by("-version", "code"):
        for section in spoken_catalogue(questionnaire).sections:
            for item in section.items:
                asked.setdefault(item.code, (item, str(Part(section.part).label)))
    for code, (item, part) in asked.items():
        told = [
            (pair.first.get(code, UNTOUCHED), pair.second.get(code, UNTOUCHED))
            for pair in pairs
            if item.applies_to(pair.cluster.sector_variant)
        ]
        told = [each for each in told if State.MISSING not in (each[0]["state"], each[1]["state"])]
        if told and item.kind != ItemKind.TEXT:
            yield ItemLine(code, wording_of(pairs[0].cluster).of(item.text), part, _item_agreement(item, told))


def _item_agreement(item: ItemEntry, told: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> ItemAgreement:
    both = [each for each in told if each[0]["state"] == each[1]["state"] == State.ANSWERED]
    if item.kind in NUMBERS:
        found = number_agreement([float(one["value"]) for one, _ in both], [float(other["value"]) for _, other in both])
    elif item.kind == ItemKind.LEVEL:
        values = [(int(one["value"]), int(other["value"])) for one, other in both]
        found = category_agreement(
            [one for one, _ in values], [other for _, other in values], scale=Scale.ORDINAL, categories=LEVELS
        )
    else:
        found = category_agreement([_category(one) for one, _ in told], [_category(other) for _, other in told])
    same = sum(says_the_same(one, other) for one, other in told)
    return ItemAgreement(len(told), same, found.compared, found.scale, found.coefficient)


def _category(entry: dict[str, Any]) -> str:
    if entry["state"] != State.ANSWERED:
        return f"({entry['state']})"
    value = entry["value"]
    return ";".join(sorted(value)) if isinstance(value, list) else str(value)


def _people(pairs: Sequence[Pair], levels: Levels) -> Iterable[PairLine]:
    rows_of: dict[tuple[str, str], list[int]] = {}
    for row, pair in enumerate(pairs):
        one, other = sorted((pair.first_by, pair.second_by))
        rows_of.setdefault((one, other), []).append(row)
    for (one, other), rows in sorted(rows_of.items()):
        told = [levels[each][row] for each in Dimension for row in rows]
        firms = [row for _each in Dimension for row in rows]
        found = level_agreement([a for a, _ in told], [b for _, b in told], firms=firms)
        yield PairLine(f"{one} – {other}", len(rows), found)


def _how_bad(line: ItemLine) -> tuple[float, float, str]:
    share = line.found.same_pct
    value = line.found.coefficient.value
    return (share if share is not None else 101.0, value if value is not None else 2.0, line.code)
