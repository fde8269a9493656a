"""Called as a program, with the surroundings of an installation.

`build` fills an empty database with three studies (one is entered, one reviewed, one computed) and a workshop that
votes, and prints what people at work there need; `recompute` prints, for each run, whether what is stored of it equals
what an undisturbed process makes of the same inputs.
"""

import json
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from clusters.models import Cluster, Firm, Role, Study  # noqa: E402
from reports.aggregation import gather, score_cluster  # noqa: E402
from reports.jobs import claim  # noqa: E402
from reports.models import Job, JobKind, JobState, Run, RunFirm, RunState  # noqa: E402
from reports.workbook.building import build_workbook  # noqa: E402
from surveys.answering import record_revision  # noqa: E402
from surveys.interviewing import begin_interview  # noqa: E402
from surveys.models import Interview, InterviewState, Pillar  # noqa: E402
from surveys.reviewing import submit_interview  # noqa: E402
from surveys.study_setup import setup_of  # noqa: E402
from surveys.workshops import open_round  # noqa: E402
from tests.factories.clusters import ClusterFactory, MembershipFactory, StudyFactory  # noqa: E402
from tests.factories.live import held_seat, seat_cookie  # noqa: E402
from tests.factories.reports import NOON, answers_for  # noqa: E402
from tests.factories.workshops import PanelistFactory, WorkshopFactory  # noqa: E402

SHEET = {"FOREIGN_EQUITY": 60, "EXPORTS_BASE": 10, "EXPORTS_REF": 20, "EMP_TOTAL_BASE": 5, "EMP_TOTAL_REF": 9}
PEOPLE = {
    "manager": Role.MANAGER,
    "second_manager": Role.MANAGER,
    "consultant": Role.CONSULTANT,
    "colleague": Role.CONSULTANT,
    "reviewer": Role.REVIEWER,
}


def build(firms: int, computed: int) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    people = {name: User.objects.create_user(name, password=None, full_name=name.title()) for name in PEOPLE}
    told = {
        "entry": entered(firms, people),
        "review": reviewed(firms, people),
        "run": {"study": computable(computed, people).slug},
        "votes": voting(people),
        "sessions": {name: session_of(person) for name, person in people.items()},
        "people": {name: person.pk for name, person in people.items()},
    }
    return told


def opened(slug: str, people: dict[str, User]) -> Study:
    study: Study = StudyFactory(slug=slug, title=slug.title())
    for name, role in PEOPLE.items():
        MembershipFactory(user=people[name], study=study, role=role)
    return study


def entered(firms: int, people: dict[str, User]) -> dict[str, Any]:
    """Firms that phones visit, and interviews already begun that are filled in on pages."""
    cluster = ClusterFactory(study=opened("entry", people), slug="bay")
    phones = Firm.objects.bulk_create(Firm(cluster=cluster, code=f"P{n:04}", name=f"Phoned {n}") for n in range(firms))
    pages = Firm.objects.bulk_create(Firm(cluster=cluster, code=f"T{n:04}", name=f"Typed {n}") for n in range(firms))
    begun = [begin_interview(firm=firm, author=people["consultant"], now=timezone.now()) for firm in pages]
    return {
        "questionnaire": setup_of(cluster.study).questionnaire.pk,
        "firms": [str(firm.pk) for firm in phones],
        "interviews": [str(each.pk) for each in begun],
    }


def reviewed(firms: int, people: dict[str, User]) -> list[str]:
    """Interviews that wait for a reviewer."""
    cluster = ClusterFactory(study=opened("review", people), slug="desk")
    waiting = []
    for number in range(firms):
        firm = Firm.objects.create(cluster=cluster, code=f"R{number:04}", name=f"Reviewed {number}")
        told = {"author": people["consultant"], "now": timezone.now()}
        interview = begin_interview(firm=firm, **told)
        record_revision(interview=interview, changes={"EMP_TOTAL_REF": {"state": "answered", "value": 7}}, **told)
        submit_interview(interview=interview, by=people["consultant"], now=timezone.now())
        waiting.append(str(interview.pk))
    return waiting


def computable(firms: int, people: dict[str, User]) -> Study:
    """Two clusters of approved interviews, of which runs are made."""
    study = opened("run", people)
    questionnaire = setup_of(study).questionnaire
    ladders = [answers_for({"hr": n % 7, "process": "11?100", "product": n % 5}, **SHEET) for n in range(35)]
    for place, name in enumerate(("north", "south")):
        cluster: Cluster = ClusterFactory(study=study, slug=name, name=name, position=place)
        there = Firm.objects.bulk_create(
            Firm(cluster=cluster, code=f"F{n:05}", name=f"Firm {n}") for n in range(firms // 2)
        )
        about = {"questionnaire": questionnaire, "state": InterviewState.APPROVED, "begun_at": NOON, "changed_at": NOON}
        Interview.objects.bulk_create(
            Interview(firm=firm, answers=ladders[(n + place) % 35], **about) for n, firm in enumerate(there)
        )
    return study


def voting(people: dict[str, User]) -> dict[str, Any]:
    """A workshop with an open round, and the cookies of the phones that hold its seats."""
    cluster = Study.objects.get(slug="entry").clusters.get()
    workshop = WorkshopFactory(cluster=cluster, moderator=people["consultant"])
    panel = PanelistFactory.create_batch(3, workshop=workshop)
    round = open_round(workshop=workshop, now=timezone.now())
    seats = [{"panelist": str(each.pk), "cookie": seat_cookie(held_seat(each))} for each in panel]
    return {"round": round.number, "pillar": Pillar.BASIC.value, "seats": seats}


def session_of(person: User) -> str:
    """What the cookie of somebody who has logged in holds."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def recompute(runs: list[str]) -> dict[str, list[bool]]:
    """Of each run: whether the tables, the levels of the firms and the workbook are those of undisturbed work."""
    return {pk: undisturbed(Run.objects.get(pk=pk)) for pk in runs}


def undisturbed(run: Run) -> list[bool]:
    """The run is computed anew from what it froze, compared, and left as it was."""
    stored = figures_of(run)
    with transaction.atomic():
        run.clusters.update(figures=None)
        RunFirm.objects.filter(run=run).update(scores=None)
        Run.objects.filter(pk=run.pk).update(tables=None, state=RunState.BUILDING)
        for part in run.clusters.all():
            score_cluster(held(JobKind.RUN_CLUSTER, {"run": run.pk, "cluster": part.cluster.slug}))
        gather(held(JobKind.RUN_GATHER, {"run": run.pk}))
        Run.objects.filter(pk=run.pk).update(finished_at=run.finished_at)
        again = figures_of(Run.objects.get(pk=run.pk))
        transaction.set_rollback(True)
    return [one == other for one, other in zip(stored, again, strict=True)]


def held(kind: str, arguments: dict[str, Any]) -> Any:
    now = timezone.now()
    job = Job.objects.create(
        kind=kind, key=f"undisturbed {uuid4()}", arguments=arguments, queued_at=now, heartbeat_at=now
    )
    return claim(job_id=job.pk, worker="undisturbed", now=now)


def figures_of(run: Run) -> list[str]:
    """Tables, levels of firms and workbook, each as text or hash."""
    levels = list(RunFirm.objects.filter(run=run).order_by("position").values_list("firm_code", "scores"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        build_workbook(run, path, public=False)
        workbook = sha256(path.read_bytes()).hexdigest()
    return [json.dumps(run.tables, sort_keys=True), json.dumps(levels, sort_keys=True), workbook]


if __name__ == "__main__":
    if sys.argv[1] == "build":
        print(json.dumps(build(firms=int(sys.argv[2]), computed=int(sys.argv[3]))))
    else:
        assert not Job.objects.filter(state=JobState.STARTED).exists(), "work is still going on"
        print(json.dumps(recompute(sys.argv[2:])))
