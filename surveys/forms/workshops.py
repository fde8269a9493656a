"""Forms of the pillar workshop; they hand over finished values and never save."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clusters.access import Right
from clusters.models import Cluster
from surveys.ballots import Ballot
from surveys.catalogue import DescriptorEntry
from surveys.models import (
    AgreementStatus,
    Criterion,
    Evidence,
    PanelistKind,
    Pillar,
    Verdict,
    Vote,
    Workshop,
)
from surveys.workshop_grounds import LOWER_PHASES
from surveys.workshop_people import people_with
from surveys.workshop_results import Tally

CANNOT_JUDGE = "none"
PHASE_NUMBERS = [(str(phase), str(phase)) for phase in range(1, 6)]
CONFIDENCES = [
    ("1", gettext_lazy("1 guess")),
    ("2", gettext_lazy("2 unsure")),
    ("3", gettext_lazy("3 fairly sure")),
    ("4", gettext_lazy("4 sure")),
]
YES, NO = "yes", "no"
YES_OR_NO = [(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))]
SHORT_TEXT = {"rows": 2}


def date_field(label: Any) -> forms.DateField:
    """A date with the calendar of the device."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def body_of(*fields: Any) -> FormHelper:
    """The fields in this order, inside a form that the page opens and closes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*fields)
    return helper


class WorkshopForm(forms.Form):
    held_on = date_field(gettext_lazy("Date"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)
    moderator = forms.ModelChoiceField(
        label=gettext_lazy("Moderator"),
        queryset=User.objects.none(),
        help_text=gettext_lazy("Leads the workshop, enters the votes, and does not vote."),
    )
    criterion = forms.ChoiceField(
        label=gettext_lazy("Criterion of consensus"),
        choices=Criterion.choices,
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
        help_text=gettext_lazy("Choose it before anybody has voted: it is fixed once round 1 is open."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs=SHORT_TEXT))
    helper = body_of(Row("held_on", "place"), "moderator", "criterion", "note")

    def __init__(self, cluster: Cluster, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["moderator"].queryset = people_with(Right.ENTER, cluster)  # type: ignore[attr-defined]

    def fix_criterion(self, criterion: str) -> None:
        """Show the criterion as it stands, beyond change."""
        self.fields["criterion"].disabled = True
        self.fields["criterion"].help_text = _("Fixed since round 1 was opened.")
        self.initial["criterion"] = criterion


def workshop_values(workshop: Workshop) -> dict[str, Any]:
    """What stands in the form of a workshop that is corrected."""
    return {name: getattr(workshop, name) for name in ("held_on", "place", "moderator", "criterion", "note")}


class PanelistForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Name or function"),
        max_length=120,
        help_text=gettext_lazy("As it shall stand in the protocol."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Comes from"), choices=PanelistKind.choices)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), required=False, max_length=160)
    conflict_of_interest = forms.CharField(
        label=gettext_lazy("Conflict of interest"),
        required=False,
        widget=forms.Textarea(attrs=SHORT_TEXT),
        help_text=gettext_lazy("What the person has to gain or lose by the phases found, if anything."),
    )
    user = forms.ModelChoiceField(
        label=gettext_lazy("Account"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Only if the person works in this study as well: whoever has a seat cannot validate."),
    )
    helper = body_of("label", "kind", "organisation", "conflict_of_interest", "user")

    def __init__(self, cluster: Cluster, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["user"].queryset = people_with(Right.VIEW, cluster)  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    pillar = forms.ChoiceField(label=gettext_lazy("Pillar"), choices=Pillar.choices)
    citation = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Title, publisher, year and page, or who said it and when."),
    )
    note = forms.CharField(label=gettext_lazy("What it shows"), required=False, widget=forms.Textarea(attrs=SHORT_TEXT))
    helper = body_of("pillar", "citation", "note")


@dataclass(frozen=True, slots=True)
class PillarFields:
    """The fields of one pillar on the page of votes; `lower` asks of phases 1 to 4; no `evidence` without sources."""

    pillar: Pillar
    descriptors: tuple[DescriptorEntry, ...]
    phase: BoundField
    confidence: BoundField
    reason: BoundField
    lower: tuple[BoundField, ...]
    evidence: BoundField | None

    @property
    def has_grounds(self) -> bool:
        """Whether something stands in the fields that are folded away, or is wrong there."""
        fields = (*self.lower, *([self.evidence] if self.evidence else []))
        return any(field.value() or field.errors for field in fields)


class BallotsForm(forms.Form):
    """One panelist's votes on the four pillars; a pillar left empty is not recorded."""

    def __init__(
        self, data: Any = None, *, votes: Iterable[Vote] = (), sources: Iterable[Evidence] = (), **kwargs: Any
    ) -> None:
        initial = {name: value for vote in votes for name, value in _vote_values(vote).items()}
        super().__init__(data, initial=initial, **kwargs)
        sources = list(sources)
        for pillar in Pillar:
            self.fields[f"{pillar.value}-phase"] = forms.ChoiceField(
                label=pillar.label,
                required=False,
                choices=[*PHASE_NUMBERS, (CANNOT_JUDGE, _("Cannot judge"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"{pillar.value}-confidence"] = forms.ChoiceField(
                label=_("Confidence"), required=False, choices=CONFIDENCES, widget=forms.RadioSelect
            )
            self.fields[f"{pillar.value}-reason"] = forms.CharField(
                label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 1})
            )
            self._add_grounds(pillar, [source for source in sources if source.pillar == pillar])

    def _add_grounds(self, pillar: Pillar, sources: list[Evidence]) -> None:
        for phase in LOWER_PHASES:
            self.fields[f"{pillar.value}-lower-{phase}"] = forms.ChoiceField(
                label=_("Phase %(phase)d is fully in place") % {"phase": phase},
                required=False,
                choices=YES_OR_NO,
                widget=forms.RadioSelect,
            )
        if sources:
            self.fields[f"{pillar.value}-evidence"] = forms.TypedMultipleChoiceField(
                label=_("The vote rests on"),
                required=False,
                coerce=int,
                choices=[(source.pk, source.citation) for source in sources],
                widget=forms.CheckboxSelectMultiple(attrs={"data-layout": "column"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for pillar in Pillar:
            phase = cleaned.get(f"{pillar.value}-phase")
            said = [cleaned.get(f"{pillar.value}-{name}") for name in ("confidence", "reason", "evidence")]
            if any(said) and not phase:
                self.add_error(f"{pillar.value}-phase", _("Choose a phase, or “cannot judge”."))
            for lower in LOWER_PHASES:
                if cleaned.get(f"{pillar.value}-lower-{lower}") and not _lies_under(lower, phase):
                    self.add_error(
                        f"{pillar.value}-lower-{lower}", _("Answer for phases under the one voted for only.")
                    )
        if not self.errors and not any(cleaned.get(f"{pillar.value}-phase") for pillar in Pillar):
            raise forms.ValidationError(_("There is no vote yet. Choose a phase for at least one pillar."))
        return cleaned

    def ballots(self) -> dict[str, Ballot]:
        """The votes given, by pillar."""
        return {pillar.value: self._ballot(pillar) for pillar in Pillar if self.cleaned_data[f"{pillar.value}-phase"]}

    def _ballot(self, pillar: Pillar) -> Ballot:
        phase = self.cleaned_data[f"{pillar.value}-phase"]
        confidence = self.cleaned_data[f"{pillar.value}-confidence"]
        return Ballot(
            phase=None if phase == CANNOT_JUDGE else int(phase),
            confidence=int(confidence) if confidence else None,
            reason=self.cleaned_data[f"{pillar.value}-reason"],
            in_place={
                lower: said == YES
                for lower in LOWER_PHASES
                if (said := self.cleaned_data[f"{pillar.value}-lower-{lower}"])
            },
            evidence=frozenset(self.cleaned_data.get(f"{pillar.value}-evidence", ())),
        )

    def by_pillar(self, descriptors: Mapping[str, tuple[DescriptorEntry, ...]]) -> list[PillarFields]:
        """The fields as the page shows them, with what each phase means."""
        return [
            PillarFields(
                pillar=pillar,
                descriptors=descriptors.get(pillar.value, ()),
                phase=self[f"{pillar.value}-phase"],
                confidence=self[f"{pillar.value}-confidence"],
                reason=self[f"{pillar.value}-reason"],
                lower=tuple(self[f"{pillar.value}-lower-{phase}"] for phase in LOWER_PHASES),
                evidence=self[name] if (name := f"{pillar.value}-evidence") in self.fields else None,
            )
            for pillar in Pillar
        ]


def _vote_values(vote: Vote) -> dict[str, Any]:
    values: dict[str, Any] = {
        f"{vote.pillar}-phase": CANNOT_JUDGE if vote.phase is None else str(vote.phase),
        f"{vote.pillar}-confidence": str(vote.confidence or ""),
        f"{vote.pillar}-reason": vote.reason,
        f"{vote.pillar}-evidence": [source.pk for source in vote.evidence.all()],
    }
    return values | {f"{vote.pillar}-lower-{phase}": YES if said else NO for phase, said in vote.in_place.items()}


def _lies_under(lower: int, phase: str | None) -> bool:
    return bool(phase) and phase != CANNOT_JUDGE and lower < int(phase or 0)


def number_field(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=PHASE_NUMBERS, coerce=int, widget=forms.RadioSelect
    )


class AgreementForm(forms.Form):
    """What the panel agreed on; the votes suggest, and a half median suggests nothing."""

    phase = number_field(gettext_lazy("Agreed phase"))
    low = number_field(gettext_lazy("Lowest phase held"), gettext_lazy("By anybody on the panel after the discussion."))
    high = number_field(gettext_lazy("Highest phase held"))
    status = forms.ChoiceField(
        label=gettext_lazy("How it was found"),
        choices=[
            (AgreementStatus.CONSENSUS.value, gettext_lazy("Consensus: the votes meet the criterion")),
            (
                AgreementStatus.ADJUDICATED.value,
                gettext_lazy("Adjudicated: decided after discussion, with a reason"),
            ),
            (AgreementStatus.NO_CONSENSUS.value, gettext_lazy("No consensus: the views stay apart")),
        ],
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
    )
    dissent = forms.CharField(
        label=gettext_lazy("Dissent"),
        required=False,
        widget=forms.Textarea(attrs=SHORT_TEXT),
        help_text=gettext_lazy("Who saw it otherwise, by function, and which phase they hold."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs=SHORT_TEXT),
        help_text=gettext_lazy("Needed unless the votes meet the criterion."),
    )
    helper = body_of("phase", "low", "high", "status", "dissent", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        phase, low, high = cleaned.get("phase"), cleaned.get("low"), cleaned.get("high")
        if phase and low and high and not low <= phase <= high:
            self.add_error("phase", _("The agreed phase lies between the lowest and the highest phase held."))
        if cleaned.get("status") not in (None, AgreementStatus.CONSENSUS) and not cleaned.get("reason"):
            self.add_error("reason", _("A phase without consensus needs a reason: say how it was decided."))
        return cleaned


def suggested_agreement(tally: Tally | None) -> dict[str, Any]:
    """What the votes suggest: their range, and the median as the phase where it is one and the criterion is met."""
    if tally is None or tally.summary.median is None:
        return {}
    suggestion: dict[str, Any] = {"low": tally.summary.lowest, "high": tally.summary.highest}
    if not tally.summary.half_median:
        suggestion["phase"] = int(tally.summary.median)
        if tally.consensus.reached:
            suggestion["status"] = AgreementStatus.CONSENSUS.value
    return suggestion


class ValidationForm(forms.Form):
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    validator = forms.CharField(
        label=gettext_lazy("Who validated, and in what function"),
        max_length=160,
        help_text=gettext_lazy("Somebody who was not at the table."),
    )
    validated_on = date_field(gettext_lazy("Date"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs=SHORT_TEXT),
        help_text=gettext_lazy("What it was checked against; needed where the phase is disputed."),
    )
    helper = body_of("verdict", "validator", "validated_on", "note")

    def __init__(self, data: Any = None, *, today: date, validator: str = "") -> None:
        super().__init__(data, initial={"validated_on": today, "validator": validator})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == Verdict.DISPUTED and not cleaned.get("note"):
            self.add_error("note", _("Say in the note what is disputed and why."))
        return cleaned
