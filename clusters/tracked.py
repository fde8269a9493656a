"""What the history tells of studies, clusters and firms (docs/history.md)."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from clusters.models import (
    Attempt,
    Cluster,
    Contact,
    CrisisEvent,
    Disclosure,
    DrawnUnit,
    Erasure,
    Firm,
    Frame,
    FrameUnit,
    HiddenFirm,
    Invitation,
    Membership,
    PolicyAction,
    Replacement,
    RoundLink,
    SampleDraw,
    SamplePlan,
    Series,
    SeriesPoint,
    Stratum,
    Study,
)
from clusters.models.contact import PERSONAL as OF_CONTACTS
from trail.declarations import Tracked

PERSONAL = "may be personal, and history cannot be erased"
SIZES = {"size_bounds": "clusters.telling.read_size_bounds"}

TRACKED = (
    Tracked(Study, read_by=SIZES),
    Tracked(Membership, about="study", named_by=("user",)),
    Tracked(
        Invitation,
        about="study",
        untold={"email": "is personal, and history cannot be erased", "nonce": "opens the invitation"},
        details=("nonce",),
    ),
    Tracked(
        Invitation.clusters.through,
        about="invitation__study",
        called=_("cluster of an invitation"),
        named_by=("cluster",),
    ),
    Tracked(Cluster),
    Tracked(
        Frame, about="cluster", read_by={"reading": "clusters.telling.read_how_a_list_was_read"}, details=("file_hash",)
    ),
    Tracked(Stratum, about="frame__cluster", read_by=SIZES),
    Tracked(FrameUnit, about="frame__cluster", untold={"address": PERSONAL}),
    Tracked(Firm, untold={"address": PERSONAL}),
    Tracked(
        SamplePlan,
        about="frame__cluster",
        append_only=True,
        named_by=("sharing",),
        read_by={"strata": "clusters.telling.read_planned_strata"},
    ),
    Tracked(SampleDraw, about="frame__cluster", append_only=True, named_by=("seed",), details=("frame_hash",)),
    Tracked(DrawnUnit, about="draw__frame__cluster", append_only=True, named_by=("unit",)),
    Tracked(Replacement, about="draw__frame__cluster", append_only=True, named_by=("replaced",)),
    Tracked(Attempt, about="firm", untold={"note": PERSONAL}, append_only=True, named_by=("disposition",)),
    Tracked(HiddenFirm, about="firm", called=_("firm hidden from somebody"), named_by=("user",)),
    Tracked(Contact, about="firm", untold=dict.fromkeys(OF_CONTACTS, PERSONAL)),
    Tracked(Series, about="cluster", named_by=("kind", "version")),
    Tracked(SeriesPoint, about="series__cluster", named_by=("series__kind", "year")),
    Tracked(CrisisEvent, about="cluster"),
    Tracked(PolicyAction, about="cluster"),
    Tracked(RoundLink, about="later", named_by=("earlier",)),
)
NOT_TRACKED: dict[type[Model], str] = {
    Disclosure: "is a log itself, which the database refuses to change",
    Erasure: "is a log itself, which the database refuses to change",
}
