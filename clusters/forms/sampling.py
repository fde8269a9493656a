"""The plan of a sample, its draw, a replacement."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from clusters.forms.binding import sheet_helper
from clusters.models import Replacement, SampleDraw, Sharing
from clusters.sample_plans import ListedStratum, PlanChoices, StratumWish


def _percent(label: Any, least: float, most: float, *, help_text: Any = "", required: bool = True) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=least, max_value=most, help_text=help_text, required=required)


def _tidy(value: Any) -> Any:
    """A whole number without a decimal."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class PlanForm(forms.Form):
    """Gives the choices of a plan as `choices`; the wishes of a stratum stand in fields with its number behind."""

    sharing = forms.ChoiceField(
        label=gettext_lazy("How the sample is shared among strata"),
        choices=Sharing.choices,
        widget=forms.RadioSelect(attrs={"data-layout": "column"}),
    )
    margin_pct = _percent(
        gettext_lazy("Margin, percentage points"),
        0.5,
        50,
        required=False,
        help_text=gettext_lazy(
            "Such as 7.5: a share is found to within 7.5 points. It tells how many firms are drawn."
        ),
    )
    total = forms.IntegerField(
        label=gettext_lazy("Firms to draw"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Instead of a margin: a fixed number for the whole cluster."),
    )
    confidence_pct = _percent(gettext_lazy("Confidence, per cent"), 50, 99.9)
    proportion_pct = _percent(
        gettext_lazy("Share to be estimated, per cent"),
        1,
        99,
        help_text=gettext_lazy("50 needs most firms and is safe where nothing is known."),
    )
    response_pct = _percent(
        gettext_lazy("Expected response, per cent"),
        5,
        100,
        help_text=gettext_lazy("Of 60 per cent, five firms are drawn for every three that shall answer."),
    )
    least = forms.IntegerField(
        label=gettext_lazy("Least firms in a stratum"),
        min_value=2,
        max_value=1000,
        help_text=gettext_lazy("Two at least, or no error can be told; five are better."),
    )
    reserve_pct = _percent(
        gettext_lazy("Reserve, per cent of the sample"),
        0,
        500,
        help_text=gettext_lazy("Drawn with the sample; replacements come from it alone, in its order."),
    )
    note = forms.CharField(
        label=gettext_lazy("Why so"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What the implementation report says of the choice."),
    )

    def __init__(self, strata: list[ListedStratum], choices: PlanChoices, data: Any = None) -> None:
        super().__init__(data, initial={name: _tidy(getattr(choices, name)) for name in self.base_fields})
        self.strata = strata
        for number, stratum in enumerate(strata):
            wish = choices.strata.get(stratum.code, StratumWish())
            self.fields[f"take_all-{number}"] = forms.BooleanField(required=False, initial=wish.take_all)
            self.fields[f"spread-{number}"] = forms.FloatField(
                required=False, min_value=0, initial=wish.spread, widget=forms.NumberInput(attrs={"step": "any"})
            )
            self.fields[f"size-{number}"] = forms.IntegerField(required=False, min_value=0, initial=wish.size)

    @property
    def has_wishes(self) -> bool:
        """Whether something is wanted, or wrong, of a single stratum."""
        if self["sharing"].value() == Sharing.CUSTOM:
            return True
        return any(field.value() not in (None, "", False) for _stratum, *fields in self.rows for field in fields)

    @property
    def rows(self) -> Iterator[tuple[ListedStratum, BoundField, BoundField, BoundField]]:
        """The strata with their fields: all of it, spread, number of firms."""
        for number, stratum in enumerate(self.strata):
            yield stratum, self[f"take_all-{number}"], self[f"spread-{number}"], self[f"size-{number}"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        wishes = {
            stratum.code: StratumWish(
                bool(told.get(f"take_all-{number}")), told.get(f"spread-{number}"), told.get(f"size-{number}")
            )
            for number, stratum in enumerate(self.strata)
        }
        if self.errors:
            return told
        return {"choices": PlanChoices(**{name: told[name] for name in self.base_fields}, strata=wishes)}


class SampleDrawForm(forms.Form):
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        max_length=SampleDraw.seed.field.max_length,
        help_text=gettext_lazy(
            "A word or number fixed before anybody looks at the firms, such as the number of a public lottery."
        ),
    )


class ReplaceForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=Replacement.reason.field.max_length,
        help_text=gettext_lazy("It stands in the implementation report; write no names of persons."),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()
