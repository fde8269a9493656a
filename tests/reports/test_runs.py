"""Opening runs: the same inputs are the same run, and whatever moves a figure moves the name."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from clusters.models import Cluster, Firm, SeriesPoint, Study
from reports.errors import RunRefusedError
from reports.models import Job, Run, RunCluster, RunFirm, RunState
from reports.runs import open_run, take_snapshot
from reports.specification import Specification
from scoring.ruleset import parse_ruleset, ruleset_hash
from surveys.models import Interview, RuleSetVersion, Status, StudySetup
from surveys.study_setup import choose_setup
from tests.factories.clusters import ClusterFactory, SeriesFactory, StudyFactory
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db


def build(names: tuple[str, ...]) -> Study:
    """A study whose rows are made in this order; its content is the same in every order."""
    study = StudyFactory(slug="order", title="Order")
    clusters = {}
    for name in names:
        clusters[name] = ClusterFactory(study=study, slug=name, name=name.title(), position=len(name))
    for name in names:
        for code in sorted((f"{name}-1", f"{name}-2"), reverse=names[0] > names[-1]):
            approved_firm(clusters[name], code=code, hr=3, weight=2.0, attributes={"branch": code[-1]})
    for name in names:
        Firm.objects.filter(code__startswith=name).update(name="Firm")
        points = SeriesFactory(cluster=clusters[name], version=1)
        SeriesPoint.objects.create(series=points, year=2000, value=100)
    return study


def hash_of(study: Study, **overrides: Any) -> str:
    return take_snapshot(study, overrides).inputs_hash()


@pytest.fixture
def firm(cluster: Cluster) -> Interview:
    return approved_firm(cluster, code="A", hr=3)


def test_the_same_inputs_are_the_same_run_and_are_not_computed_again(study: Study, firm: Interview) -> None:
    first = ready_run(study)
    jobs = list(Job.objects.values_list("pk", "attempts"))
    again = ready_run(study)
    assert again.pk == first.pk and again.finished_at == first.finished_at
    assert list(Job.objects.values_list("pk", "attempts")) == jobs
    assert first.pk == first.inputs_hash[:12]


def test_the_hash_does_not_depend_on_ids_or_on_the_order_of_rows() -> None:
    first = hash_of(build(("north", "southern")))
    for model in (SeriesPoint, Interview, Firm):
        model.objects.all().delete()
    for cluster in Cluster.objects.all():
        cluster.series.all().delete()
        cluster.delete()
    StudySetup.objects.all().delete()
    Study.objects.all().delete()
    assert hash_of(build(("southern", "north"))) == first


@pytest.mark.parametrize("language", ["es", "zh-hans"])
def test_a_run_is_the_same_whatever_language_it_is_opened_in(study: Study, firm: Interview, language: str) -> None:
    english = ready_run(study)
    stored = (english.pk, english.specification, english.tables)
    Job.objects.all().delete()
    english.delete()
    with translation.override(language):
        other = ready_run(study)
    assert (other.pk, other.specification, other.tables) == stored


def test_notes_evidence_and_revisions_do_not_move_the_hash(study: Study, firm: Interview) -> None:
    before = hash_of(study)
    entry = {**firm.answers["HR1_OJT"], "note": "Seen on site.", "revision": "another"}
    firm.answers = {**firm.answers, "HR1_OJT": entry, "HR6_RSE_DEG": {"state": "missing", "value": None}}
    firm.save()
    assert hash_of(study) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda firm: Firm.objects.update(final_weight=1.5),
        lambda firm: Firm.objects.update(attributes={"branch": "food"}),
        lambda firm: Firm.objects.update(name="Other"),
        lambda firm: Cluster.objects.update(started_year=1970),
        lambda firm: Interview.objects.update(answers={**firm.answers, "EXPORTS_REF": {"state": "refused"}}),
        lambda firm: SeriesFactory(cluster=firm.firm.cluster),
        lambda firm: choose_setup(study=firm.firm.cluster.study, foreign_threshold=10.0),
        lambda firm: Study.objects.update(reference_year=2007),
    ],
    ids=["weight", "attribute", "name", "description", "answer", "series", "choice", "year"],
)
def test_whatever_moves_a_figure_or_a_printed_word_moves_the_hash(study: Study, firm: Interview, change: Any) -> None:
    before = hash_of(study)
    change(firm)
    assert hash_of(Study.objects.get()) != before


def test_a_run_freezes_its_choices_versions_and_firms(study: Study, firm: Interview, noon: datetime) -> None:
    run = open_run(study=study, by=None, now=noon, level_rule="R2", weighted=True)
    frozen = Specification.from_json(run.specification)
    assert (frozen.level_rule, frozen.weighted, frozen.growth) == ("R2", True, "cagr")
    assert (frozen.rule_set.code, len(frozen.rule_set.hash)) == ("default", 64)
    assert [each.code for each in frozen.questionnaires] == ["technology-ladder"]
    assert frozen.software == run.software_version
    row = RunFirm.objects.get()
    assert (row.firm_code, row.revision_count, len(row.answers_hash)) == ("A", 0, 64)
    assert RunCluster.objects.get().inputs["response"]["interviews"] == {"approved": 1}


def test_a_new_rule_set_gives_a_new_run_and_leaves_the_old_one_as_it_was(study: Study, firm: Interview) -> None:
    old = ready_run(study)
    content = {**RuleSetVersion.objects.get(code="default").content, "version": 2}
    content["rules"]["hr"]["3"] = {"const": False}
    stricter = RuleSetVersion.objects.create(
        code="default",
        version=2,
        title="Stricter",
        content=content,
        content_hash=ruleset_hash(parse_ruleset(content)),
        status=Status.PUBLISHED,
    )
    choose_setup(study=study, rule_set=stricter)
    new = ready_run(study)
    tables = old.tables
    old.refresh_from_db()
    assert new.pk != old.pk and old.tables == tables
    assert [run.tables["clusters"][0]["dimensions"]["hr"]["exact"][3] for run in (old, new)] == [1, 0]


def test_a_run_whose_inputs_stand_again_as_they_were_is_no_longer_stale(study: Study, firm: Interview) -> None:
    run = ready_run(study)
    run.stale_reasons = [{"kind": "withdrawn", "names": ["A"], "count": 1, "at": "2026-03-02T12:00:00"}]
    run.save()
    assert not ready_run(study).is_stale


def test_an_approval_that_moves_while_the_run_is_opened_is_taken_in(
    study: Study, firm: Interview, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    def and_then_approve(*arguments: Any) -> Any:
        snapshot = take_snapshot(*arguments)
        if not taken:
            approved_firm(firm.firm.cluster, code="B")
        taken.append(snapshot)
        return snapshot

    monkeypatch.setattr("reports.runs.take_snapshot", and_then_approve)
    run = open_run(study=study, by=None, now=noon)
    assert len(taken) == 2
    assert sorted(run.firms.values_list("firm_code", flat=True)) == ["A", "B"]


def test_a_study_without_approved_interviews_is_refused_with_a_remedy(
    study: Study, cluster: Cluster, noon: datetime
) -> None:
    with pytest.raises(RunRefusedError, match="Approve at least one interview first"):
        open_run(study=study, by=None, now=noon)
    assert not Run.objects.exists()


def test_a_study_without_clusters_is_refused(study: Study, noon: datetime) -> None:
    with pytest.raises(RunRefusedError, match="no cluster yet"):
        open_run(study=study, by=None, now=noon)


def test_a_draft_rule_set_is_refused(study: Study, firm: Interview, noon: datetime) -> None:
    draft = RuleSetVersion.objects.create(code="mine", version=1, title="Mine", content={})
    with pytest.raises(RunRefusedError, match="is a draft"):
        open_run(study=study, by=None, now=noon, rule_set=draft)


def test_an_unknown_choice_is_a_mistake_of_the_caller(study: Study, firm: Interview, noon: datetime) -> None:
    with pytest.raises(TypeError, match="no choice named colour"):
        open_run(study=study, by=None, now=noon, colour="blue")


def test_a_run_being_built_keeps_its_jobs(study: Study, firm: Interview, noon: datetime) -> None:
    first = open_run(study=study, by=None, now=noon)
    second = open_run(study=study, by=None, now=noon)
    assert first.pk == second.pk and second.state == RunState.BUILDING
    assert Job.objects.count() == 1
