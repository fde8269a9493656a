"""Publishing a questionnaire or a rule set: checked whole, hashed, frozen."""

import pytest

from surveys.content import content_of
from surveys.errors import NotPublishable
from surveys.models import FrozenError, Item, Questionnaire, RuleSetVersion
from surveys.publishing import publish_questionnaire, publish_rule_set
from tests.factories.surveys import ItemFactory, QuestionnaireFactory, RuleSetFactory, SectionFactory, fill_small

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return QuestionnaireFactory(published=False)


def problems(publish, **version):
    with pytest.raises(NotPublishable) as refusal:
        publish(**version)
    return [str(problem) for problem in refusal.value.problems]


def test_publishing_freezes_a_version_with_its_hash_and_moment(draft, noon):
    published = publish_questionnaire(questionnaire=draft, now=noon)
    assert published is draft
    stored = Questionnaire.objects.get(pk=draft.pk)
    assert (stored.status, stored.published_at) == ("published", noon)
    assert stored.content_hash == draft.content_hash == content_of(stored).hash
    assert len(stored.content_hash) == 64


def test_what_is_published_and_all_its_parts_never_change(draft, noon):
    publish_questionnaire(questionnaire=draft, now=noon)
    item, section, card = draft.items.first(), draft.sections.first(), draft.cards.first()
    for row in (draft, item, section, card):
        with pytest.raises(FrozenError, match="Make a new version"):
            row.save()
        with pytest.raises(FrozenError):
            row.delete()
    with pytest.raises(FrozenError):
        Item.objects.filter(pk=item.pk).update(text="Other?")


def test_publishing_twice_changes_nothing(draft, noon):
    publish_questionnaire(questionnaire=draft, now=noon)
    publish_questionnaire(questionnaire=draft, now=noon.replace(year=2030))
    assert Questionnaire.objects.get(pk=draft.pk).published_at == noon


def test_two_versions_that_ask_the_same_have_the_same_hash(noon):
    first, second, third = (
        QuestionnaireFactory(code="same", version=version, published=False) for version in (1, 2, 3)
    )
    third.items.filter(code="TRAINS").update(text="Another wording?")
    hashes = [publish_questionnaire(questionnaire=each, now=noon).content_hash for each in (first, second, third)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_every_problem_of_a_questionnaire_is_listed(noon):
    draft = QuestionnaireFactory(filled=False)
    section = SectionFactory(questionnaire=draft, code="S_ONE")
    SectionFactory(questionnaire=draft, code="S_EMPTY", part="garden")
    ItemFactory(section=section, code="CHOICE", kind="single", options=[{"code": "a", "label": "A"}])
    ItemFactory(section=section, code="TWICE", kind="multiple", options=[{"code": "a", "label": x} for x in "AB"])
    ItemFactory(section=section, code="BARE", kind="single", options=[{"code": "a"}, {"code": "b", "label": "B"}])
    ItemFactory(section=section, code="NO_CHOICE", options=[{"code": "a", "label": "A"}])
    ItemFactory(section=section, code="BOUNDS", kind="share", minimum=10, maximum=5)
    ItemFactory(section=section, code="SECTOR", only_in=["shoes"])
    ItemFactory(section=section, code="RUNG", rung=7)
    ItemFactory(section=section, code="KIND", kind="guess")
    ItemFactory(section=section, code="TEXT", text=" ")
    ItemFactory(section=section, code="s_one")
    assert problems(publish_questionnaire, questionnaire=draft, now=noon) == [
        "S_EMPTY: The section has no item. Add one, or take the section away.",
        "S_EMPTY: There is no part “garden”. Use one of firm, hr, process, product.",
        "S_ONE: This code is used more than once. Give each section and each item a code of its own.",
        "s_one: This code is used more than once. Give each section and each item a code of its own.",
        "CHOICE: The choice has fewer than two options. Add options, or ask yes or no.",
        "TWICE: Two options have the same code. Give each option a code of its own.",
        "BARE: An option has no code or no label. Give both to each option.",
        "NO_CHOICE: The item has options and is no choice. Take them away, or make it a choice.",
        "BOUNDS: The least value is above the greatest. Exchange the two.",
        "SECTOR: There is no sector variant shoes. Use one of generic, automotive, electronics, salmon, buttons.",
        "RUNG: There is no rung 7. Use 1 to 6, or none.",
        "KIND: There is no kind “guess”. Use one of yes_no, share, count, number, money, year, single, multiple, text, "
        "level.",
        "TEXT: The question has no text. Write it.",
    ]
    assert Questionnaire.objects.get(pk=draft.pk).status == "draft"


def test_an_empty_questionnaire_is_refused(noon):
    draft = QuestionnaireFactory(filled=False)
    assert problems(publish_questionnaire, questionnaire=draft, now=noon) == [
        "sections: There is none. Add at least one section with an item."
    ]


def test_a_rule_set_is_frozen_with_its_hash(noon):
    QuestionnaireFactory()
    rule_set = publish_rule_set(rule_set=RuleSetFactory(), now=noon)
    stored = RuleSetVersion.objects.get(pk=rule_set.pk)
    assert (stored.status, stored.published_at, len(stored.content_hash)) == ("published", noon, 64)
    with pytest.raises(FrozenError):
        stored.save()
    assert publish_rule_set(rule_set=rule_set, now=noon).content_hash == stored.content_hash


def test_a_rule_set_whose_items_nobody_asks_is_refused_with_every_place(noon):
    QuestionnaireFactory()
    found = problems(publish_rule_set, rule_set=RuleSetFactory(item="HOROSCOPE"), now=noon)
    assert len(found) == 18
    assert found[0] == (
        "rules.hr.1: The questionnaire has no item HOROSCOPE. Use the code of one of its items, or add the item to the "
        "questionnaire."
    )


def test_a_rule_set_that_cannot_be_read_says_why(noon):
    rule_set = RuleSetFactory(content={"code": "broken"})
    found = problems(publish_rule_set, rule_set=rule_set, now=noon)
    assert any(problem.startswith("version: found None") for problem in found)


def test_rules_that_compare_what_cannot_be_compared_are_refused(noon):
    QuestionnaireFactory()
    rule_set = RuleSetFactory()
    rule_set.content["rules"]["hr"] |= {
        "1": {"item": "REMARK", "op": ">=", "value": 1},
        "2": {"item": "SALES_MODE", "op": "==", "value": "barter"},
        "3": {"ratio": ["SALES", "TRAINS"], "op": ">=", "value": 0.5},
        "4": {"item": "SALES_MODE", "op": "==", "value": "own"},
        "5": {"item": "CERTIFICATES"},
    }
    rule_set.content |= {
        "asks_who": ["ENGINEERS", "TRAINS"],
        "not_applicable": {"salmon": ["NOBODY"]},
        "variants": {"shoes": {"hr": {"1": {"item": "NOWHERE"}}}},
    }
    rule_set.save()
    places = [problem.split(": ")[0] for problem in problems(publish_rule_set, rule_set=rule_set, now=noon)]
    assert places == [
        "rules.hr.1",
        "rules.hr.2",
        "rules.hr.3",
        "variants.shoes.hr.1",
        "not_applicable.salmon",
        "asks_who",
        "shoes",
    ]


def test_a_rule_set_bears_the_code_and_version_it_says(noon):
    QuestionnaireFactory()
    rule_set = RuleSetFactory(version=3)
    rule_set.content |= {"code": "other", "version": 2}
    rule_set.save()
    found = problems(publish_rule_set, rule_set=rule_set, now=noon)
    assert found == [f"code: The rules say other. Write {rule_set.code}.", "version: The rules say 2. Write 3."]


def test_a_rule_set_is_held_against_the_newest_version_of_each_questionnaire(noon):
    QuestionnaireFactory(code="ours", version=1)
    newer = QuestionnaireFactory(code="ours", version=2, filled=False)
    fill_small(newer)
    newer.items.filter(code="TRAINS").update(code="TRAINING")
    publish_questionnaire(questionnaire=newer, now=noon)
    assert len(problems(publish_rule_set, rule_set=RuleSetFactory(item="TRAINS"), now=noon)) == 18
    publish_rule_set(rule_set=RuleSetFactory(item="TRAINING"), now=noon)
