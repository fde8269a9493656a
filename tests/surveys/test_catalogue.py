"""The structure of a questionnaire, read once."""

import pytest

from surveys.catalogue import ItemEntry, catalogue_of
from surveys.default_content import default_questionnaire
from surveys.models import Item, Questionnaire
from tests.factories.surveys import QuestionnaireFactory

pytestmark = pytest.mark.django_db


def test_sections_and_items_stand_in_their_order():
    catalogue = catalogue_of(QuestionnaireFactory())
    assert [section.code for section in catalogue.sections] == ["S_FIRM", "S_HR", "S_PRODUCT"]
    assert [item.code for item in catalogue.section("S_HR").items] == ["TRAINS", "TRAINED_SH", "ENGINEERS"]
    assert (catalogue.items["TRAINS"].part, catalogue.items["TRAINS"].section_code) == ("hr", "S_HR")
    assert catalogue.section("NOWHERE") is None


def test_a_sector_is_asked_only_what_applies_to_it():
    catalogue = catalogue_of(QuestionnaireFactory())
    asked = {
        variant: [item.code for item in catalogue.section("S_PRODUCT").items_for(variant)]
        for variant in ("salmon", "generic")
    }
    assert asked == {
        "salmon": ["SPECIES", "SALES_MODE", "CERTIFICATES"],
        "generic": ["PRECISION", "SALES_MODE", "CERTIFICATES"],
    }
    assert len(catalogue.items_for("salmon")) == 9


def test_a_section_that_asks_nothing_in_a_sector_is_left_out():
    questionnaire = QuestionnaireFactory(published=False)
    questionnaire.sections.get(code="S_FIRM").items.update(only_in=["salmon"])
    catalogue = catalogue_of(questionnaire)
    assert [section.code for section in catalogue.sections_for("generic")] == ["S_HR", "S_PRODUCT"]
    assert len(catalogue.sections_for("salmon")) == 3


def test_a_card_of_the_sector_goes_before_the_generic_one():
    catalogue = catalogue_of(default_questionnaire())
    assert catalogue.card("salmon", "product", 4).variant == "salmon"
    small = catalogue_of(QuestionnaireFactory())
    assert small.card("salmon", "hr", 1).variant == "generic"
    assert small.card("salmon", "hr", 2) is None


def test_descriptors_stand_by_table_column_and_row():
    descriptors = catalogue_of(default_questionnaire()).descriptors
    assert descriptors[3, "hr", 6].row_title == "Mature R&D"
    assert descriptors[2, "network", 1].evidence


def test_an_entry_has_whatever_its_item_has():
    left_out = {"id", "questionnaire", "section"}
    fields = {field.name for field in Item._meta.concrete_fields} - left_out
    assert fields <= set(ItemEntry.__slots__)


def test_a_published_version_is_read_once(django_assert_num_queries):
    questionnaire = QuestionnaireFactory()
    with django_assert_num_queries(4):
        first = catalogue_of(questionnaire)
    with django_assert_num_queries(0):
        assert (
            catalogue_of(
                Questionnaire(
                    **{
                        name: getattr(questionnaire, name)
                        for name in ("pk", "code", "version", "status", "content_hash")
                    }
                )
            )
            is first
        )


def test_a_draft_is_read_anew():
    questionnaire = QuestionnaireFactory(published=False)
    catalogue_of(questionnaire)
    questionnaire.items.filter(code="TRAINS").update(text="Other?")
    assert catalogue_of(questionnaire).items["TRAINS"].text == "Other?"
