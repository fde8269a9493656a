"""What every estimator returns, whichever library it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.results import Dropped, Inference


class EstimationRefused(Exception):
    """Raised when a combination cannot be estimated honestly; the text says why and what would work."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One estimate with its uncertainty; `low` and `high` at the level of the fit; NaN where it is not defined."""

    name: str
    estimate: float
    standard_error: float
    statistic: float
    p_value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted equation.

    `errors` names the standard errors in words with their small-sample convention; `clusters` maps each clustering
    variable to its number of groups; `measures` holds what the estimator gives of r2, adjusted_r2, r2_within, aic,
    log_likelihood, f_statistic, f_p_value; `measure_notes` defines those whose definition varies (adjusted_r2, aic).
    """

    estimator: str
    library: str
    outcome: str
    coefficients: tuple[Coefficient, ...]
    rows_used: int
    errors: str
    level: float = 0.95
    clusters: Mapping[str, int] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    measure_notes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def coefficient(self, name: str) -> Coefficient:
        """The coefficient of this name; KeyError where it was dropped or never in."""
        return {each.name: each for each in self.coefficients}[name]

    def inference(self) -> Inference:
        """What the table of this fit says of its uncertainty."""
        return Inference(self.errors, self.rows_used, dict(self.clusters), self.dropped, self.estimator, self.library)


@dataclass(frozen=True, slots=True)
class EffectPath:
    """Effects by time since treatment (negative: before), from an event study or an aggregation of group-time effects.

    `joint_pre_p` is the p-value of all effects before treatment being zero, None where it cannot be told; `overall`
    the average effect after treatment; `reference` the period set to zero, None where there is none. `covariance` is
    that of the effects in their order (periods × periods), empty where the estimator gives none.
    """

    estimator: str
    library: str
    periods: tuple[int, ...]
    effects: tuple[Coefficient, ...]
    overall: Coefficient | None
    reference: int | None
    errors: str
    rows_used: int
    clusters: Mapping[str, int] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    joint_pre_p: float | None = None
    notes: tuple[str, ...] = ()
    covariance: tuple[tuple[float, ...], ...] = ()
