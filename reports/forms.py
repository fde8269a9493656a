"""Forms of the room. They return finished values and never save."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from reports.specification import CHOICES, HIDING
from surveys.models import Questionnaire, RuleSetVersion, Status, StudySetup
from surveys.translations import languages_of, names_of

FORM_ID = "choices"
RADIOS = ("level_rule", "point_policy", "growth", "growth_basis", "skill_basis", "review_steps", "dominance")
GROUPS = (
    (_("Levels"), ("questionnaire", "rule_set", "level_rule", "floor_level_1", "point_policy", "use_assessed")),
    (_("Growth and skills"), ("growth", "growth_basis", "skill_basis", "technical_in_wide")),
    (_("Firms"), ("foreign_threshold", "weighted")),
    (_("Hidden in public"), HIDING),
    (_("Review"), ("review_steps",)),
)


class ChoicesForm(forms.Form):
    """The choices a run rests on, beginning with those of the study."""

    names: tuple[str, ...] = CHOICES

    def __init__(self, data: Any = None, *, setup: StudySetup) -> None:
        super().__init__(data, initial={name: getattr(setup, name) for name in self.names})
        wide: dict[str, Any] = {name: forms.RadioSelect(attrs={"data-layout": "column"}) for name in RADIOS}
        self.fields.update(fields_for_model(StudySetup, fields=self.names, widgets=wide))
        for name in self.names:
            _ask_what_is_stored(self.fields[name], StudySetup._meta.get_field(name))
        self.fields["foreign_threshold"].widget.attrs["data-unit"] = "%"
        self.fields["rule_set"].queryset = RuleSetVersion.objects.filter(status=Status.PUBLISHED)  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_id = FORM_ID
        helper.layout = Layout(
            *(Fieldset(title, *(name for name in names if name in self.fields)) for title, names in GROUPS)
        )
        return helper


class SetupForm(ChoicesForm):
    """What a study has chosen for all its pages and runs."""

    names = ("questionnaire", *CHOICES, *HIDING, "review_steps")

    def __init__(self, data: Any = None, *, setup: StudySetup) -> None:
        super().__init__(data, setup=setup)
        published = Questionnaire.objects.filter(status=Status.PUBLISHED)
        self.fields["questionnaire"].queryset = published  # type: ignore[attr-defined]
        self.fields["questionnaire"].label_from_instance = _with_languages  # type: ignore[attr-defined]
        for name in ("dominance_p", "dominance_k1", "dominance_k2"):
            self.fields[name].widget.attrs["data-unit"] = "%"

    def clean(self) -> dict[str, Any]:
        """Two firms have at least what one of them has."""
        cleaned = self.cleaned_data
        one, two = cleaned.get("dominance_k1"), cleaned.get("dominance_k2")
        if one is not None and two is not None and two < one:
            self.add_error(
                "dominance_k2", _("Two firms may have at least as much as one: enter %(one)g or more.") % {"one": one}
            )
        return cleaned


def _ask_what_is_stored(field: forms.Field, column: Any) -> None:
    """Hold a number to the bounds of its column, which `fields_for_model` leaves to whoever saves."""
    bounds = {type(each): each for each in column.validators if isinstance(each, MinValueValidator | MaxValueValidator)}
    if isinstance(field, forms.ChoiceField) or not bounds:
        return
    field.validators = [*(each for each in field.validators if type(each) not in bounds), *bounds.values()]
    for side, kind in (("min", MinValueValidator), ("max", MaxValueValidator)):
        if kind in bounds:
            field.widget.attrs[side] = bounds[kind].limit_value


def _with_languages(questionnaire: Questionnaire) -> str:
    return f"{questionnaire} · {names_of(languages_of(questionnaire))}"
