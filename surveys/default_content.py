"""The questionnaire and the rule sets that ship with the project, read from `surveys/default` into the database.

Loading is idempotent: what is stored already is left alone, and files that have changed become a new version, never a
change of a published one.
"""

import json
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone

from scoring.ruleset import parse_ruleset, ruleset_hash
from surveys.content import Content, content_from
from surveys.errors import NotPublishable
from surveys.models import (
    Descriptor,
    Item,
    Part,
    Pillar,
    Questionnaire,
    RuleSetVersion,
    Section,
    SectorCard,
    Status,
)
from surveys.publishing import publish_questionnaire, publish_rule_set
from surveys.translation_files import put_translations

FOLDER = Path(__file__).parent / "default"
TRANSLATIONS = FOLDER / "translations"
QUESTIONNAIRE = "technology-ladder"
TITLE = "Technology ladder of firms"
RULE_SETS = ("default", "lenient", "strict", "small_firms")
LEVELS_TABLE = 3
PHASES_TABLE = 2
SAME_NAME = (
    "code", "kind", "text", "help", "unit", "rung", "role", "source", "cites", "na_allowed",
    "only_in", "not_applicable_in", "options", "year", "minimum", "maximum",
)  # fmt: skip
OTHER_NAME = {"evidence": "asks_evidence", "who_did_it": "asks_who", "long": "is_long"}


def default_questionnaire() -> Questionnaire:
    """The newest published version of the questionnaire that ships with the project."""
    newest: Questionnaire = _published(Questionnaire, QUESTIONNAIRE)[0]
    return newest


def default_rule_set() -> RuleSetVersion:
    """The newest published version of the default rule set."""
    newest: RuleSetVersion = _published(RuleSetVersion, RULE_SETS[0])[0]
    return newest


@transaction.atomic
def load_default_content(*, now: datetime | None = None) -> list[Questionnaire | RuleSetVersion]:
    """Store and publish what the files say and the database does not hold yet; returns the new versions."""
    now = now or timezone.now()
    loaded = [_load_questionnaire(now), *(_load_rule_set(code, now) for code in RULE_SETS)]
    return [version for version in loaded if version is not None]


def load_after_migrate(*, using: str, plan: Sequence[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """Load the default content once the tables stand; on the way back there is nothing to do."""
    if any(backwards for _migration, backwards in plan):
        return
    wanted = {model._meta.db_table for model in (Questionnaire, Item, Descriptor, RuleSetVersion)}
    if using == "default" and wanted <= set(connections[using].introspection.table_names()):
        load_default_content()


def _load_questionnaire(now: datetime) -> Questionnaire | None:
    content = content_from_files()
    versions = Questionnaire.objects.filter(code=QUESTIONNAIRE)
    newest = _published(Questionnaire, QUESTIONNAIRE).first()
    if newest is not None and newest.content_hash == content.hash:
        return None
    questionnaire = content.questionnaire
    questionnaire.version = (versions.aggregate(Max("version"))["version__max"] or 0) + 1
    questionnaire.save()
    Section.objects.bulk_create(content.sections)
    Item.objects.bulk_create(content.items)
    SectorCard.objects.bulk_create(content.cards)
    Descriptor.objects.bulk_create(content.descriptors)
    return publish_questionnaire(questionnaire=questionnaire, now=now)


def _load_rule_set(code: str, now: datetime) -> RuleSetVersion | None:
    data = json.loads((FOLDER / "rulesets" / f"{code}.json").read_text(encoding="utf-8"))
    versions = RuleSetVersion.objects.filter(code=code)
    newest = _published(RuleSetVersion, code).first()
    if newest is not None and newest.content_hash == ruleset_hash(parse_ruleset({**data, "version": newest.version})):
        return None
    last = versions.aggregate(Max("version"))["version__max"] or 0
    version = max(last + 1, data["version"])
    rule_set = RuleSetVersion.objects.create(
        code=code, version=version, title=data["title"], note=data["note"], content={**data, "version": version}
    )
    return publish_rule_set(rule_set=rule_set, now=now)


def content_from_files() -> Content:
    """What the files say in every language, as rows that are not stored. Raises NotPublishable for a translation that
    cannot be taken."""
    parts = [_toml("questionnaire", f"{part}.toml") for part in Part.values]
    questionnaire = Questionnaire(
        code=QUESTIONNAIRE,
        version=1,
        title=TITLE,
        note="\n".join(f"{part['title']}: {part['source']}" for part in parts),
    )
    sections: list[Section] = []
    rows: list[Model] = []
    for part in parts:
        for data in part["section"]:
            section = Section(
                questionnaire=questionnaire,
                part=part["part"],
                code=data["code"],
                position=len(sections) + 1,
                title=data["title"],
                help=data.get("help", ""),
                rung=data.get("rung"),
            )
            sections.append(section)
            rows += _items(section, data["item"], before=sum(isinstance(row, Item) for row in rows))
    rows += _cards(questionnaire)
    rows += _level_descriptors(questionnaire)
    rows += _phase_descriptors(questionnaire)
    content = content_from(questionnaire, sections, rows)
    problems = put_translations(content, TRANSLATIONS)
    if problems:
        raise NotPublishable(questionnaire, problems)
    return content


def _items(section: Section, items: list[dict[str, Any]], *, before: int) -> Iterator[Item]:
    for position, data in enumerate(items, start=before + 1):
        yield Item(
            questionnaire=section.questionnaire,
            section=section,
            position=position,
            **{name: data[name] for name in SAME_NAME if name in data},
            **{name: data[key] for key, name in OTHER_NAME.items() if key in data},
        )


def _cards(questionnaire: Questionnaire) -> Iterator[SectorCard]:
    for path in sorted((FOLDER / "cards").glob("*.toml")):
        sheet = _toml("cards", path.name)
        for card in sheet["card"]:
            yield SectorCard(questionnaire=questionnaire, variant=sheet["variant"], **card)


def _level_descriptors(questionnaire: Questionnaire) -> Iterator[Descriptor]:
    for level in _toml("levels.toml")["level"]:
        for dimension in (Part.HR, Part.PROCESS, Part.PRODUCT):
            yield Descriptor(
                questionnaire=questionnaire,
                table=LEVELS_TABLE,
                column=dimension.value,
                row=level["number"],
                row_title=level["name"],
                text=level[dimension.value],
                cites=level["cites"],
            )


def _phase_descriptors(questionnaire: Questionnaire) -> Iterator[Descriptor]:
    for pillar in _toml("pillars.toml")["pillar"]:
        for phase in pillar["phase"]:
            yield Descriptor(
                questionnaire=questionnaire,
                table=PHASES_TABLE,
                column=Pillar(pillar["code"]).value,
                row=phase["number"],
                row_title=phase["name"],
                text=phase["descriptor"],
                check_question=phase["in_place"],
                evidence=pillar["evidence"],
                cites=pillar["cites"],
            )


def _published(model: type[Questionnaire] | type[RuleSetVersion], code: str) -> QuerySet[Any]:
    """The published versions of this code, the newest first."""
    return model.objects.filter(code=code, status=Status.PUBLISHED).order_by("-version")


def _toml(*path: str) -> dict[str, Any]:
    with FOLDER.joinpath(*path).open("rb") as file:
        return tomllib.load(file)
