"""What each demo cluster has to come to: the printed figures joined with the choices of clusters.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scoring.answers import DoneBy

FOLDER = Path(__file__).parent
PUBLISHED = FOLDER.parent / "published"
PILLARS = ("basic", "hightech", "network", "integration")


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """Targets and choices for one cluster. Growth rates and shares are per cent, as printed."""

    slug: str
    about: Mapping[str, Any]
    firms: int
    cumulative: Mapping[str, tuple[int, ...]]
    foreign_pct: float
    ownership_unknown: int
    growth_national: float
    growth_location: float
    growth_exports: float
    growth_employment: float
    growth_real_wage: float
    skill_wide: float
    size: float
    wage: float
    sales_per_wage: float
    narrow_share: float
    choices: Mapping[str, tuple[str, ...]]
    price_index: tuple[float, ...]
    shape: tuple[float, ...]
    votes: tuple[tuple[int, ...], ...]
    pillars: tuple[int, ...]
    workshop_date: date
    workshop_place: str
    other_hands: DoneBy
    work_by_others: float
    validated_on: date | None
    validator: str

    @property
    def foreign(self) -> int:
        """Foreign firms among those of known ownership; the printed share has to be possible."""
        known = self.firms - self.ownership_unknown
        foreign = round(known * self.foreign_pct / 100)
        if round(100 * foreign / known, 1) != self.foreign_pct:
            raise ValueError(f"{self.slug}: {self.foreign_pct} % of {known} firms is not a whole number of firms.")
        return foreign

    def levels(self, rank: int) -> dict[str, int]:
        """The levels of the firm of this rank (1 is the most advanced), from the cumulative counts."""
        return {dimension: sum(rank <= count for count in counts) for dimension, counts in self.cumulative.items()}


@dataclass(frozen=True, slots=True)
class StudyPlan:
    about: Mapping[str, Any]
    clusters: tuple[ClusterPlan, ...]


def study_plan() -> StudyPlan:
    """Read the plan of the demo study."""
    chosen = tomllib.loads((FOLDER / "clusters.toml").read_text(encoding="utf-8"))
    file = PUBLISHED / f"{chosen['study']['slug']}.toml"
    printed = {entry["slug"]: entry for entry in tomllib.loads(file.read_text(encoding="utf-8"))["cluster"]}
    clusters = tuple(_cluster_plan(entry, printed[entry["slug"]]) for entry in chosen["cluster"])
    return StudyPlan(about=chosen["study"], clusters=clusters)


def _cluster_plan(chosen: Mapping[str, Any], printed: Mapping[str, Any]) -> ClusterPlan:
    table1, figure1 = printed["table1"], printed["figure1"]
    return ClusterPlan(
        slug=chosen["slug"],
        about=chosen,
        firms=table1["firms"],
        cumulative={dimension: tuple(cells["counts"]) for dimension, cells in printed["table5"].items()},
        foreign_pct=table1["foreign_share"],
        ownership_unknown=chosen["ownership_unknown"],
        growth_national=table1["growth_national"],
        growth_location=table1["growth_location"],
        growth_exports=figure1["exports"],
        growth_employment=figure1["employment"],
        growth_real_wage=figure1["real_wage"],
        skill_wide=printed["figure2"]["skill_wide"],
        size=chosen["size"],
        wage=chosen["wage"],
        sales_per_wage=chosen["sales_per_wage"],
        narrow_share=chosen["narrow_share"],
        choices={
            "CHAIN_POSITION": tuple(chosen["positions"]),
            "PD1_ACT": tuple(chosen["activities"]),
            "PT3_CERT": tuple(chosen["process_certificates"]),
            "PD3_CERT": tuple(chosen["product_certificates"]),
        },
        price_index=tuple(chosen["price_index"]),
        shape=tuple(chosen["shape"]),
        votes=tuple(tuple(row) for row in chosen["votes"]),
        pillars=tuple(printed["table4"][pillar] for pillar in PILLARS),
        workshop_date=chosen["workshop_date"],
        workshop_place=chosen["workshop_place"],
        other_hands=DoneBy(chosen.get("other_hands", "institute")),
        work_by_others=chosen.get("work_by_others", 0.15),
        validated_on=chosen.get("validated_on"),
        validator=chosen.get("validator", ""),
    )
