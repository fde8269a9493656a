"""Called as a program: `build` makes a database, a study and a run, `here` computes the run in this process."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from clusters.models import Firm, Study  # noqa: E402
from reports.models import Job, JobState  # noqa: E402
from reports.performing import perform  # noqa: E402
from reports.runs import open_run  # noqa: E402
from surveys.models import Interview, InterviewState  # noqa: E402
from surveys.study_setup import setup_of  # noqa: E402
from tests.factories.clusters import ClusterFactory, StudyFactory  # noqa: E402
from tests.factories.reports import NOON, answers_for  # noqa: E402

FIRMS = {"north": 2500, "south": 200}
SHEET = {"FOREIGN_EQUITY": 60, "EXPORTS_BASE": 10, "EXPORTS_REF": 20, "EMP_TOTAL_BASE": 5, "EMP_TOTAL_REF": 9}


def build() -> Study:
    study = StudyFactory(slug="long", title="Long")
    questionnaire = setup_of(study).questionnaire
    ladders = [answers_for({"hr": n % 7, "process": "11?100", "product": n % 5}, **SHEET) for n in range(35)]
    for place, name in enumerate(FIRMS):
        cluster = ClusterFactory(study=study, slug=name, name=name, position=place)
        firms = [Firm(cluster=cluster, code=f"F{n:05d}", name=f"Firm {n}") for n in range(FIRMS[name])]
        Firm.objects.bulk_create(firms)
        Interview.objects.bulk_create(
            Interview(
                firm=firm,
                questionnaire=questionnaire,
                state=InterviewState.APPROVED,
                answers=ladders[(n + place) % 35],
                begun_at=NOON,
                changed_at=NOON,
            )
            for n, firm in enumerate(firms)
        )
    return study


if sys.argv[1] == "build":
    call_command("migrate", verbosity=0)
    print(open_run(study=build(), by=None, now=timezone.now()).pk)
else:
    while waiting := Job.objects.filter(state=JobState.QUEUED).first():
        perform(waiting.pk, worker="here")
