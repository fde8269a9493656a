"""Enters the demo study through the doors everybody uses: frame, interviews, review, workshop, validation."""

import csv
import io
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from clusters.frame_file import read_frame
from clusters.frames import import_frame
from clusters.models import Cluster, Firm, Role, SeriesKind, Study
from clusters.people import add_member
from clusters.registry import open_cluster, open_study
from clusters.series_versions import add_series
from reports.demo.firms import FirmPlan, ItemFacts, reconstruct
from reports.demo.plan import PILLARS, ClusterPlan, StudyPlan, study_plan
from scoring.answers import Answer, State
from scoring.ruleset import parse_ruleset
from surveys.answering import record_revision
from surveys.catalogue import catalogue_of
from surveys.interviewing import begin_interview
from surveys.models import (
    AgreedPhase,
    AgreementStatus,
    Interview,
    Origin,
    PanelistKind,
    StudySetup,
    Verdict,
    Workshop,
)
from surveys.reviewing import approve_interview, submit_interview
from surveys.study_setup import setup_of
from surveys.workshops import (
    Ballot,
    add_evidence,
    agree_phase,
    close_round,
    open_round,
    open_workshop,
    record_votes,
    seat_panelist,
    validate_phase,
)

DEMO_PASSWORD = "sextant-demo-2006"  # noqa: S105 - printed on purpose, for a demo on one's own machine
DEMO_PEOPLE = {
    "manager": Role.MANAGER,
    "consultant": Role.CONSULTANT,
    "reviewer": Role.REVIEWER,
    "analyst": Role.ANALYST,
}
NAMESPACE = uuid.UUID("5e87a9a0-0000-4000-8000-000000002006")
FIRST_FIELD_DAY = date(2007, 9, 3)
HOURS = (9, 11, 14, 16)
STAFF_OF_SEATS = (
    PanelistKind.ASSOCIATION,
    PanelistKind.ASSOCIATION,
    PanelistKind.FIRM,
    PanelistKind.FIRM,
    PanelistKind.FIRM,
    PanelistKind.MESO,
    PanelistKind.GOVERNMENT,
    PanelistKind.RESEARCHER,
)
Progress = Callable[[str], None]


@transaction.atomic
def load_demo(*, with_people: bool, tell: Progress = lambda text: None) -> Study:
    """Make the demo study unless it is there already, whole or not at all.

    `with_people` adds one person a role with a known password, which only a machine of one's own should have.
    """
    plan = study_plan()
    present = Study.objects.filter(slug=plan.about["slug"]).first()
    if present is not None:
        return present
    study = open_study(
        slug=plan.about["slug"],
        title=plan.about["title"],
        base_year=plan.about["base_year"],
        reference_year=plan.about["reference_year"],
        price_base_year=plan.about["price_base_year"],
        note=plan.about["note"],
        is_reconstruction=True,
        by=None,
    )
    people = _people(study) if with_people else {}
    setup = setup_of(study)
    rules = parse_ruleset(setup.rule_set.content)
    for cluster_plan in plan.clusters:
        cluster = _cluster(study, cluster_plan)
        _series(cluster, cluster_plan, plan)
        firms = reconstruct(cluster_plan, rules, _items(setup, cluster))
        _frame(cluster, firms)
        _interviews(cluster, firms, people)
        _workshop(cluster, cluster_plan, people)
        tell(f"{cluster.name}: {len(firms)} reconstructed firms, interviewed, reviewed and approved; workshop held.")
    return study


def _people(study: Study) -> dict[str, User]:
    people = {}
    for name, role in DEMO_PEOPLE.items():
        person = User.objects.filter(username=name).first()
        if person is None:
            person = User.objects.create_user(
                username=name, password=DEMO_PASSWORD, full_name=str(Role(role).label), is_staff=role == Role.MANAGER
            )
        add_member(study=study, user=person, role=role)
        people[name] = person
    return people


def _cluster(study: Study, plan: ClusterPlan) -> Cluster:
    about = plan.about
    return open_cluster(
        study=study,
        slug=plan.slug,
        **{
            name: about[name]
            for name in (
                "name",
                "country",
                "location",
                "product",
                "origin",
                "started_year",
                "sector_variant",
                "currency",
            )
        },
    )


def _series(cluster: Cluster, plan: ClusterPlan, study: StudyPlan) -> None:
    years = range(study.about["base_year"], study.about["reference_year"] + 1)
    printed = "Reconstructed from the growth rate printed in Table 1 of Rasiah and Vinanchiarachi"
    for kind, rate in (
        (SeriesKind.NATIONAL_EXPORTS, plan.growth_national),
        (SeriesKind.LOCATION_EXPORTS, plan.growth_location),
    ):
        path = [100 * (1 + rate / 100) ** step * lie for step, lie in enumerate(plan.shape)]
        add_series(
            cluster=cluster,
            kind=kind,
            unit=f"index, {years[0]} = 100",
            source=printed,
            points=[(year, round(value, 4)) for year, value in zip(years, path, strict=True)],
            is_reconstruction=True,
        )
    add_series(
        cluster=cluster,
        kind=SeriesKind.PRICE_INDEX,
        unit=f"index, {years[0]} = 100",
        source=str(plan.about["price_source"]),
        points=list(zip(years, plan.price_index, strict=True)),
    )


def _items(setup: StudySetup, cluster: Cluster) -> list[ItemFacts]:
    return [
        ItemFacts(item.code, item.kind, item.rung, tuple(option["code"] for option in item.options), item.asks_who)
        for section in catalogue_of(setup.questionnaire).sections
        for item in section.items_for(cluster.sector_variant)
    ]


def _frame(cluster: Cluster, firms: Sequence[FirmPlan]) -> None:
    """A list such as a manager would hand in; the paper prints no frame, so there is no population."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["code", "name", "ownership", "employees", "selected"])
    for firm in firms:
        writer.writerow([firm.code, firm.name, firm.ownership, firm.employees, "yes"])
    file = read_frame(text.getvalue().encode(), f"{cluster.slug}.csv")
    import_frame(cluster=cluster, file=file, source="Reconstructed: the paper prints the sample and no frame")


def _interviews(cluster: Cluster, plans: Sequence[FirmPlan], people: dict[str, User]) -> None:
    firms = {firm.code: firm for firm in Firm.objects.filter(cluster=cluster).select_related("cluster__study")}
    for place, plan in enumerate(plans):
        begun = _appointment(place)
        interview = begin_interview(
            firm=firms[plan.code],
            author=people.get("consultant"),
            now=begun,
            interview_id=uuid.uuid5(NAMESPACE, f"interview:{plan.code}"),
            origin=Origin.RECONSTRUCTED,
        )
        _answer(interview, plan, people, begun)
        submit_interview(interview=interview, by=people.get("consultant"), now=begun + timedelta(hours=2))
        approve_interview(interview=interview, by=people.get("reviewer"), now=begun + timedelta(days=1))


def _appointment(place: int) -> datetime:
    day = FIRST_FIELD_DAY + timedelta(days=place // len(HOURS))
    return datetime.combine(day, time(HOURS[place % len(HOURS)]), tzinfo=UTC)


def _answer(interview: Interview, plan: FirmPlan, people: dict[str, User], begun: datetime) -> None:
    record_revision(
        interview=interview,
        author=people.get("consultant"),
        changes={code: _change(answer) for code, answer in plan.answers.items() if _is_asked(answer)},
        now=begun + timedelta(hours=1),
        revision_id=uuid.uuid5(NAMESPACE, f"revision:{plan.code}"),
        device="reconstruction",
    )


def _is_asked(answer: Answer) -> bool:
    return answer.state is not State.NOT_APPLICABLE


def _change(answer: Answer) -> dict[str, object]:
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    done_by = str(answer.done_by) if answer.done_by else None
    return {"state": str(answer.state), "value": value, "done_by": done_by}


def _workshop(cluster: Cluster, plan: ClusterPlan, people: dict[str, User]) -> None:
    opened = datetime.combine(plan.workshop_date, time(10, 0), tzinfo=UTC)
    workshop = open_workshop(
        cluster=cluster,
        held_on=plan.workshop_date,
        place=plan.workshop_place,
        moderator=people.get("consultant"),
        note="The paper prints the agreed phases only. Panel and votes are reconstructed so that they lead to them.",
        is_reconstruction=True,
    )
    for pillar in PILLARS:
        add_evidence(
            workshop=workshop,
            pillar=pillar,
            citation="Rasiah and Vinanchiarachi, section 4 and Table 4",
            note="The paper's account of this pillar.",
        )
    _vote(workshop, plan, opened)
    for place, pillar in enumerate(PILLARS):
        agreed = _agree(workshop, pillar, plan.pillars[place], [row[place] for row in plan.votes], people, opened)
        if plan.validated_on is not None:
            validate_phase(
                agreed_phase=agreed,
                verdict=Verdict.CONFIRMED,
                validator=plan.validator,
                validated_on=plan.validated_on,
                note="",
                by=people.get("reviewer"),
                now=datetime.combine(plan.validated_on, time(12, 0), tzinfo=UTC),
            )


def _vote(workshop: Workshop, plan: ClusterPlan, opened: datetime) -> None:
    seats = [
        seat_panelist(workshop=workshop, label=f"Seat {place + 1} (reconstructed)", kind=kind)
        for place, kind in enumerate(STAFF_OF_SEATS)
    ]
    first = open_round(workshop=workshop, now=opened)
    for seat, row in zip(seats, plan.votes, strict=True):
        votes = {pillar: Ballot(phase=phase, confidence=3) for pillar, phase in zip(PILLARS, row, strict=True)}
        record_votes(round=first, panelist=seat, votes=votes, now=opened + timedelta(minutes=30))
    close_round(round=first, now=opened + timedelta(hours=1))


def _agree(
    workshop: Workshop, pillar: str, phase: int, given: list[int], people: dict[str, User], opened: datetime
) -> AgreedPhase:
    return agree_phase(
        workshop=workshop,
        pillar=pillar,
        phase=phase,
        low=min(given),
        high=max(given),
        status=AgreementStatus.CONSENSUS,
        dissent="",
        reason="",
        by=people.get("consultant"),
        now=opened + timedelta(hours=2),
    )
