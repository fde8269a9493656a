"""What has to be said beside growth, on pages and in workbooks: its unit, what it rests on, who is missing."""

from django.utils.translation import gettext as _

from reports.specification import Specification
from scoring.aggregate_growth import AggregateBasis
from scoring.growth import GrowthDefinition
from surveys.models import StudySetup


def rate_unit(definition: str) -> str:
    """The unit of growth by this definition."""
    return _("log points a year") if definition == GrowthDefinition.DLOG else _("% a year")


def on_growth_of_firms(specification: Specification) -> list[str]:
    """What has to be said of growth that rests on what firms tell; nothing where none does."""
    if specification.growth_over is AggregateBasis.OFFICIAL_SERIES:
        return []
    basis = str(dict(StudySetup.GrowthBasisChoice.choices)[specification.growth_basis]).lower()
    weights = _("weighted by the firms' weights") if specification.weighted else _("every firm counts once")
    return [
        _("Growth from firms: %(basis)s; %(weights)s.") % {"basis": basis, "weights": weights},
        _(
            "It rests on firms that are still alive: what those exported and employed that have closed since "
            "%(year)d is missing from the base year, and growth is biased upwards."
        )
        % {"year": specification.base_year},
    ]
