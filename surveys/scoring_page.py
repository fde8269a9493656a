"""Double scoring ready to be read: the draw of a cluster with its firms, a person's second scorings, differences."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, clusters_for, may
from clusters.models import Cluster, Firm, Membership, Role
from surveys.catalogue import ItemEntry, spoken_catalogue
from surveys.forms.answers import AnswerForm
from surveys.models import DoubleScoring, Interview, ScoringDraw, Settlement
from surveys.overview import ReadAnswer, read_answer
from surveys.settling import answers_that_differ
from surveys.wording import Wording, wording_of


@dataclass(frozen=True, slots=True)
class DrawnFirm:
    """One firm of a draw: its first interview, and the pair once a second scorer is known."""

    firm: Firm
    first: Interview | None
    pair: DoubleScoring | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that two scorers answered differently, with both answers in words, what was settled last, and
    the form of a third answer."""

    code: str
    question: str
    first: ReadAnswer
    second: ReadAnswer
    settled: Settlement | None
    third: ReadAnswer | None
    form: AnswerForm


def latest_draw(cluster: Cluster) -> ScoringDraw | None:
    return cluster.scoring_draws.select_related("by").order_by("pk").last()


def drawn_firms(cluster: Cluster, draw: ScoringDraw) -> list[DrawnFirm]:
    """The firms of a draw in its order; three queries."""
    firms = {firm.code: firm for firm in Firm.objects.filter(cluster=cluster, code__in=draw.drawn)}
    interviews = Interview.objects.filter(firm__in=firms.values(), is_second_scoring=False)
    first = {each.firm_id: each for each in interviews.select_related("author").defer("answers")}
    pairs = DoubleScoring.objects.filter(firm__in=firms.values()).select_related("scorer", "second")
    of_firm = {pair.firm_id: pair for pair in pairs.defer("first_answers", "second_answers", "second__answers")}
    found = [firms[code] for code in draw.drawn if code in firms]
    return [DrawnFirm(firm, first.get(firm.pk), of_firm.get(firm.pk)) for firm in found]


def possible_scorers(cluster: Cluster) -> QuerySet[User]:
    """People who are consultants of the cluster and nothing else there."""
    here = Membership.objects.filter(Q(cluster=cluster) | Q(cluster__isnull=True, study=cluster.study))
    others = here.exclude(role=Role.CONSULTANT).exclude(role=Role.READER)
    consultants = User.objects.filter(memberships__in=here.filter(role=Role.CONSULTANT), is_superuser=False)
    return consultants.exclude(memberships__in=others).distinct().order_by("full_name", "username")


def second_scorings_of(user: User) -> QuerySet[DoubleScoring]:
    """The firms that the person scores a second time, those not handed over first."""
    pairs = DoubleScoring.objects.filter(scorer=user, second__firm__cluster__in=clusters_for(user, Right.ENTER))
    return pairs.select_related("firm__cluster__study", "second").order_by("revealed_at", "firm__cluster", "firm__code")


def pair_for(user: User, pair_id: int) -> DoubleScoring:
    """The pair, for its two scorers once both are handed over and for reviewers, or a refusal."""
    pairs = DoubleScoring.objects.select_related("firm__cluster__study", "first__author", "second", "scorer")
    pair = pairs.filter(pk=pair_id, firm__cluster__in=clusters_for(user)).first()
    if pair is None:
        raise Http404(_("There is no such double scoring among yours."))
    is_scorer = user.pk in (pair.scorer_id, pair.first.author_id)
    if not is_scorer and not may(user, Right.REVIEW, pair.firm.cluster):
        raise PermissionDenied(_("Your role in this cluster does not allow this."))
    if pair.revealed_at is None:
        raise PermissionDenied(_("Differences are shown once both interviews are handed over."))
    return pair


def differences_of(pair: DoubleScoring, sent: AnswerForm | None = None) -> list[Difference]:
    """What the two answered differently, in the order in which it is asked; `sent` keeps a third answer refused."""
    wording = wording_of(pair.firm.cluster)
    settled = {row.item: row for row in pair.settlements.select_related("by").order_by("pk")}
    entries = answers_that_differ(pair)
    return [
        Difference(
            code=code,
            question=wording.of(item.text),
            first=read_answer(item, entries[code][0], wording),
            second=read_answer(item, entries[code][1], wording),
            settled=settled.get(code),
            third=_third(item, settled.get(code), wording),
            form=sent if sent and sent.item.code == code else AnswerForm(item, wording, {}),
        )
        for code, item in spoken_catalogue(pair.first.questionnaire).items.items()
        if code in entries
    ]


def third_answer(pair: DoubleScoring, code: str, reason: str, sent: Mapping[str, str]) -> AnswerForm | None:
    """A third answer as it was sent; the reason that was given is its note. None where there is no such question."""
    item = spoken_catalogue(pair.first.questionnaire).items.get(code)
    if item is None:
        return None
    return AnswerForm(item, wording_of(pair.firm.cluster), {}, _with_note(sent, f"{code}-note", reason))


def _with_note(sent: Mapping[str, str], name: str, note: str) -> Mapping[str, str]:
    told = sent.copy() if isinstance(sent, QueryDict) else dict(sent)
    told[name] = note
    return told


def _third(item: ItemEntry, settled: Settlement | None, wording: Wording) -> ReadAnswer | None:
    return read_answer(item, settled.answer, wording) if settled and settled.answer else None
