"""The nouns of the field. Within the package, study <- cluster <- frame <- firm; nothing points back."""

from clusters.models.cluster import Cluster, SectorVariant
from clusters.models.firm import Disposition, Firm
from clusters.models.frame import Frame, FrameUnit, OwnershipClass, SizeClass, Stratum
from clusters.models.history import CrisisEvent, CrisisKind, PolicyAction, PolicyKind, Timing
from clusters.models.membership import Membership, Role
from clusters.models.series import Series, SeriesKind, SeriesPoint
from clusters.models.study import Study

__all__ = [
    "Cluster",
    "CrisisEvent",
    "CrisisKind",
    "Disposition",
    "Firm",
    "Frame",
    "FrameUnit",
    "Membership",
    "OwnershipClass",
    "PolicyAction",
    "PolicyKind",
    "Role",
    "SectorVariant",
    "Series",
    "SeriesKind",
    "SeriesPoint",
    "SizeClass",
    "Stratum",
    "Study",
    "Timing",
]
