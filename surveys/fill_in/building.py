"""Making interview workbooks, in the active language: of one firm, or of many firms of a cluster."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clusters.models import Cluster, Firm
from surveys.catalogue import spoken_catalogue
from surveys.errors import SurveyError
from surveys.fill_in.cluster_sheets import FirmColumn, cluster_sheets
from surveys.fill_in.firm_sheets import firm_sheets
from surveys.fill_in.identity import FirmMark, Identity, identity_sheet, interview_id
from surveys.fill_in.lists import word_lists
from surveys.fill_in.readme_sheet import Handout, readme_sheet
from surveys.fill_in.sections import asked_in
from surveys.fill_in.spreadsheet import book_bytes
from surveys.folding import ids_of
from surveys.models import Interview, Questionnaire
from surveys.study_setup import setup_of

MOST_FIRMS = 200
MOST_WORKBOOKS = 100


class NothingToHandOut(SurveyError):
    """Raised when no firm is left for a workbook, or more than fit into one."""

    code = "nothing_to_hand_out"


def firm_book(*, firm: Firm, interview: Interview | None, made_at: datetime, made_by: str) -> bytes:
    """The workbook of one firm, its interview begun or not."""
    return _book(firm.cluster, [(firm, interview)], made_at, made_by, is_compact=False)


def cluster_book(
    *, cluster: Cluster, made_at: datetime, made_by: str, only_open: bool = True, firms: QuerySet[Firm] | None = None
) -> bytes:
    """One workbook of many firms, each in a column; their interviews have to be on one questionnaire."""
    pairs = firms_to_hand_out(cluster, only_open=only_open, most=MOST_FIRMS, among=firms)
    if len({questionnaire_of(firm, interview).pk for firm, interview in pairs}) > 1:
        raise NothingToHandOut(
            _("The interviews of these firms are on several versions of the questionnaire."),
            _("Download one workbook for each firm."),
        )
    return _book(cluster, pairs, made_at, made_by, is_compact=True)


def zipped_books(
    *, cluster: Cluster, made_at: datetime, made_by: str, only_open: bool = True, firms: QuerySet[Firm] | None = None
) -> bytes:
    """One workbook for each firm, packed into one file."""
    out = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for firm, interview in firms_to_hand_out(cluster, only_open=only_open, most=MOST_WORKBOOKS, among=firms):
            content = firm_book(firm=firm, interview=interview, made_at=made_at, made_by=made_by)
            # Two codes that differ only in a sign give one name; the second firm is told by its id as well.
            name = file_name(firm) if file_name(firm) not in taken else f"{firm.pk}-{file_name(firm)}"
            taken.add(name)
            archive.writestr(name, content)
    return out.getvalue()


def file_name(place: Firm | Cluster) -> str:
    """What a workbook is called when it is downloaded."""
    named = f"{place.code} {place.name}" if isinstance(place, Firm) else f"{place.study.slug} {place.slug}"
    code = slugify(named) or str(place.pk)
    return f"{code[:80]}.xlsx"


def firms_to_hand_out(
    cluster: Cluster, *, only_open: bool, most: int, among: QuerySet[Firm] | None = None
) -> list[tuple[Firm, Interview | None]]:
    """The firms of a cluster, or those `among` the ones a person sees, with their interviews; raises NothingToHandOut
    for none, or for too many."""
    firms = list((Firm.objects.all() if among is None else among).filter(cluster=cluster).order_by("code"))
    interviews = {
        interview.firm_id: interview
        for interview in Interview.objects.filter(firm__in=firms, is_second_scoring=False).select_related(
            "questionnaire"
        )
    }
    pairs = [(firm, interviews.get(firm.pk)) for firm in firms]
    if only_open:
        pairs = [(firm, each) for firm, each in pairs if each is None or each.is_open]
    if not pairs:
        raise NothingToHandOut(
            _("No firm of %(cluster)s is left to fill in.") % {"cluster": cluster},
            _("Add firms, or ask for all firms."),
        )
    if len(pairs) > most:
        raise NothingToHandOut(
            ngettext(
                "This is %(count)d firm, more than one download takes.",
                "These are %(count)d firms, more than one download takes.",
                len(pairs),
            )
            % {"count": len(pairs)},
            _("One takes at most %(most)d: download the workbooks of single firms on the pages of their interviews.")
            % {"most": most},
        )
    for firm, interview in pairs:
        firm.cluster = cluster
        if interview:
            interview.firm = firm
    return pairs


def interview_of(firm: Firm) -> Interview | None:
    """The first interview with a firm, if it was begun."""
    interviews = Interview.objects.filter(firm=firm, is_second_scoring=False)
    return interviews.select_related("questionnaire").first()


def questionnaire_of(firm: Firm, interview: Interview | None) -> Questionnaire:
    """The version an interview was begun on, or would be."""
    return interview.questionnaire if interview else setup_of(firm.cluster.study).questionnaire


def _book(
    cluster: Cluster,
    pairs: Sequence[tuple[Firm, Interview | None]],
    made_at: datetime,
    made_by: str,
    *,
    is_compact: bool,
) -> bytes:
    questionnaire = questionnaire_of(*pairs[0])
    catalogue = spoken_catalogue(questionnaire)
    asked = asked_in(cluster, catalogue)
    lists = word_lists(asked.items)
    identity = _identity(cluster, pairs, questionnaire, made_by)
    titles = tuple(f"{firm.code} · {firm}" for firm, _interview in pairs)
    handout = Handout(
        cluster, catalogue, questionnaire.is_reconstruction, titles, is_compact, identity.language, made_at, made_by
    )
    if is_compact:
        columns = [
            FirmColumn(firm.pk, title, interview.answers if interview else {})
            for (firm, interview), title in zip(pairs, titles, strict=True)
        ]
        sheets = cluster_sheets(asked, lists, title=str(cluster), firms=columns)
    else:
        firm, interview = pairs[0]
        answers = interview.answers if interview else {}
        sheets = firm_sheets(asked, lists, firm=firm.pk, title=titles[0], answers=answers)
    all_sheets = [readme_sheet(handout), *sheets, lists.sheet(), identity_sheet(identity, made_at)]
    return book_bytes(all_sheets, title=handout.title, author=made_by or "Sextant", made_at=made_at)


def _identity(
    cluster: Cluster,
    pairs: Iterable[tuple[Firm, Interview | None]],
    questionnaire: Questionnaire,
    made_by: str,
) -> Identity:
    workbook = uuid4()
    pairs = list(pairs)
    return Identity(
        workbook=workbook,
        made_at="",
        made_by=made_by,
        language=get_language() or "en",
        study=cluster.study.slug,
        cluster=cluster.slug,
        questionnaire=questionnaire.code,
        version=questionnaire.version,
        hash=questionnaire.content_hash,
        firms=tuple(FirmMark(firm.pk, firm.code, _interview_id(workbook, firm, each)) for firm, each in pairs),
        seen={
            firm.pk: {item: tuple(ids_of(entry)) for item, entry in interview.answers.items()}
            for firm, interview in pairs
            if interview
        },
    )


def _interview_id(workbook: UUID, firm: Firm, interview: Interview | None) -> UUID:
    return interview.pk if interview else interview_id(workbook, firm.pk)
