"""Is it a ladder? The rungs of a run's firms as they were answered, and what they say of each dimension.

Rungs as answered, never levels: those are a perfect ladder by construction. Where answers themselves were made from
levels, or rules read levels, the figures are told and the verdict is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from reports.models import Run, RunFirm
from reports.results import DIMENSIONS
from scoring.columns import BoolArray, Int8Array
from scoring.ladder import (
    FEWEST_FIRMS,
    LEAST_INFORMATIVE,
    LadderDiagnostics,
    complete_rows,
    diagnose,
    rows_if_unknown,
)
from scoring.ladder_errors import GroupErrors, errors_by_group, errors_of, stopped_at_first_no
from scoring.ladder_intervals import LadderIntervals, bootstrap
from scoring.rasch import RaschFit, fit_rasch
from scoring.rungs import RUNGS
from scoring.truth import Truth

STATES = {"met": Truth.TRUE, "not_met": Truth.FALSE, "unknown": Truth.UNKNOWN, "na": Truth.NA}
STRATUM = "stratum"
MOST_GROUPS = 60
MANY_STOPPED = 0.1
"""Share of firms that know nothing above their first no from which the questions seem to have stopped there."""


class Refusal(StrEnum):
    """Why there is no verdict, the gravest reason first."""

    NO_FIRMS = "no_firms"
    RECONSTRUCTED = "reconstructed"
    LEVELS = "levels"
    FEW_FIRMS = "few_firms"
    FEW_RUNGS = "few_rungs"


class Caution(StrEnum):
    """What makes figures look better than they are, without refusing the verdict."""

    PERFECT = "perfect"
    STOPPED = "stopped"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class LadderFirm:
    """One firm of a run: where it belongs, by dimension its six rungs as Truth codes, and who interviewed it."""

    cluster: str
    attributes: Mapping[str, Any]
    rungs: Mapping[str, tuple[int, ...]]
    interviewer: str = ""

    @property
    def stratum(self) -> tuple[str, str]:
        """Within what firms are drawn anew: the stratum of the frame in the cluster."""
        return self.cluster, str(self.attributes.get(STRATUM, ""))


@dataclass(frozen=True, slots=True)
class Built:
    """How a dimension's rungs are made, as far as it makes a ladder by itself.

    `reconstructed` firms were made from levels; `on_levels` are rungs whose rule reads a level that somebody gave;
    `shared` are pairs of rungs whose rules read the same item.
    """

    reconstructed: bool = False
    on_levels: tuple[int, ...] = ()
    shared: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rungs of some firms say of one dimension.

    `numbers` are the rungs that apply to some firm, the columns of `found`; `left_out` firms have one of them that is
    not known, `not_applicable` one that does not apply to them alone; `stopped` know nothing above their first no.
    `h_if_not` and `h_if_held` are H with unknown rungs read as not held, and as held. `kept` are the places of the
    firms that count, `held` their rungs.
    """

    dimension: str
    firms: int
    left_out: int
    not_applicable: int
    stopped: int
    numbers: tuple[int, ...]
    found: LadderDiagnostics | None
    h_if_not: float | None
    h_if_held: float | None
    refusal: Refusal | None
    cautions: tuple[Caution, ...]
    built: Built
    kept: tuple[int, ...] = field(repr=False, compare=False, default=())
    held: BoolArray = field(repr=False, compare=False, default_factory=lambda: np.zeros((0, 6), dtype=np.bool_))

    @property
    def informative(self) -> tuple[int, ...]:
        """The rungs, by number, that neither all nor none of the firms hold."""
        return self.numbered(self.found.informative) if self.found else ()

    @property
    def dropped(self) -> tuple[int, ...]:
        """The rungs that apply to no firm."""
        return tuple(rung for rung in RUNGS if rung not in self.numbers)

    def numbered(self, columns: Sequence[int]) -> tuple[int, ...]:
        """Columns counted from 1 by the numbers of their rungs."""
        return tuple(self.numbers[column - 1] for column in columns)


@dataclass(frozen=True, slots=True)
class Detail:
    """What is computed of one reading only when it is looked at closely; None where no firm counts."""

    intervals: LadderIntervals | None
    model: RaschFit
    errors: GroupErrors


def firms_of(run: Run) -> list[LadderFirm]:
    """The firms of a run in its order, one query; rungs as the run stored them."""
    rows = RunFirm.objects.filter(run=run, scores__isnull=False).order_by("position")
    found = rows.values_list(
        "cluster__slug",
        "attributes",
        *(f"scores__{dimension}__rungs" for dimension in DIMENSIONS),
        "interview__author__full_name",
        "interview__author__username",
    )
    return [
        LadderFirm(
            cluster,
            attributes,
            {
                name: tuple(int(STATES[state]) for state in states)
                for name, states in zip(DIMENSIONS, rungs, strict=True)
            },
            full_name or username or "",
        )
        for cluster, attributes, *rungs, full_name, username in found
    ]


def reading_of(firms: Sequence[LadderFirm], dimension: str, built: Built) -> Reading:
    """What the rungs of these firms say of a dimension."""
    every = np.array([firm.rungs[dimension] for firm in firms], dtype=np.int8).reshape(-1, len(RUNGS))
    applies = (every != Truth.NA).any(axis=0)
    rungs = every[:, applies]
    held, _ = complete_rows(rungs)
    alone = (rungs == Truth.NA).any(axis=1)
    complete = ((rungs == Truth.TRUE) | (rungs == Truth.FALSE)).all(axis=1)
    found = diagnose(held) if held.shape[0] and held.shape[1] > 1 else None
    stopped = stopped_at_first_no(rungs)
    return Reading(
        dimension=dimension,
        firms=len(firms),
        left_out=int((~complete & ~alone).sum()),
        not_applicable=int(alone.sum()),
        stopped=stopped,
        numbers=tuple(rung for rung, is_there in zip(RUNGS, applies.tolist(), strict=True) if is_there),
        found=found,
        h_if_not=_h_reading_unknown(rungs, met=False),
        h_if_held=_h_reading_unknown(rungs, met=True),
        refusal=refusal_of(found, built),
        cautions=tuple(_cautions(found, built, stopped, len(firms))),
        built=built,
        kept=tuple(np.flatnonzero(complete).tolist()),
        held=held,
    )


def refusal_of(found: LadderDiagnostics | None, built: Built) -> Refusal | None:
    """Why there is no verdict on these figures; None where there is one."""
    if found is None:
        return Refusal.NO_FIRMS
    if built.reconstructed:
        return Refusal.RECONSTRUCTED
    if built.on_levels:
        return Refusal.LEVELS
    if found.n < FEWEST_FIRMS:
        return Refusal.FEW_FIRMS
    return Refusal.FEW_RUNGS if len(found.informative) < LEAST_INFORMATIVE else None


def detail_of(reading: Reading, firms: Sequence[LadderFirm]) -> Detail | None:
    """Intervals, the model and the errors of a reading of these firms."""
    if reading.found is None:
        return None
    strata = [firms[place].stratum for place in reading.kept]
    return Detail(
        intervals=bootstrap(reading.held, strata=strata) if len(strata) >= FEWEST_FIRMS else None,
        model=fit_rasch(reading.held),
        errors=errors_of(reading.held),
    )


def errors_by(reading: Reading, names: Sequence[str]) -> list[GroupErrors]:
    """The errors of a reading by the group of each of its firms, the largest share of firms with one first."""
    return errors_by_group(reading.held, [names[place] for place in reading.kept])


def groupings_of(firms: Sequence[LadderFirm]) -> dict[str, list[str]]:
    """By attribute, the value of each firm, empty where it has none: attributes of few values, and no measures."""
    names = sorted({name for firm in firms for name in firm.attributes})
    found = {}
    for name in names:
        values = [firm.attributes.get(name) for firm in firms]
        if all(value is None or isinstance(value, str | int) for value in values):
            told = ["" if value is None else str(value) for value in values]
            if 1 < len(set(told)) <= MOST_GROUPS:
                found[name] = told
    return found


def _h_reading_unknown(rungs: Int8Array, *, met: bool) -> float | None:
    if not (rungs == Truth.UNKNOWN).any() or rungs.shape[1] < 2:
        return None
    held, _ = rows_if_unknown(rungs, met=met)
    return diagnose(held).theory.h if len(held) else None


def _cautions(found: LadderDiagnostics | None, built: Built, stopped: int, firms: int) -> list[Caution]:
    cautions = []
    if found and not built.reconstructed and found.pair_errors == 0 and len(found.informative) >= LEAST_INFORMATIVE:
        cautions.append(Caution.PERFECT)
    if stopped and stopped >= MANY_STOPPED * firms:
        cautions.append(Caution.STOPPED)
    return [*cautions, Caution.SHARED] if built.shared else cautions
