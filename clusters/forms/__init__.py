"""Forms of the room. They return finished values and never save."""

from clusters.forms.binding import carried_out
from clusters.forms.cluster import ChangeClusterForm, ClusterForm
from clusters.forms.firm import ChangeFirmForm, FirmForm
from clusters.forms.frame import FrameForm
from clusters.forms.frame_columns import ColumnsForm, ReadingForm
from clusters.forms.frame_decisions import DecisionsForm
from clusters.forms.history import CrisisForm, PolicyForm
from clusters.forms.people import MemberForm
from clusters.forms.series import SeriesForm
from clusters.forms.study import StudyForm

__all__ = [
    "ChangeClusterForm",
    "ChangeFirmForm",
    "ClusterForm",
    "ColumnsForm",
    "CrisisForm",
    "DecisionsForm",
    "FirmForm",
    "FrameForm",
    "MemberForm",
    "PolicyForm",
    "ReadingForm",
    "SeriesForm",
    "StudyForm",
    "carried_out",
]
