"""The choices of a run in words, as pages tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import Job, JobKind, JobState, Run
from reports.specification import Specification
from scoring.disclosure import DisclosureRules, Dominance
from surveys.models import StudySetup

DIMENSION_HEADS = {"hr": "HR", "process": "PT", "product": "RD"}
GROWTH_LABELS = dict(StudySetup.GrowthChoice.choices)
YES_NO = {True: gettext_lazy("Yes"), False: gettext_lazy("No")}


@dataclass(frozen=True, slots=True)
class Fact:
    term: str
    text: str


def choices_in_words(specification: Specification) -> list[Fact]:
    """Every choice of a run, in the order in which the setup asks for it."""
    return [
        Fact(_("Rule set"), str(specification.rule_set)),
        Fact(_("Questionnaire"), ", ".join(str(each) for each in specification.questionnaires)),
        Fact(_("Level rule"), _label(StudySetup.LevelRuleChoice, specification.level_rule)),
        Fact(_("Every operating firm at level 1 at least"), str(YES_NO[specification.floor_level_1])),
        Fact(_("Firms with unknown rungs"), _label(StudySetup.PointPolicyChoice, specification.point_policy)),
        Fact(_("Assessed levels in place of computed ones"), str(YES_NO[specification.use_assessed])),
        Fact(
            _("Foreign from"),
            _("%(share)s per cent of equity") % {"share": number_format(f"{specification.foreign_threshold:g}")},
        ),
        Fact(_("Growth rate"), _label(StudySetup.GrowthChoice, specification.growth)),
        Fact(_("Growth over"), _label(StudySetup.GrowthBasisChoice, specification.growth_basis)),
        Fact(_("Skill intensity"), _label(StudySetup.SkillBasisChoice, specification.skill_basis)),
        Fact(_("Technical staff in the wide definition"), str(YES_NO[specification.technical_in_wide])),
        Fact(_("Weights beside the counts"), str(YES_NO[specification.weighted])),
        Fact(_("Hidden in public"), hiding_in_words(specification.disclosure)),
        Fact(_("Years"), f"{specification.base_year}–{specification.reference_year}"),
        Fact(_("Version of Sextant"), specification.software),
    ]


def hiding_in_words(rules: DisclosureRules) -> str:
    """The smallest cell and the rule for money, with its figures."""
    told = {"fewest": rules.fewest, "p": rules.p_pct, "k1": rules.k1_pct, "k2": rules.k2_pct}
    if rules.dominance == Dominance.N_K:
        form = _(
            "figures of fewer than %(fewest)d firms or votes; totals of money of which one firm has more than %(k1)g "
            "or two have more than %(k2)g per cent"
        )
    else:
        form = _(
            "figures of fewer than %(fewest)d firms or votes; totals of money whose rest, without the two largest "
            "firms, is below %(p)g per cent of the largest"
        )
    return form % told


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """One job of a run, and the cluster it scores where it scores one."""

    job: Job
    cluster: str


@dataclass(frozen=True, slots=True)
class Work:
    """How far a run is: its jobs in the order of the tables, firms scored, and whether nobody has taken it up."""

    jobs: tuple[WorkedOn, ...]
    done: int
    total: int
    clusters_done: int
    clusters: int
    is_waiting: bool


def work_of(run: Run) -> Work:
    """The jobs of a run as its page shows them; two queries."""
    names = dict(run.clusters.order_by("position").values_list("cluster__slug", "cluster__name"))
    places = {slug: place for place, slug in enumerate(names)}
    jobs = sorted(
        Job.objects.filter(arguments__run=run.pk, kind__in=(JobKind.RUN_CLUSTER, JobKind.RUN_GATHER)),
        key=lambda job: places.get(job.arguments.get("cluster", ""), len(places)),
    )
    parts = [job for job in jobs if job.kind == JobKind.RUN_CLUSTER]
    return Work(
        jobs=tuple(WorkedOn(job, names.get(job.arguments.get("cluster", ""), "")) for job in jobs),
        done=sum(job.done_units for job in parts),
        total=sum(job.total_units for job in parts),
        clusters_done=_count(parts, JobState.DONE),
        clusters=len(parts),
        is_waiting=bool(jobs) and not _count(jobs, JobState.STARTED) and bool(_count(jobs, JobState.QUEUED)),
    )


def _count(jobs: Sequence[Job], state: str) -> int:
    return sum(job.state == state for job in jobs)


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label)
