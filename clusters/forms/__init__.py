"""Forms of the room. They return finished values and never save."""

from clusters.forms.assigning import AssignForm
from clusters.forms.binding import carried_out
from clusters.forms.cluster import ChangeClusterForm, ClusterForm
from clusters.forms.contact import ContactForm, ErasureForm
from clusters.forms.disclosures import DisclosureFilterForm
from clusters.forms.firm import ChangeFirmForm, FirmForm
from clusters.forms.frame import FrameForm
from clusters.forms.frame_columns import ColumnsForm, ReadingForm
from clusters.forms.frame_decisions import DecisionsForm
from clusters.forms.history import CrisisForm, PolicyForm
from clusters.forms.people import InviteForm, JoinForm, MemberForm, RoleForm
from clusters.forms.rounds import RoundForm
from clusters.forms.sampling import PlanForm, ReplaceForm, SampleDrawForm
from clusters.forms.series import SeriesForm
from clusters.forms.study import StudyForm

__all__ = [
    "AssignForm",
    "ChangeClusterForm",
    "ChangeFirmForm",
    "ClusterForm",
    "ColumnsForm",
    "ContactForm",
    "CrisisForm",
    "DecisionsForm",
    "DisclosureFilterForm",
    "ErasureForm",
    "FirmForm",
    "FrameForm",
    "InviteForm",
    "JoinForm",
    "MemberForm",
    "PlanForm",
    "PolicyForm",
    "ReadingForm",
    "ReplaceForm",
    "RoleForm",
    "RoundForm",
    "SampleDrawForm",
    "SeriesForm",
    "StudyForm",
    "carried_out",
]
