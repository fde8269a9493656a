"""Takes a sampling frame into a cluster: a new version of the list, its strata, and the firms that were drawn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.frame_file import FrameFile
from clusters.frame_lines import FrameLine
from clusters.locking import lock_cluster
from clusters.models import Cluster, Disposition, Firm, Frame, FrameUnit, OwnershipClass, SizeClass, Stratum
from clusters.models.frame import ownership_by_size
from clusters.problems import ImportRefused, Problem

BATCH = 500
LONGEST_CODE = Stratum.code.field.max_length or 0


@dataclass(frozen=True, slots=True)
class StratumPlan:
    """One stratum of the list; `key` is what its lines call it.

    `population` is N, None when nothing tells it; `weight` is N/n, or 1 without N.
    """

    key: str
    code: str
    title: str
    population: int | None
    listed: int
    drawn: int
    size_bounds: list[int] | None = None

    @property
    def weight(self) -> float:
        return self.population / self.drawn if self.population and self.drawn else 1.0


@dataclass(frozen=True, slots=True)
class FramePlan:
    """What taking the list does to the cluster; `is_known` marks a list that is its newest version already."""

    version: int
    strata: tuple[StratumPlan, ...]
    listed: int
    drawn: int
    new_firms: int
    linked_firms: int
    is_known: bool
    notes: tuple[str, ...]

    def sentence(self, *, is_dry: bool) -> str:
        """What was done, or would be."""
        if self.is_known:
            return _("This list is version %(version)d of the frame already; nothing changes.") % {
                "version": self.version - 1
            }
        done = _("The list is version %(version)d of the frame now: %(counts)s.")
        dry = _("The list would become version %(version)d of the frame: %(counts)s. Nothing was changed.")
        text = dry if is_dry else done
        counts = _("%(listed)d firms listed, %(drawn)d drawn; %(new)d new, %(linked)d known already") % {
            "listed": self.listed,
            "drawn": self.drawn,
            "new": self.new_firms,
            "linked": self.linked_firms,
        }
        return text % {"version": self.version, "counts": counts}


def plan_frame(*, cluster: Cluster, file: FrameFile) -> FramePlan:
    """Says what `import_frame` would do and changes nothing; raises ImportRefused where its firms forbid it."""
    newest = Frame.objects.filter(cluster=cluster).first()
    firms = dict(Firm.objects.filter(cluster=cluster).values_list("code", "name"))
    drawn = [line for line in file.lines if line.is_selected]
    _refuse_other_spellings(file, drawn, firms)
    strata, notes = _plan_strata(file)
    return FramePlan(
        version=(newest.version if newest else 0) + 1,
        strata=strata,
        listed=len(file.lines),
        drawn=len(drawn),
        new_firms=sum(line.code not in firms for line in drawn),
        linked_firms=sum(line.code in firms for line in drawn),
        is_known=newest is not None and newest.file_hash == file.file_hash and newest.reading in ({}, file.reading),
        notes=(*file.notes, *notes, *_firm_notes(drawn, firms)),
    )


@transaction.atomic
def import_frame(
    *,
    cluster: Cluster,
    file: FrameFile,
    source: str,
    listed_on: date | None = None,
    is_probability_sample: bool = False,
    taken_by: User | None = None,
) -> FramePlan:
    """Takes the list as the next version, whole or not at all. The newest list taken again changes nothing."""
    lock_cluster(cluster.pk)
    plan = plan_frame(cluster=cluster, file=file)
    if plan.is_known:
        return plan
    frame = Frame.objects.create(
        cluster=cluster,
        version=plan.version,
        source=source,
        listed_on=listed_on,
        file_hash=file.file_hash,
        is_probability_sample=is_probability_sample,
        reading=file.reading,
        taken_by=taken_by,
    )
    strata = _create_strata(frame, plan)
    units = _create_units(frame, strata, file)
    _place_firms(cluster, plan, units, file)
    return plan


def _refuse_other_spellings(file: FrameFile, drawn: Iterable[FrameLine], firms: dict[str, str]) -> None:
    spelled = {code.casefold(): code for code in firms}
    problems = [
        Problem(
            _("The cluster has this firm as “%(code)s”.") % {"code": spelled[line.code.casefold()]},
            _("Write the code in the same way, or give the firm another one."),
            file.sheet,
            line.row,
            file.columns["code"],
            line.code,
        )
        for line in drawn
        if line.code not in firms and line.code.casefold() in spelled
    ]
    if problems:
        raise ImportRefused(problems)


def _plan_strata(file: FrameFile) -> tuple[tuple[StratumPlan, ...], list[str]]:
    """The strata in their order. A list with firms that were not drawn is itself the population, unless N is given."""
    first: dict[str, FrameLine] = {}
    for line in file.lines:
        first.setdefault(line.stratum_code, line)
    listed = Counter(line.stratum_code for line in file.lines)
    drawn = Counter(line.stratum_code for line in file.lines if line.is_selected)
    told = {line.stratum_code: line.population for line in file.lines if line.population is not None}
    bounds = file.reading.get("size_bounds")
    is_whole_list = not told and sum(drawn.values()) < len(file.lines)
    strata = tuple(
        StratumPlan(
            key=code,
            code=code if len(code) <= LONGEST_CODE else f"{code[:34]}-{number:03d}",
            title=code if line.stratum else ownership_by_size(line.ownership, line.size, bounds),
            size_bounds=None if line.stratum else bounds,
            population=listed[code] if is_whole_list else told.get(code),
            listed=listed[code],
            drawn=drawn[code],
        )
        for number, (code, line) in enumerate(sorted(first.items(), key=_stratum_order), start=1)
    )
    notes = [_("No population is given; as the list holds firms that were not drawn, N is the number listed.")]
    return strata, notes if is_whole_list else _population_notes(strata)


def _stratum_order(item: tuple[str, FrameLine]) -> tuple[object, ...]:
    """Named strata by their name; the others foreign before national, small before large."""
    code, line = item
    if line.stratum:
        return (code,)
    return (list(OwnershipClass).index(line.ownership), list(SizeClass).index(line.size))


def _population_notes(strata: tuple[StratumPlan, ...]) -> list[str]:
    notes: list[str] = []
    unknown = [stratum.title for stratum in strata if stratum.population is None]
    if unknown and len(unknown) < len(strata):
        notes.append(_("Base weight 1 where no population is given: %(strata)s.") % {"strata": "; ".join(unknown)})
    elif unknown:
        notes.append(_("No population is given: every firm gets the base weight 1, unless the list gives weights."))
    short = [stratum.title for stratum in strata if stratum.population and stratum.population < stratum.listed]
    if short:
        notes.append(_("More firms are listed than the population holds: %(strata)s.") % {"strata": "; ".join(short)})
    return notes


def _firm_notes(drawn: list[FrameLine], firms: dict[str, str]) -> list[str]:
    notes = []
    renamed = [line.code for line in drawn if line.code in firms and firms[line.code] != line.name]
    if renamed:
        text = ngettext(
            "%(count)d firm keeps the name it has here, not that of the list: %(code)s.",
            "%(count)d firms keep the name they have here, not that of the list, first %(code)s.",
            len(renamed),
        )
        notes.append(text % {"count": len(renamed), "code": renamed[0]})
    absent = len(firms.keys() - {line.code for line in drawn})
    if absent:
        notes.append(
            ngettext(
                "%(count)d firm of the cluster is not drawn in this list; it stays as it is.",
                "%(count)d firms of the cluster are not drawn in this list; they stay as they are.",
                absent,
            )
            % {"count": absent}
        )
    return notes


def _create_strata(frame: Frame, plan: FramePlan) -> dict[str, Stratum]:
    made = Stratum.objects.bulk_create(
        [
            Stratum(
                frame=frame,
                code=stratum.code,
                title=stratum.title,
                population=stratum.population,
                size_bounds=stratum.size_bounds,
            )
            for stratum in plan.strata
        ],
        batch_size=BATCH,
    )
    return {stratum.key: row for stratum, row in zip(plan.strata, made, strict=True)}


def _create_units(frame: Frame, strata: dict[str, Stratum], file: FrameFile) -> dict[str, FrameUnit]:
    made = FrameUnit.objects.bulk_create(
        [
            FrameUnit(
                frame=frame,
                stratum=strata[line.stratum_code],
                code=line.code,
                name=line.name,
                address=line.address,
                ownership=line.ownership,
                employees=line.employees,
                size=line.size,
                sector=line.sector,
                is_selected=line.is_selected,
            )
            for line in file.lines
        ],
        batch_size=BATCH,
    )
    return {unit.code: unit for unit in made}


def _place_firms(cluster: Cluster, plan: FramePlan, units: dict[str, FrameUnit], file: FrameFile) -> None:
    """Makes the firms that were drawn, and links those the cluster has already; no firm is ever deleted."""
    weights = {stratum.key: stratum.weight for stratum in plan.strata}
    known = {firm.code: firm for firm in Firm.objects.filter(cluster=cluster)}
    made, linked = [], []
    for line in file.lines:
        if not line.is_selected:
            continue
        firm = known.get(line.code) or Firm(
            cluster=cluster,
            code=line.code,
            name=line.name,
            address=line.address,
            disposition=Disposition.PENDING,
            is_reconstruction=cluster.study.is_reconstruction,
        )
        firm.frame_unit = units[line.code]
        firm.stratum = firm.frame_unit.stratum
        firm.base_weight = firm.final_weight = line.weight or weights[line.stratum_code]
        if line.disposition and firm.disposition == Disposition.PENDING:
            firm.disposition = line.disposition
        (linked if line.code in known else made).append(firm)
    Firm.objects.bulk_create(made, batch_size=BATCH)
    linked_fields = ["frame_unit", "stratum", "base_weight", "final_weight", "disposition"]
    Firm.objects.bulk_update(linked, linked_fields, batch_size=BATCH)
