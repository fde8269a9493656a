"""The pages of weights, as a manager walks through them."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Firm
from reports.models import WeightChoice, WeightVersion
from reports.weight_words import notes_in_words
from reports.weights_in_use import weights_in_use
from tests.factories.reports import approved_firm
from tests.factories.weights import sampled_cluster
from tests.reports.test_weights import FOREIGN, NATIONAL, STAFF, employed

pytestmark = pytest.mark.django_db

SENT = {"eligibility": "weak", "fewest": "5", "post_strata": "", "totals": "", "trim_at": "", "name": "For the report"}


@pytest.fixture
def page(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def at(cluster: Cluster, name: str, **more: int) -> str:
    return reverse(name, args=[cluster.study.slug, cluster.slug, *more.values()])


def test_a_look_shows_every_step_and_keeps_nothing(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    answer = page.post(at(cluster, "weights_new"), {**SENT, "step": "look"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(word in text for word in ("Base", "Eligibility", "Non-response", "110.0", "99.6"))
    assert "1 firm was not yet contacted" in text
    assert not WeightVersion.objects.exists()


def test_keeping_them_leads_to_their_page_and_puts_them_in_use(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    answer = page.post(at(cluster, "weights_new"), {**SENT, "step": "keep"}, follow=True)
    assert answer.redirect_chain[-1][0] == at(cluster, "weight_version", number=1)
    text = answer.content.decode()
    assert "For the report" in text and "In use." in text and "Weak: also firms that could not be reached" in text
    assert weights_in_use(cluster) == WeightVersion.objects.get()


def test_a_small_cell_is_named_with_what_it_was_merged_with(page: Client, cluster: Cluster) -> None:
    sampled_cluster(
        cluster,
        {"foreign-large": (9, {"complete": 2}), "foreign-small": (30, {"complete": 6}), "national-small": NATIONAL},
    )
    text = page.post(at(cluster, "weights_new"), {**SENT, "step": "look"}).content.decode()
    assert "Foreign, large (2 firms answered) was merged with Foreign, small (6)." in text


def test_a_sample_by_referral_is_told_so(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN}, by_chance=False)
    assert "no estimate gets an interval" in page.get(at(cluster, "weights_new")).content.decode()
    answer = page.post(at(cluster, "weights_new"), {**SENT, "step": "keep"}, follow=True)
    assert "get no interval" in answer.content.decode()


def test_what_was_typed_wrongly_is_told_beside_it_and_stays(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    for totals, message in (
        ("owners foreign 3", "Line 1 cannot be read"),
        ("ownership: foreign = -1", "Line 1 cannot"),
    ):
        answer = page.post(at(cluster, "weights_new"), {**SENT, "totals": totals, "step": "look"})
        assert answer.status_code == 422
        assert message in answer.content.decode() and totals in answer.content.decode()
    lopsided = {
        "trim_at": "1",
        "post_strata": "ownership",
        "totals": "ownership: foreign = 100\nownership: national = 10",
    }
    answer = page.post(at(cluster, "weights_new"), {**SENT, **lopsided, "step": "look"})
    assert answer.status_code == 422 and "Give a higher bound." in answer.content.decode()
    answer = page.post(at(cluster, "weights_new"), {**SENT, "name": "", "step": "keep"})
    assert answer.status_code == 422 and "The weights have no name." in answer.content.decode()


def test_a_cluster_without_a_frame_is_sent_to_bring_one(page: Client, cluster: Cluster) -> None:
    listed = page.get(at(cluster, "weights")).content.decode()
    assert at(cluster, "frame_upload") in listed and at(cluster, "weights_new") not in listed
    answer = page.get(at(cluster, "weights_new"))
    assert answer.status_code == 200 and "This cluster has no sampling frame." in answer.content.decode()


def test_the_list_tells_of_interviews_approved_since_and_changes_what_is_in_use(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    page.post(at(cluster, "weights_new"), {**SENT, "step": "keep"})
    approved_firm(cluster, code="since")
    assert "1 interview was approved after these weights" in page.get(at(cluster, "weights")).content.decode()
    answer = page.post(at(cluster, "weights_base"), follow=True)
    assert "Base weights are in use again." in answer.content.decode()
    answer = page.post(at(cluster, "weights_use", number=1), follow=True)
    assert "These weights are in use: 1: For the report." in answer.content.decode()
    assert page.get(at(cluster, "weight_version", number=7)).status_code == 404


def test_weights_that_a_draw_has_set_anew_are_told_and_can_be_given_back(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    page.post(at(cluster, "weights_new"), {**SENT, "step": "keep"})
    assert "has set the weight" not in page.get(at(cluster, "weights")).content.decode()
    given = sorted(cluster.firms.values_list("final_weight", flat=True))
    Firm.objects.filter(cluster=cluster, stratum__code="foreign-large").update(final_weight=2.5)
    assert "has set the weights of 10 firms since" in page.get(at(cluster, "weights")).content.decode()
    page.post(at(cluster, "weights_use", number=1))
    assert sorted(cluster.firms.values_list("final_weight", flat=True)) == given
    assert WeightChoice.objects.count() == 1


def test_employment_of_the_frame_is_trusted_on_the_page(page: Client, cluster: Cluster) -> None:
    employed(cluster, *STAFF)
    text = page.get(at(cluster, "weights_new")).content.decode()
    assert "The frame&#x27;s employment can be trusted" in text and "Their employees" in text
    sent = {**SENT, "margins": ["ownership"], "trusted": "on", "employment": "all"}
    looked = page.post(at(cluster, "weights_new"), {**sent, "step": "look"}).content.decode()
    assert "firms that answered stood for 860 employees; with these weights for 956." in looked
    text = page.post(at(cluster, "weights_new"), {**sent, "step": "keep"}, follow=True).content.decode()
    assert "Employment of the frame" in text and "trusted: The whole cluster" in text
    version = WeightVersion.objects.get()
    assert version.how["employment"] == "all"
    former = {name: told for name, told in version.notes.items() if name != "employees_at_last"}
    assert "Before raking the firms that answered stood for 860 employees." in notes_in_words(former)


def test_without_the_switch_employment_moves_nothing_and_its_totals_are_not_dropped_in_silence(
    page: Client, cluster: Cluster
) -> None:
    employed(cluster, *STAFF)
    page.post(at(cluster, "weights_new"), {**SENT, "employment": "all", "step": "keep"})
    assert "employment" not in WeightVersion.objects.get().how
    answer = page.post(at(cluster, "weights_new"), {**SENT, "totals": "employment: all = 700", "step": "look"})
    assert answer.status_code == 422
    assert "Trust them, or take them out." in answer.content.decode()


def test_totals_of_what_was_not_chosen_are_not_dropped_in_silence(page: Client, cluster: Cluster) -> None:
    sampled_cluster(cluster, {"foreign-large": FOREIGN, "national-small": NATIONAL})
    sent = {**SENT, "totals": "ownership: foreign = 30\nownership: national = 50", "step": "keep"}
    answer = page.post(at(cluster, "weights_new"), sent)
    assert answer.status_code == 422 and not WeightVersion.objects.exists()
    assert "Nothing is post-stratified or raked by: Ownership." in answer.content.decode()
    assert page.post(at(cluster, "weights_new"), {**sent, "margins": ["ownership"]}).status_code == 302


def test_an_employment_that_no_weights_meet_is_told_beside_the_form(page: Client, cluster: Cluster) -> None:
    employed(cluster, *STAFF)
    sent = {**SENT, "trusted": "on", "employment": "all", "totals": "employment: all = 90000", "step": "look"}
    answer = page.post(at(cluster, "weights_new"), sent)
    assert answer.status_code == 422
    assert "the totals make 9000.0 employees a firm" in answer.content.decode()
