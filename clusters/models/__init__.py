"""The nouns of the field. Within the package, study <- cluster <- frame <- firm; nothing points back."""

from clusters.models.cluster import Cluster, SectorVariant
from clusters.models.firm import Disposition, Firm
from clusters.models.frame import Frame, FrameUnit, OwnershipClass, SizeClass, Stratum
from clusters.models.membership import Membership, Role
from clusters.models.series import Series, SeriesKind, SeriesPoint
from clusters.models.study import Study

__all__ = [
    "Cluster",
    "Disposition",
    "Firm",
    "Frame",
    "FrameUnit",
    "Membership",
    "OwnershipClass",
    "Role",
    "SectorVariant",
    "Series",
    "SeriesKind",
    "SeriesPoint",
    "SizeClass",
    "Stratum",
    "Study",
]
