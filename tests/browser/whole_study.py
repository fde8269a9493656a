"""Called as a program where the demo study is: makes a run of it, leaves work half done, prints where all is."""

import io
import json
from unittest.mock import patch

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Permission  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from analysis.registry import SYSTEMS  # noqa: E402
from analysis.runs import open_analysis  # noqa: E402
from analysis.specifications import specification_from  # noqa: E402
from analysis.tables import Place, keep_waiting, take_table  # noqa: E402
from clusters.history import record_crisis, record_policy  # noqa: E402
from clusters.models import Cluster, Study  # noqa: E402
from clusters.registry import add_firm  # noqa: E402
from reports.models import Job, JobState, Run  # noqa: E402
from reports.performing import perform  # noqa: E402
from reports.runs import open_run  # noqa: E402
from surveys.answering import record_revision  # noqa: E402
from surveys.interviewing import begin_interview  # noqa: E402
from surveys.models import Interview, InterviewState  # noqa: E402
from surveys.reviewing import submit_interview, withdraw_approval  # noqa: E402
from tests.browser.half_done import leave_half_done  # noqa: E402
from tests.factories.analysis import series_csv  # noqa: E402
from tests.factories.live import held_seat, live_session, seat_cookie  # noqa: E402
from tests.factories.weights import WeightVersionFactory  # noqa: E402
from tests.factories.workshops import EvidenceFactory, WorkshopFactory, hold_round  # noqa: E402

ANSWERS = ({"state": "answered", "value": True}, {"state": "answered", "value": False, "note": "Not in that year."})


def finished_run(study: Study) -> Run:
    run = open_run(study=study, by=None, now=timezone.now())
    while waiting := Job.objects.filter(state=JobState.QUEUED).first():
        perform(waiting.pk, worker="here")
    return run


def begun_interview(study: Study, author: User) -> Interview:
    """A draft on whose first answers two devices differ, with a figure that looks wrong."""
    cluster = study.clusters.get(sector_variant="salmon")
    firm = add_firm(cluster=cluster, code="X1", name="A firm that was begun")
    interview = begin_interview(firm=firm, author=author, now=timezone.now())
    figures = {"FOREIGN_EQUITY": 80, "NATIONAL_EQUITY": 70, "EMP_TOTAL_REF": 10, "EMP_SKILLED_REF": 12}
    sheet = {code: {"state": "answered", "value": figure} for code, figure in figures.items()}
    told = {"interview": interview, "author": author, "now": timezone.now()}
    record_revision(changes=sheet, **told)
    for answer in ANSWERS:
        record_revision(changes={"HR1_OJT": answer, "HR1_INH": answer}, **told)
    return interview


def waiting_interview(study: Study, author: User) -> Interview:
    """One that its consultant has handed over."""
    cluster = study.clusters.get(sector_variant="salmon")
    firm = add_firm(cluster=cluster, code="X2", name="A firm that waits for review")
    interview = begin_interview(firm=firm, author=author, now=timezone.now())
    record_revision(interview=interview, author=author, now=timezone.now(), changes={"HR1_OJT": ANSWERS[0]})
    submit_interview(interview=interview, by=author, now=timezone.now())
    return interview


def register(cluster: Cluster) -> dict[str, int]:
    """Two crises and two policies, one of them on the wrong side."""
    told = {"cluster": cluster, "by": None, "now": timezone.now(), "informant": "Secretary of the association"}
    crisis = record_crisis(year=2007, kind="quality", description="A virus in the nets.", source="Trade press", **told)
    record_crisis(year=2002, kind="export_barrier", description="A minimum price was asked abroad.", **told)
    policy = record_policy(kind=10, timing="after", year=2008, description="A laboratory for fish health.", **told)
    record_policy(kind=5, timing="after", year=1999, **told)
    return {"crisis_id": crisis.pk, "policy_id": policy.pk}


def analysed(study: Study, manager: User) -> dict[str, object]:
    """A table of two clusters, a run on it, and a table whose columns are not settled yet."""
    system = SYSTEMS["development"]
    layout = next(each for each in system.layouts if each.code == "cluster_series")
    place = Place(study, system.code, layout)
    told = {"name": "clusters.csv", "source": "Register of the association, 1990–2008", "by": manager}
    named = study.clusters.get(sector_variant="salmon").name
    file = io.BytesIO(series_csv().replace("North port", named).encode())
    table, _new = take_table(place=place, file=file, mapping={}, now=timezone.now(), **told)
    choices = specification_from(system.specification, {})
    run = open_analysis(
        study=study, system=system, choices=choices, tables={layout.code: table}, by=manager, now=timezone.now()
    )
    assert run.job is not None and perform(run.job.pk, worker="here"), "the run was not computed"
    with patch("reports.jobs.ring"):
        waiting = open_analysis(
            study=study,
            system=system,
            choices=specification_from(system.specification, {"seed": 2}),
            tables={layout.code: table},
            by=manager,
            now=timezone.now(),
        )
    # It waits until somebody at a browser does something about it: whatever rings, no worker may try once more.
    Job.objects.filter(pk=waiting.job_id).update(attempts=settings.JOB_MAX_ATTEMPTS)
    other = ContentFile(series_csv().replace("n_firms", "empresas").encode())
    keep_waiting(place=place, user=manager, file=other, name="empresas.csv", source="Censo")
    return {
        "system": system.code,
        "layout": layout.code,
        "analysis_id": run.pk,
        "waiting_analysis_id": waiting.pk,
        "table_id": table.pk,
    }


def build() -> dict[str, object]:
    study = Study.objects.get()
    may_open = Permission.objects.get(codename="add_study")
    User.objects.get(username="manager").user_permissions.add(may_open)
    run = finished_run(study)
    consultant, reviewer = (User.objects.get(username=name) for name in ("consultant", "reviewer"))
    approved = Interview.objects.filter(state=InterviewState.APPROVED).first()
    withdraw_approval(interview=approved, by=reviewer, note="The sheet lacks a year.", now=timezone.now())
    workshop = WorkshopFactory(cluster=study.clusters.get(sector_variant="salmon"), moderator=consultant)
    EvidenceFactory(workshop=workshop)
    hold_round(workshop, close=False)
    cluster = workshop.cluster
    voted = cluster.workshops.exclude(pk=workshop.pk).get()
    assessed = Interview.objects.filter(state=InterviewState.APPROVED, firm__cluster=cluster).last()
    return {
        "study_slug": study.slug,
        "cluster_slug": cluster.slug,
        "version": 1,
        "number": WeightVersionFactory(cluster=cluster, by=User.objects.get(username="manager")).number,
        "firm_id": str(cluster.firms.first().pk),
        "interview_id": str(begun_interview(study, consultant).pk),
        "waiting_id": str(waiting_interview(study, consultant).pk),
        "approved_id": str(Interview.objects.filter(state=InterviewState.APPROVED).first().pk),
        "section_code": "HR_R4",
        "workshop_id": str(workshop.pk),
        "voted_id": str(voted.pk),
        "code": live_session(workshop).code,
        "key": live_session(workshop).screen_key,
        "voted_key": live_session(voted).screen_key,
        "seat_cookie": seat_cookie(held_seat(workshop.panelists.last())),
        "panelist_id": str(workshop.panelists.first().pk),
        "pillar": "network",
        "agreed_phase_id": voted.agreed_phases.first().pk,
        "run_id": run.pk,
        "table": "table-5",
        **register(cluster),
        **leave_half_done(cluster=cluster, approved=assessed),
        **analysed(study, User.objects.get(username="manager")),
    }


if __name__ == "__main__":
    print(json.dumps(build()))
