"""The nineteen case studies of the development strategy (Otsuka and Sonobe 2011), as Tables 1 and 2 print them.

Facts of the tables, entered by us in `cases.toml`. What the text of the paper says of single cases (which path a
cluster took, where training was tried) stands beside them; what it leaves open is None or "not told".
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Region = Literal["Asia", "Sub-Saharan Africa"]
Origin = Literal[
    "farm_household", "SME", "tailor", "FDI", "SOE_and_FDI", "SOE_and_TVRE", "cooperative", "migrant_artisan",
    "foreign_training",
]  # fmt: skip
ExportClass = Literal["none", "neighbouring", "region", "worldwide"]
Path = Literal["quality_improvement", "entering_quality_improvement", "no_quantity_expansion", "not told"]

GROUPS = {
    1: "Imitation of imported goods by pioneering entrepreneurs",
    2: "Technology brought by foreign investors, state firms or foreign artisans",
    3: "Training by foreign firms or international organisations",
}


@dataclass(frozen=True, slots=True)
class Observation:
    """A row of Table 2. `n_firms`: firms producing final goods; `workers`: per firm; `schooling`: years of the owner.

    `year_printed` keeps "1950s", which is no year (`year` is then None); `note` tells what the count holds besides.
    """

    cluster: str
    year_printed: str
    n_firms: int
    firms_printed: str
    workers_printed: str
    schooling_printed: str
    exports: ExportClass
    exports_printed: str
    year: int | None = None
    workers: float | None = None
    schooling: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A row of Table 1 with its rows of Table 2. `path` is what the text tells of the way the cluster went.

    `training_pilot`, `training_visits`: whether the authors tried management training there, and visited firms.
    """

    number: int
    location: str
    country: str
    region: Region
    product: str
    origin: Origin
    origin_printed: str
    initial_product: str
    group: int
    path: Path
    source: str
    training_pilot: bool
    training_visits: bool
    observations: tuple[Observation, ...]

    @property
    def latest(self) -> Observation:
        """The last row of Table 2 of this case."""
        return self.observations[-1]


def _case(told: Mapping[str, Any]) -> Case:
    plain = {name: value for name, value in told.items() if name != "observation"}
    return Case(**plain, observations=tuple(Observation(**each) for each in told["observation"]))


@cache
def cases() -> tuple[Case, ...]:
    """The nineteen cases in the order of Table 1; 21 observations, two each for cases 1 and 2."""
    text = files("analysis.development").joinpath("cases.toml").read_text(encoding="utf-8")
    return tuple(_case(each) for each in tomllib.loads(text)["case"])


def case(number: int) -> Case:
    """The case of this number (1–19); KeyError where there is none."""
    return {each.number: each for each in cases()}[number]
