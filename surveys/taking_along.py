"""What a phone takes along of a cluster, so that interviews can be held where there is no connection.

Two documents make it up: the cluster with its firms and interviews, which belongs to whoever may enter there, and the
forms of one questionnaire in one language, whose questions are drawn by the templates of the page that asks them.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.languages import is_spoken
from accounts.models import User
from clusters.models import Cluster, Firm
from scoring.flags import TWINS
from surveys.access import interviews_for
from surveys.catalogue import catalogue_of, spoken_catalogue
from surveys.forms.answers import SectionPage
from surveys.models import Interview, Questionnaire, Status
from surveys.queries import FirmRow, asked_count, firm_list
from surveys.review_table import OPEN
from surveys.section_pages import Place, place_of
from surveys.study_setup import setup_of
from surveys.threads import comments_to_take
from surveys.visits import visits_of
from surveys.wording import Wording, wording_of

Document = dict[str, Any]
MOST_KEPT = 24

_kept: dict[tuple[int, str, str, Wording, str], Document] = {}


def cluster_to_take(user: User, cluster: Cluster) -> Document:
    """The cluster with its firms, their interviews, and the addresses of every form they are held on.

    Answers and comments come with the interviews that can still be changed. Five queries, one more where there are
    comments, and those of the page that tells whom to visit next, whatever the number of firms.
    """
    rows = firm_list(user, cluster)
    visits = {visit.firm.pk: place for place, visit in enumerate(visits_of(user, cluster).rows, 1)}
    held = interviews_for(user).filter(firm__cluster=cluster, is_second_scoring=False, state__in=OPEN)
    answers = dict(held.values_list("pk", "answers"))
    comments = comments_to_take(held)
    in_force = setup_of(cluster.study).questionnaire
    used = {row.interview.questionnaire for row in rows if row.interview} | {in_force}
    return {
        "id": str(cluster.pk),
        "title": cluster.name,
        "study": cluster.study.title,
        "address": reverse("firms", args=[cluster.study.slug, cluster.slug]),
        "variant": cluster.sector_variant,
        "questionnaire": in_force.pk,
        "forms": _forms_of(cluster, sorted(used, key=lambda each: each.pk)),
        "firms": [_firm(row, visits.get(row.firm.pk)) for row in rows],
        "interviews": [_interview(row, row.interview, answers, comments) for row in rows if row.interview],
    }


def _forms_of(cluster: Cluster, questionnaires: Iterable[Questionnaire]) -> list[Document]:
    return [
        {
            "questionnaire": questionnaire.pk,
            "title": str(questionnaire),
            "asked": asked_count(questionnaire, cluster.sector_variant),
            "language": language,
            "address": reverse("field_forms", args=[cluster.pk, questionnaire.pk, language]),
        }
        for questionnaire in questionnaires
        for language, _name in settings.LANGUAGES
    ]


def _firm(row: FirmRow, visit: int | None) -> Document:
    return {
        "id": str(row.firm.pk),
        "name": row.firm.name,
        "code": row.firm.code,
        "stratum": str(row.firm.stratum) if row.firm.stratum else "",
        "disposition": row.firm.disposition,
        "visit": visit,
        "interview": str(row.interview.pk) if row.interview else None,
    }


def _interview(
    row: FirmRow, interview: Interview, answers: dict[UUID, Document], comments: dict[UUID, list[Document]]
) -> Document:
    return {
        "id": str(interview.pk),
        "firm": str(row.firm.pk),
        "cluster": str(row.firm.cluster_id),
        "questionnaire": interview.questionnaire_id,
        "state": interview.state,
        "begun_at": interview.begun_at.isoformat(),
        "changed_at": interview.changed_at.isoformat(),
        "answers": answers.get(interview.pk),
        "conflicts": sorted(interview.conflicts),
        "asked": row.asked,
        "answered": row.answered,
        "note": row.note,
        "threads": comments.get(interview.pk, []),
    }


def questionnaire_to_take(cluster: Cluster, questionnaire_id: int) -> Questionnaire:
    """The questionnaire in force in the cluster, or an older one on which an interview was begun there; else 404."""
    in_force = setup_of(cluster.study).questionnaire
    if in_force.pk == questionnaire_id:
        return in_force
    begun_on = Interview.objects.filter(firm__cluster=cluster).values("questionnaire_id")
    published = Questionnaire.objects.filter(status=Status.PUBLISHED, pk__in=begun_on)
    questionnaire = published.filter(pk=questionnaire_id).first()
    if questionnaire is None:
        raise Http404(_("No interview of this cluster is held on this questionnaire."))
    return questionnaire


def forms_to_take(cluster: Cluster, questionnaire: Questionnaire, language: str) -> Document:
    """Every section of the questionnaire in one language, its questions drawn without answers.

    Drawn once for all clusters of the same sector, years and money; a published version never changes.
    """
    if not is_spoken(language):
        raise Http404(_("Sextant does not speak this language."))
    wording = wording_of(cluster)
    key = (questionnaire.pk, questionnaire.content_hash, cluster.sector_variant, wording, language)
    if key not in _kept:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        with override(language):
            _kept[key] = _drawn_forms(cluster, questionnaire)
    return _kept[key]


def _drawn_forms(cluster: Cluster, questionnaire: Questionnaire) -> Document:
    """In the active language; an interview nobody held lends the pages its place."""
    nobodys = Interview(firm=Firm(cluster=cluster), questionnaire=questionnaire)
    sections = spoken_catalogue(questionnaire).sections_for(cluster.sector_variant)
    places = [place_of(nobodys, section.code) for section in sections]
    return {
        "questionnaire": questionnaire.pk,
        "language": get_language(),
        "title": str(questionnaire),
        "sections": [_section(nobodys, place) for place in places],
    }


def _section(interview: Interview, place: Place) -> Document:
    page = SectionPage(place.items, place.wording, {})
    context = {"place": place, "page": page, "interview": interview}
    return {
        "code": place.section.code,
        "part": place.section.part,
        "part_title": place.part_title,
        "title": place.title,
        "help": place.help,
        "language": place.section.language,
        "items": [
            {
                "code": item.code,
                "kind": item.kind,
                "text": place.wording.of(item.text),
                "asks_who": item.asks_who,
                "twin": _twin(interview, item.code, place.wording),
            }
            for item in place.items
        ],
        "html": render_to_string("surveys/questions.html", context),
    }


def _twin(interview: Interview, code: str, wording: Wording) -> Document | None:
    """The figure of the firm sheet that the item asks for again, and whether both have one unit."""
    twin = next((twin for item, twin, _key in TWINS if item == code), "")
    items, source = spoken_catalogue(interview.questionnaire).items, catalogue_of(interview.questionnaire).items
    if twin not in items:
        return None
    return {"item": twin, "unit": wording.of(items[twin].unit), "same_unit": source[twin].unit == source[code].unit}
