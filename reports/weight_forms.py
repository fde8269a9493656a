"""The form with which weights are made. It returns finished choices and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import WeightVersion
from reports.weight_inputs import VARIABLES, Totals, WeightChoices
from reports.weight_words import ASSUMPTIONS, EMPLOYMENT_BY, NAMES
from scoring.cell_merging import FEWEST_RESPONDENTS
from scoring.weighting import EMPLOYMENT, WHOLE, Eligibility

COLUMN = {"data-layout": "column"}
MOST_IN_A_CELL = 1000
CELL_VARIABLES = [(name, NAMES[name]) for name in VARIABLES if name != "stratum"]
ALL_VARIABLES = [(name, NAMES[name]) for name in VARIABLES]


class WeightsForm(forms.Form):
    """Every choice on which weights rest; `choices` after a clean form."""

    eligibility = forms.ChoiceField(
        label=gettext_lazy("Which firms count as eligible"),
        choices=[(key.value, label) for key, label in ASSUMPTIONS.items()],
        initial=Eligibility.MEDIAN.value,
        widget=forms.RadioSelect(attrs=COLUMN),
    )
    given_base = forms.BooleanField(
        label=gettext_lazy("Take the base weights that the list or the draw gave"),
        help_text=gettext_lazy("Otherwise N of the stratum over the firms drawn in it."),
        required=False,
    )
    cells = forms.MultipleChoiceField(
        label=gettext_lazy("Cells of non-response"),
        help_text=gettext_lazy(
            "Firms that answered take over those of their cell that did not. Nothing chosen: strata."
        ),
        choices=CELL_VARIABLES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMN),
    )
    fewest = forms.IntegerField(
        label=gettext_lazy("Fewest firms that answered in a cell"),
        help_text=gettext_lazy("A cell with fewer is merged with its neighbour."),
        initial=FEWEST_RESPONDENTS,
        min_value=1,
        max_value=MOST_IN_A_CELL,
    )
    post_strata = forms.ChoiceField(
        label=gettext_lazy("Post-stratify by"),
        choices=[("", gettext_lazy("Nothing")), *ALL_VARIABLES],
        required=False,
    )
    margins = forms.MultipleChoiceField(
        label=gettext_lazy("Rake to the totals of"),
        choices=ALL_VARIABLES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMN),
    )
    trusted = forms.BooleanField(
        label=gettext_lazy("The frame's employment can be trusted"),
        help_text=gettext_lazy(
            "Weights are then raked to the employees of its firms too, beside the totals above or the number of "
            "eligible firms."
        ),
        required=False,
    )
    employment = forms.ChoiceField(
        label=gettext_lazy("Employees of"),
        choices=list(EMPLOYMENT_BY.items()),
        initial=WHOLE,
        required=False,
    )
    totals = forms.CharField(
        label=gettext_lazy("Totals from elsewhere"),
        help_text=gettext_lazy(
            "One to a line, such as “ownership: foreign = 40”, or of employees “employment: all = 5200”. Without any, "
            "the shares of the frame and the sum of the eligible firms hold."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    trim_at = forms.FloatField(
        label=gettext_lazy("Highest weight, as a multiple of the median"),
        help_text=gettext_lazy("Empty: weights are not trimmed."),
        required=False,
        min_value=1,
    )
    name = forms.CharField(
        label=gettext_lazy("Name of these weights"),
        max_length=WeightVersion.name.field.max_length,
        required=False,
    )

    def clean_totals(self) -> Totals:
        """Read “variable: class = number”, line by line; the last of two for a class holds."""
        found: Totals = {}
        for number, line in enumerate(self.cleaned_data["totals"].splitlines(), start=1):
            if line.strip():
                variable, label, total = self._total(number, line)
                found.setdefault(variable, {})[label] = total
        return found

    def clean(self) -> dict[str, Any]:
        """Employees count only where they are trusted; no totals are dropped in silence."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("trusted"):
            if EMPLOYMENT in cleaned.get("totals", {}):
                self.add_error("trusted", _("Employees are among the totals. Trust them, or take them out."))
            cleaned["employment"] = ""
        else:
            cleaned["employment"] = cleaned.get("employment") or WHOLE
        used = {cleaned.get("post_strata"), *cleaned.get("margins", []), EMPLOYMENT}
        if unused := [str(NAMES[name]) for name in cleaned.get("totals", {}) if name not in used]:
            self.add_error(
                "totals",
                _("Nothing is post-stratified or raked by: %(names)s. Choose it above, or take its totals out.")
                % {"names": ", ".join(unused)},
            )
        return cleaned

    @property
    def choices(self) -> WeightChoices:
        told: dict[str, Any] = {name: self.cleaned_data[name] for name in WeightChoices.__dataclass_fields__}
        return WeightChoices(**{**told, "cells": tuple(told["cells"]), "margins": tuple(told["margins"])})

    def _total(self, number: int, line: str) -> tuple[str, str, float]:
        variable, colon, rest = line.partition(":")
        label, equals, amount = rest.rpartition("=")
        try:
            total = float(amount.strip().replace(",", "."))
        except ValueError:
            total = -1.0
        names = (*VARIABLES, EMPLOYMENT)
        if not (colon and equals and label.strip()) or variable.strip() not in names or not 0 <= total < 1e12:
            raise forms.ValidationError(
                _("Line %(number)d cannot be read: “%(line)s”. Write a variable (%(names)s), a class and a number.")
                % {"number": number, "line": line.strip()[:60], "names": ", ".join(names)}
            )
        return variable.strip(), label.strip(), total
