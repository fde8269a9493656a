"""How far the shares of a run's Table 5 hang on choices, ready to be read: on its page and in its workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Cluster
from reports.models import Headline, Run, RunCluster
from reports.results import DIMENSIONS, ClusterResult, DimensionTable, RunTables
from reports.robustness import stored_shares
from reports.run_words import DIMENSION_HEADS
from reports.specification import Specification
from scoring.columns import FloatArray
from scoring.levels import PointPolicy
from scoring.rungs import RUNGS
from scoring.sensitivity import (
    CHOICES,
    RULES,
    Claim,
    Combination,
    KChoice,
    Unknown,
    Verdict,
    check,
    exact_shares,
    moved_by,
)

STEPS = (0.05, 10.0, 25.0)
"""Points from which a share moves a little, some, much; below the first it reads the same in one decimal."""
K_WORDS = {
    KChoice.MINIMUM: gettext_lazy("k = 1"),
    KChoice.DEFAULT: gettext_lazy("k as set"),
    KChoice.ALL: gettext_lazy("k = all"),
}
UNKNOWN_WORDS = {
    Unknown.LOW: gettext_lazy("unknown rungs not held"),
    Unknown.HIGH: gettext_lazy("unknown rungs held"),
}
WEIGHT_WORDS = {False: gettext_lazy("every firm once"), True: gettext_lazy("by weight")}
CHOICE_WORDS = {
    "rule": gettext_lazy("Level rule"),
    "k": gettext_lazy("How many of a list (k)"),
    "unknown": gettext_lazy("Unknown rungs"),
    "weighted": gettext_lazy("Weights"),
}


@dataclass(frozen=True, slots=True)
class PanelCell:
    """One share of Table 5 in per cent: the run's own (None without a firm), and the lowest and highest of the 36.

    `step` tells in four steps, 0 to 3, how much it moves.
    """

    level: int
    own: float | None
    low: float
    high: float

    @property
    def spread(self) -> float:
        return self.high - self.low

    @property
    def step(self) -> int:
        return sum(self.spread >= bound for bound in STEPS)

    @property
    def bar(self) -> dict[str, str]:
        """Where the bar begins, how wide it is and where its stroke stands, in per cent of its room."""
        placed = {"from": self.low, "width": max(self.spread, 1.0)}
        if self.own is not None:
            placed["own"] = self.own
        return {name: f"{value:.1f}%" for name, value in placed.items()}


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One dimension of one cluster; `shares` float64[36, 6] at or above each level, or exactly at it."""

    cluster: ClusterResult
    dimension: str
    n: int
    cells: tuple[PanelCell, ...]
    shares: FloatArray

    @property
    def head(self) -> str:
        return DIMENSION_HEADS[self.dimension]


@dataclass(frozen=True, slots=True)
class MovedBy:
    """How far one choice alone moves some share, in points, and which share that is."""

    choice: str
    points: float
    where: str


@dataclass(frozen=True, slots=True)
class HeadlineLine:
    """A headline and what this run says of it; no verdict where the run knows no shares of its cluster."""

    headline: Headline
    text: str
    own_pct: float | None
    verdict: Verdict | None
    turned: tuple[str, ...]


def kept_by(run: Run) -> dict[str, dict[str, Any] | None]:
    """By cluster, what the run keeps of how far its figures hold; None where it was made before that was computed."""
    rows = RunCluster.objects.filter(run=run).order_by("position")
    return dict(rows.values_list("cluster__slug", "robustness"))


def panel_rows(
    tables: RunTables, kept: Mapping[str, dict[str, Any] | None], *, exactly: bool = False
) -> list[PanelRow]:
    """The panel, cluster by cluster; dimensions without a firm are left out."""
    rows = []
    for cluster in tables.clusters:
        for dimension in DIMENSIONS:
            shares, table = stored_shares(kept.get(cluster.slug), dimension), cluster.dimensions.get(dimension)
            if shares is not None and table is not None:
                rows.append(_row(cluster, dimension, table, exact_shares(shares) if exactly else shares, exactly))
    return rows


def _row(cluster: ClusterResult, dimension: str, table: DimensionTable, shares: FloatArray, exactly: bool) -> PanelRow:
    own = own_shares(table, exactly=exactly)
    low, high = shares.min(axis=0), shares.max(axis=0)
    cells = tuple(
        PanelCell(rung, own[rung - 1] if own else None, float(low[rung - 1]), float(high[rung - 1])) for rung in RUNGS
    )
    return PanelRow(cluster, dimension, table.n, cells, shares)


def own_shares(table: DimensionTable, *, exactly: bool = False) -> list[float] | None:
    """The shares of the run's own Table 5 in per cent, not rounded; None where no firm has a level."""
    counts = table.exact[1:] if exactly else table.cumulative
    return [100 * count / table.n for count in counts] if table.n else None


def is_one_of_all(specification: Specification) -> bool:
    """Whether the run's own way to count is one of the 36."""
    return specification.levels_by in RULES and specification.points_by is PointPolicy.LOW


def moves(rows: Sequence[PanelRow]) -> list[MovedBy]:
    """How far each choice alone moves any share of the panel, the greatest first."""
    found = []
    for choice in CHOICES:
        moved = [(*moved_by(row.shares)[choice], row) for row in rows]
        if moved:
            points, level, row = max(moved, key=lambda each: each[0])
            where = f"{row.cluster.name}, {row.head}, {_('level %(level)d') % {'level': level}}"
            found.append(MovedBy(str(CHOICE_WORDS[choice]), points, where if points >= STEPS[0] else ""))
    return sorted(found, key=lambda each: -each.points)


def headlines_of(clusters: Iterable[Cluster]) -> list[Headline]:
    """The headlines that stand, in the order of the clusters."""
    rows = Headline.objects.filter(cluster__in=clusters, withdrawn_at=None).select_related("cluster", "by")
    return list(rows.order_by("cluster__position", "cluster__name", "pk"))


def headline_lines(
    headlines: Iterable[Headline], tables: RunTables, kept: Mapping[str, dict[str, Any] | None]
) -> list[HeadlineLine]:
    """Every headline with what the run says of it."""
    results = {cluster.slug: cluster for cluster in tables.clusters}
    return [_line(each, results.get(each.cluster.slug), kept) for each in headlines]


def _line(headline: Headline, cluster: ClusterResult | None, kept: Mapping[str, dict[str, Any] | None]) -> HeadlineLine:
    text = headline_in_words(headline)
    shares = stored_shares(kept.get(headline.cluster.slug), headline.dimension)
    table = cluster.dimensions.get(headline.dimension) if cluster else None
    own = own_shares(table) if table else None
    if own is None or shares is None:
        return HeadlineLine(headline, text, None, None, ())
    claim = claim_of(headline)
    shown = exact_shares(np.asarray(own)) if claim.exactly else own
    verdict = check(claim, own, shares)
    return HeadlineLine(
        headline,
        text,
        float(shown[claim.level - 1]),
        verdict,
        tuple(combination_in_words(each) for each in verdict.turned),
    )


def claim_of(headline: Headline) -> Claim:
    return Claim(
        headline.level,
        exactly=headline.counted == Headline.Counted.EXACTLY,
        more=headline.compared == Headline.Compared.MORE,
        share_pct=headline.share_pct,
    )


def headline_in_words(headline: Headline) -> str:
    """The headline as a sentence."""
    forms = {
        ("more", "at_least"): _(
            "%(cluster)s: more than %(share)s per cent of firms at level %(level)d or above in %(dimension)s"
        ),
        ("more", "exactly"): _(
            "%(cluster)s: more than %(share)s per cent of firms exactly at level %(level)d in %(dimension)s"
        ),
        ("less", "at_least"): _(
            "%(cluster)s: less than %(share)s per cent of firms at level %(level)d or above in %(dimension)s"
        ),
        ("less", "exactly"): _(
            "%(cluster)s: less than %(share)s per cent of firms exactly at level %(level)d in %(dimension)s"
        ),
    }
    return forms[headline.compared, headline.counted] % {
        "cluster": headline.cluster.name,
        "share": number_format(f"{headline.share_pct:g}"),
        "level": headline.level,
        "dimension": DIMENSION_HEADS[headline.dimension],
    }


def combination_in_words(combination: Combination) -> str:
    """One of the 36 ways to count."""
    return " · ".join(
        (
            str(combination.rule),
            str(K_WORDS[combination.k]),
            str(UNKNOWN_WORDS[combination.unknown]),
            str(WEIGHT_WORDS[combination.weighted]),
        )
    )
