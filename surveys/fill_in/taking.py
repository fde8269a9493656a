"""Taking filled workbooks into the interviews they belong to: all of them, or none."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, firms_for
from clusters.locking import lock_cluster
from clusters.models import Cluster, Firm
from clusters.problems import ImportRefused, Problem
from surveys.answering import record_revision
from surveys.catalogue import Catalogue, spoken_catalogue
from surveys.errors import ListedError, SurveyError
from surveys.fill_in.fields import slots_of
from surveys.fill_in.identity import FirmMark, revision_id
from surveys.fill_in.meaning import Change, Reading
from surveys.fill_in.reading import Filled, missing_cells
from surveys.fill_in.sections import Asked, asked_in, part_title
from surveys.folding import tells_the_same
from surveys.interviewing import begin_interview
from surveys.lateness import record_late
from surveys.models import Interview, LateAnswer, Questionnaire, Revision, Status
from surveys.overview import ReadAnswer, read_answer
from surveys.section_pages import answers_told_in


class Effect(StrEnum):
    """What an answer of a workbook does to what stands."""

    NEW = "new"
    CHANGED = "changed"
    TAKEN_AWAY = "taken_away"
    BESIDE = "beside"
    CONFLICT = "conflict"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer that the workbook changes: what stands, and what it says."""

    code: str
    effect: Effect
    before: ReadAnswer
    after: ReadAnswer


@dataclass(frozen=True, slots=True)
class FirmTaken:
    """What a workbook does to the interview with one firm; `before` counts answers it brought an earlier time."""

    firm: Firm
    interview: Interview | None
    is_begun_here: bool
    told: tuple[Told, ...]
    unchanged: int
    before: int

    def count(self, *effects: str) -> int:
        return sum(each.effect in effects for each in self.told)

    @property
    def conflicts(self) -> int:
        return self.count(Effect.CONFLICT)

    @property
    def proposals(self) -> int:
        return self.count(Effect.PROPOSED)


@dataclass(slots=True)
class Taken:
    """What the workbooks do, or would do, firm by firm, and what is worth a second look."""

    firms: list[FirmTaken] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def changed_firms(self) -> list[FirmTaken]:
        return [each for each in self.firms if each.told]

    @property
    def answers(self) -> int:
        return sum(len(each.told) for each in self.firms)

    @property
    def conflicts(self) -> int:
        return sum(each.conflicts for each in self.firms)

    @property
    def proposals(self) -> int:
        return sum(each.proposals for each in self.firms)


@transaction.atomic
def take_workbooks(
    *, cluster: Cluster, workbooks: Sequence[Filled], by: User | None, now: datetime, is_dry: bool = False
) -> Taken:
    """Record what filled workbooks say that is new, one revision an interview; begin interviews that were not.

    The same workbook again changes nothing. An answer that somebody else gave meanwhile stays, and both stand side by
    side; where the interview is with the reviewers or approved, answers become proposals to them. Raises
    ImportRefused with every problem of all workbooks, and then nothing is kept; nor is anything of a dry run.
    """
    lock_cluster(cluster.pk)
    taken, problems = Taken(), []
    for workbook in workbooks:
        taking = _Taking(cluster, workbook, by, now, taken)
        taking.take()
        problems += [_named(each, workbook, workbooks) for each in taking.problems]
        taken.doubts += [_named(each, workbook, workbooks) for each in taking.doubts]
    if problems:
        raise ImportRefused(problems)
    if is_dry:
        transaction.set_rollback(True)
    return taken


class _Taking:
    """One workbook under way; its problems are gathered until its last cell has been met."""

    def __init__(self, cluster: Cluster, workbook: Filled, by: User | None, now: datetime, taken: Taken) -> None:
        self.cluster, self.workbook, self.by, self.now, self.taken = cluster, workbook, by, now, taken
        self.identity = workbook.identity
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []

    def take(self) -> None:
        """Check the workbook, and then each of its firms."""
        questionnaire = self._questionnaire()
        if self.problems or questionnaire is None:
            return
        self.problems += self.workbook.problems
        asked = asked_in(self.cluster, spoken_catalogue(questionnaire))
        self.problems += missing_cells(self.workbook, _wanted(asked, is_compact=self.workbook.is_compact))
        self._refuse_unknown_items(asked)
        # A file read by a command has no sender and may name every firm.
        theirs = firms_for(self.by, Right.ENTER) if self.by else Firm.objects.all()
        firms = theirs.in_bulk([mark.firm for mark in self.identity.firms])
        interviews = self._interviews(firms)
        for mark in self.identity.firms:
            firm = firms.get(mark.firm)
            if firm is None or firm.cluster_id != self.cluster.pk:
                fact = _("%(firm)s is no firm of this cluster.") % {"firm": mark.code}
                self.problems.append(Problem(fact, _("Download a workbook of the firms that are in the list now.")))
                continue
            firm.cluster = self.cluster
            self._take_firm(mark, firm, interviews.get(firm.pk), questionnaire, asked)
        self.taken.notes += self.workbook.notes

    def _questionnaire(self) -> Questionnaire | None:
        """The version the workbook asks; a problem when it belongs elsewhere, or to a version that is not there."""
        identity = self.identity
        if (identity.study, identity.cluster) != (self.cluster.study.slug, self.cluster.slug):
            fact = _("The workbook belongs to the cluster %(cluster)s of the study %(study)s.")
            told = fact % {"cluster": identity.cluster, "study": identity.study}
            self.problems.append(Problem(told, _("Send it on the page of that cluster.")))
            return None
        found = Questionnaire.objects.filter(
            code=identity.questionnaire, version=identity.version, content_hash=identity.hash, status=Status.PUBLISHED
        ).first()
        if found is None:
            fact = _("The workbook asks a questionnaire that is not here: %(code)s, version %(version)d.")
            told = fact % {"code": identity.questionnaire, "version": identity.version}
            self.problems.append(Problem(told, _("Download a workbook anew and copy the answers into it.")))
        return found

    def _interviews(self, firms: Mapping[UUID, Firm]) -> dict[UUID, Interview]:
        """The interview of each firm: the one the workbook names, else the one that was begun meanwhile."""
        related = Interview.objects.filter(firm__in=firms).select_related("firm__cluster__study", "questionnaire")
        first = {each.firm_id: each for each in related.filter(is_second_scoring=False)}
        named = related.in_bulk([mark.interview for mark in self.identity.firms])
        return {**first, **{each.firm_id: each for each in named.values()}}

    def _refuse_unknown_items(self, asked: Asked) -> None:
        known = {item.code for item in asked.items}
        seen = set()
        for cells in self.workbook.firms.values():
            for code in cells.keys() - known - seen:
                seen.add(code)
                found = next(iter(cells[code].values()))
                fact = _("The questionnaire does not ask %(item)s here.") % {"item": code}
                self.problems.append(found.problem(fact, _("Delete the row.")))

    def _take_firm(
        self, mark: FirmMark, firm: Firm, interview: Interview | None, questionnaire: Questionnaire, asked: Asked
    ) -> None:
        if interview is not None and interview.questionnaire_id != questionnaire.pk:
            self.problems.append(self._other_version(mark, interview, questionnaire))
            return
        seen = self.identity.seen.get(mark.firm, {})
        base = answers_told_in(interview, seen) if interview else {}
        changes = self._changes(mark, base, asked)
        if self.problems:
            return
        said = self._said_before(interview) if interview else {}
        news = {code: each for code, each in changes.items() if not _is_said(each, said.get(code, []))}
        unchanged = len(asked.items) - len(changes)
        is_begun_here = bool(news) and interview is None
        if is_begun_here:
            interview = self._begin(mark, firm, questionnaire)
            if interview is None:
                return
        told: tuple[Told, ...] = ()
        if news and interview is not None:
            told = self._record(interview, news, asked.catalogue)
        self.taken.firms.append(FirmTaken(firm, interview, is_begun_here, told, unchanged, len(changes) - len(news)))

    def _changes(self, mark: FirmMark, base: Mapping[str, Mapping[str, Any]], asked: Asked) -> dict[str, Change]:
        """What the cells of a firm change about the answers that stood in them when they were handed out."""
        cells = self.workbook.firms[mark.firm]
        changes = {}
        for item in asked.items:
            reading = Reading(
                item=item,
                wording=asked.wording,
                base=base.get(item.code, {}),
                cells=cells.get(item.code, {}),
                words=self.identity.words,
                is_compact=self.workbook.is_compact,
            )
            change = reading.change()
            self.problems += reading.problems
            self.doubts += reading.doubts
            if change is not None:
                changes[item.code] = change
        return changes

    def _said_before(self, interview: Interview) -> dict[str, list[Mapping[str, Any]]]:
        """What this very workbook told in the interview before, by item."""
        said: dict[str, list[Mapping[str, Any]]] = {}
        for revision in Revision.objects.filter(interview=interview, device=self.identity.device):
            for code, change in revision.changes.items():
                said.setdefault(code, []).append(change)
        for late in LateAnswer.objects.filter(interview=interview, device=self.identity.device):
            said.setdefault(late.item, []).append(late.change)
        return said

    def _begin(self, mark: FirmMark, firm: Firm, questionnaire: Questionnaire) -> Interview | None:
        """The interview the workbook begins; None, with a problem, where another firm's bears its id."""
        try:
            return begin_interview(
                firm=firm, author=self.by, now=self.now, interview_id=mark.interview, questionnaire=questionnaire
            )
        except SurveyError:
            fact = _("What the hidden sheet of the workbook says was changed.")
            self.problems.append(
                Problem(fact, _("Download the workbook of the firm anew and copy the answers into it."))
            )
            return None

    def _record(self, interview: Interview, news: dict[str, Change], catalogue: Catalogue) -> tuple[Told, ...]:
        content = json.dumps(news, sort_keys=True)
        before, conflicts = dict(interview.answers), set(interview.conflicts)
        record = record_revision if interview.is_open else record_late
        try:
            record(
                interview=interview,
                author=self.by,
                changes=news,
                now=self.now,
                revision_id=revision_id(self.identity.workbook, interview.pk, content),
                device=self.identity.device,
            )
        except ListedError as refusal:
            self.problems += [Problem(f"{each.place}: {each.fact}", each.remedy) for each in refusal.problems]
            return ()
        except SurveyError as refusal:
            self.problems.append(Problem(f"{interview}: {refusal.fact}", refusal.remedy))
            return ()
        items = [(code, catalogue.items[code]) for code in catalogue.items if code in news]
        return tuple(_told(interview, item, before.get(code, {}), news[code], conflicts) for code, item in items)

    def _other_version(self, mark: FirmMark, interview: Interview, questionnaire: Questionnaire) -> Problem:
        fact = _("%(firm)s: its interview is on %(theirs)s, the workbook asks %(ours)s.") % {
            "firm": mark.code,
            "theirs": interview.questionnaire,
            "ours": questionnaire,
        }
        return Problem(fact, _("Download the workbook of the firm anew and copy the answers into it."))


def _told(interview: Interview, item: Any, before: Mapping[str, Any], change: Change, conflicts: set[str]) -> Told:
    wording = asked_in(interview.firm.cluster, spoken_catalogue(interview.questionnaire)).wording
    effect = _effect(interview, item.code, before, change, conflicts)
    return Told(item.code, effect, read_answer(item, before, wording), read_answer(item, change, wording))


def _effect(interview: Interview, code: str, before: Mapping[str, Any], change: Change, conflicts: set[str]) -> Effect:
    if not interview.is_open:
        return Effect.PROPOSED
    if code in interview.conflicts:
        return Effect.CONFLICT
    if code in conflicts:
        return Effect.CHANGED
    if before.get("state", "missing") == "missing":
        return Effect.NEW
    if change["state"] == "missing":
        return Effect.TAKEN_AWAY
    same = all(before.get(part) == change.get(part) for part in ("state", "value", "done_by"))
    return Effect.BESIDE if same else Effect.CHANGED


def _wanted(asked: Asked, *, is_compact: bool) -> dict[str, list[tuple[str, list[Any]]]]:
    """The cells that have to be there, by the title of their sheet."""
    return {
        part_title(part): [
            (item.code, slots_of(item, is_compact=is_compact))
            for section in asked.sections_of(part)
            for item in section.items_for(asked.variant)
        ]
        for part in asked.parts
    }


def _is_said(change: Change, said: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a workbook told this before, based on the same answer."""
    return any(tells_the_same(each, change) and each.get("seen") == change.get("seen") for each in said)


def _named(problem: Problem, workbook: Filled, workbooks: Sequence[Filled]) -> Problem:
    """A problem with the name of its file, where there are several."""
    if len(workbooks) == 1:
        return problem
    sheet = f"{workbook.file_name}: {problem.sheet}" if problem.sheet else workbook.file_name
    return Problem(problem.fact, problem.remedy, sheet, problem.row, problem.column, problem.value)
