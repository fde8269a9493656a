"""Questionnaires, interviews and revisions. `give_answers` answers items as a page would."""

from datetime import UTC, datetime
from typing import Any

import factory

from surveys.answering import record_revision
from surveys.models import (
    Interview,
    Item,
    ItemKind,
    Part,
    Questionnaire,
    ReviewEvent,
    Revision,
    RuleSetVersion,
    Section,
    SectorCard,
    Status,
    Thread,
)
from surveys.publishing import publish_questionnaire
from tests.factories.clusters import FirmFactory

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

SMALL_ITEMS: dict[str, list[dict[str, Any]]] = {
    "FIRM": [
        {"code": "EMPLOYEES", "kind": ItemKind.COUNT, "unit": "persons", "minimum": 0},
        {"code": "SALES", "kind": ItemKind.MONEY, "unit": "thousand {currency}", "minimum": 0, "na_allowed": True},
        {"code": "REMARK", "kind": ItemKind.TEXT, "is_long": True},
    ],
    "HR": [
        {"code": "TRAINS", "kind": ItemKind.YES_NO, "rung": 1, "role": "C"},
        {"code": "TRAINED_SH", "kind": ItemKind.SHARE, "rung": 1, "role": "A", "minimum": 0, "maximum": 100},
        {"code": "ENGINEERS", "kind": ItemKind.YES_NO, "rung": 4, "asks_who": True, "asks_evidence": True},
    ],
    "PRODUCT": [
        {"code": "PRECISION", "kind": ItemKind.YES_NO, "rung": 2, "not_applicable_in": ["salmon"]},
        {"code": "SPECIES", "kind": ItemKind.YES_NO, "rung": 4, "only_in": ["salmon"]},
        {
            "code": "SALES_MODE",
            "kind": ItemKind.SINGLE,
            "options": [{"code": "own", "label": "Own brand"}, {"code": "oem", "label": "Brand of the buyer"}],
        },
        {
            "code": "CERTIFICATES",
            "kind": ItemKind.MULTIPLE,
            "options": [
                {"code": "iso", "label": "ISO 9001"},
                {"code": "haccp", "label": "HACCP"},
                {"code": "none", "label": "None of them"},
            ],
        },
    ],
}
SMALL_SECTIONS = (("FIRM", Part.FIRM), ("HR", Part.HR), ("PRODUCT", Part.PRODUCT))


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    part = Part.FIRM
    code = factory.Sequence(lambda n: f"SECTION_{n}")
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Section {n}")


class ItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Item

    section = factory.SubFactory(SectionFactory)
    questionnaire = factory.SelfAttribute("section.questionnaire")
    code = factory.Sequence(lambda n: f"ITEM_{n}")
    position = factory.Sequence(lambda n: n + 1)
    kind = ItemKind.YES_NO
    text = factory.LazyAttribute(lambda item: f"What about {item.code}?")


class SectorCardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SectorCard

    variant = "generic"
    dimension = Part.HR
    rung = 1
    summary = "People are trained."
    positive = "A plan was seen."
    negative = "Everybody learns alone."


class QuestionnaireFactory(factory.django.DjangoModelFactory):
    """A published version of ten small items in three sections; `published=False` leaves it a draft, `filled=False`
    an empty one."""

    class Meta:
        model = Questionnaire

    code = factory.Sequence(lambda n: f"small-{n}")
    version = 1
    title = "Small questionnaire"

    @classmethod
    def _create(cls, model_class: type[Questionnaire], *args: Any, **kwargs: Any) -> Questionnaire:
        filled, published = kwargs.pop("filled", True), kwargs.pop("published", True)
        questionnaire = super()._create(model_class, *args, **kwargs)
        if filled:
            fill_small(questionnaire)
            if published:
                publish_questionnaire(questionnaire=questionnaire, now=NOON)
        return questionnaire


def fill_small(questionnaire: Questionnaire) -> None:
    """Give a draft the three small sections, a card for HR 1, and their items."""
    for place, (code, part) in enumerate(SMALL_SECTIONS, start=1):
        section = SectionFactory(
            questionnaire=questionnaire, part=part, code=f"S_{code}", position=place, title=code.title()
        )
        for position, item in enumerate(SMALL_ITEMS[code], start=1):
            ItemFactory(section=section, position=10 * place + position, **item)
    SectorCardFactory(questionnaire=questionnaire)


class RuleSetFactory(factory.django.DjangoModelFactory):
    """A draft whose rules hold every rung by one item."""

    class Meta:
        model = RuleSetVersion

    class Params:
        item = "TRAINS"

    code = factory.Sequence(lambda n: f"rules-{n}")
    version = 1
    title = "Small rules"
    content = factory.LazyAttribute(
        lambda rules: {
            "code": rules.code,
            "version": rules.version,
            "title": rules.title,
            "rules": {
                dimension: {str(rung): {"item": rules.item} for rung in range(1, 7)}
                for dimension in ("hr", "process", "product")
            },
        }
    )
    status = Status.DRAFT


class InterviewFactory(factory.django.DjangoModelFactory):
    """A draft on the small questionnaire, nothing answered; give `author` where it matters who held it."""

    class Meta:
        model = Interview

    firm = factory.SubFactory(FirmFactory)
    questionnaire = factory.SubFactory(QuestionnaireFactory)
    begun_at = NOON
    changed_at = NOON


class RevisionFactory(factory.django.DjangoModelFactory):
    """A bare line of the log, for tests that read it; `give_answers` goes through the verb."""

    class Meta:
        model = Revision

    interview = factory.SubFactory(InterviewFactory)
    sequence = factory.Sequence(lambda n: n + 1)
    made_at = NOON
    received_at = NOON
    changes = factory.Dict({})


class ReviewEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReviewEvent

    interview = factory.SubFactory(InterviewFactory)
    from_state = "draft"
    to_state = "submitted"
    at = NOON


class ThreadFactory(factory.django.DjangoModelFactory):
    """A bare thread; `surveys.commenting.write_comment` makes those that say something."""

    class Meta:
        model = Thread

    interview = factory.SubFactory(InterviewFactory)
    item = "TRAINS"
    awaits = "consultant"
    opened_at = NOON
    last_at = NOON


def give_answers(interview: Interview, author: Any = None, **values: Any) -> Revision:
    """Answer items by their codes as somebody who sees the current answers: a value, or a whole change as a dict."""
    changes = {}
    for code, value in values.items():
        seen = interview.answers.get(code, {}).get("revision")
        changes[code] = {"seen": seen, **(value if isinstance(value, dict) else {"value": value})}
    return record_revision(interview=interview, author=author, changes=changes, now=NOON)


SMALL_ANSWERS: dict[str, Any] = {
    "EMPLOYEES": 120,
    "SALES": 5000,
    "REMARK": "Held at the plant.",
    "TRAINS": True,
    "TRAINED_SH": 60,
    "ENGINEERS": {"value": True, "done_by": "own_staff"},
    "PRECISION": True,
    "SALES_MODE": "own",
    "CERTIFICATES": ["iso"],
}
"""An answer to every item of the small questionnaire that is asked in a generic cluster."""
