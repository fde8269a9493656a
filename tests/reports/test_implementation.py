"""The implementation report: figures by hand, what it says of a sample that was not drawn, and who may read it."""

import shutil
import subprocess
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from clusters.models import Cluster, Disclosure, Disposition, Firm
from clusters.registry import set_disposition
from clusters.replacing import note_attempt, replace_firm
from reports.implementation import implementation_report
from reports.implementation_parts import ImplementationReport, Part, decimal, percent
from surveys.models import InterviewState
from surveys.publishing import publish_questionnaire
from tests.factories.clusters import FirmFactory, FrameFactory, FrameUnitFactory, StratumFactory
from tests.factories.samples import NOW, drawn_sample, listed_frame
from tests.factories.surveys import InterviewFactory, QuestionnaireFactory

PLACE = ["salmon-study", "lakes"]
TODAY = date(2026, 6, 1)


@pytest.fixture
def worked(cluster: Cluster) -> Cluster:
    """Of 15 national small firms drawn of 40: six complete, two refused of which one is replaced, one not eligible."""
    drawn_sample(listed_frame(cluster, {"national-small": 40}), total=15, strata={}, reserve_pct=20.0)
    firms = list(Firm.objects.filter(cluster=cluster).order_by("code"))
    for firm in firms[:6]:
        set_disposition(firm=firm, disposition=Disposition.COMPLETE)
    for firm in firms[6:8]:
        note_attempt(firm=firm, disposition=Disposition.REFUSAL, by=None, now=NOW)
    set_disposition(firm=firms[8], disposition=Disposition.INELIGIBLE)
    replace_firm(firm=firms[6], reason="No time before the harvest", by=None, now=NOW)
    return cluster


def report_of(cluster: Cluster) -> ImplementationReport:
    found = implementation_report(cluster, Firm.objects.filter(cluster=cluster), TODAY)
    assert found is not None
    return found


def part(report: ImplementationReport, title: str) -> Part:
    return next(each for each in report.parts if each.title == title)


def test_the_report_tells_the_figures_of_a_worked_sample(worked: Cluster) -> None:
    report = report_of(worked)
    (strata,) = part(report, "Strata").grids
    # 40 over 15 drawn and 1 brought in.
    assert strata.rows[0][1:] == ("40", "40", "15", "15", "1", "6", "2.500")
    dispositions, rates = part(report, "Dispositions and rates").grids
    assert dispositions.rows[0][1:] == ("6", "0", "2", "0", "0", "0", "1", "7")
    # 6 of 8; nobody of unknown eligibility; 6 of 8 reached; 8 eligible of 9.
    assert rates.rows[0][1:] == ("75.0", "75.0", "75.0", "88.9", "–")
    (replacements,) = part(report, "Replacements").grids
    assert replacements.rows[0][2:4] == ("Refused", "No time before the harvest")
    (weights,) = part(report, "Weights").grids
    assert weights.rows[0][1:] == ("16", "40.00", "2.50", "2.50", "2.50", "1.000")
    said = part(report, "Deviations and cautions").texts
    assert "7 firms are still open: the field work has not ended." in said
    assert "2 attempts to interview firms are on record, from 4 May 2026 to 4 May 2026." in said
    assert any("comes out again" in text for text in part(report, "Selection").texts)


def test_the_design_says_what_was_asked_for(worked: Cluster) -> None:
    assert "Target: 15 firms." in part(report_of(worked), "Design").texts
    assert dict(report_of(worked).about)["Kind of sample"].startswith("Stratified random sample")


def test_a_sample_by_referral_is_called_so(cluster: Cluster) -> None:
    frame = FrameFactory(cluster=cluster)
    stratum = StratumFactory(frame=frame, population=9)
    FirmFactory(cluster=cluster, stratum=stratum, frame_unit=FrameUnitFactory(frame=frame, stratum=stratum))
    report = report_of(cluster)
    assert "By referral" in dict(report.about)["Kind of sample"]
    assert any("not drawn by chance" in text for text in part(report, "Deviations and cautions").texts)
    assert [each.title for each in report.parts if each.title in ("Design", "Selection", "Replacements")] == []
    assert part(report, "Strata").grids[0].rows[0][4] == "1"


def test_item_response_counts_what_was_asked_and_answered(worked: Cluster) -> None:
    firm = Firm.objects.filter(cluster=worked, disposition=Disposition.COMPLETE).order_by("code")[0]
    interview = InterviewFactory(firm=firm, questionnaire__filled=True, state=InterviewState.SUBMITTED)
    section = interview.questionnaire.sections.order_by("position")[0]
    items = list(section.items.order_by("position"))
    states = ["answered", "dont_know", "not_applicable"]
    interview.answers = {item.code: {"state": state} for item, state in zip(items, states, strict=False)}
    interview.save(update_fields=["answers"])
    (grid,) = part(report_of(worked), "Item response").grids
    told = min(len(items), 3)
    _title, asked, answered, dont_know, *_rest = grid.rows[0]
    assert int(asked) == len(items) - (told == 3)
    assert (int(answered), int(dont_know)) == (1, int(told > 1))


def test_sections_are_named_with_the_years_of_the_study(worked: Cluster) -> None:
    questionnaire = QuestionnaireFactory(published=False)
    questionnaire.sections.filter(position=1).update(title="Employment at the end of {base_year}")
    publish_questionnaire(questionnaire=questionnaire, now=NOW)
    firm = Firm.objects.filter(cluster=worked, disposition=Disposition.COMPLETE)[0]
    InterviewFactory(firm=firm, questionnaire=questionnaire, state=InterviewState.SUBMITTED)
    (grid,) = part(report_of(worked), "Item response").grids
    assert grid.rows[0][0] == f"Employment at the end of {worked.study.base_year}"


def test_a_cluster_without_a_list_has_no_report(client: Client, owner: User, cluster: Cluster) -> None:
    assert implementation_report(cluster, Firm.objects.none(), TODAY) is None
    client.force_login(owner)
    assert "There is no list yet" in client.get(reverse("implementation", args=PLACE)).content.decode()
    assert client.get(reverse("implementation_file", args=PLACE)).status_code == 404


def test_the_page_is_closed_to_who_sees_own_firms_only_and_the_file_to_who_may_not_export(
    client: Client, worked: Cluster, own_rows: User, reviewer: User, analyst: User
) -> None:
    for person, page, file in ((own_rows, 403, 403), (reviewer, 200, 403), (analyst, 200, 200)):
        client.force_login(person)
        assert client.get(reverse("implementation", args=PLACE)).status_code == page
        assert client.get(reverse("implementation_file", args=PLACE)).status_code == file


def text_of(pdf: bytes) -> str:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not on this machine: install poppler-utils to read the report back.")
    made = subprocess.run([reader, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return made.stdout.decode()


def pdf_of(client: Client, user: User) -> bytes:
    client.force_login(user)
    answer: Any = client.get(reverse("implementation_file", args=PLACE))
    return bytes(answer.content)


def test_the_file_says_what_the_page_says_and_is_the_same_each_time(
    client: Client, worked: Cluster, owner: User
) -> None:
    pdf = pdf_of(client, owner)
    assert pdf == pdf_of(client, owner)
    assert Disclosure.objects.filter(page="implementation_file").count() == 2
    read = text_of(pdf)
    for words in ("Implementation report: Lakes", "2.500", "88.9", "No time before the harvest", "Kish"):
        assert words in read


def test_the_report_speaks_the_language_of_its_reader(worked: Cluster) -> None:
    with override("es"):
        report = report_of(worked)
    assert report.title == "Informe de ejecución: Lakes"
    assert part(report, "Estratos").grids[0].rows[0][-1] == "2,500"


def test_a_firm_that_refused_is_not_told_in_spanish_as_one_that_does_not_answer(worked: Cluster) -> None:
    with override("es"):
        dispositions = part(report_of(worked), "Resultados y tasas").grids[0]
        assert dispositions.heads[3] == "Rechazó" == str(Disposition.REFUSAL.label)
    with override("zh-hans"):
        assert str(Disposition.REFUSAL.label) == "拒访"


def test_figures_are_rounded_and_not_cut() -> None:
    assert (percent(5 / 9), decimal(2.2386, 2), decimal(9.0), decimal(None)) == ("55.6", "2.24", "9", "–")
