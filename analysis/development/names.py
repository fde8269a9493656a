"""The words of the development phase: phases, interventions and verdicts, with what they are called in print."""

from typing import Literal

Phase = Literal["initiation", "quantity_expansion", "quality_improvement", "survival"]
Verdict = Literal["now", "too early", "late", "undetermined"]

PHASES: tuple[Phase, ...] = ("initiation", "quantity_expansion", "quality_improvement", "survival")
"""Initiation, quantity expansion and quality improvement follow each other; survival is the way that ends in itself."""

UNDETERMINED = "undetermined"

PHASE_TITLES = {
    "initiation": "Initiation",
    "quantity_expansion": "Quantity expansion",
    "quality_improvement": "Quality improvement",
    "survival": "Survival",
    UNDETERMINED: "Undetermined",
}

INTERVENTION_TITLES = {
    "competition_policy": "Competition policy",
    "infrastructure": "Basic infrastructure",
    "marketplace": "Marketplace and cluster promotion",
    "management_training": "Management training",
    "technical_training": "Technical training",
    "fdi_promotion": "Promotion of foreign investment",
    "anti_imitation": "Protection against imitation, brands",
    "industrial_zone": "Industrial zone",
    "credit": "Credit",
    "development_bank": "Industrial development bank",
}

INTERVENTIONS: tuple[str, ...] = tuple(INTERVENTION_TITLES)
"""Kinds of intervention, in the order in which they are advised on."""
