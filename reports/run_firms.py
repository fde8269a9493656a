"""The firms behind a figure of a run."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.json import KT
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import clusters_for
from reports.models import Run, RunFirm
from reports.results import DIMENSIONS
from reports.run_words import DIMENSION_HEADS

AT_LEAST = "at_least"
EXACTLY = "exactly"
HELD = "held"
NOT_SETTLED = "not_settled"
HOW = (AT_LEAST, EXACTLY, HELD, NOT_SETTLED)
OWNERSHIPS = ("foreign", "national", "unknown")


@dataclass(frozen=True, slots=True)
class FirmFilter:
    """Which firms of a run are meant; empty parts leave nothing out."""

    cluster: str = ""
    dimension: str = ""
    how: str = ""
    number: int = 0
    ownership: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "FirmFilter":
        """Read the address; whatever is not understood is left out."""
        dimension, how, number = query.get("dimension", ""), query.get("how", ""), query.get("number", "")
        ownership = query.get("ownership", "")
        known = dimension in DIMENSIONS and how in HOW and (number in tuple("0123456") or how == NOT_SETTLED)
        return cls(
            cluster=query.get("cluster", ""),
            dimension=dimension if known else "",
            how=how if known else "",
            number=int(number) if known and number else 0,
            ownership=ownership if ownership in OWNERSHIPS else "",
        )

    def words(self) -> str:
        """What is filtered by, beside the cluster; empty when nothing is."""
        head = DIMENSION_HEADS.get(self.dimension, "")
        told = {"dimension": head, "number": self.number}
        parts = {
            AT_LEAST: _("%(dimension)s level %(number)d and above"),
            EXACTLY: _("%(dimension)s level %(number)d"),
            HELD: _("%(dimension)s rung %(number)d held"),
            NOT_SETTLED: _("%(dimension)s level not settled"),
        }
        owners = {
            "foreign": _("foreign-owned"),
            "national": _("nationally owned"),
            "unknown": _("owners not known"),
        }
        found = [parts[self.how] % told] if self.how else []
        return ", ".join([*found, *([owners[self.ownership]] if self.ownership else [])])


def firms_behind(user: User, run: Run, wanted: FirmFilter) -> QuerySet[RunFirm]:
    """The firms of the run that the filter means, of clusters the person may see, in the order of the run."""
    firms = RunFirm.objects.filter(run=run, cluster__in=clusters_for(user)).select_related("cluster")
    if wanted.cluster:
        firms = firms.filter(cluster__slug=wanted.cluster)
    if wanted.ownership:
        firms = firms.filter(scores__ownership=wanted.ownership)
    return (_at(firms, wanted) if wanted.how else firms).order_by("position")


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
