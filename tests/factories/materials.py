"""What a workbook is made of, by hand: the published clusters and their firms, without a database."""

from collections.abc import Iterator
from typing import Any

from reports.published import published_under
from reports.specification import Specification, VersionRef
from reports.workbook.material import FirmRow, ItemRow, Material, Response
from tests.factories.tables import demo_tables, firm_levels

ITEMS = (
    ("FOREIGN_EQUITY", "share", "Per cent", "% of equity", ()),
    ("EXPORTS_REF", "money", "Amount of money", "thousand USD", ()),
    ("CHAIN_POSITION", "single", "One of several", "", (("tier1", "First tier"), ("other", "=Other"))),
    ("GRANTS", "text", "Text", "", ()),
)


def specification(**changes: Any) -> Specification:
    given: dict[str, Any] = {
        "study": "unido-2006",
        "study_title": "Survey of Dynamic Industrial Locations, reconstructed",
        "is_reconstruction": True,
        "base_year": 2000,
        "reference_year": 2006,
        "price_base_year": 2000,
        "rule_set": VersionRef("default", 1, "Default rules", "a" * 64),
        "questionnaires": (VersionRef("technology-ladder", 1, "Technology ladder of firms", "b" * 64),),
        "level_rule": "R1",
        "floor_level_1": True,
        "point_policy": "low",
        "foreign_threshold": 50.0,
        "growth": "cagr",
        "growth_basis": "matched",
        "skill_basis": "ratio_of_totals",
        "technical_in_wide": True,
        "weighted": False,
    }
    return Specification(**{**given, **changes})


def firm_rows() -> Iterator[FirmRow]:
    """The firms of the published clusters, the first of each cluster refusing its exports."""
    for cluster in demo_tables().clusters:
        for place, levels in enumerate(firm_levels(cluster.slug)):
            scores = {dimension: score(level) for dimension, level in levels.items()}
            state = "refused" if place == 0 else "answered"
            answers = {
                "FOREIGN_EQUITY": {"state": "answered", "value": 60},
                "EXPORTS_REF": {"state": state, "value": None if place == 0 else 1000 + place},
                "CHAIN_POSITION": {"state": "answered", "value": "tier1"},
            }
            yield FirmRow(
                cluster,
                f"{cluster.slug[:2].upper()}{place + 1:03d}",
                f"Firm {place + 1}",
                1.0,
                {"size": "large"},
                {**scores, "ownership": "foreign", "foreign_equity": 60},
                answers,
            )


def score(level: int) -> dict[str, Any]:
    """A level without gaps, as a run stores it."""
    rungs = ["met"] * level + ["not_met"] * (6 - level)
    return {"rungs": rungs, "low": level, "high": level, "point": level, "tie": False}


def printed_material(**changes: Any) -> Material:
    tables = demo_tables()
    given: dict[str, Any] = {
        "run_id": "0123456789ab",
        "inputs_hash": "c" * 64,
        "specification": specification(),
        "tables": tables,
        "published": published_under("unido-2006"),
        "public": False,
        "items": tuple(
            ItemRow(
                "technology-ladder 1",
                "firm",
                "Firm sheet",
                code,
                f"What about {code}?",
                kind,
                kind_name,
                unit,
                options,
                None,
                "V",
                "P",
                "Table 1",
            )
            for code, kind, kind_name, unit, options in ITEMS
        ),
        "attributes": ("size",),
        "response": {
            cluster.slug: Response(cluster.firms + 3, cluster.firms, {"approved": cluster.firms, "draft": 2})
            for cluster in tables.clusters
        },
        "series": {},
        "firms": firm_rows,
        "firm_count": sum(cluster.firms for cluster in tables.clusters),
    }
    return Material(**{**given, **changes})


def real_material(**changes: Any) -> Material:
    """The same figures as if the firms were real: no replica, and what is small is hidden in public."""
    return printed_material(**{"published": None, "specification": specification(is_reconstruction=False), **changes})
