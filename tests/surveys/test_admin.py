"""Django's admin: drafts can be edited, what is published and every log is only read."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from surveys.double_scoring import draw_firms
from surveys.live_sessions import note_wrong_code
from surveys.models import Comment, Item, Questionnaire, RuleSetVersion, SeenFlag, Settlement, ThreadReading
from surveys.standings import keep_standing
from surveys.study_setup import setup_of
from surveys.workshops import note_discussion
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, StudyFactory
from tests.factories.devices import HandoverFactory, LateAnswerFactory
from tests.factories.double_scoring import revealed_pair
from tests.factories.live import held_seat
from tests.factories.surveys import (
    InterviewFactory,
    QuestionnaireFactory,
    ReviewEventFactory,
    RevisionFactory,
    RuleSetFactory,
    ThreadFactory,
)
from tests.factories.workshops import NOON, EvidenceFactory, WorkshopFactory, hold_round

pytestmark = pytest.mark.django_db

EDITABLE_AS_DRAFT = {"Questionnaire", "RuleSetVersion", "Section", "Item", "SectorCard", "Descriptor"}


@pytest.fixture
def superuser():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def browser(client, superuser):
    client.force_login(superuser)
    return client


def page(name, *args):
    return reverse(f"admin:surveys_{name}", args=args)


def test_every_model_of_the_room_is_there_and_each_list_opens(browser):
    for model in apps.get_app_config("surveys").get_models():
        assert admin.site.is_registered(model), model
        assert browser.get(page(f"{model._meta.model_name}_changelist")).status_code == 200


def test_logs_votes_and_interviews_can_neither_be_added_nor_changed_nor_deleted(rf, superuser):
    request = rf.get("/")
    request.user = superuser
    for model in apps.get_app_config("surveys").get_models():
        if model.__name__ not in EDITABLE_AS_DRAFT:
            page = admin.site.get_model_admin(model)
            allowed = page.has_add_permission(request), page.has_change_permission(request)
            assert (*allowed, page.has_delete_permission(request)) == (False, False, False), model


@pytest.mark.parametrize("factory", [InterviewFactory, RevisionFactory, ReviewEventFactory])
def test_a_line_of_a_log_opens_to_be_read(browser, factory):
    row = factory()
    address = page(f"{row._meta.model_name}_change", row.pk)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 403


def test_a_published_questionnaire_and_its_items_are_only_read(browser):
    questionnaire = QuestionnaireFactory()
    for row in (
        questionnaire,
        questionnaire.items.first(),
        questionnaire.sections.first(),
        questionnaire.cards.first(),
    ):
        address = page(f"{row._meta.model_name}_change", row.pk)
        assert browser.get(address).status_code == 200
        assert browser.post(address, {"text": "Other?"}).status_code == 403
        assert browser.post(page(f"{row._meta.model_name}_delete", row.pk), {"post": "yes"}).status_code == 403


def test_deleting_by_the_list_spares_what_is_published(browser):
    questionnaire = QuestionnaireFactory()
    browser.post(
        page("item_changelist"),
        {"action": "delete_selected", "_selected_action": [questionnaire.items.first().pk], "post": "yes"},
    )
    assert questionnaire.items.count() == 10


def test_a_draft_can_be_edited_but_its_status_is_not_typed(browser):
    draft = QuestionnaireFactory(published=False)
    address = page("questionnaire_change", draft.pk)
    fields = {"code": draft.code, "version": 1, "title": "Better title", "language": "en", "status": "published"}
    assert browser.post(address, fields).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.status) == ("Better title", "draft")


def test_an_item_can_be_put_into_drafts_only(browser):
    published, draft = QuestionnaireFactory(), QuestionnaireFactory(published=False)
    form = browser.get(page("item_add")).context["adminform"].form
    assert list(form.fields["questionnaire"].queryset) == [draft]
    assert not form.fields["section"].queryset.filter(questionnaire=published).exists()


def act(browser, model, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    answer = browser.post(page(f"{model}_changelist"), data, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_a_draft_is_published_by_its_action_or_all_its_problems_are_shown(browser):
    draft = QuestionnaireFactory(published=False, title="Good")
    empty = QuestionnaireFactory(filled=False, title="Empty")
    told = act(browser, "questionnaire", "publish", draft, empty)
    assert "Good (1) is published." in told
    assert any("Empty (1): sections: There is none." in message for message in told)
    assert [Questionnaire.objects.get(pk=each.pk).status for each in (draft, empty)] == ["published", "draft"]


def test_publishing_tells_what_a_translation_lacks(browser):
    draft = QuestionnaireFactory(published=False, title="Good")
    draft.items.filter(code="TRAINS").update(translations={"es": {"text": "¿Capacita?"}})
    told = act(browser, "questionnaire", "publish", draft)
    assert told[0] == "Good (1) is published."
    assert "Good (1), Spanish: 22 texts are missing" in told[1] and "TRAINED_SH text" in told[1]


def test_the_next_version_is_drafted_with_all_its_parts(browser):
    published = QuestionnaireFactory(code="ours", title="Ours")
    assert act(browser, "questionnaire", "draft_next", published) == ["Ours (2) is a draft now."]
    draft = Questionnaire.objects.get(code="ours", version=2)
    assert (draft.status, draft.content_hash, draft.published_at) == ("draft", "", None)
    assert [item.code for item in draft.items.all()] == [item.code for item in published.items.all()]
    assert {item.section.questionnaire_id for item in Item.objects.filter(questionnaire=draft)} == {draft.pk}
    assert (draft.sections.count(), draft.cards.count()) == (3, 1)
    act(browser, "questionnaire", "publish", draft)
    draft.refresh_from_db()
    assert draft.content_hash == published.content_hash


def test_the_next_rule_set_bears_its_own_number_and_can_be_published(browser):
    QuestionnaireFactory()
    rule_set = RuleSetFactory(code="ours", title="Rules")
    assert act(browser, "rulesetversion", "publish", rule_set) == ["Rules (1) is published."]
    act(browser, "rulesetversion", "draft_next", rule_set)
    draft = RuleSetVersion.objects.get(code="ours", version=2)
    assert draft.content["version"] == 2
    assert act(browser, "rulesetversion", "publish", draft) == ["Rules (2) is published."]


@pytest.fixture
def reader(client):
    """Somebody on the staff who may look at everything and change nothing."""
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(person)
    return client


def test_who_may_only_look_neither_publishes_nor_drafts(reader):
    draft, published = QuestionnaireFactory(published=False), QuestionnaireFactory()
    before = Questionnaire.objects.count()
    act(reader, "questionnaire", "publish", draft)
    act(reader, "questionnaire", "draft_next", published)
    draft.refresh_from_db()
    assert (draft.status, Questionnaire.objects.count()) == ("draft", before)


def reviewed(interview):
    """One row of everything that review and second scorings leave."""
    person = UserFactory()
    thread = ThreadFactory(interview=interview)
    Comment.objects.create(thread=thread, by=person, as_reviewer=True, text="Why?", made_at=NOON, received_at=NOON)
    ThreadReading.objects.create(thread=thread, person=person, read_at=NOON)
    SeenFlag.objects.create(interview=interview, key="a", text="Odd.", reason="Right.", by=person, at=NOON)
    keep_standing(interview=interview)
    pair = revealed_pair(ClusterFactory(), first=person, second=UserFactory())
    draw_firms(cluster=pair.firm.cluster, share_pct=100, seed="2006", by=person, now=NOON)
    Settlement.objects.create(pair=pair, item="TRAINS", holds="first", reason="Seen.", by=person, at=NOON)


def test_staff_see_nothing_of_studies_they_do_not_manage(reader):
    workshop = hold_round(WorkshopFactory()).workshop
    held_seat(workshop.panelists.first())
    note_discussion(workshop=workshop, pillar="", text="Ports are slow.", by=None, now=NOON)
    note_wrong_code(address="203.0.113.9", now=NOON)
    EvidenceFactory()
    interview = RevisionFactory().interview
    ReviewEventFactory(interview=interview)
    LateAnswerFactory(interview=interview)
    HandoverFactory(interview=interview)
    setup_of(StudyFactory())
    reviewed(interview)
    for model in apps.get_app_config("surveys").get_models():
        if model.__name__ not in EDITABLE_AS_DRAFT | {"AgreedPhase", "Validation"}:
            assert model.objects.exists(), model
            answer = reader.get(page(f"{model._meta.model_name}_changelist"))
            assert answer.context["cl"].result_count == 0, model
