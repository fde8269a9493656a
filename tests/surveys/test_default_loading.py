"""What ships with the project loads by itself, once, and a changed file becomes a new version."""

import json
import shutil

import pytest
from django.core.management import call_command

from clusters.models import SectorVariant
from surveys import default_content
from surveys.content import content_of
from surveys.default_content import (
    content_from_files,
    default_questionnaire,
    default_rule_set,
    load_after_migrate,
    load_default_content,
)
from surveys.models import Part, Pillar, Questionnaire, RuleSetVersion, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """A copy of the files that a test may change."""
    folder = tmp_path / "default"
    shutil.copytree(default_content.FOLDER, folder)
    monkeypatch.setattr(default_content, "FOLDER", folder)
    return folder


def test_a_new_database_holds_the_published_default_content():
    assert default_questionnaire().status == Status.PUBLISHED
    assert set(RuleSetVersion.objects.filter(status=Status.PUBLISHED).values_list("code", "version")) >= {
        ("default", 1),
        ("lenient", 1),
        ("strict", 1),
        ("small_firms", 1),
    }
    assert default_rule_set().code == "default"


def test_every_part_section_item_card_and_descriptor_of_the_files_is_stored():
    questionnaire = default_questionnaire()
    content = content_from_files()
    assert content_of(questionnaire).canonical() == content.canonical()
    assert questionnaire.items.count() == len(content.items) > 140
    assert list(dict.fromkeys(questionnaire.sections.values_list("part", flat=True))) == Part.values
    cells = {(card.variant, card.dimension, card.rung) for card in questionnaire.cards.all()}
    assert cells == {
        (variant, dimension, rung)
        for variant in SectorVariant.values
        for dimension in ("hr", "process", "product")
        for rung in range(1, 7)
    }


def test_the_two_typologies_are_whole():
    cells = set(default_questionnaire().descriptors.values_list("table", "column", "row"))
    assert cells == {(3, dimension, level) for dimension in Part.values[1:] for level in range(1, 7)} | {
        (2, pillar, phase) for pillar in Pillar.values for phase in range(1, 6)
    }
    phase = default_questionnaire().descriptors.filter(table=2).first()
    assert phase.check_question and phase.evidence and phase.row_title


def test_the_keys_of_the_files_reach_the_fields_of_the_items():
    asked = {item.code: item for item in default_questionnaire().items.select_related("section")}
    engineers = asked["HR4_ENG_ADAPT"]
    assert (engineers.asks_who, engineers.asks_evidence, engineers.rung, engineers.minimum) == (True, True, 4, 0)
    assert engineers.section.part == Part.HR
    assert asked["PD2_PREC"].not_applicable_in == ["salmon"]
    assert asked["PD4_SPECIES"].only_in == ["salmon"]
    assert asked["SALES_BASE"].year == "base"
    assert any(item.is_long for item in asked.values())


def test_loading_again_stores_nothing():
    before = Questionnaire.objects.count(), RuleSetVersion.objects.count()
    assert load_default_content() == []
    assert (Questionnaire.objects.count(), RuleSetVersion.objects.count()) == before


def test_a_changed_question_is_a_new_version_and_the_old_one_stays(own_files, noon):
    old = default_questionnaire()
    path = own_files / "questionnaire" / "hr.toml"
    path.write_text(path.read_text().replace("trained on the job?", "trained at the workplace?"))
    (new,) = load_default_content(now=noon)
    assert (new.version, new.published_at) == (old.version + 1, noon)
    assert new.items.get(code="HR1_OJT").text.endswith("trained at the workplace?")
    assert old.items.get(code="HR1_OJT").text.endswith("trained on the job?")
    assert default_questionnaire() == new
    assert load_default_content(now=noon) == []


def test_a_changed_rule_is_a_new_version_whether_or_not_the_file_says_so(own_files, noon):
    path = own_files / "rulesets" / "default.json"
    data = json.loads(path.read_text())
    data["rules"]["hr"]["6"]["value"] = 2
    path.write_text(json.dumps(data))
    (new,) = load_default_content(now=noon)
    assert (new.code, new.version, new.content["version"]) == ("default", 2, 2)
    data["rules"]["hr"]["6"]["value"] = 3
    path.write_text(json.dumps({**data, "version": 5}))
    assert [each.version for each in load_default_content(now=noon)] == [5]
    assert load_default_content(now=noon) == []


def test_a_file_that_cannot_be_published_changes_nothing(own_files, noon):
    path = own_files / "questionnaire" / "hr.toml"
    path.write_text(path.read_text().replace('kind = "yes_no"', 'kind = "guess"', 1))
    with pytest.raises(Exception, match="HR1_OJT: There is no kind"):
        load_default_content(now=noon)
    assert default_questionnaire().version == 1
    assert Questionnaire.objects.filter(code=default_content.QUESTIONNAIRE).count() == 1


def test_the_way_back_through_the_migrations_loads_nothing(own_files):
    path = own_files / "questionnaire" / "hr.toml"
    path.write_text(path.read_text().replace("trained on the job?", "trained at the workplace?"))
    load_after_migrate(using="default", plan=[(None, True)])
    load_after_migrate(using="other", plan=[])
    assert default_questionnaire().version == 1
    load_after_migrate(using="default", plan=[(None, False)])
    assert default_questionnaire().version == 2


def test_the_command_says_what_it_did(own_files, capsys):
    call_command("load_default_content")
    assert "Nothing to do" in capsys.readouterr().out
    path = own_files / "questionnaire" / "hr.toml"
    path.write_text(path.read_text().replace("trained on the job?", "trained at the workplace?"))
    call_command("load_default_content")
    assert "technology-ladder, version 2: published." in capsys.readouterr().out
