"""The list of a cluster's workshops, ready for its page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from clusters.models import Cluster
from surveys.models import AgreedPhase, Pillar, Workshop


@dataclass(frozen=True, slots=True)
class PillarCell:
    """A pillar of a workshop in the list: the newest agreed phase, None when there is none."""

    pillar: Pillar
    agreed: AgreedPhase | None


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A workshop with its counts; `counts_for_tables` for the one whose phases a run takes."""

    workshop: Workshop
    panel: int
    rounds: int
    cells: tuple[PillarCell, ...]
    counts_for_tables: bool

    @property
    def has_phases(self) -> bool:
        return any(cell.agreed for cell in self.cells)


def workshop_rows(cluster: Cluster) -> list[WorkshopRow]:
    """The cluster's workshops, newest first, in two queries."""
    workshops = (
        Workshop.objects.filter(cluster=cluster)
        .select_related("moderator")
        .prefetch_related(Prefetch("agreed_phases", AgreedPhase.objects.all()))
        .annotate(
            panel=Count("panelists", distinct=True),
            closed=Count("rounds", filter=Q(rounds__closed_at__isnull=False), distinct=True),
        )
        .order_by("-held_on", "-created_at", "pk")
    )
    rows, taken = [], False
    for workshop in workshops:
        newest = newest_by_pillar(workshop)
        cells = tuple(PillarCell(pillar, newest.get(pillar.value)) for pillar in Pillar)
        rows.append(WorkshopRow(workshop, workshop.panel, workshop.closed, cells, bool(newest) and not taken))
        taken = taken or bool(newest)
    return rows


def newest_by_pillar(workshop: Workshop) -> Mapping[str, AgreedPhase]:
    """The agreed phase that holds for each pillar."""
    newest: dict[str, AgreedPhase] = {}
    for agreed in workshop.agreed_phases.all():
        newest.setdefault(agreed.pillar, agreed)
    return newest
