"""A panel whose units are treated from some period on: read, checked, and numbered from period 1."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimators.records import EstimationRefused
from analysis.estimators.samples import Codes, Floats, Sample, complete_rows, levels_of
from analysis.results import Dropped

NEVER = 0
"""The first treated period of a unit that is not treated within the panel."""

FEW_TREATED = 5
"""An effect that rests on fewer treated clusters than this has an error that cannot be trusted."""

OWN_NAMES = ("unit", "time", "first", "outcome", "cluster")


@dataclass(frozen=True, slots=True)
class StaggeredPanel:
    """`rows` has the columns unit, time (1 … T), first (0: never), outcome, cluster, and one for each covariate.

    `sample` holds the same rows by the names of the table; `start` is the table's own number of period 1.
    """

    rows: pd.DataFrame
    sample: Sample
    covariates: tuple[str, ...]
    unit: str
    time: str
    cluster: str
    clusters: dict[str, int]
    start: int
    notes: tuple[str, ...]

    @property
    def has_never(self) -> bool:
        """Whether some unit is never treated within the panel."""
        return bool((self.rows["first"] == NEVER).any())

    def thin(self, periods: Sequence[int]) -> tuple[str, ...]:
        """A note on those of the periods since treatment that few treated clusters are seen in."""
        treated = self.rows[self.rows["first"] > NEVER]
        counts = treated["cluster"].groupby(treated["time"] - treated["first"]).nunique()
        few = [period for period in periods if counts.get(period, 0) < FEW_TREATED]
        if not few:
            return ()
        told = ", ".join(map(str, few))
        return (f"At {told} fewer than {FEW_TREATED} treated clusters are seen; errors there tend to be too small.",)

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """Rows left out, and why."""
        return self.sample.dropped


def staggered_panel(
    frame: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    cluster: str | None = None,
    covariates: Sequence[str] = (),
) -> StaggeredPanel:
    """Read a panel; `first_treated` is empty (or infinite) for units that are never treated.

    Units treated in or before the first period are dropped, since nothing is seen of them before; units first treated
    after the last one are never treated within the panel. Refuses periods that are no whole numbers or leave gaps, two
    rows of one unit and period, a first treated period that varies within a unit, a unit in two clusters, a single
    cluster, and panels in which nobody is treated.
    """
    by = cluster or unit
    sample, first = _read(frame, outcome, unit, time, first_treated, by, covariates)
    start, last = consecutive(sample.numbers[time], time)
    refuse_repeats(sample.groups[unit], sample.numbers[time], unit, time)
    _refuse_varying(sample.groups[unit], first, unit, first_treated)
    kept = sample.kept(first > start, f"unit treated in {start} or before, when nothing is seen of it untreated")
    first = first[first > start]
    beyond = np.isfinite(first) & (first > last)
    within = np.isfinite(first) & ~beyond
    if not within.any():
        raise EstimationRefused(f"No unit is first treated within {start + 1}–{last} by “{first_treated}”.")
    rows = _rows(kept, np.where(within, first - start + 1, NEVER), start, (unit, time, outcome, by), covariates)
    return StaggeredPanel(
        rows=rows,
        sample=kept,
        covariates=tuple(covariates),
        unit=unit,
        time=time,
        cluster=by,
        clusters=counted_clusters(kept.groups[unit], kept.groups[by], unit, by),
        start=start,
        notes=_notes(rows, int(rows["unit"][beyond].nunique()), last),
    )


def consecutive(times: Floats, name: str) -> tuple[int, int]:
    """The first and last period; refuses periods that are no whole numbers, or leave one out."""
    if bool((times != np.round(times)).any()):
        raise EstimationRefused(f"“{name}” must hold whole numbers, as years; it has fractions.")
    seen = np.unique(times).astype(np.int64)
    if len(seen) < 2:
        raise EstimationRefused(f"“{name}” has a single period; effects over time need two or more.")
    missing = sorted(set(range(int(seen[0]), int(seen[-1]) + 1)) - set(seen.tolist()))
    if missing:
        raise EstimationRefused(
            f"“{name}” leaves out {', '.join(map(str, missing[:5]))}. Number the periods 1, 2, 3 … (treatment too) if "
            "the steps between them are to count alike."
        )
    return int(seen[0]), int(seen[-1])


def refuse_repeats(units: Codes, times: Floats, unit: str, time: str) -> None:
    """Refuse two rows of one unit and period."""
    repeats = int(pd.DataFrame({"unit": units, "time": times}).duplicated().sum())
    if repeats:
        raise EstimationRefused(f"{repeats} rows repeat a “{unit}” and “{time}”. A unit needs one row a period.")


def counted_clusters(units: Codes, clusters: Codes, unit: str, cluster: str) -> dict[str, int]:
    """The number of clusters by name; refuses a single one, and a unit that is in several."""
    if bool((pd.Series(clusters).groupby(units).nunique() > 1).any()):
        raise EstimationRefused(f"Some “{unit}” is in several “{cluster}”. A unit must stay in one cluster.")
    count = levels_of(clusters)
    if count < 2:
        raise EstimationRefused(f"“{cluster}” has a single cluster among the rows used; errors need two or more.")
    return {cluster: count}


def _read(
    frame: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    cluster: str,
    covariates: Sequence[str],
) -> tuple[Sample, Floats]:
    reserved = [name for name in covariates if name in OWN_NAMES]
    if reserved:
        raise EstimationRefused(f"A covariate cannot be named “{reserved[0]}” here. Rename it.")
    if first_treated not in frame.columns:
        raise EstimationRefused(f"The table has no column “{first_treated}”.")
    if not pd.api.types.is_numeric_dtype(frame[first_treated].dtype):
        raise EstimationRefused(
            f"“{first_treated}” holds no numbers. Give the first treated period; empty means never."
        )
    firsts = frame[first_treated].to_numpy(dtype=np.float64, na_value=np.nan)
    never = ~np.isfinite(firsts)
    if bool((firsts[~never] != np.round(firsts[~never])).any()):
        raise EstimationRefused(f"“{first_treated}” must hold whole numbers, as years; it has fractions.")
    wanted = dict.fromkeys([outcome, time, unit, cluster, *covariates])
    present = frame[[name for name in frame.columns if name in wanted]]
    filled = present.assign(**{first_treated: np.where(never, 0.0, firsts), "never treated": never})
    sample = complete_rows(
        filled, numbers=[outcome, time, first_treated, "never treated", *covariates], groups=[unit, cluster]
    )
    return sample, np.where(sample.numbers["never treated"] > 0, np.inf, sample.numbers[first_treated])


def _rows(
    kept: Sample, first: Floats, start: int, names: tuple[str, str, str, str], covariates: Sequence[str]
) -> pd.DataFrame:
    unit, time, outcome, cluster = names
    return pd.DataFrame(
        {
            "unit": kept.groups[unit],
            "time": kept.numbers[time].astype(np.int64) - start + 1,
            "first": first.astype(np.int64),
            "outcome": kept.numbers[outcome],
            "cluster": kept.groups[cluster],
        }
        | {name: kept.numbers[name] for name in covariates}
    )


def _refuse_varying(units: Codes, first: Floats, unit: str, first_treated: str) -> None:
    varying = int((pd.Series(first).groupby(units).nunique() > 1).sum())
    if varying:
        raise EstimationRefused(
            f"“{first_treated}” varies within {varying} “{unit}”. It must be the same in all rows of a unit; repeated "
            "or withdrawn treatments need the estimator for doses."
        )


def _notes(rows: pd.DataFrame, beyond: int, last: int) -> tuple[str, ...]:
    notes = []
    if beyond:
        notes.append(f"{beyond} units are first treated after {last}; within the panel they are never treated.")
    counts = rows.groupby("unit")["time"].count()
    short = int((counts < rows["time"].max()).sum())
    if short:
        notes.append(f"{short} of {len(counts)} units lack some periods; they are used in the periods they have.")
    return tuple(notes)
