"""Rules, their traces and their gaps in words: which answers hold a rung, and what would have to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.answers import Answer, DoneBy, State
from scoring.gaps import NOTHING_CAN, YES, Gap, NeededAnswer, NeededGroup
from scoring.rules import AllRule, AnyRule, ItemRule, KOfRule, Op, RatioRule, Reason, Rule, RuleTrace
from scoring.rungs import STATE_OF
from surveys.answer_fields import DONE_BY_LABELS
from surveys.catalogue import Catalogue, ItemEntry
from surveys.models import ItemKind
from surveys.overview import ReadAnswer, read_answer
from surveys.typed_numbers import show_number
from surveys.wording import Wording

COMPARISONS = {
    Op.GE: gettext_lazy("at least %(value)s"),
    Op.GT: gettext_lazy("more than %(value)s"),
    Op.LE: gettext_lazy("at most %(value)s"),
    Op.LT: gettext_lazy("less than %(value)s"),
    Op.EQ: gettext_lazy("%(value)s"),
    Op.NE: gettext_lazy("anything but %(value)s"),
}
REMARKS = {
    Reason.NOT_CREDITED: gettext_lazy("Whoever did it is not counted by the rule set."),
    Reason.WHO_UNKNOWN: gettext_lazy("Nobody told who did it."),
    Reason.NO_DENOMINATOR: gettext_lazy("The second figure is zero, so there is no ratio."),
    Reason.NOT_COMPARABLE: gettext_lazy("The answer cannot be compared with what the rule asks."),
    Reason.FIXED: gettext_lazy("The rule set settles this whatever is answered."),
}


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule with what became of it. A branch has a title and parts, a leaf answers and what the rule demands."""

    state: str
    title: str
    parts: tuple["ReadRule", ...] = ()
    answers: tuple[ReadAnswer, ...] = ()
    demand: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReadNeed:
    """What would have to change. A group has a title and options, one answer the demand and who has to have done it."""

    title: str
    options: tuple["ReadNeed", ...] = ()
    answers: tuple[ReadAnswer, ...] = ()
    demand: str = ""
    remark: str = ""


class RuleReader:
    """Puts the rules of one interview into words: its questionnaire, its stored answers, the words of its cluster."""

    def __init__(self, catalogue: Catalogue, answers: Mapping[str, Mapping[str, Any]], wording: Wording) -> None:
        self.catalogue = catalogue
        self.answers = answers
        self.wording = wording

    def rule(self, trace: RuleTrace) -> ReadRule:
        """The traced rule in words."""
        state = str(STATE_OF[trace.truth])
        if isinstance(trace.rule, AllRule | AnyRule | KOfRule):
            return ReadRule(state, branch_title(trace.rule), tuple(self.rule(child) for child in trace.children))
        remark = str(REMARKS.get(trace.reason, "")) if trace.reason else ""
        return ReadRule(
            state,
            "",
            answers=self._answers(trace.items, trace.answers),
            demand=demand_of(trace.rule, self.catalogue, self.wording),
            remark=remark,
        )

    def need(self, gap: Gap) -> ReadNeed:
        """What would have to change, in words."""
        if isinstance(gap, NeededGroup):
            return ReadNeed(_group_title(gap), tuple(self.need(option) for option in gap.options))
        return ReadNeed(
            "",
            answers=self._answers(gap.items, gap.answers),
            demand=self._needed(gap),
            remark=_needed_remark(gap),
        )

    def _needed(self, gap: NeededAnswer) -> str:
        item = self.catalogue.items.get(gap.items[0]) if gap.items else None
        if gap.needed == NOTHING_CAN:
            return _("nothing: the rule set never grants it")
        if gap.needed == YES:
            return _positive(item)
        op, _space, value = gap.needed.partition(" ")
        if len(gap.items) > 1:
            return _ratio(Op(op), float(value))
        return str(COMPARISONS[Op(op)]) % {"value": _shown(value, item, self.wording)}

    def _answers(self, items: Sequence[str], given: Sequence[Answer]) -> tuple[ReadAnswer, ...]:
        return tuple(self._answer(code, answer) for code, answer in zip(items, given, strict=True))

    def _answer(self, code: str, given: Answer) -> ReadAnswer:
        item = self.catalogue.items.get(code)
        if item is None:
            missing = _("Not asked in this version of the questionnaire")
            return ReadAnswer(code, code, None, str(State.MISSING), missing, "", "", False, "", "", False)
        # A sector variant leaves items out, whatever is stored of them.
        not_asked = given.state is State.NOT_APPLICABLE
        return read_answer(item, {"state": given.state} if not_asked else self.answers.get(code, {}), self.wording)


def branch_title(rule: AllRule | AnyRule | KOfRule) -> str:
    """How many parts of a branch are asked for."""
    if isinstance(rule, AllRule):
        return _("All of these")
    if isinstance(rule, KOfRule) and rule.k > 1:
        return _("At least %(k)d of these %(n)d") % {"k": rule.k, "n": len(rule.parts)}
    return _("At least one of these")


def demand_of(rule: Rule, catalogue: Catalogue, wording: Wording) -> str:
    """What a leaf asks of its answers."""
    if isinstance(rule, RatioRule):
        return _ratio(rule.op, rule.value)
    if isinstance(rule, ItemRule):
        item = catalogue.items.get(rule.item)
        if rule.op is None or rule.value is None:
            return _positive(item)
        return str(COMPARISONS[rule.op]) % {"value": _shown(rule.value, item, wording)}
    return ""


def _ratio(op: Op, value: float) -> str:
    share = str(COMPARISONS[op]) % {"value": f"{show_number(100 * value)} %"}
    return _("the first divided by the second: %(share)s") % {"share": share}


def _positive(item: ItemEntry | None) -> str:
    if item is None or item.kind == ItemKind.YES_NO:
        return _("yes")
    if item.kind == ItemKind.MULTIPLE:
        return _("any choice but “none”")
    return _("more than 0")


def _shown(value: Any, item: ItemEntry | None, wording: Wording) -> str:
    if item is not None:
        labels = {option["code"]: option["label"] for option in item.options}
        if value in labels:
            return f"“{labels[value]}”"
    text = str(value) if isinstance(value, str) else show_number(value)
    unit = "%" if item is not None and item.kind == ItemKind.SHARE else wording.of(item.unit) if item else ""
    return f"{text} {unit}".strip()


def _group_title(gap: NeededGroup) -> str:
    if gap.all_needed:
        return _("All of these")
    return ngettext("One of these", "%(count)d of these", gap.take) % {"count": gap.take}


def _needed_remark(gap: NeededAnswer) -> str:
    """Who has to have done it, where that is asked, and what is in the way now."""
    parts = []
    if gap.needed_by:
        names = _(" or ").join(str(DONE_BY_LABELS[DoneBy(each)]) for each in gap.needed_by)
        parts.append(_("It counts when done by: %(names)s.") % {"names": names})
    if gap.reason in (Reason.NOT_CREDITED, Reason.WHO_UNKNOWN, Reason.NO_DENOMINATOR):
        parts.append(str(REMARKS[gap.reason]))
    return " ".join(parts)
