"""Takes a file of interviews into a cluster, whole or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.imported_firms import Placement, open_strata, place_firms, strata_of
from clusters.locking import lock_cluster
from clusters.models import Cluster, Firm, Frame, Stratum
from clusters.problems import ImportRefused, Problem
from surveys.catalogue import catalogue_of
from surveys.importing.first_import import FirstImport
from surveys.importing.ids import ImportIds
from surveys.importing.later_imports import LaterImport, approve_imported, device_of, met_before
from surveys.importing.reading import InterviewFile, InterviewLine
from surveys.models import Interview
from surveys.review_table import APPROVED, CHECKED, TWO
from surveys.signals import approval_changed
from surveys.study_setup import setup_of

BATCH = 500
SENT_AT_ONCE = 1000
LONGEST_SOURCE = Frame.source.field.max_length or 0


@dataclass
class ImportReport:
    """What an import did, or would do: `answers` counts those of the file, `weights` adds up its firms' weights.

    `passed` are those that wait for headquarters: in a study of two steps nothing is approved by an import.
    """

    firms: int = 0
    new_firms: int = 0
    begun: int = 0
    changed: int = 0
    unchanged: int = 0
    approved: int = 0
    passed: int = 0
    answers: int = 0
    weights: float = 0.0
    groups: dict[str, dict[str, float]] = field(default_factory=dict)

    def count(self, line: InterviewLine, weight: float) -> None:
        """Add one firm of the file."""
        self.firms += 1
        self.answers += len(line.changes)
        self.weights += weight
        for name, group in line.attributes.items():
            groups = self.groups.setdefault(name, {})
            groups[group] = groups.get(group, 0.0) + weight


@transaction.atomic
def import_interviews(
    *,
    cluster: Cluster,
    file: InterviewFile,
    by: User | None,
    now: datetime,
    approval: str = "",
    is_dry: bool = False,
) -> ImportReport:
    """Store the interviews of a file as submitted, or as approved by `by` where `approval` gives the note for it; in a
    study of two steps that is the first of them.

    The same file again changes nothing; a changed one makes a revision of what changed in interviews that are open.
    Raises ImportRefused with every problem, and then nothing is kept; nothing is kept of a dry run either.
    """
    lock_cluster(cluster.pk)
    taking = _Taking(cluster, file, by, now, approval.strip())
    taking.refuse_other_codes()
    taking.find_strata()
    lines = file.lines()
    while batch := list(islice(lines, BATCH)):
        taking.take(batch)
    if taking.problems:
        raise ImportRefused(sorted(taking.problems, key=lambda problem: problem.row or 0))
    if is_dry:
        transaction.set_rollback(True)
    else:
        _announce(taking.approved, cluster.study_id)
    return taking.report


class _Taking:
    """One import under way; problems are gathered until the last line has been met."""

    def __init__(self, cluster: Cluster, file: InterviewFile, by: User | None, now: datetime, approval: str) -> None:
        self.cluster, self.file, self.by, self.now, self.approval = cluster, file, by, now, approval
        self.ids = ImportIds(cluster, file.file_hash, file.mapping_hash)
        self.problems: list[Problem] = []
        self.report = ImportReport()
        self.approved: list[UUID] = []
        self.strata: dict[str, Stratum] = {}
        self.refused_codes: set[str] = set()
        setup = setup_of(cluster.study)
        questionnaire = setup.questionnaire
        self.approves_to = CHECKED if setup.review_steps == TWO else APPROVED
        asked = catalogue_of(questionnaire).items_for(cluster.sector_variant)
        self.first = FirstImport(
            questionnaire=questionnaire,
            asked=frozenset(item.code for item in asked),
            carried=frozenset(item.code for item in asked if item.counts) & file.item_codes,
            ids=self.ids,
            device=device_of(file),
            by=by,
            now=now,
            approval=approval,
            approves_to=self.approves_to,
        )
        self.later = LaterImport(file, self.ids, by, now, self.problems)
        self.known_firms = dict(Firm.objects.filter(cluster=cluster).values_list("code", "pk"))

    def refuse_other_codes(self) -> None:
        """A code in another case than a known one is a slip; a firm that was given another code is no new one."""
        spelled = {code.casefold(): code for code in self.known_firms}
        renamed = {firm_id: code for code, firm_id in self.known_firms.items()}
        for code, row in self.file.rows.items() if spelled else ():
            if code in self.known_firms:
                continue
            known = spelled.get(code.casefold()) or renamed.get(self.ids.firm(code))
            if known is not None:
                fact = _("The cluster has this firm as “%(code)s”.") % {"code": known}
                remedy = _("Write the code in the same way, or give the firm another one.")
                self.problems.append(Problem(fact, remedy, self.file.sheet, row, self.file.code_column, code))
                self.refused_codes.add(code)

    def find_strata(self) -> None:
        """The strata of the cluster's frame; without a frame, those the file names become its first."""
        if not self.file.strata:
            return
        present = strata_of(self.cluster)
        if present is None:
            self.strata = open_strata(
                cluster=self.cluster,
                totals=self.file.strata,
                source=self.file.file_name[:LONGEST_SOURCE],
                file_hash=self.file.file_hash,
                is_probability_sample=self.file.is_probability_sample,
            )
            return
        self.strata = present
        for code in sorted(self.file.strata.keys() - present.keys()):
            fact = _("The sampling frame of the cluster has no such stratum.")
            remedy = _("Correct it, or take a frame that has it first (import_frame).")
            self.problems.append(Problem(fact, remedy, self.file.sheet, value=code))

    def take(self, lines: Sequence[InterviewLine]) -> None:
        """Store one batch of lines."""
        batch = [line for line in lines if line.code not in self.refused_codes]
        firms = place_firms(cluster=self.cluster, placements=[self._placement(line) for line in batch])
        known = [firm for firm in firms if firm.code in self.known_firms]
        same, others = met_before(known, self.ids) if known else ({}, {})
        for line, firm in zip(batch, firms, strict=True):
            self.report.count(line, firm.final_weight)
            if firm.pk not in same and firm.pk not in others:
                self.first.add(firm, line)
        made = self.first.store()
        pairs = [(line, others[firm.pk]) for line, firm in zip(batch, firms, strict=True) if firm.pk in others]
        changed = self.later.bring_up(pairs)
        self.report.new_firms += len(firms) - len(known)
        self.report.begun += len(made)
        self.report.changed += changed
        self.report.unchanged += len(same) + len(pairs) - changed
        pairs += [(line, same[firm.pk]) for line, firm in zip(batch, firms, strict=True) if firm.pk in same]
        if self.approval:
            self._approve(made, pairs)

    def _approve(self, made: Sequence[Interview], pairs: Sequence[tuple[InterviewLine, Interview]]) -> None:
        approved, own = approve_imported(
            interviews=[interview for _line, interview in pairs],
            by=self.by,
            now=self.now,
            note=self.approval,
            approves_to=self.approves_to,
        )
        if self.approves_to == APPROVED:
            self.approved += [interview.pk for interview in (*made, *approved)]
            self.report.approved += len(made) + len(approved)
        else:
            self.report.passed += len(made) + len(approved)
        refused = {interview.pk for interview in own}
        for line, interview in pairs:
            if interview.pk in refused:
                fact = _("Whoever approves has given answers in this interview.")
                self.problems.append(self._problem(line, fact, _("Somebody else has to approve it.")))

    def _placement(self, line: InterviewLine) -> Placement:
        return Placement(
            firm_id=self.ids.firm(line.code),
            code=line.code,
            name=line.name,
            weight=line.weight,
            stratum=self.strata.get(line.stratum),
            attributes=line.attributes,
        )

    def _problem(self, line: InterviewLine, fact: str, remedy: str) -> Problem:
        return Problem(fact, remedy, self.file.sheet, line.row, self.file.code_column, line.code)


def _announce(approved: Sequence[UUID], study_id: Any) -> None:
    def send() -> None:
        for part in _parts(approved, SENT_AT_ONCE):
            approval_changed.send(sender=Interview, interview_ids=part, study_id=study_id)

    transaction.on_commit(send, robust=True)


def _parts(ids: Sequence[UUID], size: int) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
