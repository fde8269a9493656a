"""The scores that lists show follow the answers and the study's setup."""

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from clusters.models import Cluster, Study
from reports.models import Score
from reports.scores import score_study
from surveys.models import Interview, InterviewState
from surveys.reviewing import return_interview
from surveys.study_setup import choose_setup
from tests.factories.clusters import ClusterFactory
from tests.factories.reports import approved_firm, perform_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(study: Study) -> Cluster:
    return ClusterFactory(study=study, slug="plain", name="Plain")


def test_every_interview_is_scored_whatever_its_state(study: Study, plain: Cluster, noon: datetime) -> None:
    approved_firm(plain, hr=3)
    draft = approved_firm(plain, hr="11?100")
    Interview.objects.filter(pk=draft.pk).update(state=InterviewState.DRAFT)
    hr, process, _product = score_study(study=study, now=noon)
    assert (hr.exact, hr.none, hr.undetermined) == ((0, 0, 1, 1, 0, 0, 0), 0, 1)
    assert process.exact == (0, 2, 0, 0, 0, 0, 0)
    assert Score.objects.get(interview=draft).dimensions["hr"] == {
        "rungs": ["met", "met", "unknown", "met", "not_met", "not_met"],
        "low": 2,
        "high": 4,
        "point": 2,
        "tie": False,
    }


def test_scoring_again_brings_scores_to_the_present_setup(study: Study, plain: Cluster, noon: datetime) -> None:
    interview = approved_firm(plain, hr="110100")
    score_study(study=study, now=noon)
    choose_setup(study=study, level_rule="R2")
    score_study(study=study, now=noon)
    score = Score.objects.get(interview=interview)
    assert (score.level_rule, score.dimensions["hr"]["point"]) == ("R2", 4)


def test_the_assessors_level_counts_under_its_rule(study: Study, plain: Cluster, noon: datetime) -> None:
    told, untold = approved_firm(plain, hr=2, ASSESS_HR=5), approved_firm(plain, hr=2)
    choose_setup(study=study, level_rule="R4")
    score_study(study=study, now=noon)
    assert Score.objects.get(interview=told).dimensions["hr"]["point"] == 5
    unknown = Score.objects.get(interview=untold).dimensions["hr"]
    assert (unknown["low"], unknown["high"]) == (1, 6)


def test_a_step_of_review_brings_the_score_up_to_date(
    study: Study, plain: Cluster, reviewer: User, noon: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    interview = approved_firm(plain, hr=3)
    Interview.objects.filter(pk=interview.pk).update(state=InterviewState.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):
        return_interview(interview=interview, by=reviewer, note="Look at item 3.", now=noon)
    assert Score.objects.get(interview=interview).dimensions["hr"]["point"] == 3


def test_a_change_of_the_setup_has_the_study_scored_again(study: Study, plain: Cluster, noon: datetime) -> None:
    interview = approved_firm(plain, hr="110100")
    choose_setup(study=study, level_rule="R2")
    perform_all()
    assert Score.objects.get(interview=interview).dimensions["hr"]["point"] == 4


def test_the_command_prints_levels_by_cluster_and_dimension(study: Study, plain: Cluster) -> None:
    approved_firm(plain, hr=3, product="11?000")
    out = StringIO()
    call_command("score", study.slug, stdout=out)
    hr, process, product = (line.split() for line in out.getvalue().splitlines()[1:])
    assert hr == ["Plain", "HR", "0", "0", "0", "1", "0", "0", "0", "0"]
    assert product == ["Plain", "product", "0", "0", "1", "0", "0", "0", "0", "1"]
    assert process[1] == "process"


def test_the_command_says_when_there_is_no_such_study(db: None) -> None:
    with pytest.raises(CommandError, match="no study called nowhere"):
        call_command("score", "nowhere")
