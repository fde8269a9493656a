"""The bin of firms: what goes there leaves every list and count, and comes back as it was."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from clusters.models import Cluster, Contact, Firm
from clusters.registry import add_firm
from surveys.binning import DAYS_IN_BIN, bin_firm, bring_back, over_time, remove_for_good
from surveys.errors import SurveyError
from surveys.models import Interview, InterviewState, Revision
from surveys.tasks import empty_bin_of_the_day
from tests.factories.clusters import ClusterFactory, ContactFactory, FirmFactory
from tests.factories.devices import save_message
from tests.factories.surveys import InterviewFactory


def ask(user: User, name: str, *arguments: object, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    address = reverse(name, args=arguments)
    return client.get(address) if data is None else client.post(address, data)


@pytest.fixture
def interview(cluster: Cluster, consultant: User) -> Interview:
    firm = FirmFactory(cluster=cluster, code="F1", name="Nets Twice")
    return InterviewFactory(firm=firm, author=consultant, questionnaire__filled=True)


def put_away(firm: Firm, by: User | None = None) -> None:
    bin_firm(firm=firm, by=by, reason="entered twice", now=timezone.now())


def stored_of(firm: Firm) -> dict[str, Any]:
    row = Firm.everything.filter(pk=firm.pk).values().get()
    return {"firm": row, "interviews": list(Interview._base_manager.filter(firm=firm).values())}


def test_a_firm_in_the_bin_is_on_no_page_and_comes_back_whole(interview: Interview, consultant: User) -> None:
    firm, before = interview.firm, stored_of(interview.firm)
    assert "Nets Twice" in ask(consultant, "firms", "salmon-study", "lakes").content.decode()
    assert ask(consultant, "firm_bin", firm.pk, data={"reason": "entered twice"}).status_code == 302
    assert "Nets Twice" not in ask(consultant, "firms", "salmon-study", "lakes").content.decode()
    for name in ("interview", "field_interview", "fill_in_interview"):
        assert ask(consultant, name, interview.pk).status_code == 404
    for name in ("firm_edit", "firm_contacts", "firm_bin"):
        assert ask(consultant, name, firm.pk).status_code == 404
    assert not Interview.objects.exists() and not Firm.objects.exists()
    assert ask(consultant, "firm_bring_back", firm.pk, data={}).status_code == 302
    assert stored_of(firm) == before
    assert "Nets Twice" in ask(consultant, "firms", "salmon-study", "lakes").content.decode()


def test_the_bin_says_what_by_whom_why_and_how_long(interview: Interview, consultant: User) -> None:
    put_away(interview.firm, by=consultant)
    page = " ".join(ask(consultant, "study_bin", "salmon-study").content.decode().split())
    for word in ("Nets Twice", "entered twice", str(consultant), "29 days left"):
        assert word in page


def test_a_reason_is_asked_for(interview: Interview, consultant: User) -> None:
    assert ask(consultant, "firm_bin", interview.firm_id, data={"reason": " "}).status_code == 422
    assert Firm.objects.exists()


@pytest.mark.parametrize("state", [each for each in InterviewState if each is not InterviewState.DRAFT])
def test_what_was_handed_over_does_not_go_into_the_bin(interview: Interview, owner: User, state: str) -> None:
    Interview.objects.update(state=state)
    answer = ask(owner, "firm_bin", interview.firm_id, data={"reason": "entered twice"})
    assert answer.status_code == 422
    assert "was handed over" in answer.content.decode()


def test_a_consultant_puts_no_firm_away_that_somebody_else_began(interview: Interview, owner: User) -> None:
    interview.author = owner
    interview.save()
    consultant = User.objects.filter(username="consultant").get()
    assert ask(consultant, "firm_bin", interview.firm_id, data={"reason": "mine"}).status_code == 403
    put_away(interview.firm, by=owner)
    assert ask(consultant, "firm_bring_back", interview.firm_id, data={}).status_code == 403


def test_a_code_is_free_while_its_firm_is_in_the_bin_and_restoring_then_says_so(
    interview: Interview, cluster: Cluster
) -> None:
    put_away(interview.firm)
    other = add_firm(cluster=cluster, code="F1", name="The right one")
    with pytest.raises(SurveyError, match="has taken the code F1"):
        bring_back(firm=interview.firm)
    put_away(other)
    bring_back(firm=interview.firm)
    assert Firm.objects.get() == interview.firm


def test_what_a_phone_sends_for_a_firm_in_the_bin_stays_on_it_and_is_taken_once_it_is_back(
    interview: Interview, consultant: User
) -> None:
    message = save_message(interview, TRAINS=True)
    client = Client()
    client.force_login(consultant)

    def send() -> Any:
        body = {"messages": [message], "device": "phone"}
        answer = client.post(reverse("field_deliveries"), body, content_type="application/json")
        return answer.json()["results"][0]

    put_away(interview.firm)
    told = send()
    assert (told["outcome"], told["status"]) == ("refused", 404)
    assert not Revision.objects.filter(pk=message["id"]).exists()
    bring_back(firm=interview.firm)
    assert send()["outcome"] == "stored"
    assert Revision.objects.filter(pk=message["id"]).exists()


def test_after_thirty_days_the_firm_is_a_blank_row_without_a_way_back(
    interview: Interview, consultant: User, settings: Any, tmp_path: Any
) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")
    ContactFactory(firm=interview.firm)
    put_away(interview.firm, by=consultant)
    Firm.everything.update(binned_at=timezone.now() - timedelta(days=DAYS_IN_BIN, minutes=1))
    said = StringIO()
    call_command("empty_bin", "--dry-run", stdout=said)
    assert "Would be removed: 1." in said.getvalue()
    assert not Firm.everything.get().removed_at
    call_command("empty_bin", stdout=said)
    assert "firm F1" in said.getvalue() and "Removed: 1." in said.getvalue()
    firm = Firm.everything.get()
    assert (firm.name, firm.address, Contact.objects.get().name) == ("", "", "")
    assert ask(consultant, "firm_bring_back", firm.pk, data={}).status_code == 404
    with pytest.raises(SurveyError, match="no longer in the bin"):
        bring_back(firm=firm)
    call_command("empty_bin", stdout=said)
    assert "Removed: 0." in said.getvalue()


def test_the_clock_of_the_worker_empties_the_bin_once_a_day(
    interview: Interview, settings: Any, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")
    rung = {each["task"]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert rung[empty_bin_of_the_day.name] == timedelta(days=1).total_seconds()
    put_away(interview.firm)
    empty_bin_of_the_day()
    assert not Firm.everything.get().removed_at, "it has lain there for a moment only"
    Firm.everything.update(binned_at=timezone.now() - timedelta(days=DAYS_IN_BIN, minutes=1))
    empty_bin_of_the_day()
    assert Firm.everything.get().removed_at
    assert "Removed from the bin for good" in caplog.text


STEPS = st.lists(st.tuples(st.sampled_from(["bin", "back", "add", "expire"]), st.integers(0, 3)), max_size=12)


class TestRandomSteps(TestCase):
    @given(STEPS)
    def test_whatever_is_put_away_and_brought_back_nothing_is_lost_and_counts_agree(self, steps: Any) -> None:
        cluster = ClusterFactory()
        firms = [FirmFactory(cluster=cluster, code=f"F{number}", name=f"Firm {number}") for number in range(3)]
        for firm in firms:
            InterviewFactory(firm=firm)
        gone: set[Any] = set()
        out: set[Any] = set()
        for step, number in steps:
            firm = firms[number % len(firms)]
            try:
                if step == "bin":
                    put_away(firm)
                    out.add(firm.pk)
                elif step == "back":
                    bring_back(firm=firm)
                    out.discard(firm.pk)
                elif step == "add":
                    firms.append(add_firm(cluster=cluster, code=firm.code, name="Again"))
                else:
                    late = timezone.now() + timedelta(days=DAYS_IN_BIN + 1)
                    for each in list(over_time(late)):
                        remove_for_good(firm=each, now=late)
                        gone.add(each.pk)
            except Exception as refusal:
                assert type(refusal).__name__ in {"SurveyError", "Taken"}, refusal
            assert {each.pk for each in cluster.firms.all()} == {each.pk for each in firms} - out
            assert set(Interview.objects.values_list("firm", flat=True)).isdisjoint(out)
            assert Firm.everything.filter(cluster=cluster).count() == len(firms)
        assert gone <= out
        assert Interview._base_manager.filter(firm__cluster=cluster).count() == 3
