"""The report for a firm: one page in each language, what it says, who gets it, and that it is written down."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from analysis.firm_report import write_firm_report
from analysis.firm_report.content import FirmReport, report_of
from clusters.blindness import hide_firm
from clusters.models import Cluster, Disclosure, Study
from reports.models import Run, RunFirm
from surveys.models import Interview
from tests.factories.reports import approved_firm, ready_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview(study: Study, cluster: Cluster) -> Interview:
    """A firm on level 3 of human resources that may be on 4, among seven others."""
    Cluster.objects.filter(pk=cluster.pk).update(sector_variant="generic")
    cluster.refresh_from_db()
    for level in (1, 2, 3, 3, 3, 4, 4):
        approved_firm(cluster, hr=level)
    return approved_firm(cluster, hr="111?00", process=6, product=2)


@pytest.fixture
def run(study: Study, interview: Interview) -> Run:
    return ready_run(study)


def report(run: Run, interview: Interview, language: str = "en") -> FirmReport:
    row = RunFirm.objects.select_related("run").get(run=run, interview=interview)
    with translation.override(language):
        return report_of(interview, row)


def pages_of(told: FirmReport, language: str = "en") -> bytes:
    file = BytesIO()
    write_firm_report(told, file, language=language)
    return file.getvalue()


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_the_report_is_one_page_in_each_language_and_the_same_each_time(
    language: str, run: Run, interview: Interview
) -> None:
    told = report(run, interview, language)
    data = pages_of(told, language)
    assert data.startswith(b"%PDF") and data.count(b"/Type /Page\n") == 1
    assert data == pages_of(told, language)
    assert told.lead != report(run, interview).lead or language == "en"


def test_a_language_without_words_is_refused(run: Run, interview: Interview) -> None:
    with pytest.raises(ValueError, match="speaks en, es, zh-hans"):
        pages_of(report(run, interview), "fr")


def test_the_report_says_what_is_not_known_and_what_is_missing(run: Run, interview: Interview) -> None:
    hr, process, product = report(run, interview).columns
    assert hr.level == "Level between 3 and 4 of 6: some answers are not known"
    asked = [line.text for line in hr.next_lines if line.look == "note"]
    assert asked and all("Not known so far: it may be held already." in text for text in asked)
    assert process.next_title == "Nothing: every rung above is held or does not apply." and not process.next_lines
    assert product.next_title.startswith("Rung 3") and any("Now: No." in line.text for line in product.next_lines)
    assert "Among 7 other firms of its cluster" in hr.compared_with


def test_the_report_names_its_run_and_that_all_is_a_reconstruction(run: Run, interview: Interview) -> None:
    told = report(run, interview)
    assert told.foot.startswith(f"Run {run.pk} · ") and "Default rules (1)" in told.foot
    assert any("Sextant's reconstruction" in text for text in told.honesty)


def test_the_report_names_no_other_firm(run: Run, interview: Interview) -> None:
    said = repr(report(run, interview))
    others = RunFirm.objects.filter(run=run).exclude(interview=interview)
    assert interview.firm.name in said
    assert not any(other.firm_name in said or other.firm_code in said for other in others)


def test_who_took_the_report_is_written_down(client: Client, run: Run, interview: Interview, analyst: User) -> None:
    client.force_login(analyst)
    answer = client.get(reverse("firm_report", args=[interview.pk]), {"run": run.pk})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    line = Disclosure.objects.get(page="firm_report")
    assert (line.person, line.firm_id, line.subject) == (
        analyst,
        interview.firm_id,
        f"{interview.firm.code}, {run.pk}",
    )
    assert line.file_hash


def test_somebody_who_scores_blind_gets_no_report(
    client: Client, run: Run, interview: Interview, analyst: User, noon: object
) -> None:
    other = RunFirm.objects.filter(run=run).exclude(interview=interview).first()
    assert other is not None
    hide_firm(firm=other.interview.firm, user=analyst, now=noon)  # type: ignore[arg-type]
    client.force_login(analyst)
    assert client.get(reverse("firm_report", args=[interview.pk])).status_code == 403
    assert not Disclosure.objects.exists()


def test_without_a_run_the_page_of_the_firm_says_that_one_is_needed(
    client: Client, interview: Interview, analyst: User
) -> None:
    client.force_login(analyst)
    answer = client.get(reverse("firm_report", args=[interview.pk]), follow=True)
    assert "a report rests on a run" in answer.content.decode()
