"""The nouns of the field. Within the package, study <- cluster <- frame <- firm; nothing points back."""

from clusters.models.binnable import Binnable
from clusters.models.blindness import HiddenFirm
from clusters.models.cluster import Cluster, SectorVariant
from clusters.models.contact import Contact, Erasure
from clusters.models.disclosure import Disclosure, DisclosureAct
from clusters.models.firm import Disposition, Firm
from clusters.models.frame import Frame, FrameUnit, OwnershipClass, SizeClass, Stratum
from clusters.models.history import CrisisEvent, CrisisKind, PolicyAction, PolicyKind, Timing
from clusters.models.invitation import Invitation
from clusters.models.membership import Membership, Role
from clusters.models.rounds import RoundLink
from clusters.models.sampling import Attempt, DrawnUnit, Replacement, SampleDraw, SamplePlan, Sharing
from clusters.models.series import Series, SeriesKind, SeriesPoint
from clusters.models.study import Study

__all__ = [
    "Attempt",
    "Binnable",
    "Cluster",
    "Contact",
    "CrisisEvent",
    "CrisisKind",
    "Disclosure",
    "DisclosureAct",
    "Disposition",
    "DrawnUnit",
    "Erasure",
    "Firm",
    "Frame",
    "FrameUnit",
    "HiddenFirm",
    "Invitation",
    "Membership",
    "OwnershipClass",
    "PolicyAction",
    "PolicyKind",
    "Replacement",
    "Role",
    "RoundLink",
    "SampleDraw",
    "SamplePlan",
    "SectorVariant",
    "Series",
    "SeriesKind",
    "SeriesPoint",
    "Sharing",
    "SizeClass",
    "Stratum",
    "Study",
    "Timing",
]
