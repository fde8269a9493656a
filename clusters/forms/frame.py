"""A sampling frame as a file, with what the file does not say of itself."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.forms.binding import sheet_helper
from clusters.models import Frame

LARGEST_MEGABYTES = 40


class FrameForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("List of firms"),
        help_text=gettext_lazy("CSV, Excel or OpenDocument, with columns such as code, name, ownership, employees."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods,.gz"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=Frame.source.field.max_length,
        help_text=gettext_lazy("Who keeps the list, such as the register of the association."),
    )
    listed_on = forms.DateField(
        label=gettext_lazy("Date of the list"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    is_probability_sample = forms.BooleanField(
        label=gettext_lazy("The firms of the sample were drawn by chance"),
        required=False,
        help_text=gettext_lazy("Without a draw by chance no sampling interval is printed."),
    )

    nobody_drawn = forms.BooleanField(
        label=gettext_lazy("Nobody is drawn yet"),
        required=False,
        help_text=gettext_lazy(
            "The list is the population, and the sample is drawn from it here. Columns for selected, weight and "
            "disposition are not read."
        ),
    )

    @property
    def helper(self) -> Any:
        return sheet_helper()

    def clean_file(self) -> "File[Any]":
        file: File[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_MEGABYTES * 2**20:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. Leave out the columns that are not needed, or pack it (.gz)."),
                params={"limit": LARGEST_MEGABYTES},
            )
        return file
