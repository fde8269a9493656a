"""The four published clusters as a study: its approved interviews, series and panels give the printed tables."""

from datetime import date
from typing import Any

from clusters.models import Cluster, Series, SeriesKind, SeriesPoint, Study
from surveys.models import AgreedPhase, Vote, VotingRound, Workshop
from surveys.models.workshop import Panelist
from tests.factories.clusters import ClusterFactory, StudyFactory
from tests.factories.reports import NOON, approved_firm
from tests.factories.tables import COUNTS, OWNERSHIP, PHASES, RATES, TEXTS, firm_levels

YEARS = 6
PILLARS = ("basic", "hightech", "network", "integration")


def printed_study(**changes: Any) -> Study:
    """The study whose run reproduces the paper; every firm is alike but for its levels and its owner."""
    study = StudyFactory(
        **{
            "slug": "unido-2006",
            "title": "Survey of Dynamic Industrial Locations, reconstructed",
            "is_reconstruction": True,
            **changes,
        }
    )
    for position, slug in enumerate(COUNTS):
        name, country, product, origin = TEXTS[slug]
        cluster = ClusterFactory(
            study=study,
            slug=slug,
            name=name,
            country=country,
            location=name,
            product=product,
            origin=origin,
            position=position,
        )
        give_series(cluster)
        give_phases(cluster)
        give_firms(cluster)
    return study


def give_series(cluster: Cluster) -> None:
    """Exports of the country and of the location at both ends, and prices that rise by half."""
    national, location, *_others = RATES[cluster.slug]
    for kind, rate in ((SeriesKind.NATIONAL_EXPORTS, national), (SeriesKind.LOCATION_EXPORTS, location)):
        add_series(cluster, kind, "million USD", 100 * (1 + rate / 100) ** YEARS)
    add_series(cluster, SeriesKind.PRICE_INDEX, "2000 = 100", 150.0)


def add_series(cluster: Cluster, kind: str, unit: str, last: float) -> None:
    series = Series.objects.create(cluster=cluster, kind=kind, unit=unit, source="Made for the test")
    study = cluster.study
    for year, value in ((study.base_year, 100.0), (study.reference_year, last)):
        SeriesPoint.objects.create(series=series, year=year, value=value)


def give_phases(cluster: Cluster) -> None:
    """A workshop of eight panelists, seven of whom vote for the agreed phase."""
    workshop = Workshop.objects.create(cluster=cluster, held_on=date(2007, 11, 5), place=cluster.name)
    voting = VotingRound.objects.create(workshop=workshop, number=1, opened_at=NOON, closed_at=NOON)
    panel = [
        Panelist.objects.create(workshop=workshop, seat=seat, label=f"Seat {seat}", kind="association")
        for seat in range(1, 9)
    ]
    for pillar, phase in zip(PILLARS, PHASES[cluster.slug], strict=True):
        for panelist in panel:
            voted = phase - 1 if panelist.seat == 1 else phase
            Vote.objects.create(round=voting, panelist=panelist, pillar=pillar, phase=voted, made_at=NOON)
        AgreedPhase.objects.create(
            workshop=workshop,
            pillar=pillar,
            phase=phase,
            low=phase - 1,
            high=phase,
            status="consensus",
            round=voting,
            recorded_at=NOON,
        )


def give_firms(cluster: Cluster) -> None:
    """Firms in the order of their levels; the first are foreign, the last of unknown ownership."""
    _national, exports, employment, wage, wide, narrow = RATES[cluster.slug]
    owners = OWNERSHIP[cluster.slug]
    for place, levels in enumerate(firm_levels(cluster.slug)):
        equity = 80 if place < owners.foreign else 20 if place < owners.known else None
        staff = round(100_000 * (1 + employment / 100) ** YEARS)
        skilled = round(staff * (wide - narrow) / 100)
        approved_firm(
            cluster,
            code=f"{cluster.slug[:2].upper()}{place + 1:03d}",
            hr=levels["hr"],
            process=levels["process"],
            product=levels["product"],
            FOREIGN_EQUITY=equity,
            EMP_TOTAL_BASE=100_000,
            EMP_TOTAL_REF=staff,
            EMP_MANAGERS_REF=round(staff * narrow / 100),
            EMP_PROFESSIONALS_REF=0,
            EMP_TECHNICAL_REF=0,
            EMP_SUPERVISORY_REF=0,
            EMP_CLERICAL_REF=0,
            EMP_SKILLED_REF=skilled,
            EXPORTS_BASE=1000,
            EXPORTS_REF=1000 * (1 + exports / 100) ** YEARS,
            WAGE_BILL_BASE=500_000,
            WAGE_BILL_REF=500_000 * staff / 100_000 * 1.5 * (1 + wage / 100) ** YEARS,
            CHAIN_POSITION="independent",
        )
