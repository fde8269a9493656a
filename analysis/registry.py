"""The analyses that Sextant offers, by their codes, in the order of its pages."""

from analysis.crises.system import SYSTEM as CRISES
from analysis.development.system import SYSTEM as DEVELOPMENT
from analysis.proximity.system import SYSTEM as PROXIMITY
from analysis.resilience.system import SYSTEM as RESILIENCE
from analysis.systems import System

SYSTEMS: dict[str, System] = {system.code: system for system in (CRISES, PROXIMITY, RESILIENCE, DEVELOPMENT)}
