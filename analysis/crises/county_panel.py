"""The county panel ready for equations: outcomes with their zeros treated in the open, controls, and crisis stocks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.crises.choices import CONTROLS, CrisisChoices
from analysis.crises.imputation import Imputed, impute
from analysis.crises.register import first_crisis, stocks
from analysis.specifications import SpecificationError

NEEDS: Mapping[str, tuple[str, ...]] = {
    "ln_gdp_pc": ("gdp", "population"),
    "density": ("population", "area"),
    "ln_fdi_pc": ("fdi", "population"),
    "industry_share": ("gdp_industry", "gdp"),
    "soe_share": ("n_soe", "n_enterprises"),
    "patents": ("patents", "population"),
    "certified": ("certified", "population"),
    "staff": ("staff", "population"),
}

CONTROL_TITLES: Mapping[str, str] = {
    "ln_gdp_pc": "GDP per head (log)",
    "density": "Population density (thousand persons per km²)",
    "ln_fdi_pc": "Foreign direct investment per head (log)",
    "industry_share": "Share of industry in GDP (0–1)",
    "soe_share": "Share of state-owned enterprises (0–1)",
}

OUTCOME_TITLES: Mapping[str, str] = {
    "patents": "Patents per head",
    "certified": "Enterprises with a quality certificate",
    "staff": "Professional and technical personnel per head",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: the column of the frame an equation explains, its years, and what was done about its zeros.

    `treatment` is the treatment that applies: “ln” where there was no zero to treat, “as given” for a column of the
    user's own. `level` names the untransformed column (a rate per `per_persons`, or a number), used by Poisson.
    """

    code: str
    title: str
    column: str
    level: str
    treatment: str
    zeros: int
    first: int
    last: int
    note: str
    as_number: bool = False


@dataclass(frozen=True, slots=True)
class CountyPanel:
    """The panel with everything an equation can name.

    `frame` has county, year, trend (years since the first), stocks (crisis, crisis_lag1, crisis_<type>), first_crisis
    (NaN: never), the chosen controls, and for each outcome y_<code> and level_<code>.
    """

    frame: pd.DataFrame
    outcomes: tuple[Outcome, ...]
    controls: tuple[str, ...]
    imputed: Imputed
    first: int
    last: int

    def sample(self, outcome: Outcome) -> pd.DataFrame:
        """The rows of the years of this outcome."""
        years = self.frame["year"]
        return self.frame[(years >= outcome.first) & (years <= outcome.last)]


def build_panel(choices: CrisisChoices, panel: pd.DataFrame, crises: pd.DataFrame) -> CountyPanel:
    """Put the tables together. Raises SpecificationError with every problem found, by column or county."""
    _refuse_misfits(choices, panel, crises)
    plain = panel.reset_index(drop=True)
    plain = plain.assign(county=plain["county"].astype(str), year=plain["year"].astype(int))
    register = crises.assign(county=crises["county"].astype(str), year=crises["year"].astype(int))
    imputed = impute(_as_numbers(plain), choices)
    frame = imputed.frame.copy()
    first, last = int(frame["year"].min()), int(frame["year"].max())
    frame["trend"] = (frame["year"] - first).astype(float)
    frame = frame.join(stocks(frame, register, choices.register_from or first))
    frame["first_crisis"] = first_crisis(frame, register)
    for control in choices.controls:
        frame[control] = control_values(frame, control, choices.fdi_zeros)
    outcomes = tuple(_outcome(frame, code, choices) for code in choices.outcomes)
    own = tuple(_own_outcome(frame, name) for name in choices.other_outcomes)
    return CountyPanel(
        frame, outcomes + own, tuple(choices.controls) + tuple(choices.other_controls), imputed, first, last
    )


def treat_zeros(values: pd.Series, treatment: str, constant: float) -> pd.Series:
    """A non-negative variable in logs: ln(x+1), ln(x+c), asinh(x) = ln(x + sqrt(x²+1)), or ln(x) without the zeros."""
    figures = values.to_numpy(float)
    if treatment == "ln_plus_one":
        return pd.Series(np.log(figures + 1.0), index=values.index)
    if treatment == "ln_plus_constant":
        return pd.Series(np.log(figures + constant), index=values.index)
    if treatment == "asinh":
        return pd.Series(np.arcsinh(figures), index=values.index)
    if treatment in {"drop_zeros", "ln"}:
        return pd.Series(np.log(np.where(figures > 0, figures, np.nan)), index=values.index)
    raise ValueError(f"{treatment!r} is no treatment of zeros")


def control_values(frame: pd.DataFrame, control: str, fdi_zeros: str = "ln_plus_one") -> pd.Series:
    """One of the five controls of equation (1) of the paper, from the columns of the imputed panel."""
    if control == "soe_share":
        return frame["soe_share"]
    if control == "industry_share":
        return _ratio(frame, "gdp_industry", "gdp")
    if control == "density":
        return _ratio(frame, "population", "area") / 1000.0
    if control == "ln_gdp_pc":
        return treat_zeros(_ratio(frame, "gdp", "population"), "ln", 1.0)
    return treat_zeros(_ratio(frame, "fdi", "population"), fdi_zeros, 1.0)


def _ratio(frame: pd.DataFrame, above: str, below: str) -> pd.Series:
    """One column by another; NaN where the lower one is not positive."""
    return frame[above] / frame[below].where(frame[below] > 0)


def _as_numbers(panel: pd.DataFrame) -> pd.DataFrame:
    keep = {"county", "year"}
    return panel.assign(
        **{
            name: panel[name].astype(float)
            for name in panel.columns
            if name not in keep and pd.api.types.is_numeric_dtype(panel[name].dtype)
        }
    )


def _window(code: str, choices: CrisisChoices, frame: pd.DataFrame, level: pd.Series) -> tuple[int, int]:
    asked = {"patents": choices.patents_years, "certified": choices.certified_years, "staff": choices.staff_years}[code]
    if asked:
        return int(asked[0]), int(asked[1])
    seen = frame.loc[level.notna(), "year"]
    return int(seen.min()), int(seen.max())


def _outcome(frame: pd.DataFrame, code: str, choices: CrisisChoices) -> Outcome:
    as_number = code == "certified" and choices.certified_as == "number"
    level = frame[code] if as_number else _ratio(frame, code, "population") * choices.per_persons
    if level.notna().sum() == 0:
        raise SpecificationError([f"“{code}” has no figure in the panel. Take it out of outcomes, or fill the column."])
    first, last = _window(code, choices, frame, level)
    inside = level[(frame["year"] >= first) & (frame["year"] <= last)]
    zeros = int((inside == 0).sum())
    treatment = choices.zeros if zeros else "ln"
    unit = "their number" if as_number else f"per {choices.per_persons:,} persons"
    frame[f"level_{code}"] = level
    frame[f"y_{code}"] = (
        treat_zeros(level, "ln" if treatment == "ppml" else treatment, choices.zero_constant)
        if treatment != "ppml"
        else np.log(level + 1.0)
    )
    told = {
        "ln": f"no zero among {int(inside.notna().sum())} cells, plain logs",
        "ln_plus_one": f"{zeros} zero cells, ln(x+1)",
        "ln_plus_constant": f"{zeros} zero cells, ln(x+{choices.zero_constant:g})",
        "asinh": f"{zeros} zero cells, inverse hyperbolic sine",
        "drop_zeros": f"{zeros} zero cells left out, plain logs",
        "ppml": f"{zeros} zero cells, Poisson regression of the outcome itself",
    }[treatment]
    title = f"{OUTCOME_TITLES[code]} ({unit})"
    return Outcome(
        code, title, f"y_{code}", f"level_{code}", treatment, zeros, first, last, f"{title}: {told}.", as_number
    )


def _own_outcome(frame: pd.DataFrame, name: str) -> Outcome:
    seen = frame.loc[frame[name].notna(), "year"]
    frame[f"y_{name}"] = frame[name]
    note = f"{name}: used as it stands in the panel."
    return Outcome(name, name, f"y_{name}", "", "as given", 0, int(seen.min()), int(seen.max()), note)


def _refuse_misfits(choices: CrisisChoices, panel: pd.DataFrame, crises: pd.DataFrame) -> None:
    problems = [*_absent_columns(choices, panel), *_wrong_windows(choices), *_strange_counties(panel, crises)]
    if not choices.outcomes and not choices.other_outcomes:
        problems.append("There is no outcome. Name at least one in outcomes or other_outcomes.")
    twice = sorted(set(choices.outcomes) & set(choices.other_outcomes))
    if twice:
        problems.append(f"{', '.join(twice)}: named in outcomes and in other_outcomes. Name it in one of them.")
    if panel.empty:
        problems.append("The county panel has no row.")
    if problems:
        raise SpecificationError(problems)


def _absent_columns(choices: CrisisChoices, panel: pd.DataFrame) -> list[str]:
    problems = []
    for name in (*choices.outcomes, *choices.controls):
        needed = NEEDS[name]
        if name == "certified" and choices.certified_as == "number":
            needed = ("certified",)
        absent = [column for column in needed if column not in panel.columns]
        if absent:
            entry = "controls" if name in CONTROLS else "outcomes"
            problems.append(
                f"“{name}” needs the column {', '.join(absent)}, which the county panel does not have. "
                f"Add the column, or take “{name}” out of {entry}."
            )
    own = [*choices.other_outcomes, *choices.other_controls, *([choices.weights] if choices.weights else [])]
    for name in own:
        if name not in panel.columns:
            problems.append(f"The county panel has no column “{name}”. Add it, or leave the name out.")
        elif not pd.api.types.is_numeric_dtype(panel[name].dtype):
            problems.append(f"The column “{name}” of the county panel holds no numbers.")
        elif panel[name].notna().sum() == 0:
            problems.append(f"The column “{name}” of the county panel is empty.")
    return problems


def _wrong_windows(choices: CrisisChoices) -> list[str]:
    windows = {
        "patents_years": choices.patents_years,
        "certified_years": choices.certified_years,
        "staff_years": choices.staff_years,
    }
    return [
        f"“{name}” must be two years, the first not after the last; it is {list(years)}."
        for name, years in windows.items()
        if years and (len(years) != 2 or years[0] > years[1])
    ]


def _strange_counties(panel: pd.DataFrame, crises: pd.DataFrame) -> list[str]:
    strange = sorted(set(crises["county"].astype(str)) - set(panel["county"].astype(str)))
    if not strange:
        return []
    shown = ", ".join(strange[:5]) + (" …" if len(strange) > 5 else "")
    return [
        f"Counties of the register of crises that the county panel lacks ({len(strange)}): {shown}. "
        "Write them as in the panel, or take their clusters out of the register."
    ]
