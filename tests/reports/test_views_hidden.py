"""The tab of a run that tells the team what files for everybody do not show, and the choices behind it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Study
from reports.forms import SetupForm
from reports.models import Run, RunState
from reports.runs import open_run
from reports.specification import HIDING, Specification
from scoring.disclosure import DisclosureRules, Dominance
from surveys.study_setup import choose_setup, setup_of
from tests.factories.reports import approved_firm, perform_all, ready_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(study: Study, cluster: Cluster) -> Run:
    for number, level in enumerate((2, 2, 2, 4)):
        approved_firm(cluster, code=f"F{number}", hr=level, FOREIGN_EQUITY=10)
    return ready_run(study)


def hidden_page(client: Client, user: User, run: Run) -> str:
    client.force_login(user)
    answer = client.get(reverse("run_hidden", args=[run.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tab_lists_each_figure_with_value_and_reason(client: Client, analyst: User, run: Run) -> None:
    html = hidden_page(client, analyst, run)
    assert "figures do not stand in files for everybody" in html
    assert "Firms at the level or above: HR" in html and "4 Engineering" in html
    assert "rests on fewer than 3 firms or votes" in html and "would give away another figure" in html
    assert f"{reverse('run_workbook', args=[run.pk])}?public=1" in html
    assert 'aria-current="page">Hidden in public' in html


def test_the_tab_is_read_in_the_language_of_the_reader(client: Client, analyst: User, run: Run) -> None:
    User.objects.filter(pk=analyst.pk).update(language="es")
    html = hidden_page(client, User.objects.get(pk=analyst.pk), run)
    assert "Empresas en el nivel o por encima: HR" in html and "Exactamente en el nivel: HR" in html
    assert "4 Ingeniería" in html and "delataría otra cifra" in html
    for english in ("at the level", "Engineering", "give away", "rests on", "Table 5", "Hidden"):
        assert english not in html


def test_the_tab_is_there_for_those_who_may_export_only(
    client: Client, analyst: User, reviewer: User, run: Run
) -> None:
    address = reverse("run_hidden", args=[run.pk])
    for user, is_there in ((analyst, True), (reviewer, False)):
        client.force_login(user)
        assert (address in client.get(reverse("run", args=[run.pk])).content.decode()) is is_there
    assert client.get(address).status_code == 403


def test_a_run_without_tables_leads_back_to_its_page(client: Client, analyst: User, run: Run) -> None:
    Run.objects.update(state=RunState.BUILDING, tables=None)
    client.force_login(analyst)
    assert client.get(reverse("run_hidden", args=[run.pk])).status_code == 302


def test_the_replica_says_that_nothing_is_hidden(client: Client, analyst: User, run: Run) -> None:
    Study.objects.update(slug="unido-2006", is_reconstruction=True)
    Run.objects.update(specification={**run.specification, "is_reconstruction": True})
    html = hidden_page(client, analyst, run)
    assert "Nothing is hidden" in html and "published tables over again" in html


def test_a_study_that_hides_as_usual_gives_the_same_run_as_before_there_was_a_choice(study: Study, run: Run) -> None:
    assert not set(HIDING) & set(run.specification)
    assert "disclosure" not in run.specification
    choose_setup(study=study, dominance_k1=70.0)
    assert ready_run(study).pk == run.pk, "the figure of a rule that is not chosen moves nothing"


def test_another_minimum_is_another_run_and_the_old_one_keeps_its_own(study: Study, run: Run) -> None:
    choose_setup(study=study, minimum_cell=5, dominance="n_k")
    other = ready_run(study)
    assert other.pk != run.pk
    assert Specification.from_json(other.specification).disclosure == DisclosureRules(5, Dominance.N_K)
    run.refresh_from_db()
    assert Specification.from_json(run.specification).disclosure == DisclosureRules()


@pytest.mark.parametrize(
    ("choice", "value"), [("minimum_cell", 2), ("minimum_cell", 51), ("dominance_p", 0), ("dominance", "none")]
)
def test_no_study_hides_less_than_the_house_rule(study: Study, choice: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        choose_setup(study=study, **{choice: value})


def test_nobody_opens_one_run_that_hides_less(study: Study, run: Run, noon: Any) -> None:
    with pytest.raises(TypeError, match="no choice named minimum_cell"):
        open_run(study=study, by=None, now=noon, minimum_cell=3)
    perform_all()


def test_two_firms_may_have_at_least_as_much_as_one(study: Study) -> None:
    setup = setup_of(study)
    form = SetupForm(None, setup=setup)
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data |= {"questionnaire": setup.questionnaire_id, "rule_set": setup.rule_set_id, "dominance_k2": 60}
    asked = SetupForm(data, setup=setup)
    assert not asked.is_valid()
    assert asked.errors == {"dominance_k2": ["Two firms may have at least as much as one: enter 75 or more."]}
    assert SetupForm({**data, "dominance_k2": 75}, setup=setup).is_valid()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("minimum_cell", "2", "Ensure this value is greater than or equal to 3."),
        ("minimum_cell", "51", "Ensure this value is less than or equal to 50."),
        ("minimum_cell", "-1", "Ensure this value is greater than or equal to 3."),
        ("foreign_threshold", "100.5", "Ensure this value is less than or equal to 100."),
        ("dominance_p", "0", "Ensure this value is greater than or equal to 1."),
        ("dominance_k1", "100", "Ensure this value is less than or equal to 99."),
    ],
)
def test_a_figure_out_of_bounds_is_told_at_its_field_and_nothing_is_stored(
    name: str, value: str, told: str, study: Study, client: Client, owner: User
) -> None:
    setup = setup_of(study)
    form = SetupForm(None, setup=setup)
    data = {each: form.get_initial_for_field(field, each) for each, field in form.fields.items()}
    data |= {"questionnaire": setup.questionnaire_id, "rule_set": setup.rule_set_id, name: value}
    assert SetupForm(data, setup=setup).errors == {name: [told]}
    client.force_login(owner)
    answer = client.post(reverse("study_setup", args=[study.slug]), data)
    assert answer.status_code == 200 and told in answer.content.decode()
    assert getattr(setup_of(study), name) == getattr(setup, name)
