"""A section as a page: where it stands, what stood on it when it was sent out, and saving what was changed on it."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answering import record_revision
from surveys.catalogue import CardEntry, DescriptorEntry, ItemEntry, SectionEntry, spoken_catalogue
from surveys.errors import RevisionConflict
from surveys.folding import ids_of, left_over
from surveys.forms.answers import SectionPage
from surveys.models import Interview, Part, Revision
from surveys.wording import Wording, wording_of

Data = Mapping[str, Any]
LEVELS = 3
"""The table of the paper whose columns are the dimensions and whose rows are the levels."""


@dataclass(frozen=True, slots=True)
class Place:
    """A section of an interview among its neighbours; `number` counts from 1, `following` is None at the end."""

    section: SectionEntry
    items: tuple[ItemEntry, ...]
    number: int
    total: int
    previous: SectionEntry | None
    following: SectionEntry | None
    cards: Mapping[int, CardEntry]
    levels: tuple[DescriptorEntry, ...]
    wording: Wording

    @property
    def part_title(self) -> str:
        return str(Part(self.section.part).label)

    @property
    def title(self) -> str:
        return self.wording.of(self.section.title)

    @property
    def help(self) -> str:
        return self.wording.of(self.section.help)


def place_of(interview: Interview, section_code: str) -> Place:
    """The section of this code among those asked in the cluster's sector, or 404."""
    cluster = interview.firm.cluster
    catalogue = spoken_catalogue(interview.questionnaire)
    sections = catalogue.sections_for(cluster.sector_variant)
    index = next((index for index, section in enumerate(sections) if section.code == section_code), None)
    if index is None:
        raise Http404(_("This questionnaire has no such section."))
    section = sections[index]
    return Place(
        section=section,
        items=section.items_for(cluster.sector_variant),
        number=index + 1,
        total=len(sections),
        previous=sections[index - 1] if index else None,
        following=sections[index + 1] if index + 1 < len(sections) else None,
        cards={
            rung: card
            for rung in {item.rung for item in section.items if item.rung}
            if (card := catalogue.card(cluster.sector_variant, section.part, rung))
        },
        levels=tuple(
            catalogue.descriptors[key] for key in sorted(catalogue.descriptors) if key[:2] == (LEVELS, section.part)
        ),
        wording=wording_of(cluster),
    )


def page_to_show(interview: Interview, place: Place) -> SectionPage:
    """The page with the answers that hold now."""
    return SectionPage(place.items, place.wording, interview.answers)


def page_as_sent(interview: Interview, place: Place, data: Data) -> SectionPage:
    """The page as it came back, each item beside the answer that stood there when the page was sent out."""
    return SectionPage(place.items, place.wording, answers_as_seen(interview, place, data), data)


def answers_as_seen(interview: Interview, place: Place, data: Data) -> dict[str, dict[str, Any]]:
    """For each item of the page the answer of the revisions it names; items that name none had no answer yet."""
    seen = {
        item.code: ids
        for item in place.items
        if (ids := [each for each in data.get(f"{item.code}-seen", "").split() if is_uuid(each)])
    }
    return answers_told_in(interview, seen)


def answers_told_in(interview: Interview, seen: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Any]]:
    """The answer that each item had when it was given by just these revisions; items without one are left out."""
    standing = {
        code: interview.answers[code]
        for code, ids in seen.items()
        if code in interview.answers and set(ids) == set(ids_of(interview.answers[code]))
    }
    missing = {code: ids for code, ids in seen.items() if code not in standing}
    if not missing:
        return standing
    wanted = {each for ids in missing.values() for each in ids}
    log = {str(revision.pk): revision.changes for revision in interview.revisions.filter(pk__in=wanted)}
    past = {
        code: left_over(told)[0]
        for code, ids in missing.items()
        if (told := {each: {**log[each][code], "seen": None} for each in ids if code in log.get(each, {})})
    }
    return standing | past


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def save_page(
    *, interview: Interview, place: Place, page: SectionPage, author: User, now: dt.datetime, device: str = ""
) -> Revision | None:
    """Record what the page changed as one revision, leaving out what cannot be read; None when it changed nothing.

    The id that came with the page makes a second sending of it no second revision. A page that comes again with other
    answers (sent, gone back, changed, sent again) goes on from what it had sent before.
    """
    changes = page.changes()
    sent_before = interview.revisions.filter(pk=page.revision_id).first()
    told: dict[str, Any] = {"interview": interview, "author": author, "now": now, "device": device}
    if sent_before is None or changes:
        try:
            return record_revision(changes=changes, revision_id=page.revision_id, **told) if changes else None
        except RevisionConflict:
            if sent_before is None:
                raise
    changes = _changes_since(sent_before, interview, place, page)
    next_id = uuid5(page.revision_id, json.dumps(changes, sort_keys=True))
    return record_revision(changes=changes, revision_id=next_id, **told) if changes else sent_before


def _changes_since(
    sent_before: Revision, interview: Interview, place: Place, page: SectionPage
) -> dict[str, dict[str, Any]]:
    before = {code: {**change, "revision": str(sent_before.pk)} for code, change in sent_before.changes.items()}
    shown = answers_as_seen(interview, place, page.data) | before
    return SectionPage(place.items, place.wording, shown, page.data).changes()
