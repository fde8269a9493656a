"""What every page of a run needs to know."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.access import rights_in
from clusters.models import Cluster
from reports.models import Run, RunCluster
from reports.published import published_for
from reports.results import RunTables
from reports.run_words import choices_in_words
from reports.specification import Specification
from reports.staleness import stale_sentences

TABLES = {
    "table-1": _("Table 1"),
    "table-4": _("Table 4"),
    "table-5": _("Table 5"),
    "figure-1": _("Figure 1"),
    "figure-2": _("Figure 2"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: Any


def currencies_of(run: Run) -> dict[str, str]:
    """The currency of each cluster as the run froze it."""
    rows = RunCluster.objects.filter(run=run).order_by("position")
    return {slug: currency or "" for slug, currency in rows.values_list("inputs__slug", "inputs__currency")}


def run_context(user: User, run: Run) -> dict[str, Any]:
    """The run, its choices, its tables where it has any, and why it is stale where it is."""
    specification = Specification.from_json(run.specification)
    return {
        "study": run.study,
        "run": run,
        "rights": rights_in(user, run.study),
        "specification": specification,
        "choices": choices_in_words(specification),
        "tables": RunTables.from_json(run.tables) if run.tables else None,
        "published": published_for(run.study),
        "stale": stale_sentences(run.stale_reasons),
        "tabs": [Tab(key, label) for key, label in TABLES.items()],
        "clusters": Cluster.objects.filter(study=run.study),
    }
