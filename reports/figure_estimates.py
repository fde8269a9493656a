"""What a sample says of the figures of its population: skills, wages, growth, owners, each with its interval. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reports.cluster_columns import ClusterColumns
from reports.population_figures import FigureEstimate
from reports.sampling import NoSample, design_of
from reports.score_inputs import EMPLOYEES, EXPORTS, FOREIGN_EQUITY, WAGE_BILL, WORKFORCE_REF
from reports.specification import Specification
from scoring.aggregate_growth import AggregateBasis
from scoring.columns import BoolArray, FloatArray
from scoring.designs import Estimates, SampleDesign, estimate_means, estimate_ratios, estimate_smooth
from scoring.estimates import Estimate, NoError, yearly_growth
from scoring.interval_columns import IntervalMethod, share_bounds
from scoring.intervals import NoInterval, mean_interval
from scoring.skills import SkillAggregate

SKILL_PARTS = ("managers", "professionals", "technical", "supervisory", "clerical")


@dataclass(frozen=True, slots=True)
class _Sample:
    """A cluster with its frozen frame and weights."""

    inputs: Mapping[str, Any]
    specification: Specification
    columns: ClusterColumns

    def design(self, known: BoolArray) -> SampleDesign | NoSample:
        """The design of the firms that tell a figure."""
        return design_of(
            known,
            self.columns.attributes,
            self.inputs["frame"],
            self.columns.weights,
            self.inputs.get("weights"),
        )

    def column(self, code: str) -> FloatArray:
        return self.columns.figures[code]


def figure_estimates(
    inputs: Mapping[str, Any], specification: Specification, columns: ClusterColumns
) -> dict[str, FigureEstimate]:
    """Return by measure what the sample says of the population; growth only where it rests on firms.

    Firms that do not tell a figure count as not observed for it. Source: method.md A.5, A.6 point 6.
    """
    sample = _Sample(inputs, specification, columns)
    found = {
        "foreign": _foreign(sample),
        "skill_wide": _skills(sample, wide=True),
        "skill_narrow": _skills(sample, wide=False),
        "wage": _ratio(sample, sample.column(WAGE_BILL[1]), sample.column(EMPLOYEES[1])),
    }
    if specification.growth_over is not AggregateBasis.OFFICIAL_SERIES:
        found |= {
            "exports": _growth(sample, EXPORTS),
            "employment": _growth(sample, EMPLOYEES),
            "real_wages": _real_wages(sample),
        }
    return found


def _foreign(sample: _Sample) -> FigureEstimate:
    """The share of foreign firms, over those whose owners are known."""
    equity = sample.column(FOREIGN_EQUITY)
    known = ~np.isnan(equity)
    design = sample.design(known)
    if isinstance(design, NoSample):
        return FigureEstimate(n=int(known.sum()), reason=design)
    found = estimate_means(design, (equity[known] >= sample.specification.foreign_threshold).astype(float))
    bounds = share_bounds(found, design)
    if bounds.method in (IntervalMethod.CENSUS, IntervalMethod.NONE):
        return _of(found.at(0), 100)
    told = _of(found.at(0), 100)
    return replace(told, low=100 * float(bounds.low[0]), high=100 * float(bounds.high[0]), method=bounds.method.value)


def _skills(sample: _Sample, *, wide: bool) -> FigureEstimate:
    """Skilled staff over all staff, or the mean of the firms' shares, as the run chose."""
    parts = [name for name in SKILL_PARTS if not (wide and name == "technical" and not _with_technical(sample))]
    parts += ["skilled"] if wide else []
    skilled = np.sum([sample.column(WORKFORCE_REF[name]) for name in parts], axis=0)
    total = np.where(sample.column(WORKFORCE_REF["total"]) > 0, sample.column(WORKFORCE_REF["total"]), np.nan)
    if sample.specification.skills_by is SkillAggregate.MEAN_OF_RATIOS:
        skilled, total = skilled / total, np.where(np.isnan(total), np.nan, 1.0)
    return _ratio(sample, skilled, total, times=100)


def _with_technical(sample: _Sample) -> bool:
    return sample.specification.technical_in_wide


def _ratio(sample: _Sample, above: FloatArray, below: FloatArray, times: float = 1.0) -> FigureEstimate:
    """The ratio of two totals over the firms that tell both."""
    known = ~(np.isnan(above) | np.isnan(below))
    design = sample.design(known)
    if isinstance(design, NoSample):
        return FigureEstimate(n=int(known.sum()), reason=design)
    return _of(estimate_ratios(design, above[known], below[known]).at(0), times)


def _growth(sample: _Sample, items: tuple[str, str]) -> FigureEstimate:
    """The compound yearly growth of a total, over the firms that tell both years."""
    base, ref = (sample.column(code) for code in items)
    known = ~(np.isnan(base) | np.isnan(ref))
    design = sample.design(known)
    if isinstance(design, NoSample):
        return FigureEstimate(n=int(known.sum()), reason=design)
    return _of(yearly_growth(estimate_ratios(design, ref[known], base[known]).at(0), sample.specification.years), 100)


def _real_wages(sample: _Sample) -> FigureEstimate:
    """The compound yearly growth of the wage bill over employees in constant prices: a ratio of two ratios."""
    bill_0, bill_1 = (sample.column(code) for code in WAGE_BILL)
    staff_0, staff_1 = (sample.column(code) for code in EMPLOYEES)
    known = ~np.isnan(bill_0 + bill_1 + staff_0 + staff_1)
    design = sample.design(known)
    prices = _price_ratio(sample)
    if isinstance(design, NoSample) or prices is None:
        return FigureEstimate(n=int(known.sum()), reason=design if isinstance(design, NoSample) else "no_value")
    found = double_ratio(design, *(each[known] for each in (bill_1, staff_1, bill_0, staff_0)))
    real = replace(found, value=found.value / prices, se=found.se / prices)
    return _of(yearly_growth(real.at(0), sample.specification.years), 100)


def double_ratio(
    design: SampleDesign, above: FloatArray, below: FloatArray, base_above: FloatArray, base_below: FloatArray
) -> Estimates:
    """Return (A/B)/(C/D) of four totals, its error from z = R (wa/A - wb/B - wc/C + wd/D), by linearisation."""
    weights = design.weights
    totals = [float(weights @ each) for each in (above, below, base_above, base_below)]
    if any(total <= 0 for total in totals):
        return estimate_smooth(design, np.nan, np.zeros(design.n))
    ratio = totals[0] / totals[1] / (totals[2] / totals[3])
    parts = [weights * each / total for each, total in zip((above, below, base_above, base_below), totals, strict=True)]
    return estimate_smooth(design, ratio, ratio * (parts[0] - parts[1] - parts[2] + parts[3]))


def _price_ratio(sample: _Sample) -> float | None:
    """Prices of the reference year over those of the base year; None where one is not known."""
    points = dict(sample.inputs["series"].get("price_index", {}).get("points", []))
    base, ref = (points.get(year) for year in (sample.specification.base_year, sample.specification.reference_year))
    return ref / base if base and ref else None


def _of(found: Estimate, times: float) -> FigureEstimate:
    """An estimate in the unit of the page, with Student's interval."""
    bounds = mean_interval(found)
    value, se, low, high = (
        None if each is None else times * each for each in (found.value, found.se, bounds.low, bounds.high)
    )
    reason = found.no_error.value if found.no_error else ""
    method = IntervalMethod.STUDENT if bounds.reason is None else IntervalMethod.NONE
    if bounds.reason is NoInterval.CENSUS or found.no_error is NoError.CENSUS:
        method = IntervalMethod.CENSUS
    return FigureEstimate(value, se, low, high, found.df, found.n, method.value, reason, found.joined)
