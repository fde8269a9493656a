"""The firms behind a figure of a run."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.fields.json import KT
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import clusters_for
from reports.models import Run, RunFirm
from reports.results import DIMENSIONS
from reports.rounds_page import EarlierRun, earlier_runs
from reports.run_words import DIMENSION_HEADS

AT_LEAST = "at_least"
EXACTLY = "exactly"
HELD = "held"
NOT_SETTLED = "not_settled"
MOVED = "moved"
HOW = (AT_LEAST, EXACTLY, HELD, NOT_SETTLED, MOVED)
LEVELS = tuple("0123456")
OWNERSHIPS = ("foreign", "national", "unknown")


@dataclass(frozen=True, slots=True)
class FirmFilter:
    """Which firms of a run are meant; empty parts leave nothing out.

    Firms that moved came to the level `number` from the level `was` of the run `earlier`.
    """

    cluster: str = ""
    dimension: str = ""
    how: str = ""
    number: int = 0
    ownership: str = ""
    was: int = 0
    earlier: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "FirmFilter":
        """Read the address; whatever is not understood is left out."""
        dimension, how, number = query.get("dimension", ""), query.get("how", ""), query.get("number", "")
        ownership = query.get("ownership", "")
        was, earlier = query.get("was", ""), query.get("earlier", "")
        known = dimension in DIMENSIONS and how in HOW and (number in LEVELS or how == NOT_SETTLED)
        known = known and (how != MOVED or (was in LEVELS and bool(earlier)))
        return cls(
            cluster=query.get("cluster", ""),
            dimension=dimension if known else "",
            how=how if known else "",
            number=int(number) if known and number else 0,
            ownership=ownership if ownership in OWNERSHIPS else "",
            was=int(was) if known and how == MOVED else 0,
            earlier=earlier if known and how == MOVED else "",
        )

    def words(self) -> str:
        """What is filtered by, beside the cluster; empty when nothing is."""
        head = DIMENSION_HEADS.get(self.dimension, "")
        told = {"dimension": head, "number": self.number, "was": self.was, "run": self.earlier}
        parts = {
            AT_LEAST: _("%(dimension)s level %(number)d and above"),
            EXACTLY: _("%(dimension)s level %(number)d"),
            HELD: _("%(dimension)s rung %(number)d held"),
            NOT_SETTLED: _("%(dimension)s level not settled"),
            MOVED: _("%(dimension)s from level %(was)d in run %(run)s to level %(number)d"),
        }
        owners = {
            "foreign": _("foreign-owned"),
            "national": _("nationally owned"),
            "unknown": _("owners not known"),
        }
        found = [parts[self.how] % told] if self.how else []
        return ", ".join([*found, *([owners[self.ownership]] if self.ownership else [])])


def earlier_meant(user: User, run: Run, wanted: FirmFilter) -> EarlierRun | None:
    """The earlier run that firms moved since, of those the person may compare this one with; None for no such run."""
    cluster = clusters_for(user).filter(study=run.study, slug=wanted.cluster).first()
    offered = earlier_runs(user, run, cluster) if cluster else []
    return next((each for each in offered if each.run.pk == wanted.earlier), None)


def firms_behind(user: User, run: Run, wanted: FirmFilter, earlier: EarlierRun | None = None) -> QuerySet[RunFirm]:
    """The firms of the run that the filter means, of clusters the person may see, in the order of the run.

    `earlier` is the run that firms moved since, where the filter means such.
    """
    firms = RunFirm.objects.filter(run=run, cluster__in=clusters_for(user)).select_related("cluster")
    if wanted.cluster:
        firms = firms.filter(cluster__slug=wanted.cluster)
    if wanted.ownership:
        firms = firms.filter(scores__ownership=wanted.ownership)
    if earlier is not None:
        return _moved(firms, wanted, earlier).order_by("position")
    return (_at(firms, wanted) if wanted.how else firms).order_by("position")


def _moved(firms: QuerySet[RunFirm], wanted: FirmFilter, earlier: EarlierRun) -> QuerySet[RunFirm]:
    """Firms whose level is settled in both runs: matched by their code, each with its interview of the earlier one."""
    before = RunFirm.objects.filter(run=earlier.run, cluster=earlier.cluster, **_settled(wanted.dimension, wanted.was))
    one = before.filter(firm_code=OuterRef("firm_code")).values("interview")[:1]
    found = firms.filter(firm_code__in=before.values("firm_code"), **_settled(wanted.dimension, wanted.number))
    return found.annotate(earlier_interview=Subquery(one, output_field=UUIDField()))


def _settled(dimension: str, level: int) -> dict[str, Any]:
    return {f"scores__{dimension}__{bound}": level for bound in ("low", "high")}


def _at(firms: QuerySet[RunFirm], wanted: FirmFilter) -> QuerySet[RunFirm]:
    place = f"scores__{wanted.dimension}"
    conditions: dict[str, dict[str, Any]] = {
        AT_LEAST: {f"{place}__point__gte": wanted.number},
        EXACTLY: {f"{place}__point": wanted.number},
        HELD: {f"{place}__rungs__{wanted.number - 1}": "met"},
    }
    if wanted.how == NOT_SETTLED:
        return firms.annotate(low=KT(f"{place}__low"), high=KT(f"{place}__high")).exclude(low=F("high"))
    return firms.filter(**conditions[wanted.how])
