"""Erasing a person touches nothing that was scored: the hash of a run and the bytes of its workbook stay."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from clusters.contacts import erase_contact
from clusters.models import Contact
from reports.runs import take_snapshot
from reports.workbook.building import build_workbook
from surveys.models import Interview
from tests.factories.clusters import ClusterFactory, ContactFactory, StudyFactory
from tests.factories.reports import approved_firm, ready_run


@pytest.mark.django_db
def test_a_run_and_its_workbook_are_the_same_before_and_after_an_erasure(tmp_path: Path, settings: Any) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")
    cluster = ClusterFactory(study=StudyFactory())
    interviews = [approved_firm(cluster, code=f"F{number}", hr=number, process=1, product=2) for number in (1, 2, 3)]
    contacts = [ContactFactory(firm=interview.firm, name="Marisol Quidel") for interview in interviews]
    run = ready_run(cluster.study)
    named, frozen = run.inputs_hash, take_snapshot(cluster.study, {}).inputs_hash()
    answers = list(Interview.objects.order_by("pk").values_list("answers", "revision_count"))
    build_workbook(run, tmp_path / "before.xlsx")

    for contact in contacts:
        erase_contact(contact=contact, by=None, reason="asked for it", now=timezone.now())

    assert not Contact.objects.exclude(name="").exists()
    run.refresh_from_db()
    assert run.inputs_hash == named
    build_workbook(run, tmp_path / "after.xlsx")
    assert (tmp_path / "after.xlsx").read_bytes() == (tmp_path / "before.xlsx").read_bytes()
    assert take_snapshot(cluster.study, {}).inputs_hash() == frozen
    assert list(Interview.objects.order_by("pk").values_list("answers", "revision_count")) == answers


@pytest.mark.django_db
def test_no_workbook_and_no_input_of_a_run_holds_a_contact(tmp_path: Path) -> None:
    cluster = ClusterFactory(study=StudyFactory())
    interviews = [approved_firm(cluster, code=f"F{number}", hr=1, process=1, product=2) for number in (1, 2, 3)]
    run = ready_run(cluster.study)
    build_workbook(run, tmp_path / "without.xlsx")
    frozen = take_snapshot(cluster.study, {}).inputs_hash()
    for interview in interviews:
        ContactFactory(firm=interview.firm, name="Marisol Quidel")
    assert take_snapshot(cluster.study, {}).inputs_hash() == frozen
    build_workbook(run, tmp_path / "with.xlsx")
    assert (tmp_path / "with.xlsx").read_bytes() == (tmp_path / "without.xlsx").read_bytes()
